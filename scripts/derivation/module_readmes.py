"""The tables of inputs and outputs in the README of every HCL module."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivation.nouns import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BEGIN, END = "<!-- BEGIN inputs and outputs -->", "<!-- END inputs and outputs -->"
_BLOCK = re.compile(r'^(variable|output) "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_ARGUMENT = re.compile(r"^  (\w+)\s+= (.*?)(?=^  \w|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One variable or output.

    Attributes:
        name: Its name.
        arguments: Text of its arguments by name, as `terraform fmt` leaves it.
    """

    name: str
    arguments: dict[str, str]

    @property
    def description(self) -> str:
        """What it is, in words."""
        return self.arguments["description"].strip('"').replace('\\"', '"').replace("|", "\\|")

    @property
    def type(self) -> str:
        """Its type on one line, objects without what they are made of."""
        text = re.sub(r"\s+", " ", self.arguments.get("type", "any"))
        return re.sub(r"object\(\{.*\}\)", "object", text)

    @property
    def default(self) -> str:
        """Its default, or that it is required."""
        return f"`{self.arguments['default']}`" if "default" in self.arguments else "required"


def files() -> dict[Path, str]:
    """Return the README of each module by its path, with its tables up to date."""
    found = sorted((ROOT / "modules_tf").glob("*/README.md"))
    return {path: renew(path.read_text("utf-8"), path.parent) for path in found}


def blocks(file: Path) -> list[Block]:
    """Return the variables or outputs of a file, in its order."""
    found = _BLOCK.findall(file.read_text(encoding="utf-8"))
    return [
        Block(name, {key: text.strip() for key, text in _ARGUMENT.findall(body.split("\n  validation {")[0])})
        for _unused, name, body in found
    ]


def tables(module: Path) -> str:
    """Return the two tables of a module."""
    lines = ["## Inputs", "", "| Name | Type | Default | Description |", "| --- | --- | --- | --- |"]
    variables = blocks(module / "variables.tf")
    lines += [
        f"| `{each.name}` | `{each.type}` | {each.default} | {each.description} |" for each in variables
    ]
    lines += ["", "## Outputs", "", "| Name | Description |", "| --- | --- |"]
    lines += [f"| `{each.name}` | {each.description} |" for each in outputs(module)]
    return "\n".join(lines)


def outputs(module: Path) -> list[Block]:
    """Return the outputs of a module, those by hand last."""
    return [
        each for name in ("outputs.tf", "extra.tf") for file in module.glob(name) for each in blocks(file)
    ]


def renew(text: str, module: Path) -> str:
    """Return a README's text with its tables up to date.

    Raises:
        ValueError: The README lacks the markers between which the tables stand.
    """
    before, begin, rest = text.partition(BEGIN)
    _separator, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{module.name}/README.md needs the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{tables(module)}\n\n{END}{after}"

"""The tables of inputs and outputs in the README of every HCL module."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivation import hcl, provider_pages
from derivation.nouns import settable
from fjcorp_openai.provider.protocol.schema import Attribute, Nested

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from derivation.nouns import Noun

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


def files(nouns: Iterable[Noun]) -> dict[Path, str]:
    """Return the README of each module by its path, with its tables up to date."""
    found = {noun.folder / "README.md": noun for noun in nouns}
    return {
        path: renew(path.read_text("utf-8") if path.is_file() else "", noun) for path, noun in found.items()
    }


def blocks(file: Path) -> list[Block]:
    """Return the variables or outputs of a file, in its order."""
    found = _BLOCK.findall(file.read_text(encoding="utf-8"))
    return [
        Block(name, {key: text.strip() for key, text in _ARGUMENT.findall(body.split("\n  validation {")[0])})
        for _unused, name, body in found
    ]


def tables(noun: Noun) -> str:
    """Return the two tables of a module; what an object is made of has rows of its own."""
    lines = ["## Inputs", "", "| Name | Type | Default | Description |", "| --- | --- | --- | --- |"]
    for each in blocks(noun.folder / "variables.tf"):
        lines.append(f"| `{each.name}` | `{each.type}` | {each.default} | {each.description} |")
        if each.name in noun.inputs:
            lines += inside(noun, each.name, noun.inputs[each.name])
    lines += ["", "## Outputs", "", "| Name | Description |", "| --- | --- |"]
    lines += [f"| `{each.name}` | {each.description} |" for each in outputs(noun.folder)]
    return "\n".join(lines)


def inside(noun: Noun, path: str, attribute: Attribute) -> list[str]:
    """Return a row for each attribute of an object, and of the objects in it."""
    lines: list[str] = []
    if not isinstance(attribute.type, Nested):
        return lines
    for name, each in settable(attribute.type.attributes).items():
        place = f"{path}.{name}"
        special = noun.option(place)
        default = special.get("default", each.default)
        shown = "required" if each.required else f"`{hcl.text(default)}`" if default is not None else "`null`"
        words = hcl.plain(special.get("description", each.description)).replace("|", "\\|")
        lines.append(f"| `{place}` | `{provider_pages.type_of(each)}` | {shown} | {words} |")
        lines += inside(noun, place, each)
    return lines


def outputs(module: Path) -> list[Block]:
    """Return the outputs of a module, those by hand last."""
    return [
        each for name in ("outputs.tf", "extra.tf") for file in module.glob(name) for each in blocks(file)
    ]


def renew(text: str, noun: Noun) -> str:
    """Return a README's text with its tables up to date.

    Raises:
        ValueError: The README lacks the markers between which the tables stand.
    """
    before, begin, rest = text.partition(BEGIN)
    _separator, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{noun.module}/README.md needs the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{tables(noun)}\n\n{END}{after}"

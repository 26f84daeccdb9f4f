"""Writes the tables of inputs and outputs into the README of every HCL module.

python scripts/module_readme.py          write
python scripts/module_readme.py --check  change nothing; exit 1 when a README is not up to date
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

MODULES = Path(__file__).resolve().parents[1] / "modules_tf"
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
    outputs = [
        each for name in ("outputs.tf", "extra.tf") for file in module.glob(name) for each in blocks(file)
    ]
    lines += [f"| `{each.name}` | {each.description} |" for each in outputs]
    return "\n".join(lines)


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


def main(arguments: list[str]) -> int:
    """Write or check all READMEs and return the exit code."""
    stale = []
    for readme in sorted(MODULES.glob("*/README.md")):
        text = readme.read_text(encoding="utf-8")
        wanted = renew(text, readme.parent)
        if text != wanted:
            stale.append(readme.parent.name)
            if "--check" not in arguments:
                readme.write_text(wanted, encoding="utf-8")
    if stale and "--check" in arguments:
        sys.stderr.write(f"Not up to date: {', '.join(stale)}. Run python scripts/module_readme.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

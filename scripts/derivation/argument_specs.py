"""The options of the items in each role's argument specification."""

from __future__ import annotations

import re
import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, Any

import yaml

from derivation.nouns import ROOT, settable
from fjcorp_openai.provider.protocol.schema import Attribute, Nested
from fjcorp_openai.provider.protocol.validators import EachElement, JsonObject, OneOf, Whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from derivation.nouns import Noun
    from fjcorp_openai.provider.protocol.types import Type

BEGIN = "  # Made by scripts/derive.py from the provider's schema and vars/main.yml. Change it there."
TYPES = {"string": "str", "number": "float", "bool": "bool"}
WRITTEN = "A relative path starts from the current folder; a path in a collection is refused."
JSON = "A map is written as JSON."
WIDTH = 118


def files(nouns: Iterable[Noun]) -> dict[Path, str]:
    """Return the text of each role's argument specification by its path.

    What stands above the mark is by hand.

    Raises:
        ValueError: A specification lacks the mark, or has items above it.
    """
    found = {}
    for role, members in groupby(nouns, key=lambda noun: noun.role):
        path = ROOT / "roles" / role / "meta/argument_specs.yml"
        before, mark, _former = path.read_text("utf-8").partition(f"{BEGIN}\n")
        if not mark:
            raise ValueError(f"{path.relative_to(ROOT)} needs this line, below all that is by hand:\n{BEGIN}")
        entries = {noun.module: entry(noun) for noun in members}
        twice = entries.keys() & yaml.safe_load(before)["argument_specs"].keys()
        if twice:
            names = ", ".join(sorted(twice))
            raise ValueError(
                f"{path.relative_to(ROOT)}: {names} follow from the schema; remove them above the mark, "
                "and put words that are better into the schema"
            )
        found[path] = before + mark + written(entries)
    return found


def entry(noun: Noun) -> dict[str, Any]:
    """Return the entry point with the options of one item of a noun."""
    return {
        "short_description": f"One item of {noun.data['variable']}",
        "description": markup(noun.description, noun),
        "options": options(noun, noun.inputs),
    }


def options(noun: Noun, attributes: Mapping[str, Attribute], prefix: str = "") -> dict[str, Any]:
    """Return the options that stand for attributes; a reference has the name that items know it by."""
    found = {}
    for name, attribute in attributes.items():
        path = renamed(noun, f"{prefix}{name}")
        found[path.rpartition(".")[2]] = option(noun, path, attribute)
    if not prefix:
        schemaless = (noun.data.get("options") or {}).items()
        found |= {name: dict(each) for name, each in schemaless if "." not in name and name not in found}
    return found


def option(noun: Noun, path: str, attribute: Attribute) -> dict[str, Any]:
    """Return one option.

    Args:
        noun: The noun.
        path: Names of options, with dots between them.
        attribute: What it stands for.
    """
    special = noun.option(path)
    made = {"description": description(noun, path, attribute), **kind(attribute, special)}
    if special.get("required", attribute.required):
        made["required"] = True
    choices = [list(rule.allowed) for rule in _rules(attribute) if isinstance(rule, OneOf)]
    if choices:
        made["choices"] = choices[0]
    default = special.get("default", attribute.default)
    if default is not None:
        made["default"] = default
    if isinstance(attribute.type, Nested) and "pairs" not in special:
        made["options"] = options(noun, settable(attribute.type.attributes), f"{path}.")
    return made


def kind(attribute: Attribute, special: Mapping[str, Any]) -> dict[str, Any]:
    """Return the type of an option, and of its elements."""
    if "type" in special:
        return {"type": special["type"]}
    if "pairs" in special:
        return {"type": "dict", "elements": "str"}
    of = attribute.type
    if isinstance(of, Nested):
        if of.mode == "single":
            return {"type": "dict"}
        return {"type": "dict" if of.mode == "map" else "list", "elements": "dict"}
    if of.kind == "map" and of.element is not None:
        # Numbers and truths stand as they are in a map of free form.
        return {"type": "dict"} | (
            {"elements": special.get("elements", "str")} if of.element.kind == "string" else {}
        )
    if of.element is not None:
        return {"type": "list", "elements": special.get("elements") or _simple(of.element, attribute)}
    return {"type": _simple(of, attribute)}


def _simple(of: Type, attribute: Attribute) -> str:
    rules = _rules(attribute)
    if any(isinstance(rule, Whole) for rule in rules):
        return "int"
    if any(isinstance(rule, JsonObject) for rule in rules):
        return "json"
    return TYPES[of.kind]


def _rules(attribute: Attribute) -> list[Any]:
    return [rule.rule if isinstance(rule, EachElement) else rule for rule in attribute.validators]


def renamed(noun: Noun, path: str) -> str:
    """Return the path of the option that stands for an attribute."""
    parent, _dot, name = path.rpartition(".")
    for reference in noun.data.get("references") or []:
        above, _dot, option_name = reference["option"].rpartition(".")
        if (above, reference["variable"]) == (parent, name):
            return f"{parent}.{option_name}" if parent else str(option_name)
    return path


def description(noun: Noun, path: str, attribute: Attribute) -> str:
    """Return what an option means, in the schema's words."""
    special = noun.option(path)
    words = special.get("description", attribute.description)
    reference = next((each for each in noun.data.get("references") or [] if each["option"] == path), None)
    if reference:
        role, _slash, module = reference["to"].partition("/")
        variable = variables(role)[module]
        items = f"O(main#{variable})" if role == noun.role else f"C({variable})"
        words = f"Key of an item of {items}, or the {words[0].lower()}{words[1:]}"
    if kind(attribute, special)["type"] == "json":
        words = f"{words} {JSON}"
    if path in [each.partition("#")[0] for each in noun.data.get("output_paths") or []]:
        words = f"{words} {WRITTEN}"
    return markup(words, noun)


def variables(role: str) -> dict[str, str]:
    """Return the variable that holds the items of each module of a role."""
    declared = yaml.safe_load((ROOT / "roles" / role / "vars/main.yml").read_text("utf-8"))
    return {name: data["variable"] for name, data in declared[f"{role}_modules"].items()}


def markup(words: str, noun: Noun) -> str:
    """Return words in Ansible's markup, with the names that items know references by."""
    names = {
        each["variable"]: each["option"].rpartition(".")[2] for each in noun.data.get("references") or []
    }
    return re.sub(r"`([^`]*)`", lambda found: f"C({names.get(found[1], found[1])})", words)


class _Dumper(yaml.SafeDumper):
    """Writes YAML as a person would: long words folded, lists of words on one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indent lists."""
        super().increase_indent(flow, False)

    def write_folded(self, text: str) -> None:
        """Write words that are too long for one line; the library's own lines are longer than asked for."""
        self.write_indicator(">-", True)
        for line in textwrap.wrap(text, WIDTH - self.indent, break_long_words=False, break_on_hyphens=False):
            self.write_indent()
            self.write_indicator(line, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    long = len(value) > WIDTH - 40 or ": " in value or " #" in value
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=">" if long else None)


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    short = all(len(str(each)) < 40 for each in value) and len(str(value)) < WIDTH - 40
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def written(entries: Mapping[str, Any]) -> str:
    """Return entry points in YAML, indented to stand below `argument_specs`."""
    texts = [
        yaml.dump({name: each}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH - 2)
        for name, each in entries.items()
    ]
    return "\n".join(re.sub(r"^(?=.)", "  ", text, flags=re.MULTILINE) for text in texts)

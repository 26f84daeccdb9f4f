"""The files of an HCL module: main.tf, variables.tf, outputs.tf and versions.tf."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from derivation.nouns import MADE
from derivation.rules import text, validations
from fjcorp_openai.provider.protocol.schema import Attribute, Nested

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivation.nouns import Noun
    from fjcorp_openai.provider.protocol.types import Type

_ASSIGNMENT = re.compile(r"^(\s*)(\w+) = (.*[^{[(])$")
_OUTPUT = re.compile(r'^output "(\w+)"', re.MULTILINE)


def files(noun: Noun) -> dict[str, str]:
    """Return the text of each file of a module by its name."""
    return {
        f"{name}.tf": formatted(f"# {MADE}\n{body}")
        for name, body in (
            ("main", main(noun)),
            ("variables", "\n".join(variables(noun))),
            ("outputs", outputs(noun)),
            ("versions", versions(noun)),
        )
    }


def worded(noun: Noun) -> str:
    """Return the variables of a module by hand, in the words of the schema."""
    document = (noun.folder / "variables.tf").read_text("utf-8")
    for name, attribute in noun.inputs.items():
        words = text(plain(noun.option(name).get("description", attribute.description)))
        document = re.sub(
            rf'^(variable "{name}" \{{\n  description\s*= ).*$',
            lambda found, words=words: f"{found[1]}{words}",  # type: ignore[misc]
            document,
            flags=re.MULTILINE,
        )
    return document


def main(noun: Noun) -> str:
    """Return the resource that takes each variable, or one for each kind that an item may be."""
    if noun.kinds:
        return "\n".join(_kind(noun, name) for name in noun.kinds)
    lines = [f"  {name} = {_given(noun, name)}" for name in noun.inputs]
    inside = []
    if noun.resource.create_before_destroy:
        inside.append([f"    # {noun.resource.create_before_destroy}", "    create_before_destroy = true"])
    if noun.resource.problems:
        problems = "self.problems == null ? [] : self.problems"
        inside.append(
            [
                f"    # {noun.resource.problems}",
                "    postcondition {",
                f"      condition = length({problems}) == 0",
                # Terraform names no instance: whoever reads it finds the object by its id.
                f'      error_message = "${{self.id}}: ${{join("\\n", {problems})}}"',
                "    }",
            ]
        )
    if inside:
        first, *others = inside
        lines += ["", "  lifecycle {", *first]
        lines += [line for each in others for line in ("", *each)] + ["  }"]
    return "\n".join([f'resource "{noun.resource.type_name}" "{noun.label}" {{', *lines, "}", ""])


def _given(noun: Noun, name: str) -> str:
    former = noun.option(name).get("former")
    return f"var.{name} == null ? var.{former} : var.{name}" if former else f"var.{name}"


def variables(noun: Noun) -> Iterator[str]:
    """Yield each variable, and after it the one of its former name, which counts where it is not set."""
    for name, attribute in noun.inputs.items():
        former = noun.option(name).get("former")
        if former is None:
            yield variable(noun, name, attribute)
            continue
        either = replace(attribute, required=False, optional=True)
        yield variable(noun, name, either)
        yield variable(noun, former, replace(either, description=f"Other name of `{name}`."))


def _kind(noun: Noun, name: str) -> str:
    """Return the resource of one kind, which is there when its variable is."""
    resource, lines = noun.kinds[name], [f"  count = var.{name} == null ? 0 : 1", ""]
    lines += [f"  {each} = var.{name}.{each}" for each in noun.inputs[name].type.attributes]  # type: ignore[union-attr]
    if resource.create_before_destroy:
        lines += ["", f"  # {resource.create_before_destroy}", "  lifecycle {"]
        lines += ["    create_before_destroy = true", "  }"]
    return "\n".join([f'resource "{resource.type_name}" "{noun.label}" {{', *lines, "}", ""])


def variable(noun: Noun, name: str, attribute: Attribute) -> str:
    """Return the variable that sets an attribute, with its rules."""
    special = noun.option(name)
    default = special.get("default", attribute.default)
    required = attribute.required or special.get("required", False)
    lines = [
        f"  description = {text(plain(attribute.description))}",
        f"  type = {type_of(attribute, noun, name, 2)}",
    ]
    if not required:
        lines.append(f"  default = {'null' if default is None else text(default)}")
    if required or default is not None:
        lines.append("  nullable = false")
    if attribute.sensitive:
        lines.append("  sensitive = true")
    if required and not attribute.required:
        attribute = Attribute(attribute.type, required=True, validators=attribute.validators)
    for condition, message in validations(name, attribute):
        lines += [
            "",
            "  validation {",
            f"    condition = {condition}",
            f"    error_message = {text(message)}",
            "  }",
        ]
    return "\n".join([f'variable "{name}" {{', *lines, "}", ""])


def outputs(noun: Noun) -> str:
    """Return the outputs; one that extra.tf has is left to it."""
    extra = noun.folder / "extra.tf"
    by_hand = set(_OUTPUT.findall(extra.read_text("utf-8"))) if extra.is_file() else set()
    blocks = []
    for name, attribute in noun.outputs.items():
        if name not in by_hand:
            lines = [f'output "{name}" {{', f"  description = {text(plain(attribute.description))}"]
            lines.append(f"  value = {_value(noun, name)}")
            lines += ["  sensitive = true"] if attribute.sensitive else []
            blocks.append("\n".join([*lines, "}", ""]))
    return "\n".join(blocks)


def _value(noun: Noun, name: str) -> str:
    """Return what an output is: an attribute of the resource, or of whichever kind there is."""
    if not noun.kinds:
        return f"{noun.resource.type_name}.{noun.label}.{name}"
    having = [each.type_name for each in noun.kinds.values() if name in each.schema.attributes]
    lists = ", ".join(f"{each}.{noun.label}[*].{name}" for each in having)
    # Of two kinds the first: what refuses two says so in words.
    return f"try(concat({lists})[0], null)" if len(having) > 1 else f"one({lists})"


def versions(noun: Noun) -> str:
    """Return what the module needs of Terraform."""
    kept_nowhere = [name for name, attribute in noun.inputs.items() if attribute.write_only]
    lines = ["terraform {"]
    if kept_nowhere:
        be = "is a write-only argument" if len(kept_nowhere) == 1 else "are write-only arguments"
        lines.append(f"  # {' and '.join(kept_nowhere)} {be}.")
    lines += [
        f'  required_version = ">= {"1.11.0" if kept_nowhere else "1.6.0"}"',
        "",
        "  required_providers {",
        "    openai = {",
        '      source = "fjcorp/openai"',
        "    }",
        "  }",
        "}",
        "",
    ]
    return "\n".join(lines)


def type_of(attribute: Attribute, noun: Noun, path: str, indent: int) -> str:
    """Return the type constraint of an attribute, objects over several lines."""
    nested = attribute.type
    if not isinstance(nested, Nested):
        return simple_type(nested)
    lines = ["object({"]
    for name, inner in nested.attributes.items():
        if not (inner.required or inner.optional):
            continue
        inside = type_of(inner, noun, f"{path}.{name}", indent + 2)
        if inner.optional:
            default = noun.option(f"{path}.{name}").get("default", inner.default)
            inside = f"optional({inside}{'' if default is None else f', {text(default)}'})"
        lines.append(f"{' ' * (indent + 2)}{name} = {inside}")
    objects = "\n".join([*lines, f"{' ' * indent}}})"])
    return objects if nested.mode == "single" else f"{nested.mode}({objects})"


def simple_type(kind: Type) -> str:
    """Return a type constraint on one line."""
    if kind.element is not None:
        return f"{kind.kind}({simple_type(kind.element)})"
    if kind.kind == "object":
        inside = ", ".join(f"{name} = {simple_type(each)}" for name, each in kind.attributes.items())
        return f"object({{ {inside} }})"
    return {"dynamic": "any"}.get(kind.kind, kind.kind)


def plain(description: str) -> str:
    """Return a description without Markdown's marks."""
    return description.replace("`", "")


def formatted(document: str) -> str:
    """Return a document with its equals signs in columns, as `terraform fmt` leaves it."""
    lines = document.splitlines()
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and (found := _ASSIGNMENT.match(lines[end])):
            if found[1] != _ASSIGNMENT.match(lines[start])[1]:  # type: ignore[index]
                break
            end += 1
        group: list[Any] = [_ASSIGNMENT.match(line) for line in lines[start:end]]
        width = max((len(each[2]) for each in group), default=0)
        for offset, each in enumerate(group):
            lines[start + offset] = f"{each[1]}{each[2]:<{width}} = {each[3]}"
        start = max(end, start + 1)
    return "\n".join(lines).rstrip("\n") + "\n"

"""The reference pages of the provider: one for each resource and data source, and their index."""

from __future__ import annotations

import inspect
import json
import re
import sys
from typing import TYPE_CHECKING, Any

from derivation.hcl import simple_type
from derivation.nouns import ROOT, settable
from derivation.rules import demands
from fjcorp_openai.provider.protocol.resource import Resource
from fjcorp_openai.provider.protocol.schema import Attribute, Nested
from fjcorp_openai.provider.registry import CONFIGURATION, build_provider

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fjcorp_openai.provider.protocol.resource import DataSource
    from fjcorp_openai.provider.protocol.types import Type

PAGES, EXAMPLES = ROOT / "docs/provider", ROOT / "examples/provider"
MADE = "<!-- Made by scripts/derive.py from the provider's schema and examples/provider. -->"
_IMPORT = re.compile(r'\nimport \{\n  to = (\S+)\n  id = "(.*)"\n\}\n')
_METHODS = r"(?:GET|POST|PUT|PATCH|DELETE)"
_OPERATION = re.compile(rf"({_METHODS}(?:(?:, | and ){_METHODS})*) ((?:\.\.\.)?/[\w{{}}/]*)")
_BLOCK = re.compile(r"(<!-- BEGIN (\w+) -->\n).*?(<!-- END \2 -->)", re.DOTALL)


def files() -> dict[Path, str]:
    """Return the text of each page by its path.

    Raises:
        ValueError: A resource or data source has no example, or does not say its operations.
    """
    provider = build_provider()
    pages = {}
    for kinds in (provider.resources, provider.data_sources):
        for each in kinds.values():
            pages[PAGES / folder(type(each)) / f"{noun(type(each))}.md"] = page(type(each))
    index = (PAGES / "index.md").read_text("utf-8")
    blocks = {
        "configuration": table("Argument", rows(CONFIGURATION.attributes)),
        "resources": links(provider.resources),
        "provider": f"```hcl\n{(EXAMPLES / 'provider.tf').read_text('utf-8')}```",
    } | {"data_sources": links(provider.data_sources)}
    pages[PAGES / "index.md"] = _BLOCK.sub(
        lambda found: f"{found[1]}\n{blocks[found[2]]}\n\n{found[3]}", index
    )
    return pages


def folder(kind: type[Resource | DataSource]) -> str:
    """Return the folder of a page, and of its example."""
    return "resources" if issubclass(kind, Resource) else "data-sources"


def noun(kind: type[Resource | DataSource]) -> str:
    """Return the name of a type without that of the provider."""
    return kind.type_name.removeprefix("openai_")


def links(kinds: Mapping[str, Resource | DataSource]) -> str:
    """Return a list of pages."""
    return "\n".join(
        f"- [{name}]({folder(type(each))}/{noun(type(each))}.md): {each.schema.description}"
        for name, each in kinds.items()
    )


def page(kind: type[Resource | DataSource]) -> str:
    """Return the page of a resource or data source."""
    attributes = kind.schema.attributes
    told = {name: each for name, each in attributes.items() if name not in settable(attributes)}
    text, imported = example(kind)
    parts = [f"# {kind.type_name}", kind.schema.description, "## Example", f"```hcl\n{text}```"]
    if settable(attributes):
        parts += ["## Arguments", table("Argument", rows(settable(attributes)))]
    parts += ["## Attributes", table("Attribute", rows(told, told=True))]
    if issubclass(kind, Resource):
        parts += ["## Import", imported]
    parts += ["## API operations", operations(kind), MADE]
    return "\n\n".join(parts) + "\n"


def example(kind: type[Resource | DataSource]) -> tuple[str, str]:
    """Return the example of a page, and how an object of it is imported.

    Raises:
        ValueError: There is no example.
    """
    path = EXAMPLES / folder(kind) / f"{kind.type_name}.tf"
    if not path.is_file():
        raise ValueError(f"{path.relative_to(ROOT)} is missing: write an example of {kind.type_name}")
    text = path.read_text("utf-8")
    found = _IMPORT.search(text)
    if not found:
        return text, "It cannot be imported: Terraform makes it anew."
    address, identity = found.groups()
    block = found[0].lstrip("\n")
    return text.replace(found[0], ""), (
        f"```hcl\n{block}```\n\nOr on the command line: `terraform import {address} {identity}`"
    )


def rows(
    attributes: Mapping[str, Attribute], prefix: str = "", *, told: bool = False
) -> Iterator[tuple[str, ...]]:
    """Yield name, type, default and meaning of each attribute, and of those in it.

    Args:
        attributes: The attributes.
        prefix: Names of the attributes they are in, with a dot after each.
        told: Whether the provider sets them all, so that nothing is said of defaults.
    """
    for name, each in attributes.items():
        yield f"`{prefix}{name}`", type_of(each), "" if told else default(each), meaning(each)
        if isinstance(each.type, Nested):
            inner = each.type.attributes if told else settable(each.type.attributes)
            yield from rows(inner, f"{prefix}{name}.", told=told)
        else:
            yield from parts(each.type, f"{prefix}{name}.")


def parts(of: Type, prefix: str) -> Iterator[tuple[str, ...]]:
    """Yield name and type of each part of an object that the API gives as it is."""
    while of.element is not None:
        of = of.element
    for name, each in of.attributes.items():
        yield f"`{prefix}{name}`", bare(each), "", ""
        yield from parts(each, f"{prefix}{name}.")


def type_of(attribute: Attribute) -> str:
    """Return the type of an attribute; what an object is made of has rows of its own."""
    nested = attribute.type
    if isinstance(nested, Nested):
        return "object" if nested.mode == "single" else f"{nested.mode}(object)"
    return bare(nested)


def bare(of: Type) -> str:
    """Return a type without what its objects are made of."""
    return re.sub(r"object\(\{.*\}\)", "object", simple_type(of))


def default(attribute: Attribute) -> str:
    """Return the default of an attribute, or that it is required."""
    if attribute.required:
        return "required"
    value = attribute.default
    if value is None:
        return ""
    return literal(value)


def literal(value: Any) -> str:
    """Return a value as a page shows it: a text as it is, everything else as JSON."""
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def meaning(attribute: Attribute) -> str:
    """Return what an attribute means, with its rules."""
    words = [attribute.description]
    words += [f"{demand[0].upper()}{demand[1:]}." for demand in demands(attribute)]
    if attribute.replace:
        words.append("Another value replaces the object.")
    if attribute.write_only:
        words.append("Write-only.")
    if attribute.sensitive:
        words.append("Sensitive.")
    return " ".join(words).replace("|", "\\|")


def table(head: str, lines: Iterator[tuple[str, ...]]) -> str:
    """Return a table; a column in which nothing stands is left out."""
    found = [(head, "Type", "Default", "Meaning"), *lines]
    columns = [column for column in zip(*found, strict=True) if any(column[1:])]
    text = [f"| {' | '.join(line)} |" for line in zip(*columns, strict=True)]
    return "\n".join([text[0], "|" + " --- |" * len(columns), *text[1:]])


def operations(kind: type[Resource | DataSource]) -> str:
    """Return the operations of the API behind a type: those that its module names, or the list that it reads.

    Raises:
        ValueError: There are none.
    """
    path = getattr(kind, "path", None)
    if not issubclass(kind, Resource) and isinstance(path, str):
        return f"`GET {path}`"
    text = inspect.cleandoc(sys.modules[kind.__module__].__doc__ or "")
    named = re.search(r"^Operations?: (.*?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    words = " ".join((named[1] if named else text.partition(": ")[2]).split())
    if not _OPERATION.search(words):
        raise ValueError(f"the docstring of {kind.__module__} names no operation of the API")
    return _OPERATION.sub(r"`\1 \2`", words)

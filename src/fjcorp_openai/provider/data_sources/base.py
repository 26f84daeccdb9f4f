"""What data sources share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Nested
from fjcorp_openai.provider.protocol.types import STRING, list_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fjcorp_openai.provider.protocol.types import Type

Fields = dict[str, tuple["Type", str]]
"""Type and description of each field that the API shows of an object."""


def computed(fields: Fields) -> dict[str, Attribute]:
    """Return the attributes of one object."""
    return {name: Attribute(kind, description, computed=True) for name, (kind, description) in fields.items()}


def listing(fields: Fields, noun: str) -> dict[str, Attribute]:
    """Return the attributes of a list of objects: the objects, and their ids."""
    return {
        noun: Attribute(
            Nested("list", computed(fields)), "What was found, in the API's order.", computed=True
        ),
        "ids": Attribute(list_of(STRING), "Ids of what was found, in the same order.", computed=True),
    }


def listed(items: Iterable[Mapping[str, Any]], fields: Fields, noun: str) -> dict[str, Any]:
    """Return the values of `listing`."""
    found = [pick(item, fields) for item in items]
    return {noun: found, "ids": [item["id"] for item in found]}


def pick(item: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """Return the fields of one object; absent ones are null."""
    return {name: item.get(name) for name in fields}


def only(items: list[dict[str, Any]], noun: str, wanted: str) -> dict[str, Any]:
    """Return the one item there is.

    Raises:
        ProviderError: There is none, or there are several.
    """
    if len(items) == 1:
        return items[0]
    if not items:
        raise ProviderError(f"There is no {noun} {wanted}", "Check it, and that the key's owner can see it.")
    ids = ", ".join(str(item["id"]) for item in items)
    raise ProviderError(f"There are {len(items)} {noun}s {wanted}", f"Choose one by its id: {ids}.")

"""Data sources of objects that the API lists: one by an attribute, and the list.

A noun is data: its path, its fields and the attributes it is found by.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from fjcorp_openai.provider.data_sources.base import Fields, computed, listed, listing, only, pick
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.validators import exactly_one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.protocol.resource import Context

Keys = dict[str, tuple[str, str]]
"""For each attribute that an object is found by: the API's field, and its description."""


def one_schema(fields: Fields, keys: Keys, description: str, parents: Fields | None = None) -> Schema:
    """Return the schema of a data source for one object."""
    keyed = {
        name: Attribute(
            STRING, f"{text} Give exactly one of {', '.join(keys)}.", optional=True, computed=True
        )
        for name, (_field, text) in keys.items()
    }
    return Schema(
        computed(fields) | _parents(parents) | keyed,
        description=description,
        validators=[exactly_one_of(*keys)],
    )


def list_schema(fields: Fields, noun: str, description: str, parents: Fields | None = None) -> Schema:
    """Return the schema of a data source for a list."""
    return Schema(listing(fields, noun) | _parents(parents), description=description)


class OneData(DataSource):
    """One object of a list.

    Attributes:
        path: Path of the list; attributes in braces name its parents.
        noun: What the object is called in messages.
        fields: What is told of it.
        keys: What it is found by. Letter case does not count in addresses.
    """

    path: ClassVar[str]
    noun: ClassVar[str]
    fields: ClassVar[Fields]
    keys: ClassVar[Keys]

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Find the object in the list of all."""
        name = next(name for name in self.keys if config.get(name) is not None)
        field, wanted = self.keys[name][0], config[name]
        items = [
            item
            for item in context.api.list(path_of(self.path, config))
            if item.get(field) == wanted
            or (field == "email" and str(item.get(field)).casefold() == wanted.casefold())
        ]
        found = only(items, self.noun, f'with {name} "{wanted}"')
        keyed = {name: found.get(field) for name, (field, _text) in self.keys.items()}
        return config | pick(found, self.fields) | keyed


class ListData(DataSource):
    """All objects of a list.

    Attributes:
        path: Path of the list; attributes in braces name its parents.
        nouns: Name of the attribute with the objects.
        fields: What is told of each.
    """

    path: ClassVar[str]
    nouns: ClassVar[str]
    fields: ClassVar[Fields]

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the objects."""
        return config | listed(context.api.list(path_of(self.path, config)), self.fields, self.nouns)


def path_of(path: str, values: Mapping[str, Any]) -> str:
    """Return a path with the parents' ids in it."""
    return re.sub(r"{(\w+)}", lambda found: quote(str(values[found[1]]), safe=""), path)


def _parents(parents: Fields | None) -> dict[str, Attribute]:
    return {name: Attribute(kind, text, required=True) for name, (kind, text) in (parents or {}).items()}

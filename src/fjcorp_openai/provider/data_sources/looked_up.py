"""Data sources of objects that the API lists: one by an attribute, and the list.

A noun is data: its path, its fields and the attributes it is found by. The schema follows from that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.errors import ApiStatusError
from fjcorp_openai.api.operation import filled
from fjcorp_openai.provider.data_sources.base import Fields, computed, listed, listing, only, pick
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.validators import exactly_one_of
from fjcorp_openai.provider.resources.in_project import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.protocol.resource import Context

Keys = dict[str, tuple[str, str]]
"""For each attribute that an object is found by: the API's field, and its description."""

_PARENTS = {
    "project_id": "Id of the project.",
    "group_id": "Id of the group.",
    "thread_id": "Id of the conversation.",
    "vector_store_id": "Id of the vector store.",
    "file_id": "Id of the file.",
    "fine_tuning_job_id": "Id of the job.",
    "workload_identity_provider_id": "Id of the workload identity provider.",
}
"""What an object may belong to, by the name in braces."""


class Listed(DataSource):
    """Objects of one list of the API.

    Attributes:
        path: Path of the list; attributes in braces name its parents.
        noun: What an object is called in messages.
        fields: What is shown of an object.
        description: What the data source is.
        options: Further attributes that say what is read.
        sent: Those of them that are sent as the query.
        parameters: The rest of the query.
    """

    path: ClassVar[str]
    noun: ClassVar[str]
    fields: ClassVar[Fields]
    description: ClassVar[str]
    options: ClassVar[Mapping[str, Attribute]] = {}
    sent: ClassVar[tuple[str, ...]] = ()
    parameters: ClassVar[Mapping[str, Any]] = {}

    # What a noun may override.

    def query(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """Return the query of the list."""
        return {**self.parameters, **{name: config[name] or None for name in self.sent}}

    def limit(self, config: Mapping[str, Any]) -> int | None:
        """Return how many objects are wanted; None for all."""
        return None

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return an object with the names and values that it has here."""
        return item

    # What they share.

    def items(self, config: dict[str, Any], context: Context) -> list[dict[str, Any]]:
        """Return the objects of the list.

        Raises:
            ProviderError: There is no such project, or it is archived.
            OpenAIError: The list could not be read.
        """
        try:
            found = context.api.list(filled(self.path, config), self.query(config), limit=self.limit(config))
        except ApiStatusError as error:
            if "project_id" not in self.parents():
                raise
            raise refusal(error, config["project_id"], self.noun) from error
        return [self.shown(each, context) for each in found]

    @classmethod
    def parents(cls) -> list[str]:
        """Return the attributes that name what the list belongs to."""
        return re.findall(r"{(\w+)}", cls.path)

    @classmethod
    def inputs(cls) -> dict[str, Attribute]:
        """Return the attributes that say which list is read, and what of it."""
        parents = {name: Attribute(STRING, _PARENTS[name], required=True) for name in cls.parents()}
        return parents | dict(cls.options)


class OneData(Listed):
    """One object of a list.

    Attributes:
        keys: What it is found by: by the only one, or by exactly one of several. Letter case does not count
            in addresses.
    """

    keys: ClassVar[Keys]

    def __init_subclass__(cls) -> None:
        """Derive the schema."""
        super().__init_subclass__()
        choice = "" if len(cls.keys) == 1 else f" Give exactly one of {', '.join(cls.keys)}."
        keyed = {
            name: Attribute(
                STRING, text + choice, required=not choice, optional=bool(choice), computed=bool(choice)
            )
            for name, (_field, text) in cls.keys.items()
        }
        cls.schema = Schema(
            computed(cls.fields) | cls.inputs() | keyed,
            description=cls.description,
            validators=[exactly_one_of(*cls.keys)] if choice else [],
        )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Find the object in the list of all."""
        name = next(name for name in self.keys if config.get(name) is not None)
        found = self.find(name, config, context)
        keyed = {name: found.get(field) for name, (field, _text) in self.keys.items()}
        return config | pick(found, self.fields) | keyed

    def find(self, name: str, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return the object whose key `name` has the value that the configuration gives.

        Raises:
            ProviderError: There is none, or there are several.
        """
        field, wanted = self.keys[name][0], config[name]
        items = [
            item
            for item in self.items(config, context)
            if item.get(field) == wanted
            or (field == "email" and str(item.get(field)).casefold() == wanted.casefold())
        ]
        place = "".join(f" in {name.removesuffix('_id')} {config[name]}" for name in self.parents())
        return only(items, self.noun, f'with {name} "{wanted}"{place}')


class ListData(Listed):
    """All objects of a list.

    Attributes:
        nouns: Name of the attribute with the objects.
        filters: Those of the options that an object must have the same value as.
    """

    nouns: ClassVar[str]
    filters: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        """Derive the schema."""
        super().__init_subclass__()
        cls.schema = Schema(listing(cls.fields, cls.nouns) | cls.inputs(), description=cls.description)

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the objects."""
        wanted = {name: config[name] for name in self.filters if config[name]}
        found = [
            each
            for each in self.items(config, context)
            if all(each.get(name) == value for name, value in wanted.items())
        ]
        return config | listed(found, self.fields, self.nouns)

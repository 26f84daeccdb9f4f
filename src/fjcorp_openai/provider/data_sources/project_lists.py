"""Data sources over the lists of a project: one object by id or name, and all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from fjcorp_openai.api.errors import ApiStatusError
from fjcorp_openai.provider.data_sources.base import Fields, listed, only, pick
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.resources.in_project import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fjcorp_openai.provider.protocol.resource import Context

PROJECT_ID = Attribute(STRING, "Id of the project.", required=True)


class InProjectData(DataSource):
    """A data source over one list of a project.

    Attributes:
        family: Last part of the list's path.
        noun: What an object is called in messages.
        plural: Attribute that holds them all.
        fields: What the API tells of an object.
    """

    family: ClassVar[str]
    noun: ClassVar[str]
    plural: ClassVar[str]
    fields: ClassVar[Fields]
    parameters: ClassVar[Mapping[str, Any]] = {}

    def items(self, config: dict[str, Any], context: Context) -> list[dict[str, Any]]:
        """Return the objects of the project.

        Raises:
            ProviderError: There is no such project, or it is archived.
        """
        path = f"/organization/projects/{quote(config['project_id'], safe='')}/{self.family}"
        try:
            found: list[dict[str, Any]] = context.api.list(path, dict(self.parameters))
        except ApiStatusError as error:
            raise refusal(error, config["project_id"], self.noun) from error
        return [self.shown(each) for each in found]

    def shown(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return an object with the names it has here."""
        return item

    def one(self, config: dict[str, Any], context: Context, **wanted: Any) -> dict[str, Any]:
        """Return the object whose fields have the values that are not None."""
        given = {name: value for name, value in wanted.items() if value is not None}
        items = [
            each
            for each in self.items(config, context)
            if all(each.get(name) == value for name, value in given.items())
        ]
        text = " and ".join(f'{name} "{value}"' for name, value in given.items())
        return pick(only(items, self.noun, f"with {text} in project {config['project_id']}"), self.fields)

    def all(
        self, config: dict[str, Any], context: Context, wanted: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any]:
        """Return all objects that are wanted."""
        return listed(
            [each for each in self.items(config, context) if wanted(each)], self.fields, self.plural
        )

"""`openai_fine_tuning_checkpoint_permission`: lets another project use a tuned model.

Operations: GET and POST /fine_tuning/checkpoints/{checkpoint}/permissions, DELETE of one of them. Needs an
admin key.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.errors import MalformedAnswer, NotFound
from fjcorp_openai.provider.lifecycles.managed import ApiResource, Values, identifier
from fjcorp_openai.provider.lifecycles.membership import Item, add
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import not_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context


class FineTuningCheckpointPermission(ApiResource):
    """A project that may use a tuned model of another project."""

    type_name = "openai_fine_tuning_checkpoint_permission"
    noun = "permission for the tuned model"
    label = "fine_tuned_model_checkpoint"
    schema = Schema(
        {
            "id": identifier("`fine_tuned_model_checkpoint/project_id`."),
            "fine_tuned_model_checkpoint": Attribute(
                STRING,
                "Name of the tuned model, or of one of its checkpoints (`ft:...`).",
                required=True,
                replace=True,
                validators=[not_blank("the name of a tuned model")],
            ),
            "project_id": Attribute(
                STRING,
                "Id of the project that may use it.",
                required=True,
                replace=True,
                validators=[not_blank("the id of a project")],
            ),
            "permission_id": Attribute(
                STRING, "Id of the permission (`cp_...`).", computed=True, stable=True
            ),
            "created_at": Attribute(
                NUMBER, "Time of its creation, in Unix seconds.", computed=True, stable=True
            ),
        },
        description="Lets another project use a tuned model. Destroying it takes the permission back.",
    )

    def create(self, planned: Values, context: Context) -> Values:
        """Give the permission; one that is there already stays."""
        found = give(planned["fine_tuned_model_checkpoint"], planned["project_id"], context.api)
        return self._state(found, planned)

    def read(self, state: Values, context: Context) -> Values | None:
        """Find the permission in the model's list, which is whole or an error."""
        found = permissions(state["fine_tuned_model_checkpoint"], context.api).get(state["project_id"])
        return None if found is None else self._state(found, state)

    def delete(self, state: Values, context: Context) -> None:
        """Take the permission back."""
        take_back(state["fine_tuned_model_checkpoint"], [state["project_id"]], context.api)

    def import_state(self, identifier: str, context: Context) -> Values:
        """Take `fine_tuned_model_checkpoint/project_id`."""
        checkpoint, _separator, project = identifier.rpartition("/")
        if not checkpoint or not project:
            raise ProviderError(
                f"Cannot import the {self.noun} {identifier}",
                f"The import id of {self.type_name} is fine_tuned_model_checkpoint/project_id.",
            )
        return self.complete(
            {"id": identifier, "fine_tuned_model_checkpoint": checkpoint, "project_id": project}
        )

    def _state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        checkpoint, project = known["fine_tuned_model_checkpoint"], known["project_id"]
        return self.complete(
            {
                **known,
                "id": f"{checkpoint}/{project}",
                "permission_id": answer.get("id"),
                "created_at": answer.get("created_at"),
            }
        )


def permissions(model: str, api: Api) -> dict[str, Item]:
    """Return the permissions for a tuned model, or for one of its checkpoints, by the id of their project.

    Operation: GET of the model's permissions, which are whole or an error. A model that is gone has none.
    """
    try:
        listed = api.list(_path(model))
    except NotFound:
        return {}
    return {str(each["project_id"]): each for each in listed if each.get("project_id")}


def give(model: str, project: str, api: Api) -> Item:
    """Let a project use a tuned model; a permission that is there already stays.

    Operation: POST of the model's permissions.

    Raises:
        OpenAIError: The API refuses, or does not say which permission it gave.
    """
    path = _path(model)
    # An interrupted run, or a try whose answer was lost, may have given it.
    answer, is_new = add(api, path, {"project_ids": [project]}, lambda listed: _of_project(listed, project))
    found = _of_project(answer.get("data") or (), project) if is_new else answer
    if found is None:
        raise MalformedAnswer(f"POST {path} does not say which permission it gave.")
    return found


def take_back(model: str, projects: Iterable[str], api: Api) -> None:
    """Take the permissions of projects back, as far as they are there.

    Operation: DELETE of each; one that goes meanwhile is no error.
    """
    there = permissions(model, api)
    for project in projects:
        if project in there:
            with suppress(NotFound):
                api.delete(f"{_path(model)}/{quote(str(there[project]['id']), safe='')}")


def _path(model: str) -> str:
    return f"/fine_tuning/checkpoints/{quote(model, safe=':')}/permissions"


def _of_project(listed: Iterable[Item], project: str) -> Item | None:
    return next((each for each in listed if each.get("project_id") == project), None)

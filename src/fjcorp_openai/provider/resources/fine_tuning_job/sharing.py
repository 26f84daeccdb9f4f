"""Projects that may use a tuned model of another project, by its list of permissions. Needs an admin key."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.provider.lifecycles.membership import add
from fjcorp_openai.provider.resources.fine_tuning_checkpoint_permission import permissions_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fjcorp_openai.api.client import Api


def shared_with(model: str, api: Api) -> dict[str, str]:
    """Return the permissions for a tuned model: id of each by project.

    Operation: GET of the model's permissions. A model that is gone has none.
    """
    try:
        permissions = api.list(permissions_path(model))
    except NotFound:
        return {}
    return {str(each["project_id"]): str(each["id"]) for each in permissions if each.get("project_id")}


def share(model: str, projects: Iterable[str], api: Api) -> None:
    """Let projects use a tuned model, those that may not yet.

    Operation: POST of the model's permissions, once for each project.

    Raises:
        OpenAIError: The API refuses, or the provider has no admin key.
    """
    path, there = permissions_path(model), shared_with(model, api)
    for project in projects:
        if project not in there:
            add(
                api,
                path,
                {"project_ids": [project]},
                lambda listed, project=project: next(  # type: ignore[misc]
                    (each for each in listed if each.get("project_id") == project), None
                ),
            )


def withdraw(model: str, projects: Iterable[str], api: Api) -> None:
    """Take the permissions of projects back, as far as they are there.

    Operation: DELETE of a permission of the model.
    """
    path, there = permissions_path(model), shared_with(model, api)
    for project in projects:
        if project in there:
            api.delete(f"{path}/{quote(there[project], safe='')}")

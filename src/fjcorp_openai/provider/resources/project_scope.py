"""What all that lives inside a project shares: a project that is archived or missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import NotFound, NotYetVisible
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.validators import length
from fjcorp_openai.provider.resources.people import Directory

if TYPE_CHECKING:
    from fjcorp_openai.api.client import Api


def project_id() -> Attribute:
    """Return the schema of `project_id`."""
    return Attribute(
        STRING,
        "Id of the project (`proj_...`). Another one plans another object.",
        required=True,
        replace=True,
        validators=[length(1)],
    )


def require_project(api: Api, project_id: Any, noun: str) -> None:
    """Stop a plan for a project that cannot be used. The projects' list serves all plans of a minute.

    Args:
        api: The client.
        project_id: An id; anything else is not known yet and passes.
        noun: What was to be made there, for the message.

    Raises:
        ProviderError: The project is archived, or there is none.
    """
    path = "/organization/projects"
    if not isinstance(project_id, str):
        return
    directory = Directory.of(api)
    if project_id in directory.projects or any(
        each["id"] == project_id for each in directory.listed(api, path)
    ):
        return
    # Not among the active ones: archived, made within the last minute, or never there.
    try:
        project = api.get(f"{path}/{project_id}")
    except NotYetVisible:
        return  # made just now
    except NotFound as error:
        raise ProviderError(
            f"There is no project {project_id}",
            f"The {noun} needs a project of this organization; check project_id.",
            ("project_id",),
        ) from error
    if project.get("status") == "archived":
        raise ProviderError(
            f'The project "{project.get("name")}" ({project_id}) is archived',
            f"Archiving is final: nothing in it can be changed. Give the {noun} another project, or take it "
            "out of the configuration.",
            ("project_id",),
        )
    directory.projects.add(project_id)

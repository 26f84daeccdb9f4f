"""Which models the members of a project may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import not_found
from fjcorp_openai.emulator.state import organization

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("model_permissions")


def permission(context: Context, project_id: str) -> Callable[[str], bool]:
    """Return a test whether a project may use a model, by its name or, when fine-tuned, its base's."""
    rules = context.store.get("model_permissions", project_id)
    if rules is None:
        return lambda _unused: True
    listed, allowing = frozenset(rules["model_ids"]), rules["mode"] == "allow_list"
    return lambda model: (
        (model in listed or (model.startswith("ft:") and model.split(":")[1] in listed)) == allowing
    )


def _project(request: Request) -> str:
    id_: str = find_project(request, request.path["project_id"], active=True)["id"]
    return id_


@family.operation("retrieve-project-model-permissions")
def retrieve_model_permissions(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/model_permissions; 404 while none were set."""
    rules = request.store.get("model_permissions", _project(request))
    if rules is None:
        raise not_found("model permissions of project", request.path["project_id"], "project_id")
    return rules


@family.operation("update-project-model-permissions")
def update_model_permissions(request: Request) -> dict[str, Any]:
    """POST /organization/projects/{project_id}/model_permissions: replaces what was set."""
    return _put(request, _project(request), request.body["mode"], request.body["model_ids"])


def _put(context: Context, project_id: str, mode: str, model_ids: list[str]) -> dict[str, Any]:
    rules = {
        "object": "project.model_permissions",
        "mode": mode,
        "model_ids": list(dict.fromkeys(model_ids)),
    }
    return organization.put(context, "model_permissions", project_id, rules)


@family.operation("delete-project-model-permissions")
def delete_model_permissions(request: Request) -> dict[str, Any]:
    """DELETE /organization/projects/{project_id}/model_permissions: every model is allowed again."""
    if not request.store.delete("model_permissions", _project(request)):
        raise not_found("model permissions of project", request.path["project_id"], "project_id")
    return {"object": "project.model_permissions.deleted", "deleted": True}


@family.seeder("model_permissions", after=("projects",))
def seed_model_permissions(context: Context, rows: list[dict[str, Any]]) -> None:
    """Set permissions: ``[{project: name or id, mode, model_ids}]``."""
    for each in rows:
        project = organization.project_named(context, each["project"])
        _put(context, project["id"], each["mode"], each["model_ids"])

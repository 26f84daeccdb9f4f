"""Which other projects may use a checkpoint; by admin key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, not_found
from fjcorp_openai.emulator.http.paging import page, public, wrap
from fjcorp_openai.emulator.state.store import Page

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Request

KIND = "checkpoint_permission"


def list_permissions(request: Request) -> dict[str, Any]:
    """GET /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions."""
    where = {"project_id": request.query["project_id"]} if request.query.get("project_id") else None
    order = {"ascending": "asc", "descending": "desc"}.get(request.query.pop("order", None) or "", "desc")
    return page(request, KIND, parent=_checkpoint(request)["id"], where=where, default=10, order=order)


def create_permissions(request: Request) -> dict[str, Any]:
    """POST /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions, for several projects."""
    checkpoint = _checkpoint(request)
    name = checkpoint["id"]
    project_ids = request.body["project_ids"]
    if not project_ids or len(set(project_ids)) != len(project_ids):
        raise bad_request(
            "Invalid 'project_ids': each project is named once.", "project_ids", "invalid_value"
        )
    made = []
    for project_id in project_ids:
        find_project(request, project_id, active=True)
        if request.store.get("model", name, project_id) is not None:
            raise bad_request(
                f"Project {project_id} can use {name} already.", "project_ids", "already_permitted"
            )
        permission = {
            "object": "checkpoint.permission",
            "id": request.new_id("cp"),
            "created_at": request.now,
            "project_id": project_id,
        }
        request.store.insert(KIND, permission["id"], permission, parent=name)
        request.store.insert("model", name, checkpoint, parent=project_id)
        data = {"project_id": project_id, "fine_tuned_model_checkpoint": name}
        request.emit("checkpoint.permission.created", project_id, id=permission["id"], data=data)
        made.append(public(permission))
    return wrap(Page(made, has_more=False))


def delete_permission(request: Request) -> dict[str, Any]:
    """DELETE /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}."""
    checkpoint = _checkpoint(request)
    permission = request.store.get(KIND, request.path["permission_id"], checkpoint["id"])
    if permission is None:
        raise not_found("checkpoint permission", request.path["permission_id"], "permission_id")
    request.store.delete(KIND, permission["id"], checkpoint["id"])
    request.store.delete("model", checkpoint["id"], permission["project_id"])
    request.emit("checkpoint.permission.deleted", permission["project_id"], id=permission["id"])
    return {"id": permission["id"], "object": "checkpoint.permission", "deleted": True}


def _checkpoint(request: Request) -> dict[str, Any]:
    name = request.path["fine_tuned_model_checkpoint"]
    model = request.store.get("model", name)
    if model is None:
        raise ApiError(404, f"Could not find checkpoint: {name}", param="fine_tuned_model_checkpoint")
    return model

"""Storage in a company's own cloud, in which the service keeps what it has to keep of a project's data.

No cloud is asked. Storage counts as one that can be used unless the name of its bucket or container begins
with ``unreachable``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.external_keys import UNREACHABLE
from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page
from fjcorp_openai.emulator.state import organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("external_storage")

KIND = "external_storage"
_REMOVED = "external_storage_removed"
_ACTIVE = "customer_managed_retention"
"""Projects whose data goes to storage of the company's own."""
_ARN = "arn:aws:s3:::"
_REGIONS = {"aws": "us-east-1", "gcp": "us-central1", "azure": "eastus"}


def find_storage(request: Request) -> dict[str, Any]:
    """Return the storage that the path names.

    Raises:
        ApiError: 404, there is none.
    """
    id_ = request.path["external_storage_id"]
    record = request.store.get(KIND, id_)
    if record is None:
        raise not_found("external storage", id_, "external_storage_id")
    return record


def add_storage(context: Context, project_id: str, provider: dict[str, Any]) -> dict[str, Any]:
    """Register storage for a project and return its record.

    Raises:
        ApiError: 400 or 404, the project takes none.
    """
    project = find_project(context, project_id, active=True)
    shown = {"region": _REGIONS.get(provider["type"]), **provider}
    if provider["type"] == "aws":
        shown["bucket"] = provider["bucket"].removeprefix(_ARN)
        role = re.fullmatch(r"arn:aws[a-z-]*:iam::(\d+):role/\S+", provider["role_arn"])
        if role is None:
            raise bad_request("role_arn must be the ARN of a role.", "role_arn", "invalid_value")
        shown |= {"account_id": role[1], "external_id": project["id"]}
    elif provider["type"] == "gcp":
        shown["audience"] = project["id"]
    record = {
        "id": context.new_id("extstorage"),
        "object": "organization.external_storage",
        "created_at": context.now,
        "project_id": project["id"],
        "provider": shown,
        "geography": "EU" if shown["region"].startswith("eu") else "US",
        "status": "pending",
    }
    return context.store.insert(KIND, record["id"], record)


def set_status(context: Context, record: dict[str, Any], status: str) -> dict[str, Any]:
    """Say what came of a trial, and return the record: what was once validated is used from then on."""
    if status == "validated":
        organization.put(context, _ACTIVE, record["project_id"], {"id": record["project_id"]})
    return context.store.update(KIND, record["id"], {"status": status})


@family.operation("list-external-storage")
def list_storage(request: Request) -> dict[str, Any]:
    """GET /organization/external_storage, of one project or of all."""
    project = request.query.get("project_id")
    return page(request, KIND, where={"project_id": project} if project else None)


@family.operation("create-external-storage")
def create_storage(request: Request) -> dict[str, Any]:
    """POST /organization/external_storage: the project's data goes where it went, until it is validated."""
    record = add_storage(request, request.body["project_id"], request.body["provider"])
    data = {name: record[name] for name in ("geography", "provider")}
    request.emit("external_storage.registered", record["project_id"], id=record["id"], data=data)
    return record


@family.operation("retrieve-external-storage")
def retrieve_storage(request: Request) -> dict[str, Any]:
    """GET /organization/external_storage/{external_storage_id}."""
    return find_storage(request)


@family.operation("delete-external-storage")
def delete_storage(request: Request) -> dict[str, Any]:
    """DELETE /organization/external_storage/{external_storage_id}; once more is no error.

    With the last one of a project that was given such retention, the organization's own holds again.
    """
    id_ = request.path["external_storage_id"]
    if request.store.get(_REMOVED, id_) is None:
        record = find_storage(request)
        project_id = record["project_id"]
        request.store.delete(KIND, id_)
        request.store.insert(_REMOVED, id_, {"id": id_})
        left = request.store.count(KIND, where={"project_id": project_id})
        if not left and request.store.delete(_ACTIVE, project_id):
            request.store.delete("data_retention", project_id)
        request.emit("external_storage.removed", project_id, id=id_)
    return {"id": id_, "object": "organization.external_storage.deleted", "deleted": True}


@family.operation("validate-external-storage")
def validate_storage(request: Request) -> dict[str, Any]:
    """POST /organization/external_storage/{external_storage_id}/validate: it is used, if it works."""
    record = find_storage(request)
    name = record["provider"].get("bucket") or record["provider"]["container"]
    status = "unhealthy" if name.startswith(UNREACHABLE) else "validated"
    return set_status(request, record, status)


@family.seeder("external_storage", after=("projects",))
def seed_storage(context: Context, rows: list[dict[str, Any]]) -> None:
    """Register storage: ``[{project: name or id, type, status?, …what the type needs}]``."""
    for each in rows:
        provider = dict(each)
        project = organization.project_named(context, provider.pop("project"))
        status = provider.pop("status", "validated")
        set_status(context, add_storage(context, project["id"], provider), status)

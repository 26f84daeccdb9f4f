"""Keys of a company's own cloud, with which the service encrypts what it keeps for projects.

No cloud is asked. A key counts as one that can be reached unless its name begins with ``unreachable``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.emulator import ORGANIZATION
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page
from fjcorp_openai.emulator.state import organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("external_keys")

KIND = "external_key"
UNREACHABLE = "unreachable"
_VERSIONS = {"gcp": "kms_key_version", "azure": "key_version", "oci": "key_version_ocid"}
_NEEDED = frozenset(("gcp", "azure"))
"""Clouds whose keys need an exact version to decrypt for the safety program."""


def show(context: Context, record: dict[str, Any]) -> dict[str, Any]:
    """Return a key as the API shows it, with the active projects that use it."""
    used = context.store.all("project", where={"external_key_id": record["id"], "status": "active"})
    return {**record, "api_project_ids": [each["id"] for each in used]}


def find_key(context: Context, key_id: str) -> dict[str, Any]:
    """Return a key.

    Raises:
        ApiError: 404, there is none.
    """
    record = context.store.get(KIND, key_id)
    if record is None:
        raise not_found("external key", key_id, "external_key_id")
    return record


def add_key(context: Context, members: dict[str, Any]) -> dict[str, Any]:
    """Register a key, once it has been tried, and return its record.

    Raises:
        ApiError: 400, it cannot be.
    """
    cloud, purpose = members["type"], members.get("purpose", "ekm")
    for name in ("external_id", "audience"):
        place = members.get(name, ORGANIZATION)
        if place != ORGANIZATION and context.store.get("project", place) is None:
            raise bad_request(
                f"{name} must be the id of the organization or of one of its projects.", name, "invalid_value"
            )
    version = _VERSIONS.get(cloud, "")
    if purpose == "ekm" and version in members:
        raise bad_request(f"{version} is not accepted for EKM.", version, "invalid_value")
    if purpose != "ekm" and cloud in _NEEDED and version not in members:
        raise bad_request(f"{version} is required for PSP decryption.", version, "missing_required_parameter")
    if members["name"].startswith(UNREACHABLE):
        raise bad_request("The external key could not be used.", code="external_key_validation_failed")
    record = {
        "id": context.new_id("extkey"),
        "object": "organization.external_key",
        "created_at": context.now,
        "workspace_id": ORGANIZATION,
        **members,
        "purpose": purpose,
    }
    return context.store.insert(KIND, record["id"], record)


@family.operation("list-external-keys")
def list_keys(request: Request) -> dict[str, Any]:
    """GET /organization/external_keys, of one purpose or of all."""
    purpose = request.query.get("purpose")
    where = {"purpose": purpose} if purpose else None
    return page(request, KIND, where=where, view=lambda record: show(request, record))


@family.operation("create-external-key")
def create_key(request: Request) -> dict[str, Any]:
    """POST /organization/external_keys: a key that cannot be used is not registered."""
    record = add_key(request, request.body)
    data = {name: record[name] for name in ("name", "type", "purpose")}
    request.emit("external_key.registered", id=record["id"], data=data)
    return show(request, record)


@family.operation("retrieve-external-key")
def retrieve_key(request: Request) -> dict[str, Any]:
    """GET /organization/external_keys/{external_key_id}."""
    return show(request, find_key(request, request.path["external_key_id"]))


@family.operation("delete-external-key")
def delete_key(request: Request) -> dict[str, Any]:
    """DELETE /organization/external_keys/{external_key_id}, unless an active project uses it."""
    shown = show(request, find_key(request, request.path["external_key_id"]))
    if shown["api_project_ids"]:
        raise bad_request(
            f"The external key is in use by {len(shown['api_project_ids'])} projects.",
            "external_key_id",
            "external_key_in_use",
        )
    request.store.delete(KIND, shown["id"])
    request.emit("external_key.removed", id=shown["id"])
    return shown


@family.operation("validate-external-key")
def validate_key(request: Request) -> dict[str, Any]:
    """POST /organization/external_keys/{external_key_id}/validate: it is tried again."""
    find_key(request, request.path["external_key_id"])
    return {"status": "valid"}


@family.seeder("external_keys", after=("projects",))
def seed_keys(context: Context, rows: list[dict[str, Any]]) -> None:
    """Register keys: ``[{name, type, purpose?, …what the type needs, used_by?: [project: name or id]}]``."""
    for each in rows:
        members = dict(each)
        projects = members.pop("used_by", ())
        record = add_key(context, members)
        for name in projects:
            project = organization.project_named(context, name)
            context.store.update("project", project["id"], {"external_key_id": record["id"]})

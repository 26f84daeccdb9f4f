"""What happened in the organization, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request
from fjcorp_openai.emulator.http.paging import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.emulator.http.request import Request

family = Family("audit_logs")

_RANGE: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda time, bound: time > bound,
    "gte": lambda time, bound: time >= bound,
    "lt": lambda time, bound: time < bound,
    "lte": lambda time, bound: time <= bound,
}


def actors(line: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Return the ids and the addresses of who acted: the key and whoever is behind it."""
    key = (line.get("actor") or {}).get("api_key") or {}
    people = [key.get("user") or {}, key.get("service_account") or {}]
    ids = {each["id"] for each in [key, *people] if each.get("id")}
    return ids, {each["email"].lower() for each in people if each.get("email")}


def targets(line: dict[str, Any]) -> set[str]:
    """Return the ids of what the event happened to."""
    details = line.get(line["type"]) or {}
    return {details[name] for name in ("id", "resource_id", "principal_id") if details.get(name)} | {
        each["id"] for each in details.get("certificates", [])
    }


@family.operation("list-audit-logs")
def list_audit_logs(request: Request) -> dict[str, Any]:
    """GET /organization/audit_logs."""
    query = request.query
    types = query.get("event_types") or []
    if query.get("tenant_only") and any(not each.startswith("tenant.") for each in types):
        raise bad_request("With 'tenant_only' every event type must be one of a tenant.", "event_types")
    bounds = (query.get("effective_at") or {}).items()
    projects = set(query.get("project_ids") or [])
    ids = set(query.get("actor_ids") or [])
    emails = {email.lower() for email in query.get("actor_emails") or []}
    resources = set(query.get("resource_ids") or [])

    def matching(line: dict[str, Any]) -> bool:
        acted = actors(line)
        return (
            all(_RANGE[name](line["effective_at"], bound) for name, bound in bounds)
            and (not types or line["type"] in types)
            and (not projects or line.get("project", {}).get("id") in projects)
            and (not ids or bool(ids & acted[0]))
            and (not emails or bool(emails & acted[1]))
            and (not resources or bool(resources & targets(line)))
            and (not query.get("tenant_only") or line["type"].startswith("tenant."))
        )

    return page(request, "audit_log", matching=matching)

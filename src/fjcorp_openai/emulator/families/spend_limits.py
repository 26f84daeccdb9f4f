"""Monthly limits on what the organization and each project may spend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.families.usage import spent_this_month
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import ApiError, not_found
from fjcorp_openai.emulator.state import organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("spend_limits")


def limit_of(context: Context, project_id: str) -> dict[str, Any] | None:
    """Return the limit of a project, or of the organization for an empty id; None when there is none."""
    return context.store.get("spend_limit", project_id)


def reached(context: Context, project_id: str) -> bool:
    """Return whether a limit is there and this month's costs have reached it."""
    limit = limit_of(context, project_id)
    return limit is not None and spent_this_month(context, project_id) * 100 >= limit["threshold_amount"]


@family.guard
def refuse_when_reached(request: Request) -> None:
    """Let no billed call through once its project or the organization has spent what it may.

    Raises:
        ApiError: 429 that no retry can help.
    """
    for project_id in (request.principal.project_id, ""):
        if reached(request, project_id):
            raise ApiError(
                429,
                "You have reached the spend limit of this month. An organization owner can raise it.",
                type="insufficient_quota",
                code="insufficient_quota",
            )


def _place(request: Request) -> str:
    id_ = request.path.get("project_id", "")
    return find_project(request, id_, active=True)["id"] if id_ else ""


def _show(request: Request, project_id: str) -> dict[str, Any]:
    limit = limit_of(request, project_id)
    if limit is None:
        raise not_found("spend limit", project_id or "organization", None)
    kind = "project" if project_id else "organization"
    status = "enforcing" if reached(request, project_id) else "inactive"
    return {
        "object": f"{kind}.spend_limit",
        "threshold_amount": limit["threshold_amount"],
        "currency": limit["currency"],
        "interval": limit["interval"],
        "enforcement": {"status": status},
    }


def _retrieve(request: Request) -> dict[str, Any]:
    return _show(request, _place(request))


def _update(request: Request) -> dict[str, Any]:
    project_id = _place(request)
    limit = {name: request.body[name] for name in ("threshold_amount", "currency", "interval")}
    organization.put(request, "spend_limit", project_id, limit)
    return _show(request, project_id)


def _delete(request: Request) -> dict[str, Any]:
    project_id = _place(request)
    if not request.store.delete("spend_limit", project_id):
        raise not_found("spend limit", project_id or "organization", None)
    return {"object": f"{'project' if project_id else 'organization'}.spend_limit.deleted", "deleted": True}


for _level in ("organization", "project"):
    family.operation(f"Get{_level}spendlimit")(_retrieve)
    family.operation(f"Update{_level}spendlimit")(_update)
    family.operation(f"Delete{_level}spendlimit")(_delete)


@family.seeder("spend_limits", after=("projects",))
def seed_spend_limits(context: Context, rows: list[dict[str, Any]]) -> None:
    """Limit what projects may spend: ``[{project: name or id, threshold_amount}]``, in cents a month."""
    for each in rows:
        limit = {"threshold_amount": each["threshold_amount"], "currency": "USD", "interval": "month"}
        project = organization.project_named(context, each["project"])
        organization.put(context, "spend_limit", project["id"], limit)

"""Mails that say when the organization or a project has spent an amount in a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.state import organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("spend_alerts")


def _place(request: Request) -> tuple[str, str]:
    """Return the project's id (empty for the organization) and the level's name."""
    id_ = request.path.get("project_id", "")
    if not id_:
        return "", "organization"
    return find_project(request, id_, active=True)["id"], "project"


def _members(request: Request) -> dict[str, Any]:
    body = request.body
    channel = body["notification_channel"]
    if not channel["recipients"]:
        raise bad_request("At least one recipient must be given.", "notification_channel.recipients")
    return {
        "threshold_amount": body["threshold_amount"],
        "currency": body["currency"],
        "interval": body["interval"],
        "notification_channel": {"subject_prefix": None, **channel},
    }


def _find(request: Request, project_id: str) -> dict[str, Any]:
    alert = request.store.get("spend_alert", request.path["alert_id"], project_id)
    if alert is None:
        raise not_found("spend alert", request.path["alert_id"], "alert_id")
    return alert


def _list(request: Request) -> dict[str, Any]:
    project_id, _unused = _place(request)
    return page(request, "spend_alert", parent=project_id, order="asc")


def _create(request: Request) -> dict[str, Any]:
    project_id, level = _place(request)
    return _insert(request, project_id, {"object": f"{level}.spend_alert", **_members(request)})


def _insert(context: Context, project_id: str, members: dict[str, Any]) -> dict[str, Any]:
    alert = {"id": context.new_id("alert"), **members}
    return context.store.insert("spend_alert", alert["id"], alert, parent=project_id)


def _retrieve(request: Request) -> dict[str, Any]:
    project_id, _unused = _place(request)
    return public(_find(request, project_id))


def _update(request: Request) -> dict[str, Any]:
    project_id, _unused = _place(request)
    alert = _find(request, project_id)
    return public(request.store.update("spend_alert", alert["id"], _members(request), project_id))


def _delete(request: Request) -> dict[str, Any]:
    project_id, level = _place(request)
    alert = _find(request, project_id)
    request.store.delete("spend_alert", alert["id"], project_id)
    return {"object": f"{level}.spend_alert.deleted", "id": alert["id"], "deleted": True}


for _level in ("organization", "project"):
    family.operation(f"list-{_level}-spend-alerts")(_list)
    family.operation(f"create-{_level}-spend-alert")(_create)
    family.operation(f"retrieve-{_level}-spend-alert")(_retrieve)
    family.operation(f"update-{_level}-spend-alert")(_update)
    family.operation(f"delete-{_level}-spend-alert")(_delete)


@family.seeder("spend_alerts", after=("projects",))
def seed_spend_alerts(context: Context, rows: list[dict[str, Any]]) -> None:
    """Add alerts: ``[{project: name or id, threshold_amount, recipients, subject_prefix?}]``."""
    for each in rows:
        channel = {
            "type": "email",
            "recipients": each["recipients"],
            "subject_prefix": each.get("subject_prefix"),
        }
        amount = {"threshold_amount": each["threshold_amount"], "currency": "USD", "interval": "month"}
        project = organization.project_named(context, each["project"])
        members = {"object": "project.spend_alert", **amount, "notification_channel": channel}
        _insert(context, project["id"], members)

"""The organization's audit log, as far as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.state.ids import new_id

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context


def record(context: Context, event: str, project_id: str, details: dict[str, Any]) -> None:
    """Add a line to the log (family ``audit_log``), in the document's form.

    Args:
        context: Who did it.
        event: The event's type.
        project_id: The project it happened in, or "".
        details: The members under the event's name.
    """
    line: dict[str, Any] = {"id": new_id("audit_log"), "type": event, "effective_at": context.now}
    project = context.store.get("project", project_id) if project_id else None
    if project is not None:
        line["project"] = {"id": project["id"], "name": project["name"] or ""}
    line["actor"] = actor(context)
    line[event] = details
    context.store.insert("audit_log", line["id"], line)


def actor(context: Context) -> dict[str, Any] | None:
    """Return who acts, in the document's form; None for the emulator itself."""
    principal = context.principal
    if principal.service_account_id:
        owner: dict[str, Any] = {
            "type": "service_account",
            "service_account": {"id": principal.service_account_id},
        }
    elif principal.user_id:
        user = context.store.get("user", principal.user_id) or {}
        owner = {"type": "user", "user": {"id": principal.user_id, "email": user.get("email", "")}}
    else:
        return None
    return {"type": "api_key", "api_key": {"id": principal.key_id, **owner}}

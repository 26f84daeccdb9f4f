"""Removes what nobody uses, each object after one more look at it.

Operations: DELETE /files/{file_id}, /vector_stores/{vector_store_id}, /organization/admin_api_keys/{key_id},
/organization/projects/{project_id}/api_keys/{api_key_id} and /organization/invites/{invite_id}; POST
/organization/projects/{project_id}/api_keys/{api_key_id} for a key of a service account, which ends then, and
.../archive for a project. Each comes after a GET of the object, or of what it holds.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.errors import GONE, OpenAIError
from fjcorp_openai.api.upload_journal import ended
from fjcorp_openai.organization.directory import INVITES, PROJECTS
from fjcorp_openai.organization.info import ADMIN_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fjcorp_openai.api.client import Api

Row = dict[str, Any]
AT_ONCE = 1
"""Seconds: the shortest life that the API gives a key."""


def remove(api: Api, rows: Iterable[Row], report: Callable[[str], None]) -> list[Row]:
    """Remove objects, and return what happened to each.

    One that was used since it was found stays. One that cannot be removed holds up no other.

    Args:
        api: Client.
        rows: As `UnusedObjects.find` returns them.
        report: Shows one line.

    Returns:
        For each ``kind``, ``id``, ``name``, ``outcome`` (``removed``, ``gone``, ``used`` or ``failed``) and
        ``detail``.
    """
    wanted, done = list(rows), []
    for number, row in enumerate(wanted, 1):
        outcome, detail = _remove(api, row)
        done.append({name: row[name] for name in ("kind", "id", "name")} | _said(outcome, detail))
        if number % 25 == 0 or number == len(wanted):
            report(f"{number} of {len(wanted)} looked at again, {_count(done, 'removed')} removed")
    return done


def _said(outcome: str, detail: str) -> dict[str, str]:
    return {"outcome": outcome, "detail": detail}


def _count(done: list[Row], outcome: str) -> int:
    return sum(each["outcome"] == outcome for each in done)


def _remove(api: Api, row: Row) -> tuple[str, str]:
    try:
        reason = _WAYS[row["kind"]](api, row)
    except GONE:
        return "gone", "it was gone already"
    except (OpenAIError, OSError) as error:
        return "failed", str(error)
    return ("used", reason) if reason else ("removed", "")


def _used_since(row: Row, found: Mapping[str, Any], *names: str) -> str:
    last = max((found.get(name) or 0 for name in names), default=0)
    return "" if last <= (row["last"] or 0) else "it was used since it was found"


def _file(api: Api, row: Row) -> str:
    api.delete(f"/files/{_safe(row['id'])}")
    return ""


def _vector_store(api: Api, row: Row) -> str:
    path = f"/vector_stores/{_safe(row['id'])}"
    used = _used_since(row, api.get(path), "last_active_at")
    if not used:
        api.delete(path)
    return used


def _upload(api: Api, row: Row) -> str:
    ended(Path(row["name"]), api.clock.now(), remove=True)
    return ""


def _project_key(api: Api, row: Row) -> str:
    path = f"{PROJECTS}/{_safe(row['project_id'])}/api_keys/{_safe(row['id'])}"
    used = _used_since(row, api.get(path), "last_used_at")
    if used:
        return used
    if row["owner"].get("type") == "service_account":
        api.post(path, {"expires_in_seconds": AT_ONCE}, retry_unsafe=True)
    else:
        api.delete(path)
    return ""


def _admin_key(api: Api, row: Row) -> str:
    path = f"{ADMIN_KEYS}/{_safe(row['id'])}"
    used = _used_since(row, api.get(path), "last_used_at")
    if not used:
        api.delete(path)
    return used


def _project(api: Api, row: Row) -> str:
    path = f"{PROJECTS}/{_safe(row['id'])}"
    for part in ("service_accounts", "api_keys"):
        # Not from the cache: somebody may be setting it up right now.
        if api.get(f"{path}/{part}", {"limit": 1}).get("data"):
            return f"it has {part.replace('_', ' ')} now"
    api.post(f"{path}/archive", retry_unsafe=True)
    return ""


def _invite(api: Api, row: Row) -> str:
    path = f"{INVITES}/{_safe(row['id'])}"
    status = api.get(path).get("status")
    if status != "expired":
        return f"it is {status} now"
    api.delete(path)
    return ""


_WAYS: dict[str, Callable[[Api, Row], str]] = {
    "file": _file,
    "vector_store": _vector_store,
    "upload": _upload,
    "project_api_key": _project_key,
    "admin_api_key": _admin_key,
    "project": _project,
    "invite": _invite,
}
"""By kind: removes an object, and returns why not where it is in use now."""


def _safe(id_: str) -> str:
    """Return an id as a part of a path: what the API says leads nowhere else."""
    return quote(id_, safe="")

"""The page at ``/``: what a person does in the dashboard, and what goes on.

Plain HTML from ``templates``, with the style and the script in ``static``, and nothing from elsewhere. The
script fetches the parts that changed, once a second.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from fjcorp_openai.emulator.http.control import act
from fjcorp_openai.emulator.http.errors import ApiError

if TYPE_CHECKING:
    from starlette.requests import Request as HttpRequest
    from starlette.responses import Response

    from fjcorp_openai.emulator.emulator import Emulator

_HERE = Path(__file__).parent
_JOBS = ("fine_tuning_job", "batch", "vector_store_file", "upload", "response", "run", "container")
_PARTS = ("clock", "invites", "projects", "people", "jobs", "calls")
_ROWS = 50
_KEPT = 20  # new keys that wait to be shown
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
}


@dataclass(frozen=True)
class Note:
    """What is said above the page, once.

    Attributes:
        kind: ``good`` or ``bad``.
        text: What is said, or the name of the new key.
        key: The value of a new key; empty where there is none.
    """

    kind: str
    text: str
    key: str = ""


@dataclass(frozen=True)
class Found:
    """The newest objects of a kind that match what was looked for.

    Attributes:
        items: The objects.
        has_more: Whether others were left out.
        total: How many objects of the kind there are, where some were left out.
    """

    items: list[dict[str, Any]]
    has_more: bool
    total: int


def _moment(value: Any) -> datetime | None:
    return datetime.fromtimestamp(value, UTC) if isinstance(value, (int, float)) else None


# What is shown is data: every value is escaped.
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["moment"] = _moment


def routes(emulator: Emulator) -> list[Route | Mount]:
    """Return the page's routes."""
    notes: dict[str, Note] = {}

    async def show(request: HttpRequest) -> Response:
        # A new key is handed over in memory and given out once: the page can be loaded again without harm.
        note = notes.pop(request.query_params.get("note", ""), None)
        return HTMLResponse(await run_in_threadpool(_page, emulator, note, _find(request)), headers=_HEADERS)

    async def parts(request: HttpRequest) -> Response:
        return JSONResponse(await run_in_threadpool(_parts, emulator, _find(request)), headers=_HEADERS)

    async def refuse(error: ApiError) -> Response:
        page = await run_in_threadpool(_page, emulator, Note("bad", error.message))
        return HTMLResponse(page, error.status, headers=_HEADERS)

    async def accept(request: HttpRequest) -> Response:
        try:
            await run_in_threadpool(act, emulator, "accept_invite", request.path_params["id"])
        except ApiError as error:
            return await refuse(error)
        return RedirectResponse(_back(request), 303)

    async def create(request: HttpRequest) -> Response:
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        name = fields.get("name", [""])[0].strip() or "API key"
        try:
            key = await run_in_threadpool(
                act, emulator, "create_project_key", request.path_params["id"], name
            )
        except ApiError as error:
            return await refuse(error)
        token = secrets.token_urlsafe(16)
        notes[token] = Note("good", name, key["value"])
        while len(notes) > _KEPT:
            notes.pop(next(iter(notes)))
        return RedirectResponse(_back(request, note=token), 303)

    return [
        Route("/", show, methods=["GET"]),
        Route("/_dashboard/parts", parts, methods=["GET"]),
        Route("/_dashboard/invites/{id}/accept", accept, methods=["POST"]),
        Route("/_dashboard/projects/{id}/keys", create, methods=["POST"]),
        Mount("/_dashboard/static", StaticFiles(directory=_HERE / "static")),
    ]


def _find(request: HttpRequest) -> str:
    return request.query_params.get("find", "").strip()


def _back(request: HttpRequest, **more: str) -> str:
    """Return the address of the page that a form was on, with what was looked for there."""
    asked = parse_qs(urlsplit(request.headers.get("referer", "")).query)
    query = urlencode({name: values[0] for name, values in asked.items() if name == "find"} | more)
    return f"/?{query}" if query else "/"


def _page(emulator: Emulator, note: Note | None = None, find: str = "") -> str:
    template = _TEMPLATES.get_template("dashboard.html")
    return template.render(_values(emulator, find), note=note, shown_at_most=_ROWS)


def _parts(emulator: Emulator, find: str) -> dict[str, str]:
    """Return what is fetched again and again, by the id of the element that it is in."""
    values = _values(emulator, find)
    return {name: _TEMPLATES.get_template(f"parts/{name}.html").render(values) for name in _PARTS}


def _values(emulator: Emulator, find: str) -> dict[str, Any]:
    """Return what the templates show."""
    projects = _found(emulator, "project", find)
    return {
        "find": find,
        "clock": emulator.clock.time(),
        "now": emulator.clock.now(),
        "invites": _found(emulator, "invite", find),
        "projects": projects,
        "project_keys": {
            each["id"]: emulator.store.page("project_api_key", parent=each["id"], limit=10).items
            for each in projects.items
        },
        "last_used": emulator.last_used,
        "people": _found(emulator, "user", find),
        "jobs": [
            (family, each)
            for family in _JOBS
            for each in emulator.store.page(family, limit=20).items
            if "status" in each
        ],
        "calls": emulator.calls.since()[: -_ROWS - 1 : -1],
    }


def _found(emulator: Emulator, family: str, find: str) -> Found:
    """Return the newest objects whose name, address or id holds a text."""
    wanted = find.lower()

    def matching(each: dict[str, Any]) -> bool:
        return any(wanted in str(each.get(name) or "").lower() for name in ("name", "email", "id"))

    found = emulator.store.page(family, limit=_ROWS, matching=matching if find else None)
    return Found(found.items, found.has_more, emulator.store.count(family) if found.has_more else 0)

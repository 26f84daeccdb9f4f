"""The page at ``/``: what a person does in the dashboard, and what goes on. Plain HTML, nothing is loaded."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from fjcorp_openai.emulator.control import act
from fjcorp_openai.emulator.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from starlette.requests import Request as HttpRequest
    from starlette.responses import Response

    from fjcorp_openai.emulator.engine import Engine

_JOBS = ("fine_tuning_job", "batch", "vector_store_file", "upload", "response", "run")
_ROWS = 50
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882 }
:root { --good: #1a7f4b; --bad: #c0362c; --wait: #9a6700 }
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1.5rem }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
p.lead { margin: .2rem 0 0; opacity: .75 }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line) }
th { font-weight: 600; font-size: .85rem; opacity: .75 }
code { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
button, input { font: inherit; padding: .15rem .6rem; border: 1px solid var(--line); border-radius: .4rem }
button { cursor: pointer } input { width: 11rem }
form { display: inline } .none { opacity: .6 }
.good { color: var(--good) } .bad { color: var(--bad) } .wait { color: var(--wait) }
.note { border: 1px solid var(--line); background: var(--soft); border-radius: .5rem; padding: .8rem 1rem }
"""
_SCRIPT = """
const parts = ["jobs", "calls"];
setInterval(async () => {
  for (const part of parts) {
    try {
      const answer = await fetch("/_page/" + part);
      if (answer.ok) document.getElementById(part).innerHTML = await answer.text();
    } catch (error) { /* the emulator is away; what was shown stays */ }
  }
}, 1000);
"""


def routes(engine: Engine) -> list[Route]:
    """Return the page's routes."""

    async def show(_unused: HttpRequest) -> Response:
        return HTMLResponse(await run_in_threadpool(_page, engine), headers={"cache-control": "no-store"})

    def part(made: Callable[[Engine], str]) -> Callable[[HttpRequest], Awaitable[Response]]:
        async def answer(_unused: HttpRequest) -> Response:
            return HTMLResponse(await run_in_threadpool(made, engine), headers={"cache-control": "no-store"})

        return answer

    async def accept(request: HttpRequest) -> Response:
        try:
            await run_in_threadpool(act, engine, "accept_invite", request.path_params["id"])
        except ApiError as error:
            return HTMLResponse(_page(engine, _note(error.message)), error.status)
        return RedirectResponse("/", 303)

    async def create(request: HttpRequest) -> Response:
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        name = fields.get("name", [""])[0].strip() or "API key"
        try:
            key = await run_in_threadpool(act, engine, "create_project_key", request.path_params["id"], name)
        except ApiError as error:
            return HTMLResponse(_page(engine, _note(error.message)), error.status)
        told = f"Your new key <b>{escape(name)}</b>. Copy it now: it is shown this once."
        text = f"{told}<br>{_code(key['value'])}"
        return HTMLResponse(
            await run_in_threadpool(_page, engine, text), headers={"cache-control": "no-store"}
        )

    return [
        Route("/", show, methods=["GET"]),
        Route("/_page/jobs", part(_jobs), methods=["GET"]),
        Route("/_page/calls", part(_calls), methods=["GET"]),
        Route("/_page/invites/{id}/accept", accept, methods=["POST"]),
        Route("/_page/projects/{id}/keys", create, methods=["POST"]),
    ]


def _note(text: str) -> str:
    return f'<span class="bad">{escape(text)}</span>'


def _page(engine: Engine, note: str = "") -> str:
    now = datetime.fromtimestamp(engine.clock.time(), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    shown = f'<div class="note" role="status">{note}</div>' if note else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>OpenAI emulator</title><link rel="icon" href="data:,"><style>{_STYLE}</style></head><body>
<h1>OpenAI emulator</h1><p class="lead">Its clock: {now}. Nothing here is billed.</p>{shown}
<h2>Projects</h2>{_projects(engine)}
<h2>People</h2>{_people(engine)}
<h2>Invites</h2>{_invites(engine)}
<h2>Project keys</h2>{_keys(engine)}
<h2>Jobs</h2><div id="jobs" aria-live="polite">{_jobs(engine)}</div>
<h2>Calls</h2><div id="calls">{_calls(engine)}</div>
<script>{_SCRIPT}</script></body></html>"""


def _table(heads: Iterable[str], rows: list[list[str]], nothing: str) -> str:
    """Return a table; the cells are HTML already."""
    if not rows:
        return f'<p class="none">{escape(nothing)}</p>'
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _code(value: Any) -> str:
    return f"<code>{escape(str(value or ''))}</code>"


def _time(value: Any) -> str:
    if not isinstance(value, (int, float)):
        return "–"
    return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _status(value: Any) -> str:
    kind = {
        "active": "good", "accepted": "good", "completed": "good", "succeeded": "good", "processed": "good",
        "failed": "bad", "expired": "bad", "archived": "bad", "cancelled": "bad", "incomplete": "bad",
    }.get(str(value), "wait")  # fmt: skip
    return f'<span class="{kind}">{escape(str(value))}</span>'


def _projects(engine: Engine) -> str:
    projects = engine.store.page("project", limit=_ROWS).items
    rows = [
        [escape(each["name"] or ""), _code(each["id"]), _status(each["status"]), _time(each["created_at"])]
        for each in projects
    ]
    return _table(("Name", "Id", "Status", "Created"), rows, "No project.")


def _people(engine: Engine) -> str:
    users = engine.store.page("user", limit=_ROWS).items
    rows = [
        [*(escape(each.get(name) or "") for name in ("name", "email", "role")), _code(each["id"])]
        for each in users
    ]
    return _table(("Name", "E-mail", "Role", "Id"), rows, "Nobody.")


def _invites(engine: Engine) -> str:
    rows = []
    for each in engine.store.page("invite", limit=_ROWS).items:
        expires = each.get("expires_at")
        expired = each["status"] == "pending" and expires is not None and expires <= engine.clock.now()
        status = "expired" if expired else each["status"]
        button = "–"
        if status == "pending":
            button = _form(
                f"/_page/invites/{each['id']}/accept", "Accept", f"Accept the invite of {each['email']}"
            )
        rows.append([escape(each["email"]), escape(each["role"]), _status(status), _time(expires), button])
    return _table(("E-mail", "Role", "Status", "Expires", ""), rows, "No invite was sent.")


def _form(action: str, text: str, label: str, extra: str = "") -> str:
    return (
        f'<form method="post" action="{escape(action)}">{extra}'
        f'<button type="submit" aria-label="{escape(label)}">{escape(text)}</button></form>'
    )


def _keys(engine: Engine) -> str:
    rows = []
    for project in engine.store.page("project", where={"status": "active"}, limit=_ROWS).items:
        name = project["name"] or project["id"]
        label = f"Name of a new key of {name}"
        field = f'<input name="name" placeholder="Name of the key" aria-label="{escape(label)}"> '
        button = _form(f"/_page/projects/{project['id']}/keys", "Create", f"Create a key of {name}", field)
        rows.append([f"<b>{escape(name)}</b>", "", "", "", button])
        for key in engine.store.page("project_api_key", parent=project["id"], limit=10).items:
            used = engine.last_used.get(key["id"])
            rows.append(["", escape(key["name"] or ""), _code(key["redacted_value"]), _time(used), ""])
    return _table(("Project", "Key", "Value", "Last used", ""), rows, "No project.")


def _jobs(engine: Engine) -> str:
    rows = [
        [
            escape(family.replace("_", " ")),
            _code(each["id"]),
            _status(each["status"]),
            _time(each.get("created_at")),
        ]
        for family in _JOBS
        for each in engine.store.page(family, limit=20).items
        if "status" in each
    ]
    return _table(("Kind", "Id", "Status", "Created"), rows, "No job was started.")


def _calls(engine: Engine) -> str:
    rows = []
    for call in engine.calls.since()[: -_ROWS - 1 : -1]:
        status = call["status"]
        kind = "good" if 200 <= status < 300 else "wait" if status == 429 else "bad"
        rows.append(
            [
                _time(call["time"]),
                escape(call["method"]),
                _code(call["path"]),
                f'<span class="{kind}">{status or "cut"}</span>',
                escape(call["key_kind"]),
                "paid" if call["paid"] else "",
                f"{call['seconds'] * 1000:.1f} ms",
            ]
        )
    return _table(("Time", "Method", "Path", "Status", "Key", "", "Took"), rows, "No call yet.")

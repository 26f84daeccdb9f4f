"""The page at ``/``: what a person does in the dashboard, and what goes on.

Plain HTML that loads nothing. A script of a few lines fetches the parts that changed, once a second.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.routing import Route

from fjcorp_openai.emulator.http.control import act
from fjcorp_openai.emulator.http.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request as HttpRequest
    from starlette.responses import Response

    from fjcorp_openai.emulator.emulator import Engine

_JOBS = ("fine_tuning_job", "batch", "vector_store_file", "upload", "response", "run", "container")
_ROWS = 50
_KEPT = 20  # new keys that wait to be shown
_GOOD = {"active", "accepted", "completed", "succeeded", "processed"}
_BAD = {"failed", "expired", "archived", "cancelled", "incomplete"}
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
}
_STYLE = """
:root { color-scheme: light dark; --page: light-dark(#f5f6f8, #111316); --card: light-dark(#fff, #1a1d21);
  --text: light-dark(#1b1f24, #e8eaed); --soft: light-dark(#5c6670, #9aa4ae);
  --line: light-dark(#e3e6ea, #2c3137); --accent: light-dark(#1f5fd0, #7fb0ff);
  --on-accent: light-dark(#fff, #10131a); --good: light-dark(#136c3e, #6fd6a0);
  --bad: light-dark(#b3261e, #ff9d94); --wait: light-dark(#845400, #f2c063) }
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page);
  margin: 0 auto; max-width: 88rem; padding: 1.5rem clamp(.75rem, 2.5vw, 2rem) 3rem }
header, .top { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between;
  gap: 0 2rem } .top form { flex: 0 1 22rem; margin-top: .4rem }
h1 { font-size: 1.5rem; letter-spacing: -.01em; margin: 0 }
h2 { font-size: 1.05rem; margin: 0 0 .25rem } h3 { font-size: .95rem; margin: 0; overflow-wrap: anywhere }
header p, .lead, .none { color: var(--soft); margin: 0; font-size: .9rem }
.none { padding: .35rem 0 } b.live { color: var(--good) } .away b.live { color: var(--bad) }
main { display: grid; gap: 1rem; margin-top: 1rem }
.column { display: grid; gap: 1rem; align-content: start; min-width: 0 }
@media (min-width: 64rem) { main { grid-template-columns: 1fr 1fr } }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1rem 1.15rem; container-type: inline-size; min-width: 0 }
table { border-collapse: collapse; width: 100%; margin-top: .35rem }
th, td { text-align: left; vertical-align: baseline; padding: .35rem .8rem .35rem 0 }
th { font-weight: 600; font-size: .78rem; color: var(--soft); border-bottom: 1px solid var(--line) }
td { border-bottom: 1px solid var(--line); overflow-wrap: anywhere } tbody tr:last-child td { border: 0 }
th:last-child, td:last-child { padding-right: 0 }
.tight { white-space: nowrap; width: 1% } time, .number { font-variant-numeric: tabular-nums }
td.number, th.number { text-align: right }
code { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
.badge { font-size: .8rem; font-weight: 600; white-space: nowrap; padding: .1rem .5rem; border-radius: 1rem;
  color: var(--shade); background: color-mix(in srgb, var(--shade) 14%, transparent) }
.good { --shade: var(--good) } .bad { --shade: var(--bad) } .wait { --shade: var(--wait) }
button, input { font: inherit; font-size: .9rem; padding: .25rem .75rem; border-radius: .45rem;
  border: 1px solid var(--line); background: transparent; color: inherit; min-width: 0 }
button { cursor: pointer; white-space: nowrap; font-weight: 600; color: var(--accent) }
button:hover { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px }
form { display: flex; gap: .5rem; margin: 0 } form input { flex: 1 1 8rem; max-width: 16rem }
[role=search] input { max-width: none }
.project { padding: .8rem 0; border-bottom: 1px solid var(--line) }
.project:last-child { border: 0; padding-bottom: 0 }
.project .title { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem }
code.id { color: var(--soft) } td code.id { display: block }
.project table { margin: .2rem 0 .5rem } .project form { margin-top: .5rem }
.note { margin-top: 1rem; border-left: 4px solid var(--shade); background: var(--card); border-radius: .5rem;
  padding: .8rem 1.1rem } .note code { display: block; margin-top: .4rem; user-select: all; font-size: 14px }
@container (max-width: 30rem) {
  thead { position: absolute; clip-path: inset(50%) } table, tbody { display: block }
  tr { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem .75rem; padding: .5rem 0;
    border-bottom: 1px solid var(--line) } tbody tr:last-child { border: 0; padding-bottom: 0 }
  td, td.tight { display: block; padding: 0; border: 0; width: auto } td:empty { display: none }
  td.named::before { content: attr(data-name) " "; font-size: .78rem; color: var(--soft) }
  td.whole { flex-basis: 100% } td.last { margin-left: auto }
}
"""
_SCRIPT = """
const find = new URLSearchParams(location.search).get("find");
const kept = find ? "?" + new URLSearchParams({ find }) : "";
history.replaceState(null, "", "/" + kept);
const busy = part => part.contains(document.activeElement) && document.activeElement.matches("input")
  || [...part.querySelectorAll("input")].some(input => input.value);
const tell = (text, away) => {
  const live = document.getElementById("live");
  if (live.textContent !== text) live.textContent = text;
  document.body.classList.toggle("away", away);
};
const refresh = async () => {
  try {
    const answer = document.hidden ? null : await fetch("/_page/parts" + kept);
    if (answer && answer.ok) {
      for (const [name, html] of Object.entries(await answer.json())) {
        const part = document.getElementById(name);
        if (part.dataset.shown !== html && !busy(part)) { part.innerHTML = html; part.dataset.shown = html; }
      }
    }
    tell("live", false);
  } catch (error) { tell("the emulator is away", true); }
  setTimeout(refresh, 1000);
};
setTimeout(refresh, 1000);
"""


def routes(engine: Engine) -> list[Route]:
    """Return the page's routes."""
    notes: dict[str, str] = {}

    async def show(request: HttpRequest) -> Response:
        # A new key is handed over in memory and given out once: the page can be loaded again without harm.
        note = notes.pop(request.query_params.get("note", ""), "")
        return HTMLResponse(await run_in_threadpool(_page, engine, note, _find(request)), headers=_HEADERS)

    async def parts(request: HttpRequest) -> Response:
        return JSONResponse(await run_in_threadpool(_parts, engine, _find(request)), headers=_HEADERS)

    async def refuse(error: ApiError) -> Response:
        note = _note("bad", escape(error.message))
        return HTMLResponse(await run_in_threadpool(_page, engine, note), error.status, headers=_HEADERS)

    async def accept(request: HttpRequest) -> Response:
        try:
            await run_in_threadpool(act, engine, "accept_invite", request.path_params["id"])
        except ApiError as error:
            return await refuse(error)
        return RedirectResponse(_back(request), 303)

    async def create(request: HttpRequest) -> Response:
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        name = fields.get("name", [""])[0].strip() or "API key"
        try:
            key = await run_in_threadpool(act, engine, "create_project_key", request.path_params["id"], name)
        except ApiError as error:
            return await refuse(error)
        told = f"Your new key <b>{escape(name)}</b>. Copy it now: it is shown this once."
        token = secrets.token_urlsafe(16)
        notes[token] = _note("good", f"{told}{_code(key['value'])}")
        while len(notes) > _KEPT:
            notes.pop(next(iter(notes)))
        return RedirectResponse(_back(request, note=token), 303)

    return [
        Route("/", show, methods=["GET"]),
        Route("/_page/parts", parts, methods=["GET"]),
        Route("/_page/invites/{id}/accept", accept, methods=["POST"]),
        Route("/_page/projects/{id}/keys", create, methods=["POST"]),
    ]


def _find(request: HttpRequest) -> str:
    return request.query_params.get("find", "").strip()


def _back(request: HttpRequest, **more: str) -> str:
    """Return the address of the page that a form was on, with what was looked for there."""
    asked = parse_qs(urlsplit(request.headers.get("referer", "")).query)
    query = urlencode({name: values[0] for name, values in asked.items() if name == "find"} | more)
    return f"/?{query}" if query else "/"


def _note(kind: str, html: str) -> str:
    return f'<div class="note {kind}" role="status">{html}</div>'


def _parts(engine: Engine, find: str = "") -> dict[str, str]:
    """Return what is fetched again and again, by the id of the element that it stands in."""
    return {
        "clock": f"Its clock: {_time(engine.clock.time())} UTC",
        "invites": _invites(engine, find),
        "projects": _projects(engine, find),
        "people": _people(engine, find),
        "jobs": _jobs(engine),
        "calls": _calls(engine),
    }


def _page(engine: Engine, note: str = "", find: str = "") -> str:
    parts = _parts(engine, find)

    def card(name: str, title: str, lead: str, live: str = "") -> str:
        return (
            f'<section class="card" aria-labelledby="{name}-title"><h2 id="{name}-title">{title}</h2>'
            f'<p class="lead">{lead}</p><div id="{name}"{live}>{parts[name]}</div></section>'
        )

    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>OpenAI emulator</title><link rel="icon" href="data:,"><style>{_STYLE}</style></head><body>
<header><h1>OpenAI emulator</h1>
<p><span id="clock">{parts["clock"]}</span> · <b class="live" id="live" role="status">live</b></p></header>
<div class="top"><p class="lead">What a person does in the dashboard is done here. Nothing is billed.</p>
<form role="search" method="get" action="/"><input type="search" name="find" value="{escape(find)}"
placeholder="Name, address or id" aria-label="Find projects, people and invites">
<button>Find</button></form></div>
{note}
<main><div class="column">
{card("invites", "Invites", "Accept one in the name of the person it was sent to.")}
{card("projects", "Projects and their keys", "A new key is shown once, as in the dashboard.")}
{card("people", "People", "Members of the organization.")}
</div><div class="column">
{card("jobs", "Jobs", "What takes its time: newest first of each kind.", ' aria-live="polite"')}
{card("calls", "Calls", f"The last {_ROWS} calls of the API, newest first.")}
</div></main><script>{_SCRIPT}</script></body></html>"""


def _table(heads: Iterable[str], rows: list[list[str]], nothing: str) -> str:
    """Return a table.

    Args:
        heads: Titles of the columns, each with its classes behind a colon: ``tight`` does not wrap,
            ``number`` stands to the right; where rows are stacked, ``named`` shows the title, ``whole``
            takes a line and ``last`` ends one.
        rows: Cells, which are HTML already.
        nothing: What is said where there are none.
    """
    if not rows:
        return f'<p class="none">{escape(nothing)}</p>'
    columns = [(title, classes) for title, _colon, classes in (each.partition(":") for each in heads)]
    head = "".join(f'<th scope="col" class="{classes}">{title}</th>' for title, classes in columns)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{classes}" data-name="{title}">{cell}</td>'
            for (title, classes), cell in zip(columns, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _code(value: Any, classes: str = "") -> str:
    return f'<code class="{classes}">{escape(str(value or ""))}</code>'


def _time(value: Any, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    if not isinstance(value, (int, float)):
        return "–"
    moment = datetime.fromtimestamp(value, UTC)
    return (
        f'<time datetime="{moment.isoformat()}" title="{moment.isoformat()}">{moment.strftime(form)}</time>'
    )


def _badge(kind: str, value: Any) -> str:
    return f'<span class="badge {kind}">{escape(str(value).replace("_", " "))}</span>'


def _status(value: Any) -> str:
    return _badge("good" if value in _GOOD else "bad" if value in _BAD else "wait", value)


def _form(action: str, text: str, label: str, extra: str = "") -> str:
    return (
        f'<form method="post" action="{escape(action)}">{extra}'
        f'<button type="submit" aria-label="{escape(label)}">{escape(text)}</button></form>'
    )


def _found(engine: Engine, family: str, find: str) -> tuple[list[dict[str, Any]], str]:
    """Return the newest objects whose name, address or id holds a text, and a word on those left out."""
    wanted = find.lower()

    def matching(each: dict[str, Any]) -> bool:
        return any(wanted in str(each.get(name) or "").lower() for name in ("name", "email", "id"))

    found = engine.store.page(family, limit=_ROWS, matching=matching if find else None)
    if not found.has_more:
        return found.items, ""
    what = "that match" if find else f"of {engine.store.count(family)}"
    return found.items, f'<p class="none">The newest {_ROWS} {what}. Find the others above.</p>'


def _people(engine: Engine, find: str) -> str:
    users, more = _found(engine, "user", find)
    rows = [
        [
            f"{escape(each.get('name') or '')} {_code(each['id'], 'id')}",
            escape(each.get("email") or ""),
            escape(each.get("role") or ""),
        ]
        for each in users
    ]
    return _table(("Name:whole", "E-mail", "Role:tight last"), rows, "Nobody.") + more


def _invites(engine: Engine, find: str) -> str:
    rows = []
    invites, more = _found(engine, "invite", find)
    for each in invites:
        expires = each.get("expires_at")
        expired = each["status"] == "pending" and expires is not None and expires <= engine.clock.now()
        status = "expired" if expired else each["status"]
        button = ""
        if status == "pending":
            button = _form(
                f"/_page/invites/{each['id']}/accept", "Accept", f"Accept the invite of {each['email']}"
            )
        until = _time(expires, "%Y-%m-%d %H:%M")
        rows.append([escape(each["email"]), escape(each["role"]), _status(status), until, button])
    heads = ("E-mail:whole", "Role:tight", "Status:tight", "Expires:tight named", ":tight last")
    return _table(heads, rows, "No such invite." if find else "No invite was sent.") + more


def _projects(engine: Engine, find: str) -> str:
    projects, more = _found(engine, "project", find)
    return ("".join(_project(engine, each) for each in projects) or '<p class="none">No project.</p>') + more


def _project(engine: Engine, project: dict[str, Any]) -> str:
    name = project["name"] or project["id"]
    rows = [
        [
            escape(key["name"] or ""),
            _code(key["redacted_value"]),
            _time(engine.last_used.get(key["id"]), "%Y-%m-%d %H:%M"),
        ]
        for key in engine.store.page("project_api_key", parent=project["id"], limit=10).items
    ]
    keys = _table(("Key", "Value", "Last used:tight named"), rows, "No key.")
    form = ""
    if project["status"] == "active":
        label = escape(f"Name of a new key of {name}")
        field = f'<input name="name" placeholder="Name of a new key" aria-label="{label}" autocomplete="off">'
        form = _form(f"/_page/projects/{project['id']}/keys", "Create key", f"Create a key of {name}", field)
    return (
        f'<div class="project"><div class="title"><h3>{escape(name)}</h3>{_status(project["status"])}</div>'
        f'{_code(project["id"], "id")} <span class="lead">created {_time(project["created_at"])}</span>'
        f"{keys}{form}</div>"
    )


def _jobs(engine: Engine) -> str:
    rows = [
        [
            f"{escape(family.replace('_', ' '))} {_code(each['id'], 'id')}",
            _status(each["status"]),
            _time(each.get("created_at"), "%H:%M:%S"),
        ]
        for family in _JOBS
        for each in engine.store.page(family, limit=20).items
        if "status" in each
    ]
    return _table(("Job:whole", "Status:tight", "Created:tight last"), rows, "No job was started.")


def _calls(engine: Engine) -> str:
    rows = []
    for call in engine.calls.since()[: -_ROWS - 1 : -1]:
        status = call["status"]
        kind = "good" if 200 <= status < 300 else "wait" if status == 429 else "bad"
        rows.append(
            [
                _time(call["time"], "%H:%M:%S"),
                f"{_badge(kind, status or 'cut')}",
                f"{_code(call['method'])} {_code(call['path'])}",
                escape(call["key_kind"]) + (" · paid" if call["paid"] else ""),
                f"{call['seconds'] * 1000:.1f} ms",
            ]
        )
    heads = ("Time:tight", "Status:tight", "Call:whole", "Key:tight", "Took:tight number last")
    return _table(heads, rows, "No call yet.")

"""The control API under ``/_emulator``, which the real service has not; it needs no key and is local only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Route

from fjcorp_openai.emulator.http.control_values import number, only, whole
from fjcorp_openai.emulator.http.errors import ApiError
from fjcorp_openai.emulator.http.faults import Fault
from fjcorp_openai.emulator.http.request import Context

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request as HttpRequest
    from starlette.responses import Response

    from fjcorp_openai.emulator.emulator import Engine

    Action = Callable[[Engine, dict[str, Any], dict[str, Any]], Any]

DAY = 86400


def _reset(engine: Engine, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    engine.reset()
    return {"reset": True}


def _seed(engine: Engine, path: dict[str, Any], body: dict[str, Any]) -> Any:
    _organization(engine, path).seed(body)
    return {"seeded": sorted(body)}


def _dump(engine: Engine, path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return _organization(engine, path).dump()


def _organization(engine: Engine, path: dict[str, Any]) -> Engine:
    return engine.organizations.named(path.get("organization", ""))


def _organizations(engine: Engine, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return {"data": engine.organizations.described()}


def _add_organization(engine: Engine, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    made = engine.organizations.add()
    return {"id": made.organization, **made.credentials}


def _lag(engine: Engine, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    if body:
        only(body, "seconds", "lists", "reads")
        both = number(body, "seconds", least=0, most=DAY, default=0)
        lists, reads = (number(body, name, least=0, most=DAY, default=both) for name in ("lists", "reads"))
        engine.set_lag(lists, reads)
    return {"lists": engine.lag.lists, "reads": engine.lag.reads}


def _normalizes(engine: Engine, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    if body:
        only(body, "on")
        if not isinstance(body["on"], bool):
            raise ValueError(f"'on' is {str(body['on'])[:100]!r}: it takes true or false")
        engine.set_normalizes(on=body["on"])
    return {"on": engine.normalizes}


def _clock(engine: Engine, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return {"now": engine.clock.time(), "offset": engine.clock.offset}


def _advance_clock(engine: Engine, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    only(body, "advance")
    engine.advance_clock(number(body, "advance", least=0, most=100 * 366 * DAY))
    return _clock(engine, {}, {})


def _transitions(engine: Engine, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    only(body, "mode")
    if body:
        engine.timers.set_mode(body["mode"])
        engine.timers.run_due()
    return {"mode": engine.timers.mode, "pending": engine.timers.pending()}


def _advance(engine: Engine, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    only(body, "steps")
    count = whole(body, "steps", least=1, most=10_000, default=1)
    steps = [engine.timers.advance() for _index in range(count)]
    return {"advanced": sum(steps), "pending": engine.timers.pending()}


def _faults(engine: Engine, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return {"data": [fault.as_json() for fault in engine.faults.rules()]}


def _add_fault(engine: Engine, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    return engine.faults.add(Fault.parse(body)).as_json()


def _remove_faults(engine: Engine, path: dict[str, Any], _body: dict[str, Any]) -> Any:
    engine.faults.remove(path.get("id"))
    return _faults(engine, {}, {})


def _throttle(engine: Engine, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    if body:
        only(body, "calls", "seconds")
        calls = whole(body, "calls", least=0, most=1_000_000_000)
        engine.throttle.set(calls, number(body, "seconds", least=0, most=DAY, default=60))
    return {"calls": engine.throttle.calls, "seconds": engine.throttle.seconds}


def _open_questions(engine: Engine, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    engine.open_questions.set(body)
    return engine.open_questions.answers


def _deliveries(engine: Engine, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return {"data": engine.deliveries.log()}


def _calls(engine: Engine, path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return {"data": engine.calls.since(int(path.get("since", 0)))}


def _clear_calls(engine: Engine, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    engine.calls.clear()
    return {"data": []}


def _create_key(engine: Engine, path: dict[str, Any], body: dict[str, Any]) -> Any:
    return create_key(_organization(engine, path), **body)


def _accept_invite(engine: Engine, path: dict[str, Any], body: dict[str, Any]) -> Any:
    return accept_invite(_organization(engine, path), path["id"], **body)


def create_key(engine: Engine, project_id: str, name: str = "API key", **options: Any) -> dict[str, Any]:
    """Create a project API key, as a person does in the dashboard; the only place that ever shows its value.

    Options: ``user_id`` or ``email`` (whose key), ``scopes``, ``expires_in_seconds``.

    Raises:
        ApiError: 404, no such project or user; 400, an archived project or a user without access.
    """
    return act(engine, "create_project_key", project_id, name, **options)


def accept_invite(engine: Engine, invite_id: str, **options: Any) -> dict[str, Any]:
    """Accept an invite as the person who got it does; returns the user.

    Options: ``email`` (another address to sign in with), ``name``.

    Raises:
        ApiError: 404, no such invite; 400, it cannot be accepted (any more).
    """
    return act(engine, "accept_invite", invite_id, **options)


def act(engine: Engine, action: str, /, *values: Any, **options: Any) -> dict[str, Any]:
    """Do what a person does outside the API; a family knows how (see ``Family.action``).

    Args:
        engine: The emulator.
        action: ``accept_invite`` (the invite's id) or ``create_project_key`` (``project_id``, ``name``…).
        *values: The action's arguments.
        **options: The action's arguments by name.

    Raises:
        ApiError: What the action refuses.
    """
    with engine.store.transaction():
        return engine.act(action, Context(engine), *values, **options)


def _document(engine: Engine, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    """Return the document, reduced to what is served."""
    document = engine.specification.document
    paths: dict[str, Any] = {}
    for id_ in engine.operations:
        endpoint = engine.specification.endpoints[id_]
        paths.setdefault(endpoint.template, {})[endpoint.method.lower()] = endpoint.shape
    return {**document, "paths": paths}


_ROUTES: list[tuple[str, str, Action]] = [
    ("POST", "/reset", _reset),
    ("POST", "/seed", _seed),
    ("GET", "/dump", _dump),
    ("GET", "/clock", _clock),
    ("POST", "/clock", _advance_clock),
    ("GET", "/transitions", _transitions),
    ("POST", "/transitions", _transitions),
    ("POST", "/transitions/advance", _advance),
    ("GET", "/faults", _faults),
    ("POST", "/faults", _add_fault),
    ("DELETE", "/faults", _remove_faults),
    ("DELETE", "/faults/{id:int}", _remove_faults),
    ("GET", "/throttle", _throttle),
    ("POST", "/throttle", _throttle),
    ("GET", "/lag", _lag),
    ("POST", "/lag", _lag),
    ("GET", "/normalizing", _normalizes),
    ("POST", "/normalizing", _normalizes),
    ("GET", "/organizations", _organizations),
    ("POST", "/organizations", _add_organization),
    ("GET", "/open_questions", _open_questions),
    ("POST", "/open_questions", _open_questions),
    ("GET", "/webhook_deliveries", _deliveries),
    ("GET", "/calls", _calls),
    ("DELETE", "/calls", _clear_calls),
    ("POST", "/invites/{id}/accept", _accept_invite),
    ("POST", "/project_keys", _create_key),
    ("GET", "/openapi.json", _document),
]


def routes(engine: Engine) -> list[Route]:
    """Return the control API's routes."""
    return [Route(path, _endpoint(engine, action), methods=[method]) for method, path, action in _ROUTES]


def _endpoint(engine: Engine, action: Action) -> Callable[[HttpRequest], Any]:
    async def answer(request: HttpRequest) -> Response:
        try:
            body = _read(await request.body(), request.headers.get("content-type", ""))
            path = {**dict(request.query_params), **request.path_params}
            return JSONResponse(await run_in_threadpool(action, engine, path, body))
        except ApiError as error:
            return JSONResponse(error.body(), error.status)
        except KeyError as error:
            return JSONResponse(ApiError(400, f"missing or unknown: {error}").body(), 400)
        except RecursionError:
            return JSONResponse(ApiError(400, "the body is nested too deeply").body(), 400)
        except yaml.YAMLError as error:
            return JSONResponse(ApiError(400, f"the body is no YAML: {error}").body(), 400)
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            return JSONResponse(ApiError(400, str(error)).body(), 400)

    return answer


def _read(raw: bytes, kind: str) -> dict[str, Any]:
    if not raw.strip():
        return {}
    value = yaml.safe_load(raw) if "yaml" in kind else json.loads(raw)
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise TypeError("the body must be a mapping, from texts")
    return value

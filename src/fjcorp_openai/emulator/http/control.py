"""The control API under ``/_emulator``, which the real service has not; it needs no key and is local only."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import yaml
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

    from fjcorp_openai.emulator.emulator import Emulator

    Action = Callable[[Emulator, dict[str, Any], dict[str, Any]], Any]

DAY = 86400


def _reset(emulator: Emulator, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    emulator.reset()
    return {"reset": True}


def _seed(emulator: Emulator, path: dict[str, Any], body: dict[str, Any]) -> Any:
    _organization(emulator, path).seed(body)
    return {"seeded": sorted(body)}


def _dump(emulator: Emulator, path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return _organization(emulator, path).dump()


def _snapshots(emulator: Emulator, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return {"data": emulator.snapshots.ids()}


def _take_snapshot(emulator: Emulator, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return {"id": emulator.snapshots.take()}


def _restore_snapshot(emulator: Emulator, path: dict[str, Any], _body: dict[str, Any]) -> Any:
    emulator.snapshots.restore(path["id"])
    return {"restored": path["id"]}


def _delete_snapshot(emulator: Emulator, path: dict[str, Any], _body: dict[str, Any]) -> Any:
    emulator.snapshots.delete(path["id"])
    return _snapshots(emulator, {}, {})


def _organization(emulator: Emulator, path: dict[str, Any]) -> Emulator:
    return emulator.organizations.named(path.get("organization", ""))


def _organizations(emulator: Emulator, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return {"data": emulator.organizations.described()}


def _add_organization(emulator: Emulator, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    made = emulator.organizations.add()
    return {"id": made.organization, **made.credentials}


def _lag(emulator: Emulator, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    if body:
        only(body, "seconds", "lists", "reads")
        both = number(body, "seconds", least=0, most=DAY, default=0)
        lists, reads = (number(body, name, least=0, most=DAY, default=both) for name in ("lists", "reads"))
        emulator.set_lag(lists, reads)
    return {"lists": emulator.lag.lists, "reads": emulator.lag.reads}


def _normalizes(emulator: Emulator, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    if body:
        only(body, "on")
        if not isinstance(body["on"], bool):
            raise ValueError(f"'on' is {str(body['on'])[:100]!r}: it takes true or false")
        emulator.set_normalizes(on=body["on"])
    return {"on": emulator.normalizes}


def _clock(emulator: Emulator, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return {"now": emulator.clock.time(), "offset": emulator.clock.offset}


def _advance_clock(emulator: Emulator, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    only(body, "advance")
    emulator.advance_clock(number(body, "advance", least=0, most=100 * 366 * DAY))
    return _clock(emulator, {}, {})


def _transitions(emulator: Emulator, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    only(body, "mode")
    if body:
        emulator.timers.set_mode(body["mode"])
        emulator.timers.run_due()
    return {"mode": emulator.timers.mode, "pending": emulator.timers.pending()}


def _advance(emulator: Emulator, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    only(body, "steps")
    count = whole(body, "steps", least=1, most=10_000, default=1)
    steps = [emulator.timers.advance() for _index in range(count)]
    return {"advanced": sum(steps), "pending": emulator.timers.pending()}


def _faults(emulator: Emulator, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return {"data": [fault.as_json() for fault in emulator.faults.rules()]}


def _add_fault(emulator: Emulator, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    return emulator.faults.add(Fault.parse(body)).as_json()


def _remove_faults(emulator: Emulator, path: dict[str, Any], _body: dict[str, Any]) -> Any:
    emulator.faults.remove(path.get("id"))
    return _faults(emulator, {}, {})


def _throttle(emulator: Emulator, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    if body:
        only(body, "calls", "seconds", "tokens_per_minute")
        most = 1_000_000_000
        calls = whole(body, "calls", least=0, most=most, default=0 if "tokens_per_minute" in body else None)
        seconds = number(body, "seconds", least=0, most=DAY, default=60)
        tokens = whole(body, "tokens_per_minute", least=0, most=most, default=0)
        emulator.throttle.set(calls, seconds, tokens)
    throttle = emulator.throttle
    return {
        "calls": throttle.calls,
        "seconds": throttle.seconds,
        "tokens_per_minute": throttle.tokens_per_minute,
    }


def _open_questions(emulator: Emulator, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    emulator.open_questions.set(body)
    return emulator.open_questions.answers


def _deliveries(emulator: Emulator, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return {"data": emulator.deliveries.log()}


def _calls(emulator: Emulator, path: dict[str, Any], _body: dict[str, Any]) -> Any:
    return {"data": emulator.calls.since(int(path.get("since", 0)))}


def _clear_calls(emulator: Emulator, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    emulator.calls.clear()
    return {"data": []}


def _create_key(emulator: Emulator, path: dict[str, Any], body: dict[str, Any]) -> Any:
    return create_key(_organization(emulator, path), **body)


def _accept_invite(emulator: Emulator, path: dict[str, Any], body: dict[str, Any]) -> Any:
    return accept_invite(_organization(emulator, path), path["id"], **body)


def create_key(emulator: Emulator, project_id: str, name: str = "API key", **options: Any) -> dict[str, Any]:
    """Create a project API key, as a person does in the dashboard; the only place that ever shows its value.

    Options: ``user_id`` or ``email`` (whose key), ``scopes``, ``expires_in_seconds``.

    Raises:
        ApiError: 404, no such project or user; 400, an archived project or a user without access.
    """
    return act(emulator, "create_project_key", project_id, name, **options)


def accept_invite(emulator: Emulator, invite_id: str, **options: Any) -> dict[str, Any]:
    """Accept an invite as the person who got it does; returns the user.

    Options: ``email`` (another address to sign in with), ``name``.

    Raises:
        ApiError: 404, no such invite; 400, it cannot be accepted (any more).
    """
    return act(emulator, "accept_invite", invite_id, **options)


def act(emulator: Emulator, action: str, /, *values: Any, **options: Any) -> dict[str, Any]:
    """Do what a person does outside the API; a family knows how (see ``Family.action``).

    Args:
        emulator: The emulator.
        action: ``accept_invite`` (the invite's id) or ``create_project_key`` (``project_id``, ``name``…).
        *values: The action's arguments.
        **options: The action's arguments by name.

    Raises:
        ApiError: What the action refuses.
    """
    with emulator.store.transaction():
        return emulator.act(action, Context(emulator), *values, **options)


def _identity_token(emulator: Emulator, _path: dict[str, Any], body: dict[str, Any]) -> Any:
    """Sign a token as the issuer of a provider would."""
    only(body, "provider", "subject", "claims", "seconds")
    wanted = (body["provider"],) if "provider" in body else ()
    found = [
        each
        for each in emulator.store.all("workload_identity_provider")
        if not wanted or each["id"] in wanted or each["name"] in wanted
    ]
    if len(found) != 1:
        raise ValueError(f"{len(found)} workload identity providers are meant: name one by its id")
    now = emulator.clock.now()
    seconds = whole(body, "seconds", least=-DAY, most=DAY, default=300)
    claims = {
        "iss": found[0]["issuer"],
        "aud": found[0]["audience"],
        "sub": str(body["subject"]),
        "iat": now,
        "exp": now + seconds,
        **(body.get("claims") or {}),
    }
    return {"token": emulator.issuer.sign(claims)}


def _document(emulator: Emulator, _path: dict[str, Any], _body: dict[str, Any]) -> Any:
    """Return the document, reduced to what is served."""
    document = emulator.specification.document
    paths: dict[str, Any] = {}
    for id_ in emulator.operations:
        endpoint = emulator.specification.endpoints[id_]
        paths.setdefault(endpoint.template, {})[endpoint.method.lower()] = endpoint.shape
    return {**document, "paths": paths}


ROUTES: list[tuple[str, str, Action]] = [
    ("POST", "/reset", _reset),
    ("POST", "/seed", _seed),
    ("GET", "/dump", _dump),
    ("GET", "/snapshots", _snapshots),
    ("POST", "/snapshots", _take_snapshot),
    ("POST", "/snapshots/{id}/restore", _restore_snapshot),
    ("DELETE", "/snapshots/{id}", _delete_snapshot),
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
    ("POST", "/identity_tokens", _identity_token),
    ("GET", "/openapi.json", _document),
]
"""Method, path, and what is done with the parts of the path and the body; see `_endpoint` for its errors."""


def routes(emulator: Emulator) -> list[Route]:
    """Return the control API's routes."""
    return [Route(path, _endpoint(emulator, action), methods=[method]) for method, path, action in ROUTES]


def _endpoint(emulator: Emulator, action: Action) -> Callable[[HttpRequest], Any]:
    async def answer(request: HttpRequest) -> Response:
        try:
            body = _read(await request.body(), request.headers.get("content-type", ""))
            path = {**dict(request.query_params), **request.path_params}
            loop = asyncio.get_running_loop()
            return JSONResponse(await loop.run_in_executor(None, action, emulator, path, body))
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

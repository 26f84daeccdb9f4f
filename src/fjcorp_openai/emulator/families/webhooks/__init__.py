"""Webhook endpoints of a project, and the events that are sent to them."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fjcorp_openai.emulator.families.webhooks import signing
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.deliveries import UndeliverableError, is_loopback, post
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, empty_string, not_found
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.spec.webhook_operations import EVENT_TYPES
from fjcorp_openai.emulator.state.changes import changes
from fjcorp_openai.emulator.state.organization import project_named
from fjcorp_openai.emulator.state.seeding import one_of

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("webhooks")

KIND = "webhook_endpoint"
OLD_SECRET_SECONDS = 24 * 3600


def _find(request: Request) -> dict[str, Any]:
    id_ = request.path["webhook_endpoint_id"]
    endpoint = request.store.get(KIND, id_, request.project_id)
    if endpoint is None:
        raise not_found("webhook endpoint", id_, "webhook_endpoint_id")
    return endpoint


def _is_usable(url: str) -> bool:
    """Return whether webhooks can go to a URL: the service requires HTTPS, this machine may do without."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url)))


def _check(body: dict[str, Any]) -> dict[str, Any]:
    """Return the members of an endpoint that a request sets.

    Raises:
        ApiError: 400, one cannot be.
    """
    members: dict[str, Any] = {name: body[name] for name in ("name", "url", "event_types") if name in body}
    if not members.get("name", "x").strip():
        raise empty_string("name")
    if "url" in members and not _is_usable(members["url"]):
        raise bad_request("Invalid 'url': expected an HTTPS URL.", "url", "invalid_value")
    if "event_types" in members:
        members["event_types"] = list(dict.fromkeys(members["event_types"]))
    return members


@family.operation("list-webhook-event-types")
def list_event_types(_request: Request) -> dict[str, Any]:
    """GET /webhook_event_types."""
    return {"object": "list", "data": list(EVENT_TYPES)}


@family.operation("list-webhook-endpoints")
def list_endpoints(request: Request) -> dict[str, Any]:
    """GET /webhook_endpoints: the newest first."""
    return page(request, KIND, parent=request.project_id)


@family.operation("create-webhook-endpoint")
def create_endpoint(request: Request) -> dict[str, Any]:
    """POST /webhook_endpoints: the only answer but that of a rotation that shows the secret."""
    secret = signing.new_secret()
    endpoint = _add(request, request.project_id, request.body, secret)
    return {**public(endpoint), "signing_secret": secret}


def _add(context: Context, project_id: str, members: dict[str, Any], secret: str) -> dict[str, Any]:
    """Put a new endpoint into a project and return it.

    Raises:
        ApiError: 400, a member cannot be.
    """
    endpoint: dict[str, Any] = {
        "id": context.new_id("wh"),
        "object": "webhook_endpoint",
        "created_at": context.now,
        "updated_at": context.now,
        **_check(members),
        "signing_secret_hint": signing.hint(secret),
        "_secrets": [{"secret": secret, "until": None}],
    }
    made = context.store.insert(KIND, endpoint["id"], endpoint, parent=project_id)
    _watch(context)
    return made


def _watch(context: Context) -> None:
    """Let jobs end without a question while there are endpoints: whoever waits for events asks none."""
    store = context.store
    watched = "SELECT 1 FROM objects WHERE family = ? LIMIT 1"
    context.store.on_commit(
        lambda: context.emulator.timers.pass_while(lambda: bool(store.query(watched, (KIND,))))
    )


@family.operation("retrieve-webhook-endpoint")
def retrieve_endpoint(request: Request) -> dict[str, Any]:
    """GET /webhook_endpoints/{webhook_endpoint_id}."""
    return public(_find(request))


@family.operation("update-webhook-endpoint")
def update_endpoint(request: Request) -> dict[str, Any]:
    """POST /webhook_endpoints/{webhook_endpoint_id}."""
    endpoint = _find(request)
    changed = changes(endpoint, _check(request.body))
    if changed:
        changed["updated_at"] = request.now
    return public(request.store.update(KIND, endpoint["id"], changed, request.project_id))


@family.operation("delete-webhook-endpoint")
def delete_endpoint(request: Request) -> dict[str, Any]:
    """DELETE /webhook_endpoints/{webhook_endpoint_id}."""
    endpoint = _find(request)
    request.store.delete(KIND, endpoint["id"], request.project_id)
    return {"id": endpoint["id"], "object": "webhook_endpoint.deleted", "deleted": True}


@family.operation("rotate-webhook-endpoint-secret")
def rotate_secret(request: Request) -> dict[str, Any]:
    """POST /webhook_endpoints/{webhook_endpoint_id}/rotate_secret: the old one may stay for a day."""
    endpoint, secret = _find(request), signing.new_secret()
    kept = []
    if request.body.get("keep_old_secret_active_for_24_hours"):
        ends = request.now + OLD_SECRET_SECONDS
        kept = [each | {"until": each["until"] or ends} for each in endpoint["_secrets"]]
    changes = {
        "signing_secret_hint": signing.hint(secret),
        "updated_at": request.now,
        "_secrets": [{"secret": secret, "until": None}, *kept],
    }
    endpoint = request.store.update(KIND, endpoint["id"], changes, request.project_id)
    return {**public(endpoint), "signing_secret": secret}


@family.operation("test-webhook-endpoint", writes=False)
def test_endpoint(request: Request) -> dict[str, Any]:
    """POST /webhook_endpoints/{webhook_endpoint_id}/test: delivers a sample at once."""
    endpoint, event_type = _find(request), request.body["event_type"]
    event = _event(request, event_type, f"{event_type.split('.')[0]}_test")
    payload = json.dumps(event)
    try:
        headers = signing.headers(event["id"], int(time.time()), payload, _secrets(request, endpoint))
        status = post(endpoint["url"], payload, headers)
    except UndeliverableError as error:
        raise ApiError(
            400, f"The webhook endpoint could not be reached: {error}", code="webhook_delivery_failed"
        ) from error
    return {
        "object": "webhook_endpoint.test",
        "webhook_endpoint_id": endpoint["id"],
        "event_type": event_type,
        "status_code": status,
        "success": True,
    }


@family.seeder("webhook_endpoints", after=("projects",))
def seed_endpoints(context: Context, rows: list[dict[str, Any]]) -> None:
    """Add endpoints: ``[{project: name or id, name, url, event_types, signing_secret?}]``."""
    for each in rows:
        members = {name: each[name] for name in ("name", "url", "event_types")}
        for event_type in members["event_types"]:
            one_of(event_type, "event_types", EVENT_TYPES)
        secret = each.get("signing_secret") or signing.new_secret()
        if not signing.is_secret(secret):
            raise ValueError("signing_secret is whsec_ and base64, as the service makes it")
        project = project_named(context, each["project"])
        _add(context, project["id"], members, secret)


def _secrets(context: Context, endpoint: dict[str, Any]) -> list[str]:
    return [
        each["secret"]
        for each in endpoint["_secrets"]
        if each["until"] is None or each["until"] > context.now
    ]


def _event(context: Context, event_type: str, object_id: str) -> dict[str, Any]:
    return {
        "id": context.new_id("evt"),
        "object": "event",
        "created_at": context.now,
        "type": event_type,
        "data": {"id": object_id},
    }


@family.action("notify")
def notify(context: Context, event_type: str, project_id: str, object_id: str) -> dict[str, Any]:
    """Send an event to the endpoints of a project, once what happened is stored."""
    event = _event(context, event_type, object_id)
    payload = json.dumps(event)
    for endpoint in context.store.all(KIND, parent=project_id):
        if event_type not in endpoint["event_types"]:
            continue
        secrets = _secrets(context, endpoint)

        def sign(timestamp: int, secrets: list[str] = secrets) -> dict[str, str]:
            return signing.headers(event["id"], timestamp, payload, secrets)

        def send(url: str = endpoint["url"], sign: Any = sign, id_: str = endpoint["id"]) -> None:
            about = {"webhook_endpoint_id": id_, "event_id": event["id"], "event_type": event_type}
            context.emulator.deliveries.send(url, payload, sign, **about)

        context.store.on_commit(send)
    return event

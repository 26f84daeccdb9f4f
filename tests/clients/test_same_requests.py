"""The official SDK as the reference: for the same inputs, the provider sends what the SDK sends.

A loopback server keeps what comes, finds nothing and refuses every write, so each side sends one request. The
SDK follows the API's document: a field or path of ours that drifts from it fails here.
"""

from __future__ import annotations

import email
import email.policy
import json
import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import openai
import pytest
from openai.lib.streaming.chat import ChatCompletionStreamState

from fjcorp_openai.api import Api, Settings
from fjcorp_openai.api.errors import OpenAIError
from fjcorp_openai.provider.protocol.diagnostics import ProviderError, Report
from fjcorp_openai.provider.protocol.resource import Context
from fjcorp_openai.provider.protocol.values import UNKNOWN, conform
from fjcorp_openai.provider.registry import build_provider
from fjcorp_openai.provider.resources.chat_completion.results import Assembly
from unit.api.server import Reply, Seen, Server, error, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

API_KEY, ADMIN_KEY = "sk-proj-marker0123456789", "sk-admin-marker0123456789"
PROJECT = "proj_abc123"
AT = {"project_id": PROJECT}
HEADERS = ("authorization", "openai-organization", "openai-project")
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
QUESTION = [{"role": "user", "content": "Grüße, 東京"}]
ALERT = {"threshold_amount": 4000, "currency": "USD", "interval": "month"}
TOOL = {"name": "weather", "parameters": SCHEMA, "strict": False}
CHANNEL = {"type": "email", "recipients": ["boss@example.com"], "subject_prefix": "Cost"}

Sdk = openai.OpenAI


def _refuse(one: Seen) -> Reply:
    if one.method != "GET":
        return error(400)
    if one.path.endswith("/data_retention"):
        return Reply({"object": "data_retention", "type": "organization_default"})
    people = [{"object": "organization.user", "id": "user-1", "email": "ada@example.com", "role": "reader"}]
    found = people if one.path == "/organization/users" else []
    return Reply({"object": "list", "data": found, "first_id": None, "last_id": None, "has_more": False})


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(_refuse) as running:
        yield running


@pytest.fixture
def api(server: Server) -> Iterator[Api]:
    settings = Settings(
        api_key=API_KEY,
        admin_key=ADMIN_KEY,
        organization="org-1",
        project="proj_own1",
        base_url=server.base_url,
        max_retries=0,
    )
    ours = Api(settings)
    yield ours
    ours.close()


@contextmanager
def sdk(server: Server) -> Iterator[Sdk]:
    http = openai.DefaultHttpxClient(trust_env=False)
    with openai.OpenAI(
        api_key=API_KEY,
        admin_api_key=ADMIN_KEY,
        organization="org-1",
        project="proj_own1",
        base_url=server.base_url,
        max_retries=0,
        http_client=http,
    ) as client:
        yield client


def ours(api: Api, server: Server, type_name: str, inputs: dict[str, Any]) -> Seen:
    """Return the one write that a resource sends to create an object."""
    resource = build_provider().resources[type_name]
    planned = conform(inputs, resource.schema.type)
    for name, attribute in resource.schema.attributes.items():
        if planned[name] is None:
            planned[name] = UNKNOWN if attribute.computed else attribute.default
    report = Report(type_name)
    context = Context(
        type_name, lambda: api, threading.Event(), logging.getLogger(), report, resource.schema, planned
    )
    with pytest.raises((OpenAIError, ProviderError)) as refused:
        resource.create(planned, context)
    # What only counts tokens is free, and made by no call of the SDK's that creates an object.
    writes = [one for one in server.seen if one.method != "GET" and not one.path.endswith("/input_tokens")]
    assert len(writes) == 1, (refused.value, server.operations())
    write = writes[0]
    server.seen.clear()
    return write


def theirs(server: Server, call: Callable[[Sdk], Any]) -> Seen:
    """Return the one write that the SDK sends."""
    with sdk(server) as client, pytest.raises(openai.BadRequestError):
        call(client)
    (write,) = server.seen
    return write


def same(one: Seen, other: Seen, *, admin: bool) -> None:
    """Compare method, address and the headers that say whose call it is."""
    assert (one.method, one.path, one.query) == (other.method, other.path, other.query)
    expected = {name: other.headers.get(name) for name in HEADERS}
    if admin:
        # The SDK names its project on calls of the organization too, where a project means nothing.
        expected["openai-project"] = None
    assert {name: one.headers.get(name) for name in HEADERS} == expected


CREATES: dict[str, tuple[str, dict[str, Any], Callable[[Sdk], Any]]] = {
    "project": (
        "openai_project",
        {"name": "Research", "residency": "eu"},
        lambda c: c.admin.organization.projects.create(name="Research", residency="eu"),
    ),
    "group": (
        "openai_group",
        {"name": "Readers"},
        lambda c: c.admin.organization.groups.create(name="Readers"),
    ),
    "group user": (
        "openai_group_user",
        {"group_id": "group_1", "user_id": "user-1"},
        lambda c: c.admin.organization.groups.users.create("group_1", user_id="user-1"),
    ),
    "organization role": (
        "openai_organization_role",
        {"name": "Inspector", "description": "Reads", "permissions": ["api.groups.read"]},
        lambda c: c.admin.organization.roles.create(
            role_name="Inspector", description="Reads", permissions=["api.groups.read"]
        ),
    ),
    "project role": (
        "openai_project_role",
        {**AT, "name": "Tester", "description": None, "permissions": ["api.model.read"]},
        lambda c: c.admin.organization.projects.roles.create(
            PROJECT, role_name="Tester", permissions=["api.model.read"]
        ),
    ),
    "invite": (
        "openai_invite",
        {
            "email": "eve@example.com",
            "role": "reader",
            "projects": [{"project_id": PROJECT, "role": "member"}],
        },
        lambda c: c.admin.organization.invites.create(
            email="eve@example.com", role="reader", projects=[{"id": PROJECT, "role": "member"}]
        ),
    ),
    "organization spend alert": (
        "openai_organization_spend_alert",
        {**ALERT, "recipients": CHANNEL["recipients"], "subject_prefix": "Cost"},
        lambda c: c.admin.organization.spend_alerts.create(**ALERT, notification_channel=CHANNEL),
    ),
    "project spend alert": (
        "openai_project_spend_alert",
        {**AT, **ALERT, "recipients": CHANNEL["recipients"], "subject_prefix": "Cost"},
        lambda c: c.admin.organization.projects.spend_alerts.create(
            PROJECT, **ALERT, notification_channel=CHANNEL
        ),
    ),
    "organization spend limit": (
        "openai_organization_spend_limit",
        ALERT,
        lambda c: c.admin.organization.spend_limit.update(**ALERT),
    ),
    "project spend limit": (
        "openai_project_spend_limit",
        {**AT, **ALERT},
        lambda c: c.admin.organization.projects.spend_limit.update(PROJECT, **ALERT),
    ),
    "project group": (
        "openai_project_group",
        {**AT, "group_id": "group_1", "role": "member"},
        lambda c: c.admin.organization.projects.groups.create(
            PROJECT, group_id="group_1", role="role-api-project-member"
        ),
    ),
    "project user": (
        "openai_project_user",
        {**AT, "user_id": "user-1", "role": "owner"},
        lambda c: c.admin.organization.projects.users.create(PROJECT, user_id="user-1", role="owner"),
    ),
    "service account": (
        "openai_service_account",
        {**AT, "name": "deploy"},
        lambda c: c.admin.organization.projects.service_accounts.create(
            PROJECT, name="deploy", create_service_account_only=True
        ),
    ),
    "organization data retention": (
        "openai_organization_data_retention",
        {"retention_type": "zero_data_retention"},
        lambda c: c.admin.organization.data_retention.update(retention_type="zero_data_retention"),
    ),
    "project data retention": (
        "openai_project_data_retention",
        {**AT, "retention_type": "zero_data_retention"},
        lambda c: c.admin.organization.projects.data_retention.update(
            PROJECT, retention_type="zero_data_retention"
        ),
    ),
    "project model permissions": (
        "openai_project_model_permissions",
        {**AT, "mode": "allow_list", "model_ids": ["gpt-5.5"]},
        lambda c: c.admin.organization.projects.model_permissions.update(
            PROJECT, mode="allow_list", model_ids=["gpt-5.5"]
        ),
    ),
}

CHATS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the least": ({}, {}),
    "zeros and false": (
        {"temperature": 0, "top_p": 0.1, "seed": 0, "logprobs": False, "store": False},
        {"temperature": 0, "top_p": 0.1, "seed": 0, "logprobs": False, "store": False},
    ),
    "stored with labels": (
        {"store": True, "metadata": {"team": "care"}},
        {"store": True, "metadata": {"team": "care"}},
    ),
    "tools": (
        {"tools": [{"function": {**TOOL, "parameters": json.dumps(SCHEMA)}}], "tool_choice": "weather"},
        {
            "tools": [{"type": "function", "function": TOOL}],
            "tool_choice": {"type": "function", "function": {"name": "weather"}},
        },
    ),
    "answer by schema": (
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "place", "schema": json.dumps(SCHEMA), "strict": True},
            }
        },
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "place", "schema": SCHEMA, "strict": True},
            }
        },
    ),
    "stream": ({"stream": True}, {"stream": True, "stream_options": {"include_usage": True}}),
}


@pytest.mark.parametrize(("type_name", "inputs", "call"), CREATES.values(), ids=CREATES)
def test_an_object_is_created_by_the_request_of_the_sdk(
    type_name: str, inputs: dict[str, Any], call: Callable[[Sdk], Any], api: Api, server: Server
) -> None:
    mine, reference = ours(api, server, type_name, inputs), theirs(server, call)
    same(mine, reference, admin=True)
    assert mine.json == reference.json
    assert mine.headers["content-type"] == reference.headers["content-type"]


@pytest.mark.parametrize(("inputs", "words"), CHATS.values(), ids=CHATS)
def test_a_completion_is_asked_for_by_the_request_of_the_sdk(
    inputs: dict[str, Any], words: dict[str, Any], api: Api, server: Server
) -> None:
    asked = {"model": "gpt-5.5", "messages": QUESTION}
    mine = ours(api, server, "openai_chat_completion", {**asked, **inputs})
    reference = theirs(server, lambda client: client.chat.completions.create(**asked, **words))
    same(mine, reference, admin=False)
    assert mine.json == reference.json
    assert mine.headers["content-type"] == reference.headers["content-type"]
    # The same bytes, once the fields stand in the same order.
    assert sorted(mine.body) == sorted(reference.body)


def form(one: Seen) -> list[tuple[str, str | None, str, bytes]]:
    """Return name, file name, type and content of each part of a multipart body."""
    message = email.message_from_bytes(
        b"content-type: " + one.headers["content-type"].encode() + b"\r\n\r\n" + one.body,
        policy=email.policy.HTTP,
    )
    return [
        (
            str(part.get_param("name", header="content-disposition")),
            part.get_filename(),
            part.get_content_type(),
            part.get_payload(decode=True),
        )
        for part in message.iter_parts()  # type: ignore[attr-defined]
    ]


@pytest.mark.parametrize("name", ["notes.txt", "träining.jsonl", 'a "quoted" name.md', "no_ending"])
def test_a_file_is_uploaded_by_the_form_of_the_sdk(
    name: str, api: Api, server: Server, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(bytes(range(256)) * 3)
    expires = {"anchor": "created_at", "seconds": 3600}
    inputs = {"file_path": str(file), "purpose": "user_data", "expires_after": expires, "filename": name}
    mine = ours(api, server, "openai_file", inputs)

    def upload(client: Sdk) -> None:
        with file.open("rb") as content:
            client.files.create(file=(name, content), purpose="user_data", expires_after=expires)

    reference = theirs(server, upload)
    same(mine, reference, admin=False)
    assert sorted(form(mine)) == sorted(form(reference))


READS: dict[str, tuple[Callable[[Api], Any], Callable[[Sdk], Any]]] = {
    "projects": (
        lambda a: a.list("/organization/projects", {"include_archived": True, "limit": 100}),
        lambda c: c.admin.organization.projects.list(include_archived=True, limit=100),
    ),
    "users by mail address": (
        lambda a: a.list("/organization/users", {"emails": ["a@example.com", "b+c@example.com"]}),
        lambda c: c.admin.organization.users.list(emails=["a@example.com", "b+c@example.com"]),
    ),
    "audit logs": (
        lambda a: a.list(
            "/organization/audit_logs", {"effective_at": {"gte": 5}, "event_types": ["login.failed"]}
        ),
        lambda c: c.admin.organization.audit_logs.list(effective_at={"gte": 5}, event_types=["login.failed"]),
    ),
    "stored completions": (
        lambda a: a.list("/chat/completions", {"metadata": {"team": "care"}}),
        lambda c: c.chat.completions.list(metadata={"team": "care"}),
    ),
}


@pytest.mark.parametrize(("mine", "reference"), READS.values(), ids=READS)
def test_a_list_is_asked_for_by_the_address_of_the_sdk(
    mine: Callable[[Api], Any], reference: Callable[[Sdk], Any], api: Api, server: Server
) -> None:
    mine(api)
    with sdk(server) as client:
        reference(client)
    first, second = server.seen
    assert (first.method, first.path) == (second.method, second.path)
    # How large a page is, the client chooses.
    queries = [{name: value for name, value in one.query.items() if name != "limit"} for one in server.seen]
    assert queries[0] == queries[1]
    assert first.headers["authorization"] == second.headers["authorization"]


def test_a_stream_is_put_together_as_the_sdk_does(client: Any) -> None:
    """What the SDK keeps is the same; ours keeps fields besides that the SDK drops, see ADR 0006."""
    asked = {"model": "gpt-5.5", "messages": QUESTION, "stream": True}
    assembly, state = Assembly(), ChatCompletionStreamState()
    for chunk in client.chat.completions.create(**asked, stream_options={"include_usage": True}):
        assembly.add(chunk.to_dict())
        state.handle_chunk(chunk)
    mine, reference = assembly.answer(), state.get_final_completion().to_dict()
    assert mine["usage"] == reference["usage"]
    assert {name: mine[name] for name in ("id", "model", "created", "object")} == {
        name: reference[name] for name in ("id", "model", "created", "object")
    }
    (one,), (other,) = mine["choices"], reference["choices"]
    assert one["finish_reason"] == other["finish_reason"] == "stop"
    assert one["message"]["role"] == other["message"]["role"] == "assistant"
    assert one["message"]["content"] == other["message"]["content"] != ""

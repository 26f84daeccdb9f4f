"""An answer that is not as the API answers is reported as the API's, by every resource and data source.

Each type is read while the API answers objects that lack everything, or hold something else in one field or
in each, and lists of what is no object.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from fjcorp_openai.api import Api, Settings
from fjcorp_openai.api.transport import Transport
from fjcorp_openai.provider.protocol.service import Service
from fjcorp_openai.provider.protocol.wire import write_value
from fjcorp_openai.provider.registry import build_provider
from unit.protocol.thing import call

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.schema import Schema

PROVIDER = build_provider()
SETTINGS = Settings(api_key="sk-proj-a", admin_key="sk-admin-a", base_url="http://127.0.0.1:1", max_retries=0)
LOCAL = {
    "openai_assistant",
    "openai_audio_result",
    "openai_audio_results",
    "openai_embeddings",
    "openai_image",
    "openai_speech",
    "openai_transcription",
    "openai_translation",
    "openai_voice",
}
"""What is read without a call."""
WRONG: dict[str, Any] = {
    "a number": 7,
    "a text": "text",
    "a list": [1],
    "a list of objects": [{}],
    "an object": {"a": 1},
    "true": True,
    "null": None,
}
FIELDS_OF_THE_API = (
    "created_at",
    "owner",
    "user",
    "project",
    "projects",
    "role",
    "error",
    "email",
    "choices",
    "results",
    "group",
    "permissions",
)


def example(schema: Schema) -> dict[str, Any]:
    """Return values for a schema: texts where ids and names are, the simplest value elsewhere."""
    simple = {"string": "id-1", "number": 1, "bool": False}
    values = {
        name: simple.get(getattr(each.type, "kind", "")) if not each.write_only else None
        for name, each in schema.attributes.items()
    }
    # What is checked before it is read: a kind of usage, a stored completion, a verdict that is asked again.
    chosen = {"kind": "completions", "bucket_width": "1d", "stored": True, "recheck": "always"}
    return values | {name: value for name, value in chosen.items() if name in values}


def odd_objects(schema: Schema) -> dict[str, Any]:
    right = {name: value for name, value in example(schema).items() if value is not None}
    names = dict.fromkeys([*schema.attributes, *FIELDS_OF_THE_API])
    found: dict[str, Any] = {"without any field": {}, "with an id alone": {"id": "id-1"}}
    for kind, value in WRONG.items():
        found[f"with {kind} in each field"] = dict.fromkeys(names, value) | {"id": "id-1"}
    for name in names:
        for kind in ("a number", "a list", "null"):
            found[f"with {kind} in {name}"] = right | {name: WRONG[kind]}
    return found


def odd_answers(schema: Schema) -> dict[str, Any]:
    objects = odd_objects(schema)
    lists = {f"a list of objects {name}": [each] for name, each in objects.items()}
    lists |= {f"a list of {kind}": [value] for kind, value in WRONG.items()}
    answers = {name: {"object": "list", "data": items, "has_more": False} for name, items in lists.items()}
    answers |= {f"an object {name}": each for name, each in objects.items()}
    answers |= {f"{kind} for the list": {"object": "list", "data": value} for kind, value in WRONG.items()}
    return answers


def errors(monkeypatch: pytest.MonkeyPatch, operation: str, body: Any, **fields: Any) -> list[str]:
    """Make a call of Terraform's while the API answers with a body, and return the errors reported."""
    content = json.dumps(body).encode()
    monkeypatch.setattr(Transport, "send", lambda *_unused: httpx2.Response(200, content=content))
    service = Service(PROVIDER, logging.getLogger("test"))
    api = Api(SETTINGS, first_pause=0.0)
    service._api, service._built = api, True
    try:
        told = call(service, operation, **fields)
    finally:
        api.close()
    return [f"{each.summary}: {each.detail}" for each in told.diagnostics if each.severity == 1]


def check(monkeypatch: pytest.MonkeyPatch, operation: str, schema: Schema, **fields: Any) -> None:
    told = {
        kind: found
        for kind, body in odd_answers(schema).items()
        if (found := errors(monkeypatch, operation, body, **fields))
    }
    assert told
    assert {kind: found for kind, found in told.items() if "fault in the provider" in str(found)} == {}


@pytest.mark.parametrize("name", sorted(PROVIDER.resources.keys() - LOCAL))
def test_a_resource_tells_whose_fault_it_is(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    schema = PROVIDER.resources[name].schema
    state = write_value(example(schema), schema.type)
    check(monkeypatch, "ReadResource", schema, type_name=name, current_state=state)


@pytest.mark.parametrize("name", sorted(PROVIDER.data_sources.keys() - LOCAL))
def test_a_data_source_tells_whose_fault_it_is(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    schema = PROVIDER.data_sources[name].schema
    config = write_value(example(schema), schema.type)
    check(monkeypatch, "ReadDataSource", schema, type_name=name, config=config)

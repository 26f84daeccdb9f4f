"""Whatever the official client can send to a served operation is known there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.emulator.families import discover
from fjcorp_openai.emulator.spec.specification import Specification
from support.client_parameters import Call, calls, plain

if TYPE_CHECKING:
    from fjcorp_openai.emulator.spec.specification import Endpoint

SPECIFICATION = Specification()
SERVED = {id_ for family in discover()[0] for id_ in family.operations}
ENDPOINTS = {(each.method, plain(each.template)): each for each in SPECIFICATION.endpoints.values()}
CALLS = [
    call
    for call in calls()
    if (call.method, plain(call.path)) in ENDPOINTS and ENDPOINTS[call.method, plain(call.path)].id in SERVED
]


def endpoint_of(call: Call) -> Endpoint:
    endpoint = ENDPOINTS[call.method, plain(call.path)]
    return endpoint.beta if "?beta=true" in call.path and endpoint.beta else endpoint


def members(schema: dict[str, Any]) -> set[str]:
    """Return the members that a schema and its parts know."""
    if "$ref" in schema:
        return members(SPECIFICATION.components[schema["$ref"].rpartition("/")[2]])
    inner = (each for key in ("anyOf", "oneOf", "allOf") for each in schema.get(key, ()))
    return set(schema.get("properties", {})).union(*map(members, inner))


def test_every_served_operation_of_the_client_is_found() -> None:
    assert len({(call.method, call.path) for call in CALLS}) > 250
    assert any("?beta=true" in call.path for call in CALLS)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
def test_every_member_that_the_client_sends_is_known(call: Call) -> None:
    endpoint = endpoint_of(call)
    known = set().union(*map(members, endpoint.contents.values()))
    assert call.body - known == set()
    assert call.query - set(endpoint.parameters) == set()

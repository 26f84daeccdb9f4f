"""Whatever is sent to a served operation: no server error, no answer off the document.

The emulator checks its own answers and makes a 500 of one that is off the document, so one look at the status
covers both. Every family that is served is covered, also those that come later. What is sent is made from the
document, often with one member in an otherwise right call, so that it gets past the first checks.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fjcorp_openai.emulator.families import discover
from fjcorp_openai.emulator.spec.specification import Specification
from support.valid_calls import Organization, order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fjcorp_openai.emulator.spec.specification import Endpoint
    from support.emulator import Emulator

EXAMPLES = 3
FAMILIES = {family.name: family for family in discover()[0]}
SPECIFICATION = Specification()
_MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].rpartition("/")[2]
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)


def _close(value: Any) -> None:
    """Describe no other members than the named ones, so that most generated bodies are accepted."""
    if isinstance(value, dict):
        alone = not any(key in value for key in ("allOf", "anyOf", "oneOf"))
        if alone and isinstance(value.get("properties"), dict):
            value.setdefault("additionalProperties", False)
        for key, each in value.items():
            for part in each if key == "allOf" else ():
                part.setdefault("additionalProperties", True)
            _close(each)
    elif isinstance(value, list):
        for each in value:
            _close(each)


def _document(operations: set[str]) -> dict[str, Any]:
    """Return the document reduced to some operations and what they refer to."""
    whole = copy.deepcopy(SPECIFICATION.document)
    paths: dict[str, Any] = {}
    for template, item in whole["paths"].items():
        for method, shape in item.items():
            if "?" not in template and shape["operationId"] in operations:
                paths.setdefault(template, {})[method] = shape
    schemas, found = whole["components"]["schemas"], set(_references(paths))
    pending = list(found)
    while pending:
        for name in _references(schemas.get(pending.pop(), {})):
            if name not in found:
                found.add(name)
                pending.append(name)
    whole["paths"] = paths
    components = {name: shape for name, shape in schemas.items() if name in found}
    joined = {name for shape in components.values() for name in _references(shape.get("allOf", ()))}
    for name, shape in components.items():
        if name in joined:
            shape.setdefault("additionalProperties", True)
    _close(components)
    whole["components"]["schemas"] = components
    return whole


def _send(emulator: Emulator, session: requests.Session, case: Any) -> None:
    kwargs = case.as_transport_kwargs(base_url=emulator.base_url)
    admin = "AdminApiKeyAuth" in str(case.operation.definition.raw.get("security"))
    kwargs["headers"]["Authorization"] = f"Bearer {emulator.admin_key if admin else emulator.api_key}"
    try:
        request = session.prepare_request(requests.Request(**kwargs))
    except (requests.RequestException, TypeError, ValueError, AttributeError):
        hypothesis.reject()  # no client can send it
    answer = session.send(request, timeout=30)
    told = f"{request.method} {request.url}\n{str(request.body)[:2000]}\n{answer.text[:2000]}"
    assert answer.status_code < 500, told
    assert not answer.text.startswith("event: error\n"), told
    assert "\nevent: error\n" not in answer.text, told
    if answer.status_code >= 400:
        error = answer.json()["error"]
        if isinstance(error, str):
            # The address of the exchange refuses a grant as RFC 6749 says.
            assert case.path.endswith("/oauth/token"), told
            assert set(answer.json()) == {"error", "error_description"}, told
        else:
            assert set(error) == {"message", "type", "param", "code"}, told


def _check(organization: Organization, endpoint: Endpoint, strategy: Any) -> None:
    right = organization.call(endpoint).get("json")
    place = organization.place(endpoint)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def check(data: Any) -> None:
        case = data.draw(strategy)
        if place and data.draw(st.integers(0, 4)):
            case.path_parameters.update(place)
        if right and isinstance(case.body, dict) and data.draw(st.integers(0, 2)):
            case.body = _changed(data, right, case.body)
        _send(organization.emulator, session, case)

    with requests.Session() as session:
        session.trust_env = False
        check()


def _changed(data: Any, right: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return a right body without one member, or with one of another body."""
    name = data.draw(st.sampled_from(sorted({*right, *other})))
    body = {each: value for each, value in right.items() if each != name}
    return body | ({name: other[name]} if name in other else {})


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_no_call_makes_a_family_fail(name: str, legacy_emulator: Emulator) -> None:
    organization = Organization(legacy_emulator, SPECIFICATION)
    served = {id_ for id_ in FAMILIES[name].operations if id_ in SPECIFICATION.endpoints}
    schema = schemathesis.openapi.from_dict(_document(served))
    operations = {
        each.definition.raw["operationId"]: each
        for each in (result.ok() for result in schema.get_all_operations())
    }
    assert set(operations) == served
    for endpoint in sorted((SPECIFICATION.endpoints[each] for each in served), key=order):
        for mode in _MODES:
            try:
                strategy = operations[endpoint.id].as_strategy(generation_mode=mode)
            except schemathesis.errors.SchemathesisError:
                continue  # nothing of such an operation can be wrong
            _check(organization, endpoint, strategy)

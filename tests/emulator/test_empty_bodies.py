"""A body where an operation has none: clients send ``null``, ``{}`` or nothing with the type of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families import discover
from fjcorp_openai.emulator.spec.specification import Specification

if TYPE_CHECKING:
    from support.emulator import Emulator

BODIES = [b"", b"null", b"{}", b" {}\n"]
JSON = {"content-type": "application/json"}
SPECIFICATION = Specification()
SERVED = {id_ for family in discover()[0] for id_ in family.operations}
BODILESS = sorted(id_ for id_ in SERVED if not SPECIFICATION.endpoints[id_].contents)
OPTIONAL = sorted(
    id_
    for id_ in SERVED
    if "application/json" in SPECIFICATION.endpoints[id_].contents
    and not SPECIFICATION.endpoints[id_].needs_body
)


def ask(emulator: Emulator, operation: str, body: bytes | None) -> tuple[int, Any]:
    """Call an operation on objects that do not exist, and return the status and what an error says."""
    endpoint = SPECIFICATION.endpoints[operation]
    path = "/".join("absent" if each.startswith("{") else each for each in endpoint.segments)
    options: dict[str, Any] = {} if body is None else {"content": body, "headers": JSON}
    if operation.startswith("usage-"):
        options["params"] = {"start_time": 1_795_000_000}
    answer = emulator.call(endpoint.method, f"/{path}", admin=endpoint.admin, **options)
    return answer.status_code, answer.json().get("error") if answer.status_code >= 400 else None


def test_a_body_that_says_nothing_changes_nothing(legacy_emulator: Emulator) -> None:
    wrong = {}
    for operation in BODILESS:
        without = ask(legacy_emulator, operation, None)
        for body in BODIES:
            if ask(legacy_emulator, operation, body) != without:
                wrong[operation, body] = ask(legacy_emulator, operation, body)
    assert wrong == {}
    assert len(BODILESS) > 150


def test_null_is_no_body_where_a_body_may_be_left_out(legacy_emulator: Emulator) -> None:
    wrong = {
        operation
        for operation in OPTIONAL
        if ask(legacy_emulator, operation, b"null") != ask(legacy_emulator, operation, b"")
    }
    assert wrong == set()
    assert len(OPTIONAL) > 5


def test_a_body_with_members_is_refused_all_the_same(shared_emulator: Emulator) -> None:
    status, error = ask(shared_emulator, "archive-project", b'{"now": true}')
    assert (status, error["param"], error["code"]) == (400, "now", "unknown_parameter")


def test_the_official_client_archives_with_an_empty_body(client: Any) -> None:
    project = client.admin.organization.projects.create(name="Research").id
    assert client.admin.organization.projects.archive(project, extra_body={}).status == "archived"

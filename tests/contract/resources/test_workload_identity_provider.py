"""Workload identity providers: how tokens are verified, what is refused, and one that has rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.identity import AUDIENCE, ISSUER, SIGNER, Federation, Signer

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack
    from support.emulator import Emulator

PROVIDERS = "/organization/workload_identity_providers"
ADDRESS = "openai_workload_identity_provider.this"
DERIVED = 'attribute_transformations = [{ attribute = "openai.repo", expression = "assertion.repository" }]'


def provider(lines: str = "", name: str = "CI") -> str:
    return (
        f'resource "openai_workload_identity_provider" "this" {{\n  name = "{name}"\n'
        f'  issuer = "{ISSUER}"\n  audience = "{AUDIENCE}"\n  {lines}\n}}\n'
    )


def uploaded(*keys: dict[str, Any], indent: int | None = None) -> str:
    text = json.dumps(json.dumps({"keys": list(keys)}, indent=indent))
    return f'verification = {{ type = "uploaded_jwks", jwks = {text} }}'


def remote(emulator: Emulator) -> dict[str, Any]:
    (found,) = emulator.call("GET", PROVIDERS, admin=True).json()["data"]
    return found


def test_what_is_not_said_is_as_the_api_has_it(stack: Callable[..., Stack]) -> None:
    made = stack(provider())
    made.apply()
    found = remote(made.emulator)
    assert (found["enabled"], found["description"], found["attribute_transformations"]) == (True, None, [])
    assert found["verification"] == {"type": "discovery", "discovery_url": None}
    assert made.plan().code == 0
    made.forget(ADDRESS)
    made.import_(ADDRESS, found["id"])
    assert made.plan().code == 0, "all of it is read again"
    made.configure(provider('verification = { type = "discovery" }\n  attribute_transformations = []'))
    assert made.plan().code == 0


def test_all_is_changed_in_place_and_taken_back(stack: Callable[..., Stack]) -> None:
    made = stack(provider())
    made.apply()
    id_ = made.values(ADDRESS)["id"]
    second = Signer("second")
    for lines, expected in (
        (uploaded(SIGNER.jwk), {"verification": {"type": "uploaded_jwks", "jwks": {"keys": [SIGNER.jwk]}}}),
        (
            uploaded(SIGNER.jwk, second.jwk),
            {"verification": {"type": "uploaded_jwks", "jwks": {"keys": [SIGNER.jwk, second.jwk]}}},
        ),
        (
            'verification = { type = "discovery", discovery_url = "https://issuer.example/keys" }',
            {"verification": {"type": "discovery", "discovery_url": "https://issuer.example/keys"}},
        ),
        (
            f'enabled = false\n  description = "Builds"\n  {DERIVED}',
            {
                "enabled": False,
                "description": "Builds",
                "verification": {"type": "discovery", "discovery_url": None},
                "attribute_transformations": [
                    {"attribute": "openai.repo", "expression": "assertion.repository"}
                ],
            },
        ),
        ("", {"enabled": True, "description": None, "attribute_transformations": []}),
    ):
        made.configure(provider(lines))
        assert made.changes() == {ADDRESS: ["update"]}
        made.apply()
        assert made.plan().code == 0
        found = remote(made.emulator)
        assert expected.items() <= found.items()
        assert found["id"] == id_


def test_the_same_keys_written_otherwise_are_no_change(stack: Callable[..., Stack]) -> None:
    made = stack(provider(uploaded(SIGNER.jwk)))
    made.apply()
    made.configure(provider(uploaded(SIGNER.jwk, indent=2)))
    assert made.plan().code == 0
    made.configure(provider(uploaded(Signer().jwk)))
    assert made.changes() == {ADDRESS: ["update"]}, "another key of the same id is another key"


def test_what_somebody_changes_is_put_back(stack: Callable[..., Stack]) -> None:
    made = stack(provider(uploaded(SIGNER.jwk)))
    made.apply()
    path = f"{PROVIDERS}/{made.values(ADDRESS)['id']}"
    foreign = {"verification": {"type": "uploaded_jwks", "jwks": {"keys": [Signer("foreign").jwk]}}}
    for body in (foreign, {"enabled": False}, {"audience": "https://elsewhere.example"}):
        made.emulator.call("POST", path, admin=True, json=body)
        assert made.changes() == {ADDRESS: ["update"]}, body
        made.apply()
        assert made.plan().code == 0
    found = remote(made.emulator)
    assert found["verification"]["jwks"] == {"keys": [SIGNER.jwk]}
    assert (found["enabled"], found["audience"]) == (True, AUDIENCE)


PRIVATE = {**SIGNER.jwk, "d": "the-private-part"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('verification = { type = "uploaded_jwks" }', 'With type "uploaded_jwks", set exactly one of jwks'),
        ('verification = { type = "discovery", jwks = "{}" }', 'With type "discovery", set none of jwks'),
        (
            'verification = { type = "uploaded_jwks", jwks = "{}", discovery_url = "https://a.example" }',
            "set none of discovery_url",
        ),
        ('verification = { type = "discovery", discovery_url = "http://a.example" }', "an https address"),
        ('verification = { type = "uploaded_jwks", jwks = "[" }', "Not a JSON object"),
        (uploaded(), "at least one key"),
        (uploaded({**SIGNER.jwk, "kid": ""}), "a kid of its own"),
        (uploaded(SIGNER.jwk, SIGNER.jwk), "a kid of its own"),
        (uploaded(PRIVATE), "It holds a private key"),
        ('audience = " "', "an audience that is not blank"),
        (
            'attribute_transformations = [{ attribute = "repo", expression = "x" }]',
            "a name such as openai.repository",
        ),
        ('type = "saml"', "saml"),
    ],
)
def test_what_does_not_fit_is_refused_before_a_call(
    stack: Callable[..., Stack], shared_emulator: Emulator, lines: str, message: str
) -> None:
    body = provider(lines)
    if lines.startswith("audience"):
        body = body.replace(f'audience = "{AUDIENCE}"\n', "")
    told = stack(body).plan(check=False)
    assert told.code == 1
    assert message.lower() in " ".join(told.text.split()).lower()
    assert PRIVATE["d"] not in told.text
    assert shared_emulator.calls() == []


def test_one_with_rules_is_not_deleted(stack: Callable[..., Stack], shared_emulator: Emulator) -> None:
    federation = Federation(shared_emulator)
    made = stack(provider())
    made.import_(ADDRESS, federation.provider)
    told = made.destroy(check=False)
    assert 'Cannot delete workload identity provider "CI"' in told.text
    assert "Delete its federation rules first" in " ".join(told.text.split())
    shared_emulator.call("DELETE", federation.rule_path, admin=True)
    made.destroy()
    assert shared_emulator.dump().get("workload_identity_provider", []) == []


def test_another_refusal_to_delete_is_told_as_it_is(
    stack: Callable[..., Stack], shared_emulator: Emulator
) -> None:
    made = stack(provider())
    made.apply()
    shared_emulator.fault("delete-workload-identity-provider", status=400, message="Not today.")
    told = made.destroy(check=False)
    assert "Not today." in told.text
    assert "federation rules" not in told.text


def test_a_protected_provider_stays(stack: Callable[..., Stack]) -> None:
    made = stack(provider("deletion_protection = true"))
    made.apply()
    assert "Protected: cannot delete" in made.destroy(check=False).text
    made.configure(provider())
    made.apply()
    made.destroy()

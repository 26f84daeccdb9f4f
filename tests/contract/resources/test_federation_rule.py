"""Federation rules: what a token must have, what it permits, and a sign-in by a rule that was made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.identity import SIGNER, Federation

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack
    from support.emulator import Emulator

ADDRESS = "openai_federation_rule.this"
ANY = '{ sub = "repo:acme/site:*" }'


@pytest.fixture
def federation(shared_emulator: Emulator) -> Federation:
    """Make a provider and an account, and no rule."""
    made = Federation(shared_emulator, [SIGNER.jwk])
    shared_emulator.call("DELETE", made.rule_path, admin=True)
    shared_emulator.clear_calls()
    return made


def rule(federation: Federation, lines: str = "", matchers: str = f"jsonencode({ANY})") -> str:
    return (
        f'resource "openai_federation_rule" "this" {{\n'
        f'  workload_identity_provider_id = "{federation.provider}"\n'
        f'  project_id = "{federation.project}"\n  service_account_id = "{federation.account}"\n'
        f"  attribute_matchers = {matchers}\n  {lines}\n}}\n"
    )


def remote(federation: Federation) -> dict[str, Any]:
    path = federation.rule_path.rpartition("/")[0]
    (found,) = federation.emulator.call("GET", path, admin=True).json()["data"]
    return found


def test_a_rule_lets_a_workload_sign_in(stack: Callable[..., Stack], federation: Federation) -> None:
    assert federation.exchange(federation.token()).status_code == 400
    made = stack(rule(federation))
    made.apply()
    values = made.values(ADDRESS)
    assert values["id"] == f"{federation.provider}/{values['federation_rule_id']}"
    assert federation.exchange(federation.token()).status_code == 200
    found = remote(federation)
    assert (found["name"], found["enabled"], found["permissions"]["type"]) == (
        None,
        True,
        "service_account_default",
    )
    assert made.plan().code == 0
    made.forget(ADDRESS)
    made.import_(ADDRESS, values["id"])
    assert made.plan().code == 0, "all of it is read again"
    made.destroy()
    assert federation.exchange(federation.token()).status_code == 400


def test_all_is_changed_in_place_and_taken_back(stack: Callable[..., Stack], federation: Federation) -> None:
    made = stack(rule(federation))
    made.apply()
    id_ = made.values(ADDRESS)["federation_rule_id"]
    restricted = {"type": "restricted", "scopes": ["api.model.read", "api.model.request"]}
    for lines, expected in (
        (
            'permissions = { type = "restricted", scopes = ["api.model.request", "api.model.read"] }',
            {"permissions": restricted},
        ),
        ('name = "Deploys"', {"name": "Deploys", "permissions": {"type": "service_account_default"}}),
        ('description = "Builds"\n  enabled = false', {"name": None, "enabled": False}),
        ("", {"description": None, "enabled": True}),
    ):
        made.configure(rule(federation, lines))
        assert made.changes() == {ADDRESS: ["update"]}
        made.apply()
        assert made.plan().code == 0
        found = remote(federation)
        if "scopes" in found["permissions"]:
            found["permissions"]["scopes"].sort()
        assert expected.items() <= found.items()
        assert found["id"] == id_


def test_matchers_have_their_kinds_and_no_order(stack: Callable[..., Stack], federation: Federation) -> None:
    matchers = {"sub": "repo:acme/*", "run": 7, "trusted": True}
    made = stack(rule(federation, matchers=json.dumps(json.dumps(matchers))))
    made.apply()
    assert remote(federation)["attribute_matchers"] == matchers
    turned = dict(reversed(list(matchers.items())), run=7.0)
    made.configure(rule(federation, matchers=json.dumps(json.dumps(turned, indent=2))))
    assert made.plan().code == 0, "the same, written otherwise"
    made.configure(rule(federation, matchers=json.dumps(json.dumps({**matchers, "trusted": 1}))))
    assert made.changes() == {ADDRESS: ["update"]}, "1 is not true"
    made.apply()
    assert remote(federation)["attribute_matchers"]["trusted"] is not True


def test_what_somebody_widens_is_put_back(stack: Callable[..., Stack], federation: Federation) -> None:
    made = stack(rule(federation))
    made.apply()
    path = federation.rule_path.replace(federation.rule, made.values(ADDRESS)["federation_rule_id"])
    federation.emulator.call("POST", path, admin=True, json={"attribute_matchers": {"sub": "repo:*"}})
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert remote(federation)["attribute_matchers"] == {"sub": "repo:acme/site:*"}
    federation.emulator.call("DELETE", path, admin=True)
    assert made.changes() == {ADDRESS: ["create"]}


def test_with_its_provider_a_rule_is_gone(stack: Callable[..., Stack], federation: Federation) -> None:
    made = stack(rule(federation))
    made.apply()
    values = made.values(ADDRESS)
    path = federation.rule_path.replace(federation.rule, values["federation_rule_id"])
    for each in (path, path.partition("/federation_rules")[0]):
        assert federation.emulator.call("DELETE", each, admin=True).status_code == 200
    federation.emulator.clock.advance(600)
    assert made.changes() == {ADDRESS: ["create"]}
    told = made.apply(check=False)
    assert "workload identity provider" in told.text
    made.configure("")
    made.apply()


@pytest.mark.parametrize(
    ("lines", "matchers", "message"),
    [
        ("", '"{}"', "At least one attribute must be matched"),
        ("", 'jsonencode({ sub = "*" })', "one * may stand at the end"),
        ("", 'jsonencode({ sub = "repo:*:main" })', "one * may stand at the end"),
        ("", 'jsonencode({ sub = ["x"] })', "must be a text, a number, true or false"),
        ("", '"[]"', "Not a JSON object"),
        ('permissions = { type = "restricted" }', f"jsonencode({ANY})", "set exactly one of scopes"),
        (
            'permissions = { type = "service_account_default", scopes = ["a"] }',
            f"jsonencode({ANY})",
            "set none of scopes",
        ),
        ('name = " "', f"jsonencode({ANY})", "a name that is not blank"),
    ],
)
def test_what_does_not_fit_is_refused_before_a_call(
    stack: Callable[..., Stack], federation: Federation, lines: str, matchers: str, message: str
) -> None:
    told = stack(rule(federation, lines, matchers)).plan(check=False)
    assert told.code == 1
    assert message.lower() in " ".join(told.text.split()).lower()
    assert federation.emulator.calls() == []


def test_accounts_and_projects_that_are_not_there_are_refused_in_the_plan(
    stack: Callable[..., Stack], federation: Federation
) -> None:
    for wrong, message in (
        ((federation.account, "svc_acct_none"), "has no service account svc_acct_none"),
        ((federation.project, "proj_none"), "There is no project proj_none"),
    ):
        told = stack(rule(federation).replace(*wrong)).plan(check=False)
        assert told.code == 1
        assert message in " ".join(told.text.split())


def test_another_place_is_another_rule(stack: Callable[..., Stack], federation: Federation) -> None:
    path = f"/organization/projects/{federation.project}/service_accounts"
    body = {"name": "second", "create_service_account_only": True}
    second = federation.emulator.call("POST", path, admin=True, json=body).json()["id"]
    made = stack(rule(federation))
    made.apply()
    made.configure(rule(federation).replace(federation.account, second))
    assert made.changes() == {ADDRESS: ["delete", "create"]}
    made.apply()
    assert remote(federation)["service_account_id"] == second


def test_a_protected_rule_stays(stack: Callable[..., Stack], federation: Federation) -> None:
    made = stack(rule(federation, "deletion_protection = true"))
    made.apply()
    assert "Protected: cannot delete" in made.destroy(check=False).text
    made.configure(rule(federation))
    made.apply()
    made.destroy()

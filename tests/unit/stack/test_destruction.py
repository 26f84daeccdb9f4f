"""When a run that destroys has to be confirmed, and with what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack import protection
from plugins.plugin_utils.stack.destruction import Destruction
from plugins.plugin_utils.stack.plan import Plan
from plugins.plugin_utils.stack.settings import load_yaml, read_modules

ROLES = Path(__file__).resolve().parents[3] / "roles"


def modules(*roles: str) -> list[Any]:
    found = []
    for role in roles or ("administrative", "api_management", "data_management", "core_ai"):
        declared = load_yaml(ROLES / role / "vars/main.yml")[f"{role}_modules"]
        found += read_modules(role, declared, ROLES / role / "meta/argument_specs.yml")
    return found


def entry(module: str, key: str, kind: str, actions: list[str], **before: Any) -> dict[str, Any]:
    address = f"module.{module}[{json.dumps(key)}].{kind}.this"
    created = actions == ["create"]
    return {
        "address": address + before.pop("index", ""),
        "type": kind,
        "change": {"actions": actions, "before": None if created else {"id": key, **before}, "after": {}},
    }


def destruction(*entries: dict[str, Any]) -> Destruction:
    return Destruction(Plan({"resource_changes": list(entries)}), modules())


def of_kind(module: str, kind: str, gone: int, stay: int, **before: Any) -> list[dict[str, Any]]:
    return [
        *(entry(module, f"gone{number}", kind, ["delete"], **before) for number in range(gone)),
        *(entry(module, f"stay{number}", kind, ["no-op"], **before) for number in range(stay)),
    ]


PROJECT, INVITE, FILE = "openai_project", "openai_invite", "openai_file"


@pytest.mark.parametrize(
    ("entries", "number", "confirm"),
    [
        pytest.param([], 0, "", id="nothing"),
        pytest.param(of_kind("projects", PROJECT, 1, 0), 1, "1", id="one project, the only one"),
        pytest.param(of_kind("projects", PROJECT, 1, 99), 1, "1", id="one project of many"),
        pytest.param(of_kind("invite", INVITE, 1, 0), 1, "", id="one of one"),
        pytest.param(of_kind("invite", INVITE, 2, 8), 2, "", id="a fifth"),
        pytest.param(of_kind("invite", INVITE, 2, 7), 2, "2", id="more than a fifth"),
        pytest.param(of_kind("invite", INVITE, 5, 95), 5, "", id="five of many"),
        pytest.param(of_kind("invite", INVITE, 6, 94), 6, "6", id="six of many"),
        pytest.param(
            [*of_kind("invite", INVITE, 3, 20), *of_kind("files", FILE, 3, 20)], 6, "6", id="six of two kinds"
        ),
        pytest.param(
            [entry("projects", "a", PROJECT, ["create", "delete"])], 1, "1", id="a project that is replaced"
        ),
        pytest.param(
            [entry("files", str(number), FILE, ["create", "delete"]) for number in range(9)],
            0,
            "",
            id="files that are replaced",
        ),
        pytest.param(
            [
                entry("projects", "a", "openai_project_users", ["delete"]),
                entry("projects", "a", "openai_project_spend_limit", ["delete"]),
            ],
            0,
            "",
            id="settings of a project",
        ),
        pytest.param(
            of_kind("organization_users", "openai_organization_user", 9, 0, remove_on_destroy=False),
            0,
            "",
            id="people who stay",
        ),
        pytest.param(
            of_kind("organization_users", "openai_organization_user", 2, 0, remove_on_destroy=True),
            2,
            "2",
            id="people who go",
        ),
        pytest.param(
            of_kind("project_api", "openai_project_api_key", 9, 0, delete_on_destroy=False),
            0,
            "",
            id="keys that stay",
        ),
        pytest.param(
            [
                entry("service_account", "a", "openai_service_account", ["delete"]),
                *(
                    entry(
                        "service_account",
                        "a",
                        "openai_service_account_api_key",
                        ["delete"],
                        index=f'["k{number}"]',
                    )
                    for number in range(5)
                ),
            ],
            6,
            "6",
            id="an account with its keys",
        ),
    ],
)
def test_what_has_to_be_confirmed(entries: list[dict[str, Any]], number: int, confirm: str) -> None:
    found = destruction(*entries)
    assert (len(found), found.to_confirm("acme", absent=False)) == (number, confirm)
    assert found.to_confirm("acme", absent=True) == ("acme" if number else "")
    for wrong in (None, "1000"):
        if confirm:
            with pytest.raises(StackError):
                found.refuse(wrong, "acme", absent=False)
        else:
            found.refuse(wrong, "acme", absent=False)
    found.refuse(confirm, "acme", absent=False)


def test_the_message() -> None:
    found = destruction(
        *of_kind("projects", PROJECT, 2, 3),
        entry("projects", "new", PROJECT, ["create"]),
        entry("service_account", "bot", "openai_service_account_api_key", ["delete"], index='["ci"]'),
    )
    with pytest.raises(StackError) as caught:
        found.refuse("2", "acme", absent=False)
    assert str(caught.value).splitlines() == [
        "this run would destroy 3 objects. Nothing was changed.",
        'openai_projects["gone0"], openai_projects["gone1"] would be archived, which is final (2 of 5)',
        'openai_service_accounts["bot"].api_keys.ci would be destroyed (1 of 1)',
        'If that is meant, say so: openai_confirm_destroy: 3 (not "2")',
        "If an item has only got another key: openai_moved: {openai_projects: {gone0: <the new key>}}",
    ]
    with pytest.raises(StackError) as caught:
        found.refuse(None, "acme", absent=True)
    assert str(caught.value).splitlines()[-1] == (
        "If that is meant, say so with the name of the stack: openai_confirm_destroy: acme"
    )
    assert found.notice("acme", absent=False) == (
        "this run would destroy 3 objects, and wants openai_confirm_destroy: 3. "
        'openai_projects["gone0"], openai_projects["gone1"] would be archived, which is final (2 of 5); '
        'openai_service_accounts["bot"].api_keys.ci would be destroyed (1 of 1)'
    )


def test_every_object_of_the_modules_is_known() -> None:
    """What roles say of objects names resources of their modules."""
    for module in modules():
        text = (ROLES.parent / "modules_tf" / module.name / "main.tf").read_text("utf-8")
        named = {*module.objects, *module.final, *module.archived}
        named |= {inner["resource"].partition(".")[0] for inner in module.inner}
        unknown = [name for name in named if f'resource "{name}" "' not in text]
        assert unknown == [], module.name
        assert set(module.natural_key) <= set(module.options), module.name


@pytest.mark.parametrize(
    ("described", "absent", "message"),
    [
        (
            None,
            False,
            (
                'openai_projects["care"] is protected by deletion_protection, and openai_projects is not set '
                "in this run. Load the variables that hold it (-e @file), and look how its name is spelt. "
                "Nothing was changed"
            ),
        ),
        (
            None,
            True,
            (
                'openai_projects["care"] is protected by deletion_protection, and openai_projects is not set '
                "in this run. Load the variables that hold it (-e @file), and look how its name is spelt. "
                "Nothing was changed"
            ),
        ),
        (
            ["card"],
            False,
            (
                'openai_projects["care"] is protected by deletion_protection, and openai_projects of this '
                "run does not describe it. Load the variables that do, and look how the key is spelt. "
                'Is it "card" now? Then say openai_moved: {openai_projects: {care: card}}. '
                "If it is to go, describe it with deletion_protection: false, apply, and take it out then. "
                "Nothing was changed"
            ),
        ),
        (
            ["care"],
            True,
            (
                'openai_projects["care"] is protected by deletion_protection. To destroy it, apply '
                "deletion_protection: false first. Nothing was destroyed"
            ),
        ),
    ],
)
def test_a_protected_object(described: list[str] | None, absent: bool, message: str) -> None:
    assert protection.refusal("openai_projects", "care", described, absent=absent) == message

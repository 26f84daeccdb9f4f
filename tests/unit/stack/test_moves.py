"""Items that have other keys than before: found by natural key, or by what the user says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from plugins.plugin_utils.stack.description import AppliedItems, Description
from plugins.plugin_utils.stack.moves import Moves, State
from plugins.plugin_utils.stack.settings import load_yaml, read_modules

ROLES = Path(__file__).resolve().parents[3] / "roles"
RESOURCES = {
    "projects": "openai_project",
    "organization_users": "openai_organization_user",
    "invite": "openai_invite",
    "project_user": "openai_project_user",
    "project_api": "openai_project_api_key",
    "system_api": "openai_admin_api_key",
    "service_account": "openai_service_account",
    "rate_limit": "openai_rate_limit",
    "files": "openai_file",
    "chat_completion": "openai_chat_completion",
}


def instance(module: str, key: str, attributes: dict[str, Any], kind: str = "") -> dict[str, Any]:
    return {
        "mode": "managed",
        "module": f"module.{module}[{json.dumps(key)}]",
        "type": kind or RESOURCES[module],
        "name": "this",
        "instances": [{"attributes": attributes}],
    }


def moves(
    role: str,
    given: dict[str, Any],
    state: dict[str, Any],
    declared: dict[str, Any] | None = None,
) -> tuple[list[dict[str, str]], list[str]]:
    """Return the blocks and the problems."""
    modules = read_modules(
        role,
        load_yaml(ROLES / role / "vars/main.yml")[f"{role}_modules"],
        ROLES / role / "meta/argument_specs.yml",
    )
    description = Description(role, modules, [])
    description.read(given)
    outputs = {"administrative": {"projects": {"shop": {"project_id": "proj_1"}}}}
    resolved = description.resolve(AppliedItems(lambda name: outputs.get(name, {}), {}, check_mode=False))
    assert description.problems == []
    found = Moves(modules, description.items, resolved, declared or {})
    return [move.block() for move in found.find(State(state))], found.problems


MESSAGES = [{"role": "user", "content": "Hello", "parts": None}]


@pytest.mark.parametrize(
    ("role", "module", "item", "attributes"),
    [
        ("administrative", "projects", {"name": "Research"}, {"id": "proj_1", "name": "Research"}),
        (
            "administrative",
            "organization_users",
            {"email": "Ada@example.com"},
            {"user_id": "user-1", "email": "ada@example.com"},
        ),
        (
            "administrative",
            "organization_users",
            {"user_id": "user-1"},
            {"user_id": "user-1", "email": "ada@example.com"},
        ),
        ("administrative", "invite", {"email": "ada@example.com"}, {"email": "ada@example.com"}),
        (
            "administrative",
            "project_user",
            {"project": "proj_1", "email": "ada@example.com"},
            {"project_id": "proj_1", "email": "ada@example.com", "user_id": "user-1"},
        ),
        (
            "api_management",
            "project_api",
            {"project": "shop", "api_key_id": "key_1"},
            {"project_id": "proj_1", "api_key_id": "key_1"},
        ),
        ("api_management", "system_api", {"name": "ci"}, {"name": "ci"}),
        (
            "api_management",
            "service_account",
            {"project": "shop", "name": "bot"},
            {"project_id": "proj_1", "name": "bot"},
        ),
        (
            "api_management",
            "rate_limit",
            {"project": "shop", "model": "gpt-5.6-terra", "rpm_limit": 3},
            {"project_id": "proj_1", "model": "gpt-5.6-terra"},
        ),
        (
            "data_management",
            "files",
            {"content": "text", "filename": "a.txt", "purpose": "user_data"},
            {"content": "text", "filename": "a.txt", "purpose": "user_data", "file_path": None},
        ),
        (
            "core_ai",
            "chat_completion",
            {"model": "gpt-5.6-terra", "messages": [{"role": "user", "content": "Hello"}]},
            {"model": "gpt-5.6-terra", "messages": MESSAGES},
        ),
    ],
)
def test_an_item_of_every_kind_is_known_again(
    role: str, module: str, item: dict[str, Any], attributes: dict[str, Any]
) -> None:
    state = {"resources": [instance(module, "old", attributes)]}
    expected = {"from": f'module.{module}["old"]', "to": f'module.{module}["new"]'}
    assert moves(role, {module: {"new": item}}, state) == ([expected], [])
    # Under its old key, or under another natural key, there is nothing to move.
    assert moves(role, {module: {"old": item}}, state) == ([], [])
    changed = {name: f"other {value}" for name, value in attributes.items() if isinstance(value, str)}
    assert moves(role, {module: {"new": item}}, {"resources": [instance(module, "old", changed)]})[0] == []


def test_two_that_fit_are_not_guessed() -> None:
    state = {"resources": [instance("projects", key, {"name": "Research"}) for key in ("a", "b")]}
    assert moves("administrative", {"projects": {"c": {"name": "Research"}}}, state) == ([], [])
    both = {"c": {"name": "Research"}, "d": {"name": "Research"}}
    assert moves("administrative", {"projects": both}, {"resources": state["resources"][:1]}) == ([], [])


def test_what_refers_to_a_moved_item_moves_with_it() -> None:
    state = {
        "outputs": {"projects": {"value": {"old": {"project_id": "proj_1"}}}},
        "resources": [
            instance("projects", "old", {"name": "Research"}),
            instance("project_user", "one", {"project_id": "proj_1", "email": "ada@example.com"}),
        ],
    }
    given = {
        "projects": {"new": {"name": "Research"}},
        "project_user": {"two": {"project": "new", "email": "ada@example.com"}},
    }
    assert moves("administrative", given, state)[0] == [
        {"from": 'module.projects["old"]', "to": 'module.projects["new"]'},
        {"from": 'module.project_user["one"]', "to": 'module.project_user["two"]'},
    ]


def account(key: str, *names: str) -> list[dict[str, Any]]:
    keys = instance("service_account", key, {}, "openai_service_account_api_key")
    keys["instances"] = [{"index_key": name, "attributes": {"name": f"{name} key"}} for name in names]
    return [instance("service_account", key, {"project_id": "proj_1", "name": "bot"}), keys]


def test_a_key_of_an_account_moves_too() -> None:
    item = {"project": "shop", "name": "bot", "api_keys": {"main": {"name": "ci key"}, "test": {}}}
    state = {"resources": account("old", "ci")}
    key = "openai_service_account_api_key.this"
    within = {
        "from": f'module.service_account["{{}}"].{key}["ci"]',
        "to": f'module.service_account["{{}}"].{key}["main"]',
    }
    found, problems = moves("api_management", {"service_account": {"new": item}}, state)
    assert found == [
        {"from": 'module.service_account["old"]', "to": 'module.service_account["new"]'},
        {name: text.format("new") for name, text in within.items()},
    ]
    assert problems == []
    # Said by the user, in both forms, where the name goes with the key.
    item["api_keys"] = {"main": {}}
    for declared in ({"openai_service_accounts": {"old/ci": "old/main"}}, {"old/ci": "old/main"}):
        found, problems = moves("api_management", {"service_account": {"old": item}}, state, declared)
        assert (found, problems) == ([{name: text.format("old") for name, text in within.items()}], [])


PROJECTS = {"resources": [instance("projects", "old", {"name": "Research"})]}
RENAMED = {"new": {"name": "Discovery"}}


@pytest.mark.parametrize("declared", [{"old": "new"}, {"openai_projects": {"old": "new"}}])
def test_what_the_user_says_counts_whatever_the_name(declared: dict[str, Any]) -> None:
    block = {"from": 'module.projects["old"]', "to": 'module.projects["new"]'}
    assert moves("administrative", {"projects": RENAMED}, PROJECTS) == ([], [])
    assert moves("administrative", {"projects": RENAMED}, PROJECTS, declared) == ([block], [])
    # It may stay there for good.
    done = {"resources": [instance("projects", "new", {"name": "Discovery"})]}
    assert moves("administrative", {"projects": RENAMED}, done, declared) == ([], [])


@pytest.mark.parametrize(
    ("given", "more", "problem"),
    [
        (
            {"old": {"name": "Research"}, "new": {"name": "Discovery"}},
            [],
            (
                'openai_moved: openai_projects["old"] is still there; '
                'take it out if it is openai_projects["new"] now'
            ),
        ),
        (
            {"newer": {"name": "Discovery"}},
            [],
            'openai_moved: openai_projects["old"] goes to openai_projects["new"], which is not there',
        ),
        (
            {"new": {"name": "Discovery"}},
            [instance("projects", "new", {"name": "Discovery"})],
            (
                'openai_moved: openai_projects["old"] cannot go to openai_projects["new"], '
                "which has an object already"
            ),
        ),
    ],
)
def test_what_the_user_says_wrongly(given: dict[str, Any], more: list[Any], problem: str) -> None:
    state = {"resources": [*PROJECTS["resources"], *more]}
    declared = {"openai_projects": {"old": "new"}}
    assert moves("administrative", {"projects": given}, state, declared)[1] == [problem]

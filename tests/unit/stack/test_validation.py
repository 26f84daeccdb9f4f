"""All roles are checked together, before the first of them changes anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plugins.plugin_utils.stack.credentials import Keys
from plugins.plugin_utils.stack.known_variables import known_variables, unread
from plugins.plugin_utils.stack.named_people import NamedPeople
from plugins.plugin_utils.stack.validation import Part, Validation, role_modules

from fjcorp_openai.organization import Directory

ROOT = Path(__file__).resolve().parents[3]
ROLES = [
    "administrative",
    "api_management",
    "data_management",
    "core_ai",
    "content_generation",
    "advanced_features",
]
KEYS = Keys("sk-proj-x", "sk-admin-x")


def parts(variables: dict[str, Any], folder: Path, keys: Keys = KEYS) -> list[Part]:
    return [
        Part(
            role,
            {module.name: variables.get(module.variable) for module in role_modules(role)},
            [folder],
            keys,
        )
        for role in ROLES
    ]


def state(**objects: dict[str, Any]) -> dict[str, Any]:
    """Return a state with projects, by key, and their outputs."""
    resources = [
        {
            "mode": "managed",
            "module": f'module.projects["{key}"]',
            "type": "openai_project",
            "name": "this",
            "instances": [{"attributes": values}],
        }
        for key, values in objects.items()
    ]
    outputs = {"projects": {"value": {key: {"project_id": f"proj_{key}"} for key in objects}}}
    return {"resources": resources, "outputs": outputs}


def checked(
    variables: dict[str, Any], folder: Path, states: dict[str, Any] | None = None, keys: Keys = KEYS
) -> Validation:
    validation = Validation(parts(variables, folder, keys), lambda role: (states or {}).get(role, {}))
    validation.items()
    validation.people([])
    return validation


PROJECTS = {"openai_projects": {"care": {"name": "Customer Care"}}}


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        pytest.param(
            {"openai_service_accounts": {"bot": {"project": "car", "name": "bot"}}},
            'api_management: openai_service_accounts["bot"].project: the text "car" is neither a key of '
            'administrative/projects nor an id (proj_...); did you mean "care"?',
            id="a reference",
        ),
        pytest.param(
            {
                "openai_chat_completions": {
                    "a": {
                        "model": "m",
                        "messages": [{"role": "user", "parts": [{"type": "file", "file": "x"}]}],
                    }
                }
            },
            'core_ai: openai_chat_completions["a"].messages[0].parts[0].file: the text "x" is neither a key '
            "of data_management/files nor an id (file-...); data_management has none yet",
            id="a reference to a role that describes nothing",
        ),
        pytest.param(
            {"openai_files": {"a": {"file_path": "none.txt", "purpose": "user_data"}}},
            'data_management: openai_files["a"].file_path: no such file: {folder}/none.txt',
            id="a path",
        ),
        pytest.param(
            {
                "openai_admin_api_keys": {
                    key: {"name": key, "secret_sink": {"file": "{folder}/key"}} for key in ("a", "b")
                }
            },
            'api_management: openai_admin_api_keys["b"].secret_sink.file: '
            'openai_admin_api_keys["a"].secret_sink.file goes to {folder}/key too; one of them would be lost',
            id="a sink",
        ),
        pytest.param(
            {"openai_models": {"a": {"model": "gpt-5.6-terra"}}},
            'advanced_features: openai_models["a"].model: unknown option; did you mean "model_id"?',
            id="an option",
        ),
        pytest.param(
            {"openai_invites": {"a": {"email": "ada@example"}}},
            "administrative: openai_invites[\"a\"].email: 'ada@example' is not an address",
            id="an address",
        ),
    ],
)
def test_what_is_wrong_in_any_role_is_found_at_once(
    variables: dict[str, Any], problem: str, tmp_path: Path
) -> None:
    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: filled(each) for name, each in value.items()}
        return value.replace("{folder}", str(tmp_path)) if isinstance(value, str) else value

    found = checked(PROJECTS | filled(variables), tmp_path).problems
    assert filled(problem) in found
    # And whatever else is wrong is reported with it.
    more = checked(PROJECTS | filled(variables) | {"openai_rate_limits": []}, tmp_path).problems
    assert filled(problem) in more
    assert any(line.startswith("api_management: openai_rate_limits: must be a map") for line in more)


def test_keys_that_are_missing_are_told_for_every_role(tmp_path: Path) -> None:
    variables = PROJECTS | {"openai_models": {"a": {"model_id": "gpt-5.6-terra"}}}
    assert checked(variables, tmp_path, keys=Keys()).problems == [
        (
            'administrative: openai_projects["care"]: needs an admin key (sk-admin-...), and there is none. '
            "Set openai_admin_key or OPENAI_ADMIN_KEY"
        ),
        (
            'advanced_features: openai_models["a"]: needs a project key (sk-proj-...), and there is none. '
            "Set openai_api_key or OPENAI_API_KEY"
        ),
    ]


def test_what_a_variable_holds_counts_and_else_the_state(tmp_path: Path) -> None:
    bot = {"openai_service_accounts": {"bot": {"project": "old", "name": "bot"}}}
    states = {"administrative": state(old={"name": "Old"})}
    assert checked(bot, tmp_path, states).problems == []
    # The project is taken out in this very play.
    assert len(checked(PROJECTS | bot, tmp_path, states).problems) == 1


class Organization:
    """An API with these people and nothing else."""

    def __init__(self, *emails: str) -> None:
        self.lists: list[str] = []
        self.users = [{"id": f"user-{number}", "email": email} for number, email in enumerate(emails)]

    def list(self, path: str) -> list[dict[str, Any]]:
        self.lists.append(path)
        return self.users


def test_people_are_looked_for_once_and_only_where_nothing_else_tells(tmp_path: Path) -> None:
    variables = {
        "openai_organization_users": {"ada": {"email": "Ada@example.com"}},
        "openai_projects": {"care": {"name": "Care", "members": {"eve@example.com": "member"}}},
        "openai_project_users": {"bo": {"project": "care", "email": "bo@example.com"}},
        "openai_invites": {"eve": {"email": "eve@example.com"}},
    }
    validation = Validation(parts(variables, tmp_path), lambda _role: {})
    validation.items()
    unknown = validation.people([])
    assert [each.who for each in unknown] == ["Ada@example.com", "bo@example.com"]
    organization = Organization("ada@example.com", "bob@example.com")
    problems, warnings = NamedPeople.missing(unknown, Directory(organization))
    assert problems == [
        (
            'openai_project_users["bo"].email: bo@example.com does not belong to the organization; '
            'did you mean "bob@example.com"?'
        )
    ]
    assert warnings == []
    assert organization.lists == ["/organization/users"]

    # Members who were never heard of are none of the API's errors, and may be misspelt.
    variables["openai_invites"] = {}
    validation = Validation(parts(variables, tmp_path), lambda _role: {})
    validation.items()
    _problems, warnings = NamedPeople.missing(validation.people([]), Directory(organization))
    assert warnings == [
        (
            'openai_projects["care"].members: eve@example.com neither belongs to the organization '
            "nor is invited by these variables"
        )
    ]

    # The state knows them all: nobody is asked.
    known = [
        ("organization_users", "ada", "openai_organization_user", {"email": "ada@example.com"}),
        ("project_user", "bo", "openai_project_user", {"email": "bo@example.com"}),
        ("projects", "care", "openai_project_users", {"members": {"eve@example.com": "member"}}),
    ]
    resources = [
        {
            "mode": "managed",
            "module": f'module.{module}["{key}"]',
            "type": kind,
            "name": "this",
            "instances": [{"attributes": values}],
        }
        for module, key, kind, values in known
    ]
    validation = Validation(parts(variables, tmp_path), lambda _role: {"resources": resources})
    validation.items()
    assert validation.people([]) == []


def test_everything_is_destroyed_by_name_and_nothing_where_one_object_is_protected(tmp_path: Path) -> None:
    states = {
        "administrative": state(care={"deletion_protection": True}, shop={"deletion_protection": False})
    }

    def problems(variables: dict[str, Any], confirmed: str | None) -> list[str]:
        validation = Validation(parts(variables, tmp_path), lambda role: states.get(role, {}))
        validation.destruction("acme", confirmed)
        return validation.problems

    protected = (
        'administrative: openai_projects["care"] is protected by deletion_protection. To destroy it, apply '
        "deletion_protection: false first. Nothing was destroyed"
    )
    unnamed = (
        "everything in the stack acme would be destroyed: administrative 2 in the states. If that is meant, "
        "say so with the name of the stack: openai_confirm_destroy: acme"
    )
    described = {"openai_projects": {"care": {"name": "Care"}}}
    assert problems(described, "acme") == [protected]
    assert problems(described, "2") == [protected, f"{unnamed} (not '2')"]
    assert problems({}, None) == [
        (
            'administrative: openai_projects["care"] is protected by deletion_protection, and '
            "openai_projects is not set in this run. Load the variables that hold it (-e @file), and look "
            "how its name is spelt. "
            "Nothing was changed"
        ),
        unnamed,
    ]
    states["administrative"] = state(shop={"deletion_protection": False})
    assert problems({}, "acme") == []
    states.clear()
    assert problems({}, None) == []


def test_the_name_of_a_variable_in_moves() -> None:
    validation = Validation(parts({}, Path()), lambda _role: {})
    validation.moved({"openai_project": {"a": "b"}, "openai_projects": {"a": "b"}, "c": "d"})
    assert validation.problems == [
        'openai_moved: openai_project is no variable of items; did you mean "openai_projects"?'
    ]


def test_variables_that_nothing_reads() -> None:
    known = known_variables()
    for role in ROLES:
        assert {module.variable for module in role_modules(role)} <= known
    assert {
        "openai_people",
        "openai_leavers",
        "openai_stack",
        "openai_adopt_file",
        "openai_admin_key",
    } <= known
    names = ["openai_projects", "openai_people", "openai_project", "openai_zzz", "acme_keys"]
    assert unread(names, known) == [
        'the variable openai_project is set, and nothing reads it; did you mean "openai_projects"?',
        "the variable openai_zzz is set, and nothing reads it",
    ]

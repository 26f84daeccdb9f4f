"""What a play says of one category, checked as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plugins.plugin_utils.stack.description import AppliedItems, Description
from plugins.plugin_utils.stack.references import PENDING, Expression, Reference
from plugins.plugin_utils.stack.settings import load_yaml, read_modules

ROLES = Path(__file__).resolve().parents[3] / "roles"


def problems(role: str, **given: Any) -> list[str]:
    declared = load_yaml(ROLES / role / "vars/main.yml")[f"{role}_modules"]
    modules = read_modules(role, declared, ROLES / role / "meta/argument_specs.yml")
    description = Description(role, modules, [])
    description.read(given)
    return description.problems


@pytest.mark.parametrize(
    ("role", "module", "first", "second", "problem"),
    [
        (
            "administrative",
            "invite",
            {"email": "ada@example.com"},
            {"email": " Ada@Example.com"},
            'openai_invites["b"]: the same address as openai_invites["a"]; take one of them out',
        ),
        (
            "administrative",
            "organization_users",
            {"email": "ada@example.com", "role": "owner"},
            {"email": "ADA@example.com"},
            (
                'openai_organization_users["b"]: the same address as openai_organization_users["a"]; '
                "take one of them out"
            ),
        ),
        (
            "administrative",
            "project_user",
            {"project": "proj_1", "email": "ada@example.com"},
            {"project": "proj_1", "email": "ADA@example.com"},
            (
                'openai_project_users["b"]: the same project and address as openai_project_users["a"]; '
                "take one of them out"
            ),
        ),
        (
            "administrative",
            "organization_settings",
            {"data_retention": "zero_data_retention"},
            {"spend_limit": {"threshold_amount": 5}},
            (
                'openai_organization_settings["b"]: the organization has one item, '
                'openai_organization_settings["a"]; put both into it'
            ),
        ),
        (
            "api_management",
            "rate_limit",
            {"project": "proj_1", "model": "gpt-5.6-terra", "rpm_limit": 1},
            {"project": "proj_1", "model": "gpt-5.6-terra", "rpm_limit": 2},
            (
                'openai_rate_limits["b"]: the same project and model as openai_rate_limits["a"]; '
                "take one of them out"
            ),
        ),
        (
            "api_management",
            "project_api",
            {"project": "proj_1", "api_key_id": "key_1"},
            {"project": "proj_1", "api_key_id": "key_1"},
            (
                'openai_project_api_keys["b"]: the same api_key_id as openai_project_api_keys["a"]; '
                "take one of them out"
            ),
        ),
    ],
)
def test_two_items_of_one_object_are_refused(
    role: str, module: str, first: dict[str, Any], second: dict[str, Any], problem: str
) -> None:
    assert problems(role, **{module: {"a": first, "b": second}}) == [problem]
    assert problems(role, **{module: {"a": first}}) == []


def test_projects_may_have_one_name() -> None:
    assert problems("administrative", projects={"a": {"name": "Research"}, "b": {"name": "Research"}}) == []


def test_options_that_become_a_list_of_objects_are_known() -> None:
    declared = load_yaml(ROLES / "administrative/vars/main.yml")["administrative_modules"]
    modules = read_modules("administrative", declared, ROLES / "administrative/meta/argument_specs.yml")
    assert {module.name: module.pairs for module in modules if module.pairs} == {
        "projects": {"groups": ("group", "role")}
    }


FILES = Reference("file", "file_id", "data", "files", "file_id", "file-")
OUTPUTS = {"data": {"files": {"a": {"file_id": "file-1"}, "b": {"file_id": None}}}}


@pytest.mark.parametrize(
    "declared", [{"data/files": {"c": {"file_path": "x"}, "d": None}}, {"data/files": ["c", "d"]}]
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_items_of_other_categories_are_there_expected_or_missing(declared: Any, check_mode: bool) -> None:
    applied = AppliedItems(lambda category: OUTPUTS.get(category, {}), declared, check_mode=check_mode)
    assert applied.find(FILES, "a") == "file-1"
    assert applied.find(FILES, "b") == Expression(PENDING)
    assert applied.find(FILES, "z") is None
    assert applied.keys(FILES) == ["a", "b", "c", "d"]
    other = Reference("store", "store_id", "data", "stores", "store_id", "vs_")
    assert applied.keys(other) == []
    assert applied.find(other, "a") is None
    if check_mode:
        assert applied.find(FILES, "c") == Expression(PENDING)
    else:
        with pytest.raises(LookupError) as caught:
            applied.find(FILES, "c")
        assert caught.value.args[0] == (
            '"c" of data/files is declared but not there yet; apply the role data first'
        )
    said = isinstance(declared["data/files"], dict)
    assert applied.item(FILES, "c") == ({"file_path": "x"} if said else {})
    assert applied.item(FILES, "d") == applied.item(FILES, "a") == applied.item(other, "c") == {}

"""Groups, roles and who has them become items and import blocks; what is described is left alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from plugins.plugin_utils.connection import Connection
from plugins.plugin_utils.import_.import_result import ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.managed_objects import ManagedObjects
from plugins.plugin_utils.import_.organization_import import OrganizationImport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

ADA, BO = "ada@example.com", "bo@example.com"
COMPANY: dict[str, Any] = {
    "projects": [{"name": "Research"}],
    "users": [{"email": ADA}, {"email": BO}],
    "project_users": [{"project": "Research", "email": ADA, "role": "member"}],
    "roles": [
        {"name": "Auditor", "permissions": ["api.usage.read"], "description": "Looks"},
        {"name": "Tester", "permissions": ["api.model.read"], "project": "Research"},
    ],
    "groups": [
        {"name": "Engineers", "members": [BO, ADA], "projects": {"Research": "Tester"}},
        {"name": "Everybody", "members": [ADA], "is_scim_managed": True},
    ],
    "role_assignments": [
        {"role": "Auditor", "group": "Everybody"},
        {"role": "Auditor", "user": ADA},
        {"role": "Tester", "user": ADA, "project": "Research"},
    ],
}
Adopted = tuple[dict[str, Any], ImportResult]


@pytest.fixture
def adopt(shared_emulator: Emulator, tmp_path: Path) -> Callable[..., Adopted]:
    shared_emulator.seed(COMPANY)
    shared_emulator.clear_calls()

    def run(items: dict[str, Any] | None = None, state: dict[str, Any] | None = None) -> Adopted:
        managed = {
            "administrative": ManagedObjects(state or {}, []),
            "api_management": ManagedObjects({}, []),
        }
        path = tmp_path / "organization.yml"
        if items:
            path.write_text(yaml.safe_dump(items), encoding="utf-8")
        settings = {"state_dir": str(tmp_path / "state")}
        with Connection(settings, shared_emulator.environment(), print) as connection:
            imports = ImportResult({}, ItemsFile(path), managed)
            OrganizationImport(connection.api, imports).run()
        return yaml.safe_load(imports.text()), imports

    return run


def blocks(imports: ImportResult, *types: str) -> dict[str, str]:
    """Return import ids by address, of resources of some types."""
    return {
        each["to"]: each["id"]
        for each in imports.blocks["administrative"]
        if each["to"].split(".")[2].split("[")[0] in types
    }


def test_all_is_named_by_key(adopt: Callable[..., Adopted], shared_emulator: Emulator) -> None:
    written, imports = adopt()
    assert written["openai_groups"] == {
        "engineers": {"name": "Engineers", "members": [ADA, BO]},
        "everybody": {"name": "Everybody", "from_identity_provider": True, "roles": ["auditor"]},
    }
    assert written["openai_roles"] == {
        "auditor": {"name": "Auditor", "description": "Looks", "permissions": ["api.usage.read"]},
        "tester_research": {"name": "Tester", "project": "research", "permissions": ["api.model.read"]},
    }
    assert written["openai_projects"]["research"]["groups"] == {"engineers": "tester_research"}
    ada = written["openai_organization_users"]["ada"]
    assert (ada["roles"], ada["project_roles"]) == (
        ["auditor"],
        [{"project": "research", "role": "tester_research"}],
    )
    ids = {row["name"]: row["id"] for kind in ("project", "group") for row in shared_emulator.dump()[kind]}
    found = blocks(imports, "openai_group_users", "openai_group_roles", "openai_project_groups")
    assert found == {
        'module.group["engineers"].openai_group_users.this[0]': f"{ids['Engineers']}/allow_pending",
        'module.group["everybody"].openai_group_roles.this[0]': ids["Everybody"],
        'module.projects["research"].openai_project_groups.this[0]': ids["Research"],
    }
    (id_,) = blocks(imports, "openai_user_roles").values()
    assert id_.endswith(f"/{ids['Research']}")


def test_where_nobody_has_a_custom_role_no_person_is_asked_for(
    shared_emulator: Emulator, tmp_path: Path
) -> None:
    shared_emulator.seed({name: COMPANY[name] for name in ("projects", "users", "project_users")})
    shared_emulator.clear_calls()
    with Connection({"state_dir": str(tmp_path)}, shared_emulator.environment(), print) as connection:
        managed = {name: ManagedObjects({}, []) for name in ("administrative", "api_management")}
        imports = ImportResult({}, ItemsFile(tmp_path / "none.yml"), managed)
        OrganizationImport(connection.api, imports).run()
    counted = Counter(call["operation"] for call in shared_emulator.calls())
    asked = ("list-groups", "list-roles", "list-project-groups", "list-user-role-assignments")
    assert [counted[name] for name in asked] == [1, 1, 0, 0]


def test_what_the_yaml_describes_gets_a_block_and_no_second_item(adopt: Callable[..., Adopted]) -> None:
    items = {
        "openai_projects": {"lab": {"name": "Research"}},
        "openai_groups": {"makers": {"name": "Engineers", "members": [ADA, BO], "exclusive": True}},
        "openai_roles": {"tests": {"name": "tester", "project": "lab", "permissions": ["api.model.read"]}},
    }
    written, imports = adopt(items)
    assert written["openai_groups"].keys() == {"makers", "everybody"}
    assert written["openai_roles"].keys() == {"tests", "auditor"}
    assert written["openai_groups"]["makers"] == items["openai_groups"]["makers"]
    (id_,) = blocks(imports, "openai_group_users").values()
    assert id_.endswith("/allow_pending/exclusive")
    assert "groups" not in written["openai_projects"]["lab"]
    assert blocks(imports, "openai_project_groups") == {}
    ada = written["openai_organization_users"]["ada"]
    assert ada["project_roles"] == [{"project": "lab", "role": "tests"}]


def test_an_item_of_the_organization_describes_no_role_of_a_project(adopt: Callable[..., Adopted]) -> None:
    items = {"openai_roles": {"tests": {"name": "Tester", "permissions": ["api.model.read"]}}}
    written, imports = adopt(items)
    assert written["openai_roles"].keys() == {"tests", "auditor", "tester_research"}
    assert not [to for to in blocks(imports, "openai_role") if "tests" in to]


def test_what_a_state_holds_is_left_alone(adopt: Callable[..., Adopted], shared_emulator: Emulator) -> None:
    dump = shared_emulator.dump()
    ids = {row["name"]: row["id"] for kind in ("group", "role") for row in dump[kind]}

    def held(module: str, kind: str, id_: str) -> dict[str, Any]:
        instances = [{"attributes": {"id": id_}}]
        return {"module": module, "type": kind, "name": "this", "instances": instances}

    state = {
        "resources": [
            held('module.group["mine"]', "openai_group", ids["Engineers"]),
            held('module.role["mine"]', "openai_role", ids["Auditor"]),
        ]
    }
    written, imports = adopt({"openai_groups": {"mine": {"name": "Engineers"}}}, state)
    assert written["openai_groups"].keys() == {"mine", "everybody"}
    assert blocks(imports, "openai_group_users") == {}
    assert written["openai_groups"]["everybody"]["roles"] == ["mine"], "named by the key that it has"
    assert written["openai_projects"]["research"]["groups"] == {"mine": "tester_research"}


def test_of_two_groups_of_one_name_the_older_is_taken(
    adopt: Callable[..., Adopted], shared_emulator: Emulator
) -> None:
    shared_emulator.clock.advance(60)
    shared_emulator.seed({"groups": [{"name": "Engineers", "projects": {"Research": "viewer"}}]})
    written, imports = adopt()
    (left,) = [each for each in imports.omissions() if each["kind"] == "group"]
    assert left["reason"] == "another group has the same name, by which an item would know it"
    (name,) = left["names"]
    second = name.removeprefix("Engineers (").removesuffix(")")
    assert written["openai_groups"]["engineers"]["members"] == [ADA, BO]
    groups = written["openai_projects"]["research"]["groups"]
    assert groups == {"engineers": "tester_research", second: "viewer"}, "the other one goes by its id"

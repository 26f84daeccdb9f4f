"""Rows of groups, custom roles and assignments, and who has access to what, of an organization in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.plugin_utils.drift.report import Drift
from plugins.plugin_utils.import_.import_result import ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.managed_objects import ManagedObjects

from unit.stack.drifted import Drifted, Row, entry, everything, row

if TYPE_CHECKING:
    from pathlib import Path

ADA = {"id": "user-1", "email": "ada@example.com", "role": "reader"}
BO = {"id": "user-2", "email": "Bo@example.com", "role": "owner"}
AUDITOR = {"id": "role_1", "name": "Auditor", "permissions": ["api.usage.read", "api.model.read"]}
TESTER = {"id": "role_2", "name": "Tester", "permissions": None}
KINDS = ("role", "group", "group member", "group's access", "role of a group", "role of a person")


def acme() -> Row:
    """Return an organization with groups and roles of each kind."""
    staff = {
        "id": "group_1",
        "name": "Staff",
        "is_scim_managed": True,
        "users": [{"id": "user-1", "email": "ada@example.com"}, {"id": "user-9"}],
        "roles": [AUDITOR],
    }
    empty = {"id": "group_2", "name": "empty", "users": []}
    inside = [
        {"group_id": "group_1", "group_name": "Staff", "role": "viewer", "roles": [TESTER]},
        {"group_id": "group_2", "group_name": "empty", "role": None},
    ]
    return everything(
        entry(
            "proj_1",
            "Lab",
            users=[{**ADA, "role": "role_2"}, {**BO, "role": "owner"}],
            groups=inside,
            roles=[TESTER],
            people_roles={"user-1": ["Tester"], "user-7": ["Tester"]},
            service_accounts=[{"id": "svc_1", "name": "Bot"}],
        ),
        entry("proj_2", "Shop", users=[{**BO, "role": "owner"}, {**ADA, "role": "member"}]),
        people=[BO, ADA],
        people_roles={"user-2": ["Auditor"]},
        groups=[staff, empty],
        roles=[AUDITOR],
        invites=[
            {
                "id": "invite-1",
                "email": "eve@example.com",
                "role": "reader",
                "status": "pending",
                "created_at": 0,
                "projects": [{"id": "proj_1", "role": "member"}, {"id": "proj_9", "role": "owner"}],
            },
            {"id": "invite-2", "email": "fay@example.com", "role": "reader", "status": "expired"},
        ],
    )


def test_what_no_state_holds_of_access(tmp_path: Path) -> None:
    assert Drifted(tmp_path, acme()).rows(*KINDS) == [
        row("role", "Auditor", "role_1", detail="api.usage.read, api.model.read"),
        row("group", "Staff", "group_1", detail="ada@example.com, user-9; an identity provider manages it"),
        row("role of a group", "Staff", "group_1", detail="Auditor"),
        row("group", "empty", "group_2", detail="nobody is in it"),
        row("role of a person", "Bo@example.com", "user-2", detail="Auditor"),
        row("role", "Tester", "role_2", "Lab"),
        row("group's access", "Staff", "group_1", "Lab", "viewer"),
        row("role of a group", "Staff", "group_1", "Lab", "Tester"),
        row("group's access", "empty", "group_2", "Lab"),
        row("role of a person", "ada@example.com", "user-1", "Lab", "Tester"),
        row("role of a person", "user-7", "user-7", "Lab", "Tester"),
    ]


def test_what_states_hold_of_access_has_no_rows(tmp_path: Path) -> None:
    """A list holds the ids of roles, or the words of the service's own."""
    info = acme()
    info["groups"][1]["users"] = [{"id": "user-1", "email": "ada@example.com"}, {"id": "user-9"}]
    info["groups"][1]["roles"] = [{"id": "role-api-organization-reader", "name": "reader"}]
    held = [
        ("openai_role", "role_1", {}),
        ("openai_role", "proj_1/role_2", {}),
        ("openai_group", "group_1", {}),
        ("openai_group", "group_2", {}),
        ("openai_group_users", "group_2", {"user_ids": {"ada": "user-1"}}),
        ("openai_group_roles", "group_1", {"role_ids": {"Auditor": "role_1", "Tester": "role_2"}}),
        ("openai_group_roles", "group_2", {"role_ids": {"reader": "role-api-organization-reader"}}),
        ("openai_user_roles", "user-1", {"role_ids": {"Tester": "role_2"}}),
        ("openai_project_groups", "proj_1", {}),
    ]
    state = {
        "resources": [
            {
                "module": 'module.all["x"]',
                "type": type_,
                "name": "this",
                "instances": [{"attributes": {"id": id_, **more}}],
            }
            for type_, id_, more in held
        ]
    }
    managed = {"administrative": ManagedObjects(state, []), "api_management": ManagedObjects({}, [])}
    imports = ImportResult({}, ItemsFile(tmp_path / "none.yml"), managed)
    found = Drift(info, imports, [], {}, 0.0).report()["not_in_yaml"]
    assert [each for each in found if each["kind"] in KINDS] == [
        row("group member", "user-9", "user-9", detail="in empty"),
        row("role of a person", "Bo@example.com", "user-2", detail="Auditor"),
        row("role of a person", "user-7", "user-7", "Lab", "Tester"),
    ]


def test_ways_into_projects(tmp_path: Path) -> None:
    access = Drifted(tmp_path, acme()).report["access"]
    assert [(each["email"], each["role"], each["status"], each["projects"]) for each in access] == [
        (
            "ada@example.com",
            "reader",
            "member",
            {
                "proj_1": ["Tester", "Tester", "viewer through Staff", "Tester through Staff"],
                "proj_2": ["member"],
            },
        ),
        ("Bo@example.com", "owner", "member", {"proj_1": ["owner"], "proj_2": ["owner"]}),
        ("eve@example.com", "reader", "invited", {"proj_1": ["member"], "proj_9": ["owner"]}),
        ("Bot", "service account", "service account", {"proj_1": ["member"]}),
    ]
    inside = "Lab: Tester, Tester, viewer through Staff, Tester through Staff; Shop: member"
    assert [each["line"] for each in access] == [
        f"ada@example.com: reader, Auditor through Staff; {inside}",
        "Bo@example.com: owner of the organization, and so of every project, Auditor",
        "eve@example.com: invited as reader; Lab: member; proj_9: owner",
        "Bot: service account; Lab: member",
    ]
    assert access[0]["ways"][0] == {
        "project_id": "",
        "project": "",
        "role": "Auditor",
        "through": "Staff",
    }
    assert access[2]["ways"] == [
        {"project_id": "proj_1", "project": "Lab", "role": "member", "through": ""},
        {"project_id": "proj_9", "project": "", "role": "owner", "through": ""},
    ]


def test_groups_in_the_order_of_their_names(tmp_path: Path) -> None:
    assert Drifted(tmp_path, acme()).report["groups"] == [
        {
            "id": "group_2",
            "name": "empty",
            "managed_by": "this organization",
            "members": [],
            "roles": [],
            "projects": {"Lab": ["member"]},
        },
        {
            "id": "group_1",
            "name": "Staff",
            "managed_by": "identity provider",
            "members": ["ada@example.com", "user-9"],
            "roles": ["Auditor"],
            "projects": {"Lab": ["viewer", "Tester"]},
        },
    ]

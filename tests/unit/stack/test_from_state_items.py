"""What former states hold of an organization, as items and import blocks of roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.former_api import state
from support.former_states import SCHEMAS, former_state, held
from unit.stack.made_of_states import converted

if TYPE_CHECKING:
    from pathlib import Path

OFFICIAL, MKDEV, JIANYUAN = SCHEMAS
LAB = ("openai_project", "lab", {"id": "proj_1", "name": "Lab"})
TEAM = ("openai_group", "team", {"id": "group_1", "name": "Team"})
IN_LAB, IN_TEAM = {"project_id": "proj_1"}, {"group_id": "group_1"}
ADA = {"user_id": "user-1", "email": "ada@example.com"}
AUDITOR = ("openai_role", "auditor", {"id": "role_1", "role_name": "Auditor", "permissions": ["b", "a"]})
TESTER = {**IN_LAB, "id": "role_2", "role_name": "Tester", "permissions": ["a"], "description": "Tries."}


def test_projects_are_items_with_what_cannot_be_had_back_noted(tmp_path: Path) -> None:
    more = {"external_key_id": "key_1", "geography": "EU"}
    made = converted(
        tmp_path,
        former_state(OFFICIAL, LAB, ("openai_project", "shop", {"id": "proj_2", "name": "Shop", **more})),
    )
    assert made.items == {
        "openai_projects": {"lab": {"name": "Lab"}, "shop": {"name": "Shop", "external_key_id": "key_1"}}
    }
    assert made.blocks == [
        ('module.projects["lab"].openai_project.this', "proj_1"),
        ('module.projects["shop"].openai_project.this', "proj_2"),
    ]
    assert made.rows["openai_project.lab"]["notes"] == []
    (note,) = made.rows["openai_project.shop"]["notes"]
    assert "geography" in note


@pytest.mark.parametrize(("names", "described"), [(["Lab"], True), (["Lab", "Lab"], False)])
def test_an_item_describes_a_project_whose_name_is_its_own(
    names: list[str], described: bool, tmp_path: Path
) -> None:
    rows = [("openai_project", f"p{at}", {"id": f"proj_{at}", "name": each}) for at, each in enumerate(names)]
    made = converted(
        tmp_path, former_state(OFFICIAL, *rows), given={"openai_projects": {"mine": {"name": "Lab"}}}
    )
    assert ('module.projects["mine"].openai_project.this' in dict(made.blocks)) is described
    assert len(made.blocks) == len(names)


def test_roles_are_of_the_organization_or_of_a_project(tmp_path: Path) -> None:
    elsewhere = {**TESTER, "project_id": "proj_9", "id": "role_3"}
    made = converted(
        tmp_path,
        former_state(
            OFFICIAL,
            LAB,
            AUDITOR,
            ("openai_project_role", "tester", TESTER),
            ("openai_project_role", "elsewhere", elsewhere),
        ),
    )
    tester = {"name": "Tester", "description": "Tries.", "permissions": ["a"]}
    assert made.items["openai_roles"] == {
        "auditor": {"name": "Auditor", "permissions": ["a", "b"]},
        "tester_lab": {**tester, "project": "lab"},
        "tester": {**tester, "project": "proj_9"},
    }
    assert dict(made.blocks) == {
        'module.projects["lab"].openai_project.this': "proj_1",
        'module.role["auditor"].openai_role.this': "role_1",
        'module.role["tester_lab"].openai_role.this': "proj_1/role_2",
        'module.role["tester"].openai_role.this': "proj_9/role_3",
    }


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ({"name": "TESTER", "project": "lab"}, "mine"),
        ({"name": "Tester", "project": "proj_1"}, "mine"),
        ({"name": "Tester"}, "tester_lab"),
        ({"name": "Auditor", "project": "lab"}, "tester_lab"),
        ({"project": "lab"}, "tester_lab"),
    ],
)
def test_an_item_describes_a_role_by_name_and_place(item: dict[str, Any], key: str, tmp_path: Path) -> None:
    document = former_state(OFFICIAL, LAB, ("openai_project_role", "tester", TESTER))
    made = converted(tmp_path, document, given={"openai_roles": {"mine": item}})
    assert (f'module.role["{key}"].openai_role.this', "proj_1/role_2") in made.blocks


def test_a_group_has_its_members_and_one_of_an_identity_provider_has_none(tmp_path: Path) -> None:
    made = converted(
        tmp_path,
        state(
            held(MKDEV, *TEAM),
            held(MKDEV, "openai_group", "staff", {"id": "group_2", "name": "Staff", "is_scim_managed": True}),
            held(MKDEV, "openai_group_user", "ada", {**IN_TEAM, **ADA}),
            held(OFFICIAL, "openai_group_user", "bo", {**IN_TEAM, "user_id": "user-2"}),
            held(OFFICIAL, "openai_group_user", "eve", {"group_id": "group_2", "user_id": "user-3"}),
        ),
    )
    assert made.items == {
        "openai_groups": {
            "team": {"name": "Team", "members": ["ada@example.com", "user-2"]},
            "staff": {"name": "Staff", "from_identity_provider": True},
        }
    }
    assert dict(made.blocks) == {
        'module.group["team"].openai_group.this': "group_1",
        'module.group["team"].openai_group_users.this[0]': "group_1/allow_pending",
        'module.group["staff"].openai_group.this': "group_2",
    }
    becomes = {address: (row["becomes"], row["left_out"]) for address, row in made.rows.items()}
    assert becomes["openai_group_user.ada"] == ("openai_groups: team", None)
    assert becomes["openai_group_user.eve"] == (None, "The identity provider manages the group.")


@pytest.mark.parametrize(
    ("item", "members"),
    [
        ({"members": ["ada@example.com"]}, "group_1/allow_pending"),
        ({"members": ["ada@example.com"], "exclusive": True}, "group_1/allow_pending/exclusive"),
        ({}, None),
    ],
)
def test_members_are_imported_where_an_item_names_some(
    item: dict[str, Any], members: str | None, tmp_path: Path
) -> None:
    document = former_state(MKDEV, TEAM, ("openai_group_user", "ada", {**IN_TEAM, **ADA}))
    made = converted(tmp_path, document, given={"openai_groups": {"mine": {"name": "Team", **item}}})
    assert dict(made.blocks).get('module.group["mine"].openai_group_users.this[0]') == members
    assert made.items == {}


def test_groups_and_people_have_roles_and_roles_in_projects(tmp_path: Path) -> None:
    own = "role-api-project-member"
    made = converted(
        tmp_path,
        former_state(
            OFFICIAL,
            LAB,
            TEAM,
            AUDITOR,
            ("openai_project_role", "tester", TESTER),
            ("openai_organization_user", "ada", {**ADA, "role": "owner", "technical_level": "high"}),
            ("openai_group_role", "auditor", {**IN_TEAM, "role_id": "role_1"}),
            ("openai_project_group_role", "tester", {**IN_LAB, **IN_TEAM, "role_id": "role_2"}),
            ("openai_user_role", "auditor", {"user_id": "user-1", "role_id": "role_1"}),
            ("openai_project_user_role", "tester", {**IN_LAB, "user_id": "user-1", "role_id": "role_2"}),
            ("openai_project_user_role", "own", {**IN_LAB, "user_id": "user-1", "role_id": own}),
        ),
    )
    roles = {"roles": ["auditor"], "project_roles": [{"project": "lab", "role": "tester_lab"}]}
    person = {"email": "ada@example.com", "role": "owner", "technical_level": "high"}
    assert made.items["openai_groups"] == {"team": {"name": "Team", **roles}}
    assert made.items["openai_organization_users"] == {"ada": {**person, **roles}}
    blocks = dict(made.blocks)
    assert blocks['module.group["team"].openai_group_roles.this[0]'] == "group_1/proj_1"
    assert blocks['module.organization_users["ada"].openai_user_roles.this[0]'] == "user-1/proj_1"
    assert made.rows["openai_group_role.auditor"]["becomes"] == "openai_groups: team"
    assert made.rows["openai_project_user_role.tester"]["becomes"] == "openai_organization_users: ada"
    assert (
        made.rows["openai_project_user_role.own"]["left_out"] == "It is the role that the membership gives."
    )


@pytest.mark.parametrize(
    ("item", "block"),
    [
        ({"roles": ["auditor"]}, "user-1"),
        ({"roles": ["auditor"], "exclusive": True}, "user-1/exclusive"),
        ({"project_roles": [{"project": "lab", "role": "x"}], "exclusive": True}, "user-1/proj_1/exclusive"),
        ({}, None),
    ],
)
def test_roles_are_imported_where_an_item_names_some(
    item: dict[str, Any], block: str | None, tmp_path: Path
) -> None:
    document = former_state(
        OFFICIAL,
        LAB,
        ("openai_organization_user", "ada", {**ADA, "role": "owner"}),
        ("openai_user_role", "auditor", {"user_id": "user-1", "role_id": "role_1"}),
        ("openai_project_user_role", "tester", {**IN_LAB, "user_id": "user-1", "role_id": "role_2"}),
    )
    given = {"openai_organization_users": {"me": {"email": "ADA@example.com", **item}}}
    made = converted(tmp_path, document, given=given)
    assert dict(made.blocks).get('module.organization_users["me"].openai_user_roles.this[0]') == block
    assert "openai_organization_users" not in made.items


def test_a_person_is_known_by_id_or_address_and_by_neither_is_new(tmp_path: Path) -> None:
    row = ("openai_organization_user", "ada", {**ADA, "role": "reader"})
    for item, key in (
        ({"user_id": "user-1"}, "mine"),
        ({"email": "Ada@Example.com"}, "mine"),
        ({"user_id": "user-2"}, "ada"),
        ({"email": "bo@example.com"}, "ada"),
        ({}, "ada"),
    ):
        made = converted(
            tmp_path, former_state(OFFICIAL, row), given={"openai_organization_users": {"mine": item}}
        )
        assert made.blocks == [
            (f'module.organization_users["{key}"].openai_organization_user.this', "user-1")
        ]


def test_members_of_projects_name_person_address_or_id(tmp_path: Path) -> None:
    made = converted(
        tmp_path,
        former_state(
            MKDEV,
            LAB,
            ("openai_organization_user", "ada", {"id": "user-1", **ADA, "role": "reader"}),
            ("openai_project_user", "ada", {**IN_LAB, "user_id": "user-1", "role": "member"}),
            (
                "openai_project_user",
                "bo",
                {**IN_LAB, "user_id": "user-2", "email": "bo@example.com", "role": "owner"},
            ),
            (
                "openai_project_user",
                "cy",
                {**IN_LAB, "user_id": "user-3", "role_ids": ["role-api-project-viewer__api-project__proj_1"]},
            ),
        ),
    )
    assert made.items["openai_project_users"] == {
        "lab_ada": {"project": "lab", "user": "ada"},
        "lab_bo": {"project": "lab", "email": "bo@example.com", "role": "owner"},
        "lab_user_3": {"project": "lab", "user": "user-3", "role": "viewer"},
    }
    assert ('module.project_user["lab_bo"].openai_project_user.this', "proj_1/user-2") in made.blocks


@pytest.mark.parametrize(
    ("item", "described"),
    [
        ({"project": "lab", "user": "user-1"}, True),
        ({"project": "proj_1", "email": "ada@example.com"}, True),
        ({"project": "shop", "user": "user-1"}, False),
        ({"project": "lab", "user": "user-2"}, False),
        ({"project": "lab", "email": "bo@example.com"}, False),
    ],
)
def test_an_item_describes_a_member_by_project_and_person(
    item: dict[str, Any], described: bool, tmp_path: Path
) -> None:
    document = former_state(OFFICIAL, LAB, ("openai_project_user", "a", {**IN_LAB, **ADA, "role": "member"}))
    made = converted(tmp_path, document, given={"openai_project_users": {"mine": item}})
    key = "mine" if described else "lab_ada"
    assert (f'module.project_user["{key}"].openai_project_user.this', "proj_1/user-1") in made.blocks


def test_invites_accounts_limits_and_keys_are_items(tmp_path: Path) -> None:
    projects = [{"id": "proj_1", "role": "owner"}, {"id": "proj_9", "role": "member"}, {"role": "owner"}]
    limits = {"max_requests_per_1_minute": 7, "max_tokens_per_1_minute": 0}
    made = converted(
        tmp_path,
        state(
            held(OFFICIAL, *LAB),
            held(
                OFFICIAL,
                "openai_invite",
                "eve",
                {"email": "eve@example.com", "role": "owner", "status": "pending", "projects": projects},
            ),
            held(JIANYUAN, "openai_invite", "fay", {"email": "fay@example.com", "role": "reader"}),
            held(
                MKDEV,
                "openai_project_service_account",
                "bot",
                {**IN_LAB, "service_account_id": "svc_1", "name": "Bot", "role": "owner"},
            ),
            held(MKDEV, "openai_admin_api_key", "robot", {"id": "key_2", "name": "Robot"}),
            held(
                OFFICIAL, "openai_project_rate_limit", "terra", {**IN_LAB, "model": "gpt-5.6-terra", **limits}
            ),
        ),
    )
    assert made.items == {
        "openai_projects": {"lab": {"name": "Lab"}},
        "openai_invites": {
            "eve": {
                "email": "eve@example.com",
                "role": "owner",
                "projects": [{"project": "lab", "role": "owner"}, {"project": "proj_9"}],
            },
            "fay": {"email": "fay@example.com"},
        },
        "openai_service_accounts": {"lab_bot": {"project": "lab", "name": "Bot", "role": "owner"}},
        "openai_rate_limits": {
            "lab_gpt_5_6_terra": {"project": "lab", "model": "gpt-5.6-terra", "rpm_limit": 7}
        },
        "openai_admin_api_keys": {"robot": {"name": "Robot"}},
    }
    assert dict(made.blocks) == {
        'module.projects["lab"].openai_project.this': "proj_1",
        'module.invite["eve"].openai_invite.this': "eve@example.com",
        'module.invite["fay"].openai_invite.this': "fay@example.com",
        'module.service_account["lab_bot"].openai_service_account.this': "proj_1/svc_1",
        'module.rate_limit["lab_gpt_5_6_terra"].openai_rate_limit.this': "proj_1/gpt-5.6-terra",
        'module.system_api["robot"].openai_admin_api_key.this': "key_2",
    }
    (note,) = made.rows["openai_admin_api_key.robot"]["notes"]
    assert "secret_sink" in note
    assert made.rows["openai_project_service_account.bot"]["notes"] == []


@pytest.mark.parametrize(
    ("variable", "item", "described"),
    [
        ("openai_service_accounts", {"project": "lab", "name": "Bot"}, True),
        ("openai_service_accounts", {"project": "shop", "name": "Bot"}, False),
        ("openai_service_accounts", {"project": "lab", "name": "Other"}, False),
        ("openai_rate_limits", {"project": "proj_1", "model": "gpt-5.6-terra"}, True),
        ("openai_rate_limits", {"project": "shop", "model": "gpt-5.6-terra"}, False),
        ("openai_rate_limits", {"project": "lab", "model": "gpt-5.6-luna"}, False),
        ("openai_admin_api_keys", {"name": "Robot"}, True),
        ("openai_admin_api_keys", {"name": "Other"}, False),
        ("openai_invites", {"email": "EVE@example.com"}, True),
        ("openai_invites", {"email": "fay@example.com"}, False),
        ("openai_groups", {"name": "Team"}, True),
        ("openai_groups", {"name": "Staff"}, False),
    ],
)
def test_an_item_describes_what_has_its_name_and_place(
    variable: str, item: dict[str, Any], described: bool, tmp_path: Path
) -> None:
    made = converted(
        tmp_path,
        state(
            held(OFFICIAL, *LAB),
            held(OFFICIAL, *TEAM),
            held(OFFICIAL, "openai_invite", "e", {"email": "eve@example.com", "status": "pending"}),
            held(OFFICIAL, "openai_project_service_account", "b", {**IN_LAB, "id": "svc_1", "name": "Bot"}),
            held(MKDEV, "openai_admin_api_key", "robot", {"id": "key_2", "name": "Robot"}),
            held(
                MKDEV,
                "openai_rate_limit",
                "terra",
                {**IN_LAB, "model": "gpt-5.6-terra", "max_requests_per_minute": 7},
            ),
        ),
        given={variable: {"mine": item}},
    )
    assert (variable not in made.items) is described
    assert any('["mine"]' in to for to, _id in made.blocks) is described


def test_a_key_whose_name_another_has_is_described_by_no_item(tmp_path: Path) -> None:
    rows = [("openai_admin_api_key", id_, {"id": id_, "name": "Robot"}) for id_ in ("key_1", "key_2")]
    made = converted(
        tmp_path, former_state(MKDEV, *rows), given={"openai_admin_api_keys": {"mine": {"name": "Robot"}}}
    )
    assert len(made.items["openai_admin_api_keys"]) == 2

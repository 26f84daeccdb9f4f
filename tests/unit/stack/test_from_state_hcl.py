"""Each noun of a former state is a resource and an import block of HCL, written out here in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.former_api import state
from support.former_states import SCHEMAS, former_state, held
from unit.stack.made_of_states import converted, written

if TYPE_CHECKING:
    from pathlib import Path

OFFICIAL, MKDEV, JIANYUAN = SCHEMAS
LAB = held(OFFICIAL, "openai_project", "lab", {"id": "proj_1", "name": "Lab"})
TEAM = held(OFFICIAL, "openai_group", "team", {"id": "group_1", "name": "Team"})
IN_LAB, IN_TEAM = {"project_id": "proj_1"}, {"group_id": "group_1"}
LAB_ID, TEAM_ID = "openai_project.lab.id", "openai_group.team.id"
ALERT = {"threshold_amount": 5, "currency": "USD", "interval": "month"}
AMOUNT = {"threshold_amount": "5", "currency": '"USD"', "interval": '"month"'}
CHANNEL = {"recipients": ["ada@example.com"], "subject_prefix": "Lab:"}


@pytest.mark.parametrize(
    ("provider", "type_", "values", "address", "id_", "attributes"),
    [
        (
            OFFICIAL,
            "openai_project",
            {"id": "proj_2", "name": "Shop", "external_key_id": "key_1"},
            "openai_project.shop",
            "proj_2",
            {"name": '"Shop"', "external_key_id": '"key_1"'},
        ),
        (
            OFFICIAL,
            "openai_group",
            {"id": "group_2", "name": "Staff", "is_scim_managed": True},
            "openai_group.staff",
            "group_2",
            {"name": '"Staff"', "from_identity_provider": "true"},
        ),
        (
            MKDEV,
            "openai_group",
            {"id": "group_2", "name": "Staff", "is_scim_managed": False},
            "openai_group.staff",
            "group_2",
            {"name": '"Staff"'},
        ),
        (
            MKDEV,
            "openai_group_user",
            {**IN_TEAM, "user_id": "user-1", "email": "ada@example.com"},
            "openai_group_user.team_ada_example_com",
            "group_1/user-1",
            {"group_id": TEAM_ID, "user_id": '"user-1"'},
        ),
        (
            OFFICIAL,
            "openai_role",
            {"id": "role_1", "role_name": "Auditor", "permissions": ["b", "a"], "description": "Looks."},
            "openai_organization_role.auditor",
            "role_1",
            {"name": '"Auditor"', "description": '"Looks."', "permissions": '["a", "b"]'},
        ),
        (
            MKDEV,
            "openai_project_role",
            {**IN_LAB, "id": "role_2", "name": "Tester", "permissions": ["a"]},
            "openai_project_role.lab_tester",
            "proj_1/role_2",
            {"project_id": LAB_ID, "name": '"Tester"', "permissions": '["a"]'},
        ),
        (
            JIANYUAN,
            "openai_group_role_assignment",
            {**IN_TEAM, "role_id": "role_1"},
            "openai_organization_group_role.team",
            "group_1/role_1",
            {"group_id": TEAM_ID, "role": '"role_1"'},
        ),
        (
            JIANYUAN,
            "openai_user_role_assignment",
            {"user_id": "user-1", "role_id": "role_1"},
            "openai_organization_user_role.user_1",
            "user-1/role_1",
            {"user_id": '"user-1"', "role": '"role_1"'},
        ),
        (
            OFFICIAL,
            "openai_organization_user",
            {"id": "user-1", "role": "owner", "technical_level": "high", "developer_persona": "tester"},
            "openai_organization_user.user_1",
            "user-1",
            {
                "user_id": '"user-1"',
                "role": '"owner"',
                "technical_level": '"high"',
                "developer_persona": '"tester"',
            },
        ),
        (
            OFFICIAL,
            "openai_project_user",
            {**IN_LAB, "user_id": "user-1", "email": "ada@example.com", "role": "owner"},
            "openai_project_user.lab_ada_example_com",
            "proj_1/user-1",
            {"project_id": LAB_ID, "user_id": '"user-1"', "role": '"owner"'},
        ),
        (
            OFFICIAL,
            "openai_project_user_role",
            {**IN_LAB, "user_id": "user-1", "role_id": "role_2"},
            "openai_project_user_role.lab",
            "proj_1/user-1/role_2",
            {"project_id": LAB_ID, "user_id": '"user-1"', "role": '"role_2"'},
        ),
        (
            OFFICIAL,
            "openai_project_group",
            {**IN_LAB, **IN_TEAM, "role": "owner"},
            "openai_project_group.lab_team",
            "proj_1/group_1",
            {"project_id": LAB_ID, "group_id": TEAM_ID, "role": '"owner"'},
        ),
        (
            OFFICIAL,
            "openai_project_group_role",
            {**IN_LAB, **IN_TEAM, "role_id": "role_2"},
            "openai_project_group_role.lab_team",
            "proj_1/group_1/role_2",
            {"project_id": LAB_ID, "group_id": TEAM_ID, "role": '"role_2"'},
        ),
        # One of the service's own roles is the membership itself.
        (
            JIANYUAN,
            "openai_project_group_role_assignment",
            {**IN_LAB, **IN_TEAM, "role_id": "role-api-project-viewer__api-project__proj_1"},
            "openai_project_group.lab_team",
            "proj_1/group_1",
            {"project_id": LAB_ID, "group_id": TEAM_ID, "role": '"viewer"'},
        ),
        (
            OFFICIAL,
            "openai_invite",
            {
                "email": "eve@example.com",
                "role": "owner",
                "projects": [{"id": "proj_1", "role": "owner"}, {"id": "proj_7"}, {"role": "member"}, "x"],
            },
            "openai_invite.eve_example_com",
            "eve@example.com",
            {
                "email": '"eve@example.com"',
                "role": '"owner"',
                "projects": (
                    '[{ "project_id" = "proj_1", "role" = "owner" }, '
                    '{ "project_id" = "proj_7", "role" = "member" }]'
                ),
            },
        ),
        (
            JIANYUAN,
            "openai_invite",
            {"email": "eve@example.com", "role": "reader"},
            "openai_invite.eve_example_com",
            "eve@example.com",
            {"email": '"eve@example.com"', "role": '"reader"'},
        ),
        (
            MKDEV,
            "openai_project_service_account",
            {**IN_LAB, "id": "proj_1:svc_1", "service_account_id": "svc_1", "name": "Bot", "role": "owner"},
            "openai_service_account.lab_bot",
            "proj_1/svc_1",
            {"project_id": LAB_ID, "name": '"Bot"', "role": '"owner"'},
        ),
        (
            JIANYUAN,
            "openai_admin_api_key",
            {"id": "key_2", "name": "Robot"},
            "openai_admin_api_key.robot",
            "key_2",
            {"name": '"Robot"'},
        ),
        (
            MKDEV,
            "openai_rate_limit",
            {
                **IN_LAB,
                "model": "gpt-5.6-terra",
                "max_requests_per_minute": 1,
                "max_tokens_per_minute": 2,
                "max_images_per_minute": 3,
                "max_audio_megabytes_per_1_minute": 4,
                "max_requests_per_1_day": 5,
                "batch_1_day_max_input_tokens": 6,
            },
            "openai_rate_limit.lab_gpt_5_6_terra",
            "proj_1/gpt-5.6-terra",
            {
                "project_id": LAB_ID,
                "model": '"gpt-5.6-terra"',
                "rpm_limit": "1",
                "tpm_limit": "2",
                "max_images_per_1_minute": "3",
                "max_audio_megabytes_per_1_minute": "4",
                "max_requests_per_1_day": "5",
                "batch_1_day_max_input_tokens": "6",
            },
        ),
        (
            JIANYUAN,
            "openai_project_rate_limit",
            {**IN_LAB, "rate_limit_id": "rl-gpt-5.6-terra", "max_requests_per_1_minute": 1},
            "openai_rate_limit.lab_gpt_5_6_terra",
            "proj_1/gpt-5.6-terra",
            {"project_id": LAB_ID, "model": '"gpt-5.6-terra"', "rpm_limit": "1"},
        ),
        (
            OFFICIAL,
            "openai_project_model_permissions",
            {**IN_LAB, "mode": "allow_list", "model_ids": ["b", "a", "b"]},
            "openai_project_model_permissions.lab",
            "proj_1",
            {"project_id": LAB_ID, "mode": '"allow_list"', "model_ids": '["b", "a"]'},
        ),
        (
            OFFICIAL,
            "openai_project_hosted_tool_permissions",
            {**IN_LAB, "code_interpreter_enabled": False, "mcp_enabled": True},
            "openai_project_hosted_tool_permissions.lab",
            "proj_1",
            {"project_id": LAB_ID, "code_interpreter": "false", "mcp": "true"},
        ),
        (
            OFFICIAL,
            "openai_project_data_retention",
            {**IN_LAB, "type": "none"},
            "openai_project_data_retention.lab",
            "proj_1",
            {"project_id": LAB_ID, "retention_type": '"none"'},
        ),
        (
            OFFICIAL,
            "openai_project_spend_limit",
            {**IN_LAB, **ALERT},
            "openai_project_spend_limit.lab",
            "proj_1",
            {"project_id": LAB_ID, **AMOUNT},
        ),
        (
            JIANYUAN,
            "openai_project_spend_alert",
            {**IN_LAB, "id": "alert_1", **ALERT, "notification_channel": CHANNEL},
            "openai_project_spend_alert.lab",
            "proj_1/alert_1",
            {
                "project_id": LAB_ID,
                **AMOUNT,
                "recipients": '["ada@example.com"]',
                "subject_prefix": '"Lab:"',
            },
        ),
        (
            JIANYUAN,
            "openai_data_retention",
            {"type": "none"},
            "openai_organization_data_retention.this",
            "organization",
            {"retention_type": '"none"'},
        ),
        (
            JIANYUAN,
            "openai_spend_limit",
            ALERT,
            "openai_organization_spend_limit.this",
            "organization",
            AMOUNT,
        ),
        (
            OFFICIAL,
            "openai_organization_spend_alert",
            {
                "alert_id": "alert_2",
                **ALERT,
                "notification_channel_recipients": ["ada@example.com"],
                "notification_channel_subject_prefix": "All:",
            },
            "openai_organization_spend_alert.alert_2",
            "alert_2",
            {
                **AMOUNT,
                "recipients": '["ada@example.com"]',
                "subject_prefix": '"All:"',
            },
        ),
        (
            OFFICIAL,
            "openai_certificate",
            {"id": "cert_1", "name": "Laptops", "certificate": "-----BEGIN CERTIFICATE-----\n"},
            "openai_certificate.laptops",
            "cert_1",
            {"name": '"Laptops"', "certificate": r'"-----BEGIN CERTIFICATE-----\n"'},
        ),
    ],
)
def test_a_noun_is_a_resource_and_an_import(
    provider: str,
    type_: str,
    values: dict[str, Any],
    address: str,
    id_: str,
    attributes: dict[str, str],
    tmp_path: Path,
) -> None:
    made = converted(tmp_path, state(LAB, TEAM, held(provider, type_, "it", values)))
    assert written(made.hcl, address) == (id_, attributes)
    assert made.rows[f"{type_}.it"]["resource"] == address
    assert made.hcl.count("\nresource ") == made.hcl.count("\nimport ") == 3


@pytest.mark.parametrize(
    ("ids", "role"),
    [
        (["role_7", "role-api-project-owner"], "owner"),
        (["role_7", "role_8"], "role_7"),
        (None, "member"),
    ],
)
def test_a_membership_has_one_role(ids: list[str] | None, role: str, tmp_path: Path) -> None:
    rows = [
        held(MKDEV, "openai_project_user", "it", {**IN_LAB, "user_id": "user-1", "role_ids": ids}),
        held(MKDEV, "openai_project_group", "it", {**IN_LAB, **IN_TEAM, "role_ids": ids}),
    ]
    made = converted(tmp_path, state(LAB, TEAM, *rows))
    for address in ("openai_project_user.lab", "openai_project_group.lab_team"):
        assert written(made.hcl, address)[1]["role"] == f'"{role}"'


def test_two_that_are_one_resource_are_written_once(tmp_path: Path) -> None:
    role = "role-api-project-viewer"
    rows = [
        held(OFFICIAL, "openai_project_group", "a", {**IN_LAB, **IN_TEAM, "role": "viewer"}),
        held(OFFICIAL, "openai_project_group_role", "b", {**IN_LAB, **IN_TEAM, "role_id": role}),
    ]
    made = converted(tmp_path, state(LAB, TEAM, *rows))
    resources = {row["resource"] for address, row in made.rows.items() if "project_group" in address}
    assert resources == {"openai_project_group.lab_team"}
    assert made.hcl.count('resource "openai_project_group"') == 1


def test_a_resource_refers_to_what_the_states_hold_and_names_the_rest_by_id(tmp_path: Path) -> None:
    file = held(MKDEV, "openai_file", "a", {"id": "file-1", "file": "a.jsonl", "purpose": "batch"})
    values = {"project_id": "proj_9", "group_id": "group_9", "role": "member"}
    other = held(OFFICIAL, "openai_project_group", "other", values)
    made = converted(tmp_path, state(LAB, TEAM, file, other))
    assert written(made.hcl, "openai_project_group.this") == (
        "proj_9/group_9",
        {"project_id": '"proj_9"', "group_id": '"group_9"', "role": '"member"'},
    )


def test_the_file_begins_with_what_to_do_and_lines_up(tmp_path: Path) -> None:
    made = converted(
        tmp_path,
        former_state(
            OFFICIAL, ("openai_project", "x", {"id": "proj_1", "name": "A", "external_key_id": "k"})
        ),
    )
    heading, _blank, rest = made.hcl.partition("\n\n")
    assert heading.startswith("# Written from a former state")
    assert rest == (
        'import {\n  to = openai_project.a\n  id = "proj_1"\n}\n\n'
        'resource "openai_project" "a" {\n  name            = "A"\n  external_key_id = "k"\n}\n'
    )


def test_a_state_without_objects_makes_no_file(tmp_path: Path) -> None:
    assert converted(tmp_path, state()).hcl == ""

"""Settings and certificates of former states become items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.former_states import SCHEMAS, former_state
from unit.stack.made_of_states import converted

if TYPE_CHECKING:
    from pathlib import Path

OFFICIAL, MKDEV, JIANYUAN = SCHEMAS
LAB = ("openai_project", "lab", {"id": "proj_1", "name": "Lab"})


def test_settings_of_an_organization_are_one_item(tmp_path: Path) -> None:
    channel = {"type": "email", "recipients": ["ada@example.com"]}
    alert = {"threshold_amount": 5, "notification_channel": channel}
    document = former_state(
        JIANYUAN,
        ("openai_data_retention", "this", {"type": "zero_data_retention"}),
        ("openai_spend_limit", "this", {"threshold_amount": 7, "currency": "USD", "interval": "month"}),
        ("openai_spend_alert", "one", {"id": "a_1", **alert}),
        ("openai_spend_alert", "two", {"id": "a_2", **alert}),
    )
    made = converted(tmp_path, document)
    assert made.items["openai_organization_settings"] == {
        "organization": {
            "spend_limit": {"threshold_amount": 7},
            "data_retention": "zero_data_retention",
            "spend_alerts": [{"threshold_amount": 5, "recipients": ["ada@example.com"]}],
        }
    }
    at = 'module.organization_settings["organization"]'
    assert made.blocks == [
        (f"{at}.openai_organization_spend_limit.this[0]", "organization"),
        (f"{at}.openai_organization_data_retention.this[0]", "organization"),
        (f'{at}.openai_organization_spend_alert.this["5"]', "a_1"),
    ]
    assert made.needs == {
        "openai_organization_spend_limit.this[0]": ["spend_limit"],
        "openai_organization_data_retention.this[0]": ["data_retention"],
        'openai_organization_spend_alert.this["5"]': ["spend_alerts", {"threshold_amount": 5}],
    }
    assert "same amount" in made.rows["openai_spend_alert.two"]["left_out"]
    assert made.hcl.count("import {") == 3
    given = {"openai_organization_settings": {"acme": {"data_retention": "none"}}}
    described = converted(tmp_path, document, given=given)
    assert described.items == {}
    assert described.blocks == [
        ('module.organization_settings["acme"].openai_organization_data_retention.this[0]', "organization")
    ]


def test_a_certificate_is_written_and_nothing_that_is_more_than_one(tmp_path: Path) -> None:
    public = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    private = "-----BEGIN {0}-----\nSECRET\n-----END {0}-----\n".format("PRIVATE KEY")
    made = converted(
        tmp_path,
        former_state(
            OFFICIAL,
            ("openai_certificate", "laptops", {"id": "cert_1", "name": "Laptops", "certificate": public}),
            (
                "openai_certificate",
                "both",
                {"id": "cert_2", "name": "Both", "certificate": public + private},
            ),
        ),
    )
    assert made.items == {"openai_certificates": {"laptops": {"name": "Laptops", "certificate": public}}}
    assert made.blocks == [('module.certificate["laptops"].openai_certificate.this', "cert_1")]
    assert made.rows["openai_certificate.both"]["left_out"]
    assert "SECRET" not in "".join(made.conversion.files().values()) + made.imports.text()


def test_settings_of_a_project_are_parts_of_its_item(tmp_path: Path) -> None:
    lab, tools = {"project_id": "proj_1"}, {"mcp_enabled": False, "web_search_enabled": True}
    limit = {"threshold_amount": 9, "currency": "EUR", "interval": "month"}
    channel = {
        "notification_channel_recipients": ["ada@example.com"],
        "notification_channel_subject_prefix": "Lab:",
    }
    alerts = [
        (
            "openai_project_spend_alert",
            f"at_{amount}",
            {**lab, "id": f"a_{amount}", "threshold_amount": amount, **channel},
        )
        for amount in (7, 5)
    ]
    made = converted(
        tmp_path,
        former_state(
            OFFICIAL,
            LAB,
            ("openai_project_model_permissions", "m", {**lab, "mode": "deny_list", "model_ids": ["gpt-5"]}),
            ("openai_project_hosted_tool_permissions", "t", {**lab, **tools}),
            ("openai_project_data_retention", "r", {**lab, "type": "none"}),
            ("openai_project_spend_limit", "l", {**lab, **limit}),
            ("openai_project_spend_limit", "other", {"project_id": "proj_9", "threshold_amount": 9}),
            *alerts,
        ),
    )
    alert = {"recipients": ["ada@example.com"], "subject_prefix": "Lab:"}
    assert made.items == {
        "openai_projects": {
            "lab": {
                "name": "Lab",
                "model_permissions": {"mode": "deny_list", "model_ids": ["gpt-5"]},
                "hosted_tools": {"mcp": False, "web_search": True},
                "data_retention": "none",
                "spend_limit": {"threshold_amount": 9, "currency": "EUR"},
                "spend_alerts": [{"threshold_amount": 5, **alert}, {"threshold_amount": 7, **alert}],
            }
        }
    }
    at = 'module.projects["lab"].openai_project'
    assert dict(made.blocks) == {
        f"{at}.this": "proj_1",
        f"{at}_model_permissions.this[0]": "proj_1",
        f"{at}_hosted_tool_permissions.this[0]": "proj_1",
        f"{at}_data_retention.this[0]": "proj_1",
        f"{at}_spend_limit.this[0]": "proj_1",
        f'{at}_spend_alert.this["5"]': "proj_1/a_5",
        f'{at}_spend_alert.this["7"]': "proj_1/a_7",
    }
    assert made.needs == {
        "openai_project_model_permissions.this[0]": ["model_permissions"],
        "openai_project_hosted_tool_permissions.this[0]": ["hosted_tools"],
        "openai_project_data_retention.this[0]": ["data_retention"],
        "openai_project_spend_limit.this[0]": ["spend_limit"],
        'openai_project_spend_alert.this["5"]': ["spend_alerts", {"threshold_amount": 5}],
        'openai_project_spend_alert.this["7"]': ["spend_alerts", {"threshold_amount": 7}],
    }
    rows = {address: (row["becomes"], row["notes"]) for address, row in made.rows.items()}
    assert rows["openai_project_spend_limit.l"] == ("openai_projects: lab", [])
    assert rows["openai_project_spend_alert.at_5"] == ("openai_projects: lab", [])
    assert rows["openai_project_spend_limit.other"] == (
        None,
        ["Its project is not in the states: its import block is in HCL alone."],
    )
    given = {"openai_projects": {"mine": {"name": "Lab", "spend_alerts": [{"threshold_amount": 7}]}}}
    described = converted(tmp_path, former_state(OFFICIAL, LAB, *alerts), given=given)
    assert described.blocks == [
        ('module.projects["mine"].openai_project.this', "proj_1"),
        ('module.projects["mine"].openai_project_spend_alert.this["7"]', "proj_1/a_7"),
    ]

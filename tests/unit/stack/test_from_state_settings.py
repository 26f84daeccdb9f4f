"""Settings and certificates of former states become items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.former_states import SCHEMAS, former_state
from unit.stack.made_of_states import converted

if TYPE_CHECKING:
    from pathlib import Path

OFFICIAL, MKDEV, JIANYUAN = SCHEMAS


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

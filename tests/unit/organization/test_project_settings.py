"""What of a project's settings is not as the API has it by default."""

from __future__ import annotations

from typing import Any

import pytest

from fjcorp_openai.organization.project_settings import (
    alerts_of,
    changed_organization,
    changed_settings,
    highest_limits,
)

DEFAULT: dict[str, Any] = {
    "model_permissions": {},
    "hosted_tool_permissions": {"object": "permissions", "web_search": {"enabled": True}},
    "data_retention": {"type": "organization_default"},
    "service_tier_settings": {"object": "x", "default": "standard", "enabled_tiers": "all"},
    "spend_limit": {},
    "spend_alerts": [],
    "certificates": [],
}


def alert(amount: int, **more: Any) -> dict[str, Any]:
    channel = {"type": "email", "recipients": ["ada@example.com"], **more.pop("channel", {})}
    return {
        "threshold_amount": amount,
        "currency": "USD",
        "interval": "month",
        "notification_channel": channel,
        **more,
    }


@pytest.mark.parametrize(
    ("setting", "value", "found"),
    [
        ("data_retention", {}, {}),
        ("data_retention", {"type": "none"}, {"data_retention": "none"}),
        ("model_permissions", {"mode": "allow", "model_ids": []}, {}),
        (
            "model_permissions",
            {"mode": "deny", "model_ids": ["gpt-5"], "object": "x"},
            {"model_permissions": {"mode": "deny", "model_ids": ["gpt-5"]}},
        ),
        (
            "hosted_tool_permissions",
            {"object": "x", "web_search": {"enabled": True}, "mcp": {"enabled": False}},
            {"hosted_tools": {"mcp": False}},
        ),
        ("service_tier_settings", {}, {}),
        (
            "service_tier_settings",
            {"object": "x", "default": "fast", "enabled_tiers": "all"},
            {"service_tiers": {"default": "fast"}},
        ),
        (
            "service_tier_settings",
            {"object": "x", "default": "standard", "enabled_tiers": []},
            {"service_tiers": {"enabled_tiers": []}},
        ),
        ("certificates", ["cert_1"], {"certificates": ["cert_1"]}),
        (
            "spend_limit",
            {"threshold_amount": 50, "currency": "USD", "interval": "month"},
            {"spend_limit": {"threshold_amount": 50}},
        ),
        (
            "spend_limit",
            {"threshold_amount": 50, "currency": "EUR", "interval": "week"},
            {"spend_limit": {"threshold_amount": 50, "currency": "EUR", "interval": "week"}},
        ),
        (
            "spend_alerts",
            [alert(9, channel={"subject_prefix": "[lab]"}), alert(5)],
            {
                "spend_alerts": [
                    {"threshold_amount": 5, "recipients": ["ada@example.com"]},
                    {"threshold_amount": 9, "recipients": ["ada@example.com"], "subject_prefix": "[lab]"},
                ]
            },
        ),
    ],
)
def test_what_somebody_changed_is_told(setting: str, value: Any, found: dict[str, Any]) -> None:
    assert changed_settings({**DEFAULT, setting: value}) == found


def test_an_item_has_one_alert_for_each_amount() -> None:
    first, second, other = alert(9, id="a"), alert(9, id="b"), alert(5, id="c")
    assert alerts_of({"spend_alerts": [first, second, other]}) == ([other, first], [second])


def test_the_highest_of_each_limit_counts() -> None:
    entries = [
        {"rate_limits": {"gpt-5": {"max_requests_per_1_minute": 5, "max_tokens_per_1_minute": 70}}},
        {"rate_limits": {"gpt-5": {"max_requests_per_1_minute": 9}, "o3": {"max_requests_per_1_minute": 0}}},
        {"rate_limits": {}},
    ]
    assert highest_limits(entries) == {
        ("gpt-5", "max_requests_per_1_minute"): 9,
        ("gpt-5", "max_tokens_per_1_minute"): 70,
        ("o3", "max_requests_per_1_minute"): 0,
    }


def test_what_somebody_changed_in_the_organization_is_told() -> None:
    usual = {"data_retention": {"type": "modified_abuse_monitoring"}, "spend_limit": {}, "spend_alerts": []}
    certificates = [{"id": "cert_1", "active": True}, {"id": "cert_2", "active": False}]
    assert changed_organization(usual, certificates[1:]) == {}
    assert changed_organization(
        {
            "data_retention": {"type": "zero_data_retention"},
            "spend_limit": {"threshold_amount": 50, "currency": "USD", "interval": "month"},
            "spend_alerts": [alert(9)],
        },
        certificates,
    ) == {
        "data_retention": "zero_data_retention",
        "spend_limit": {"threshold_amount": 50},
        "spend_alerts": [{"threshold_amount": 9, "recipients": ["ada@example.com"]}],
        "certificates": ["cert_1"],
    }

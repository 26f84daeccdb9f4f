"""Settings and limits of a project, or the organization, that are not as the API has them by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fjcorp_openai.organization.directory import Item

RETENTION = "organization_default"

SETTING_TYPES = {
    "model_permissions": "openai_project_model_permissions",
    "hosted_tools": "openai_project_hosted_tool_permissions",
    "data_retention": "openai_project_data_retention",
    "service_tiers": "openai_project_service_tier_settings",
    "spend_limit": "openai_project_spend_limit",
    "certificates": "openai_project_certificates",
}
"""Types of the resources that hold a setting, by the option of a project's item."""

ALERT_TYPE = "openai_project_spend_alert"

ORGANIZATION_TYPES = {
    "spend_limit": "openai_organization_spend_limit",
    "data_retention": "openai_organization_data_retention",
    "certificates": "openai_organization_certificates",
}
"""Types of the resources that hold a setting of the organization, by the option of its item."""

ORGANIZATION_ALERT_TYPE = "openai_organization_spend_alert"
ORGANIZATION_RETENTION = "modified_abuse_monitoring"
TIERS = {"default": "standard", "enabled_tiers": "all"}


def changed_settings(entry: dict[str, Any]) -> Item:
    """Return the settings of a project that somebody changed, as its item has them.

    Args:
        entry: The project with its settings, as `OrganizationInfo` reads it.
    """
    models, tools, limit = (
        entry["model_permissions"],
        entry["hosted_tool_permissions"],
        entry["spend_limit"],
    )
    off = {name: False for name, each in tools.items() if isinstance(each, dict) and not each["enabled"]}
    alerts, _others = alerts_of(entry)
    found: Item = {}
    if models.get("model_ids"):
        found["model_permissions"] = {"mode": models["mode"], "model_ids": models["model_ids"]}
    if off:
        found["hosted_tools"] = off
    if entry["data_retention"].get("type", RETENTION) != RETENTION:
        found["data_retention"] = entry["data_retention"]["type"]
    tiers = entry["service_tier_settings"]
    changed = {name: tiers[name] for name, usual in TIERS.items() if tiers.get(name, usual) != usual}
    if changed:
        found["service_tiers"] = changed
    if limit:
        found["spend_limit"] = _amount(limit)
    if alerts:
        found["spend_alerts"] = [_alert(each) for each in alerts]
    if entry["certificates"]:
        found["certificates"] = entry["certificates"]
    return found


def changed_organization(settings: dict[str, Any], certificates: list[Item]) -> Item:
    """Return the settings of the organization that somebody changed, as their item has them.

    Args:
        settings: As `OrganizationInfo.settings` reads them.
        certificates: As `OrganizationInfo.certificates` reads them.
    """
    alerts, _others = alerts_of(settings)
    found: Item = {}
    if settings["data_retention"].get("type", ORGANIZATION_RETENTION) != ORGANIZATION_RETENTION:
        found["data_retention"] = settings["data_retention"]["type"]
    if settings["spend_limit"]:
        found["spend_limit"] = _amount(settings["spend_limit"])
    if alerts:
        found["spend_alerts"] = [_alert(each) for each in alerts]
    if active := [each["id"] for each in certificates if each["active"]]:
        found["certificates"] = active
    return found


def alerts_of(entry: dict[str, Any]) -> tuple[list[Item], list[Item]]:
    """Return the alerts that an item can have, one for each amount, and the others."""
    first: dict[int, Item] = {}
    alerts = entry["spend_alerts"]
    others = [each for each in alerts if first.setdefault(each["threshold_amount"], each) is not each]
    return sorted(first.values(), key=lambda each: each["threshold_amount"]), others


def highest_limits(entries: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """Return the highest of each limit in all projects, by model and limit."""
    found: dict[tuple[str, str], int] = {}
    for entry in entries:
        for model, values in entry["rate_limits"].items():
            for name, value in values.items():
                found[model, name] = max(value, found.get((model, name), value))
    return found


def _alert(alert: Item) -> Item:
    channel = alert["notification_channel"]
    prefix = channel.get("subject_prefix")
    return {
        **_amount(alert),
        "recipients": channel["recipients"],
        **({"subject_prefix": prefix} if prefix else {}),
    }


def _amount(found: Item) -> Item:
    usual = {"currency": "USD", "interval": "month"}
    return {"threshold_amount": found["threshold_amount"]} | {
        name: found[name] for name, value in usual.items() if found.get(name, value) != value
    }

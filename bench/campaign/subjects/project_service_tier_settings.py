"""Service tiers of a project."""

from __future__ import annotations

from campaign.setting import setting
from campaign.subject import Noun

NOUNS = (
    Noun(
        "project_service_tier_settings",
        (
            setting(
                "project",
                "service_tier_settings",
                {"default": "fast", "enabled_tiers": ["fast"]},
                {"default": "standard", "enabled_tiers": ["all"]},
            ),
        ),
        lambda at: at.in_project(default="fast", enabled_tiers=["fast", "flex"]),
        stays="put back",
    ),
)

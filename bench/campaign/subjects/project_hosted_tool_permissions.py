"""Hosted tools that a project may use."""

from __future__ import annotations

from campaign.setting import setting
from campaign.subject import Noun

NOUNS = (
    Noun(
        "project_hosted_tool_permissions",
        (
            setting(
                "project",
                "hosted_tool_permissions",
                {"web_search": False},
                {"web_search": True, "mcp": False},
            ),
        ),
        lambda at: at.in_project(web_search=False),
        stays="put back",
    ),
)

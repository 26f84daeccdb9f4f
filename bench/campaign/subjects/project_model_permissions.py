"""Models that a project may use."""

from __future__ import annotations

from campaign.setting import setting
from campaign.subject import Noun

NOUNS = (
    Noun(
        "project_model_permissions",
        (
            setting(
                "project",
                "model_permissions",
                {"mode": "allow_list", "model_ids": ["gpt-5.6-terra"]},
                {"mode": "deny_list", "model_ids": ["gpt-5.6-luna"]},
                "delete-project-model-permissions",
            ),
        ),
        lambda at: at.in_project(mode="allow_list", model_ids=["gpt-5.6-terra"]),
    ),
)

"""Groups in projects."""

from __future__ import annotations

from campaign.office import GROUP, PROJECT
from campaign.subject import Noun, Subject, operations

NOUNS = (
    Noun(
        "project_group",
        (
            Subject(
                "project_group",
                {**PROJECT, "group_id": "${openai_group.this.id}"},
                None,
                operations("add-project-group", "", "remove-project-group"),
                "project_group",
                GROUP,
            ),
        ),
        lambda at: at.in_project(group_id=at.group),
    ),
)

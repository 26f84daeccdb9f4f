"""Groups of a project, held in one list."""

from __future__ import annotations

from campaign.office import GROUP, PROJECT
from campaign.subject import Noun, Subject, operations

_GROUP = {"group_id": "${openai_group.this.id}"}

NOUNS = (
    Noun(
        "project_groups",
        (
            Subject(
                "project_groups",
                {**PROJECT, "groups": [{**_GROUP, "role": "member"}]},
                {**PROJECT, "groups": [{**_GROUP, "role": "owner"}]},
                operations("add-project-group", "add-project-group", "remove-project-group"),
                "project_group",
                GROUP,
            ),
        ),
        lambda at: at.in_project(groups=[{"group_id": at.group, "role": "owner"}]),
    ),
)

"""People in a project, one by one."""

from __future__ import annotations

from campaign.office import PROJECT
from campaign.subject import Noun, Subject, operations

NOUNS = (
    Noun(
        "project_user",
        (
            Subject(
                "project_user",
                {**PROJECT, "email": "ada@example.com"},
                {**PROJECT, "email": "ada@example.com", "role": "owner"},
                operations("create-project-user", "modify-project-user", "delete-project-user"),
                "project_user",
            ),
        ),
        lambda at: at.in_project(user_id=at.ada),
    ),
)

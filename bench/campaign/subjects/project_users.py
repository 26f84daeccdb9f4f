"""All people in a project."""

from __future__ import annotations

from campaign.office import PROJECT
from campaign.subject import Noun, Subject, operations

NOUNS = (
    Noun(
        "project_users",
        (
            Subject(
                "project_users",
                {**PROJECT, "members": {"ada@example.com": "member"}},
                {**PROJECT, "members": {"ada@example.com": "owner"}},
                operations("create-project-user", "modify-project-user", "delete-project-user"),
                "project_user",
            ),
        ),
        lambda at: at.in_project(members={"ada@example.com": "member"}),
        stays="a project without members",
    ),
)

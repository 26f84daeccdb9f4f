"""Service accounts of a project."""

from __future__ import annotations

from campaign.office import PROJECT
from campaign.subject import CREATE, DELETE, UPDATE, Noun, Subject, operations

BOT = {**PROJECT, "name": "bot", "role": "member"}
"""A service account that keys are made for."""

NOUNS = (
    Noun(
        "service_account",
        (
            Subject(
                "service_account",
                BOT,
                {**BOT, "name": "robot"},
                {each: f"{each}-project-service-account" for each in (CREATE, UPDATE, DELETE)},
                "service_account",
            ),
            Subject(
                "service_account",
                BOT,
                None,
                operations("update-project-service-account", "", ""),
                "service_account",
                variant="its role",
            ),
        ),
        lambda at: at.in_project(name="deploy"),
    ),
)

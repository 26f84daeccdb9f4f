"""Roles of the organization and of projects."""

from __future__ import annotations

from campaign.office import PERMISSIONS, at
from campaign.subject import Noun, Subject, operations


def _role(level: str, name: str, description: str) -> Noun:
    example = {"name": name, "description": description, "permissions": PERMISSIONS[level]}
    life = _life(f"{level}_role", level)
    return Noun(f"{level}_role", (life,), lambda office: office.at(level, **example))


def _life(resource: str, level: str) -> Subject:
    both = {**at(level), "permissions": PERMISSIONS[level], "description": "Reads"}
    middle = "-project" if level == "project" else ""
    return Subject(
        resource,
        {**both, "name": "Auditor"},
        {**both, "name": "Reader of all"},
        operations(f"create{middle}-role", f"update{middle}-role", f"delete{middle}-role"),
        "role",
    )


NOUNS = (
    _role("organization", "Inspector", "Reads"),
    _role("project", "Tester", "Tests"),
    Noun(
        "role",
        (_life("role", "project"),),
        lambda office: office.in_project(name="Sender", permissions=PERMISSIONS["project"]),
    ),
)

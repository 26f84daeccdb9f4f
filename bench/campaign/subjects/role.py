"""Roles of the organization and of projects."""

from __future__ import annotations

from campaign.office import PERMISSIONS, at
from campaign.subject import Noun, Subject, operations


def _role(level: str, name: str, description: str) -> Noun:
    both = {**at(level), "permissions": PERMISSIONS[level], "description": "Reads"}
    middle = "-project" if level == "project" else ""
    example = {"name": name, "description": description, "permissions": PERMISSIONS[level]}
    life = Subject(
        f"{level}_role",
        {**both, "name": "Auditor"},
        {**both, "name": "Reader of all"},
        operations(f"create{middle}-role", f"update{middle}-role", f"delete{middle}-role"),
        "role",
    )
    return Noun(f"{level}_role", (life,), lambda office: office.at(level, **example))


NOUNS = (_role("organization", "Inspector", "Reads"), _role("project", "Tester", "Tests"))

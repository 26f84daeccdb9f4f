"""Roles of a group or a person, held in one list."""

from __future__ import annotations

from campaign.office import GROUP, PERMISSIONS, Office
from campaign.subject import CREATE, DELETE, UPDATE, Noun, Subject, Values

_ROLES: dict[str, Values] = {
    "organization_role": {"name": "Auditor", "permissions": PERMISSIONS["organization"]},
    "role": {"name": "Watcher", "permissions": PERMISSIONS["organization"]},
}


def _noun(kind: str) -> Noun:
    whom = "${openai_group.this.id}" if kind == "group" else "<ada>"
    life = Subject(
        f"{kind}_roles",
        {f"{kind}_id": whom, "roles": ["${openai_organization_role.this.id}"]},
        {f"{kind}_id": whom, "roles": ["${openai_role.this.role_id}"]},
        {CREATE: f"assign-{kind}-role", UPDATE: f"assign-{kind}-role", DELETE: f"unassign-{kind}-role"},
        "role_assignment",
        {**(GROUP if kind == "group" else {}), **_ROLES},
    )

    def example(office: Office) -> Values:
        return {
            f"{kind}_id": office.group if kind == "group" else office.ada,
            "roles": [office.organization_role],
            "project_roles": [office.in_project(role=office.project_role)],
        }

    return Noun(f"{kind}_roles", (life,), example)


NOUNS = (_noun("group"), _noun("user"))

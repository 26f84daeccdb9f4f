"""Roles that people and groups have, in the organization and in projects."""

from __future__ import annotations

from campaign.office import GROUP, PERMISSIONS, PROJECT, Office, at
from campaign.subject import CREATE, DELETE, Noun, Subject, Values

_MEMBERSHIP: dict[str, dict[str, Values]] = {
    "user": {"project_user": {**PROJECT, "user_id": "<ada>"}},
    "group": {"project_group": {**PROJECT, "group_id": "${openai_group.this.id}"}},
}
_ROLES: dict[str, dict[str, Values]] = {
    "organization": {"organization_role": {"name": "Auditor", "permissions": PERMISSIONS["organization"]}},
    "project": {"project_role": {**PROJECT, "name": "Tester", "permissions": PERMISSIONS["project"]}},
}


def _life(level: str, kind: str) -> Subject:
    setup = dict(_ROLES[level])
    if kind == "group":
        setup |= GROUP
    whom = {"user": {"user_id": "<ada>"}, "group": {"group_id": "${openai_group.this.id}"}}[kind]
    if level == "project":
        setup |= _MEMBERSHIP[kind]
        whom = {f"{kind}_id": f"${{openai_project_{kind}.this.{kind}_id}}"}
    operation = f"{'project-' if level == 'project' else ''}{kind}-role"
    return Subject(
        f"{level}_{kind}_role",
        {**at(level), **whom, "role": f"${{openai_{level}_role.this.name}}"},
        None,
        {CREATE: f"assign-{operation}", DELETE: f"unassign-{operation}"},
        "role_assignment",
        setup,
    )


def _assignment(level: str, kind: str) -> Noun:
    def example(office: Office) -> Values:
        role = office.project_role if level == "project" else office.organization_role
        whom = office.ada if kind == "user" else office.group
        return office.at(level, **{f"{kind}_id": whom, "role": role})

    return Noun(f"{level}_{kind}_role", (_life(level, kind),), example)


NOUNS = tuple(_assignment(level, kind) for level in ("organization", "project") for kind in ("user", "group"))

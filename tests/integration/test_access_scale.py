"""12 groups, 9 custom roles and 300 assignments: adopted by one command, unchanged after it, and counted."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.import_.items_file import ItemsFile

from support.ansible import ROOT

from .conftest import writes

if TYPE_CHECKING:
    from support.ansible import Ansible

PEOPLE = [f"person{number}@example.com" for number in range(45)]
PROJECTS = [f"Team {number}" for number in range(8)]
GROUPS = [f"Group {number}" for number in range(12)]
OF_COMPANY = ["Auditor", "Spender", "Key keeper", "Manager"]
WITH_ROLES = PROJECTS[:5]
INSIDE = 18
"""Members of each project that has a custom role."""


def company() -> dict[str, Any]:
    """Return a seed: 96 groups of projects, 24 roles of groups, 90 of people, and 90 of members."""
    members = {
        name: [PEOPLE[(place * 7 + step) % 45] for step in range(INSIDE)]
        for place, name in enumerate(WITH_ROLES)
    }
    return {
        "projects": [{"name": name} for name in PROJECTS],
        "users": [{"email": email} for email in PEOPLE],
        "project_users": [
            {"project": name, "email": email, "role": "member"}
            for name, each in members.items()
            for email in each
        ],
        "roles": [
            *({"name": name, "permissions": ["api.usage.read"]} for name in OF_COMPANY),
            *({"name": "Tester", "permissions": ["api.model.read"], "project": name} for name in WITH_ROLES),
        ],
        "groups": [
            {
                "name": name,
                "members": PEOPLE[place::6],
                "is_scim_managed": place in (3, 7),
                "projects": {
                    project: "Tester"
                    if project in WITH_ROLES and place % 4 == 0
                    else ("member", "viewer")[place % 2]
                    for project in PROJECTS
                },
            }
            for place, name in enumerate(GROUPS)
        ],
        "role_assignments": [
            *(
                {"role": OF_COMPANY[(place + more) % 4], "group": name}
                for place, name in enumerate(GROUPS)
                for more in (0, 1)
            ),
            *(
                {"role": OF_COMPANY[(place + more) % 4], "user": email}
                for place, email in enumerate(PEOPLE)
                for more in (0, 2)
            ),
            *(
                {"role": "Tester", "user": email, "project": name}
                for name, each in members.items()
                for email in each
            ),
        ],
    }


LISTS = {
    "list-groups": 1,
    "list-group-users": len(GROUPS),
    "list-group-role-assignments": len(GROUPS),
    "list-user-role-assignments": len(PEOPLE),
    "list-project-groups": len(PROJECTS),
    "list-project-group-role-assignments": len(PROJECTS) * len(GROUPS),
    "list-project-user-role-assignments": len(WITH_ROLES) * INSIDE,
    "list-roles": 1,
    "list-project-roles": len(WITH_ROLES),
}
"""Lists of groups, roles and assignments; the roles of one person or group at one place are one list."""


@pytest.mark.slow
def test_300_assignments_are_adopted_and_unchanged(ansible: Ansible, emulator: Any) -> None:
    seed = company()
    assert len(seed["role_assignments"]) + sum(len(each["projects"]) for each in seed["groups"]) == 300
    emulator.seed(seed)
    emulator.clear_calls()
    path = ansible.folder / "organization.yml"
    done = ansible.run("fjcorp.openai.adopt", "-e", json.dumps({"openai_adopt_file": str(path)}))
    assert done.code == 0, done.text
    assert writes(emulator) == []
    counted = Counter(call["operation"] for call in emulator.calls())
    # Once to write the YAML, and once to import it. Owners and the default project are looked at, too.
    most = {name: 2 * number + 2 + len(PROJECTS) for name, number in LISTS.items()}
    assert {name: counted[name] for name in LISTS if counted[name] > most[name]} == {}
    items = ItemsFile(path).variables
    assert (len(items["openai_groups"]), len(items["openai_roles"])) == (12, 9)
    assert items["openai_groups"]["group_3"] == {
        "name": "Group 3",
        "from_identity_provider": True,
        "roles": ["auditor", "manager"],
    }
    assert items["openai_projects"]["team_0"]["groups"]["group_4"] == "tester_team_0"
    assert items["openai_roles"]["tester_team_0"]["project"] == "team_0"
    assert items["openai_organization_users"]["person0"]["roles"] == ["auditor", "key_keeper"]

    emulator.clear_calls()
    site = ansible.run(ROOT / "playbooks/site.yml", "-e", f"@{path}")
    assert site.code == 0, site.text
    assert "changed=0" in site.text
    assert writes(emulator) == []
    counted = Counter(call["operation"] for call in emulator.calls())
    # Members of the two groups of the identity provider are not described.
    assert {name: counted[name] for name in LISTS} == LISTS | {"list-group-users": len(GROUPS) - 2}
    again = ansible.run("fjcorp.openai.adopt", "-e", json.dumps({"openai_adopt_file": str(path)}))
    assert "changed=0" in again.text

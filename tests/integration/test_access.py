"""Groups, roles and access through the role administrative, on the emulator."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from integration.conftest import writes

if TYPE_CHECKING:
    from support.ansible import Ansible

ROLE = ["administrative"]
ADA, BO, CY = "ada@example.com", "bo@example.com", "cy@example.com"
OFFICE: dict[str, Any] = {
    "openai_projects": {
        "research": {
            "name": "Research",
            "members": {BO: "tester"},
            "groups": {"engineers": "member", "everybody": "watcher"},
        }
    },
    "openai_organization_users": {
        "bo": {
            "email": BO,
            "roles": ["auditor"],
            "project_roles": [{"project": "research", "role": "watcher"}],
        }
    },
    "openai_groups": {
        "engineers": {
            "name": "Engineers",
            "members": [ADA, "eve@example.com"],
            "roles": ["Spender"],
            "project_roles": [{"project": "research", "role": "tester"}],
        },
        "everybody": {"name": "Everybody", "from_identity_provider": True, "roles": ["auditor"]},
    },
    "openai_roles": {
        "auditor": {"name": "Auditor", "permissions": ["api.usage.read"]},
        "tester": {"name": "Tester", "project": "research", "permissions": ["api.model.read"]},
        "watcher": {"name": "Watcher", "project": "research", "permissions": ["api.files.read"]},
    },
}


def names(emulator: Any, path: str, field: str = "name") -> list[str]:
    return sorted(each[field] for each in emulator.call("GET", path, admin=True).json()["data"])


def test_access_of_people_and_groups_by_key(ansible: Ansible, emulator: Any) -> None:
    emulator.seed(
        {
            "users": [{"email": each} for each in (ADA, BO, CY)],
            "groups": [{"name": "Everybody", "members": [CY], "is_scim_managed": True}],
            "roles": [{"name": "Spender", "permissions": ["api.usage.read"]}],
        }
    )
    made = ansible.apply(OFFICE, roles=ROLE).results["administrative"]["outputs"]
    research, engineers = made["projects"]["research"]["id"], made["group"]["engineers"]["id"]
    everybody, bo = made["group"]["everybody"]["id"], made["organization_users"]["bo"]["user_id"]
    assert made["group"]["engineers"]["pending_members"] == ["eve@example.com"]
    assert names(emulator, f"/organization/groups/{engineers}/users", "email") == [ADA]
    assert names(emulator, f"/organization/groups/{engineers}/roles") == ["Spender"]
    assert names(emulator, f"/organization/groups/{everybody}/roles") == ["Auditor"]
    assert names(emulator, f"/organization/users/{bo}/roles") == ["Auditor", "reader"]
    assert names(emulator, f"/projects/{research}/users/{bo}/roles") == ["Tester", "Watcher"]
    assert names(emulator, f"/projects/{research}/groups/{engineers}/roles") == ["Tester", "member"]
    assert names(emulator, f"/projects/{research}/groups/{everybody}/roles") == ["Watcher"]
    emulator.clear_calls()
    assert not ansible.apply(OFFICE, roles=ROLE).changed["administrative"]
    assert writes(emulator) == []

    # A role changes its name and a group its role; a group of the identity provider stays what it is.
    changed = deepcopy(OFFICE)
    changed["openai_roles"]["tester"]["name"] = "Examiner"
    changed["openai_projects"]["research"]["groups"]["engineers"] = "owner"
    del changed["openai_groups"]["everybody"]
    del changed["openai_projects"]["research"]["groups"]["everybody"]
    ansible.apply(changed, roles=ROLE)
    assert names(emulator, f"/projects/{research}/groups/{engineers}/roles") == ["Examiner", "owner"]
    assert names(emulator, f"/organization/projects/{research}/groups", "group_name") == ["Engineers"]
    assert names(emulator, "/organization/groups") == ["Engineers", "Everybody"]
    assert names(emulator, f"/organization/groups/{everybody}/users", "email") == [CY]
    assert names(emulator, f"/organization/groups/{everybody}/roles") == []
    assert not ansible.apply(changed, roles=ROLE).changed["administrative"]

    told = ansible.refusals(
        {
            each: (*ROLE, deepcopy(changed) | {variable: changed[variable] | {"bad": item}})
            for each, (variable, item) in {
                "managed elsewhere": ("openai_groups", {"name": "Everybody"}),
                "no such group": ("openai_projects", {"name": "Bad", "groups": {"enginers": "member"}}),
                "no such role": ("openai_groups", {"name": "Bad", "roles": ["Spendre"]}),
                "no such permission": ("openai_roles", {"name": "Bad", "permissions": ["api.usage.raed"]}),
                "twice": ("openai_roles", {"name": "auditor", "permissions": ["api.usage.read"]}),
                "nobody": ("openai_groups", {"name": "Bad", "members": ["no address"]}),
            }.items()
        }
    )
    assert "an identity provider manages the group" in told["managed elsewhere"]
    assert 'did you mean "engineers"?' in told["no such group"]
    assert 'did you mean "Spender"?' in " ".join(told["no such role"].split())
    assert 'did you mean "api.usage.read"?' in " ".join(told["no such permission"].split())
    assert 'the same name as openai_roles["auditor"]' in told["twice"]
    assert "There is no user no address" in " ".join(told["nobody"].split())

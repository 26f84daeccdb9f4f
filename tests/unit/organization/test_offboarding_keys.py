"""Keys of those who leave: which end, and which of them stop a run before anything is written."""

from __future__ import annotations

from email.utils import formatdate
from types import SimpleNamespace
from typing import Any

import pytest

from fjcorp_openai.api.clock import Clock
from fjcorp_openai.organization import Offboarding, OrganizationError
from fjcorp_openai.organization.directory import INVITES, PROJECTS, USERS

BOB, BOB_ID = "bob@example.com", "user-1"
KEYS = f"{PROJECTS}/proj_1/api_keys"
ADMIN_KEYS = "/organization/admin_api_keys"


def key(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"key_{number}",
        "name": f"k{number}",
        "owner": {"type": "user", "user": {"id": BOB_ID}},
        **more,
    }


class Api:
    """An organization with an owner, a reader in one project, and their keys."""

    settings = SimpleNamespace(admin_key="sk-admin-1234567890")
    clock = Clock(dict)

    def __init__(self, **lists: Any) -> None:
        self.deleted: list[str] = []
        self.lists: dict[str, list[dict[str, Any]]] = {
            USERS: [
                {"id": "user-0", "email": "ada@example.com", "role": "owner"},
                {"id": BOB_ID, "email": BOB, "role": "reader"},
            ],
            PROJECTS: [{"id": "proj_1", "name": "Lab", "status": "active"}],
            f"{PROJECTS}/proj_1/users": [{"id": BOB_ID, "email": BOB, "role": "member"}],
            INVITES: [],
            "/organization/groups": [],
            "/organization/roles": [],
            "/projects/proj_1/roles": [],
            KEYS: lists.get("keys", []),
            ADMIN_KEYS: lists.get("admin_keys", []),
        }

    def list(self, path: str, _parameters: Any = None) -> list[dict[str, Any]]:
        return self.lists[path]

    def delete(self, path: str) -> None:
        self.deleted.append(path)


def run(api: Api, **options: Any) -> dict[str, Any]:
    wanted = {"only_projects": False, "recent_days": 30, **options}
    return Offboarding(api, check_mode=False).run([BOB], [], **wanted)  # type: ignore[arg-type]


def test_keys_of_projects_and_of_the_organization_end_with_the_person() -> None:
    api = Api(
        keys=[key(1), key(2, owner={"type": "user", "user": {"id": "user-0"}})],
        admin_keys=[{"id": "key_3", "name": "k3", "owner": {"id": BOB_ID}}],
    )
    told = run(api)
    assert api.deleted == [f"{USERS}/{BOB_ID}"]
    assert told["changed"] is True
    assert told["people"][0]["projects"] == ["Lab"]
    assert told["people"][0]["keys"] == [
        {"id": "key_1", "name": "k1", "project_id": "proj_1"},
        {"id": "key_3", "name": "k3"},
    ]


def test_admin_keys_stay_where_the_person_leaves_projects_alone() -> None:
    api = Api(keys=[key(1)], admin_keys=[{"id": "key_3", "name": "k3", "owner": {"id": BOB_ID}}])
    told = run(api, only_projects=True)
    assert api.deleted == [f"{PROJECTS}/proj_1/users/{BOB_ID}"]
    assert [each["id"] for each in told["people"][0]["keys"]] == ["key_1"]


def test_who_is_in_no_project_leaves_none() -> None:
    api = Api()
    api.lists[f"{PROJECTS}/proj_1/users"] = []
    told = run(api, only_projects=True)
    assert (told["changed"], told["people"][0]["status"], api.deleted) == (False, "already", [])


def test_the_owner_of_the_key_in_use_stays() -> None:
    own = {"id": "key_3", "name": "k3", "redacted_value": "sk-admin-***7890", "owner": {"id": BOB_ID}}
    api = Api(admin_keys=[own])
    with pytest.raises(OrganizationError, match="owns the admin key that this run uses"):
        run(api)
    assert api.deleted == []


def test_keys_that_were_used_lately_stop_the_run_by_name() -> None:
    now = 2_000_000_000
    api = Api(
        keys=[key(1, last_used_at=now), key(2, last_used_at=now - 31 * 86_400), key(3, last_used_at=now)]
    )
    # The days are the API's, whatever this machine's clock says.
    api.clock = Clock(lambda: {"date": formatdate(now, usegmt=True)})
    with pytest.raises(OrganizationError) as refused:
        run(api)
    assert 'in the last 30 days: "k1" (key_1), "k3" (key_3). Replace them' in str(refused.value)
    assert api.deleted == []
    run(api, recent_days=0)
    assert api.deleted == [f"{USERS}/{BOB_ID}"]

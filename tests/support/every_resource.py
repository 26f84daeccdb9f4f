"""One object of every kind of resource, for what has to hold for all of them.

`bench/campaign/subjects` describes each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.office import PERMISSIONS, Office
from campaign.subjects import NOUNS

from support.certificates import pem
from support.tuning import tuned_model
from support.valid_bodies import EXTERNAL_KEY, IDENTITY_PROVIDER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

Values = dict[str, Any]

NO_OBJECT = {name for name, noun in NOUNS.items() if noun.apart}
"""Resources that stand for nothing at the API, or for an answer that is paid for each time: each has tests of
its own in `tests/contract`, or `tests/provider/resources`."""

STAYS = {name: noun.stays for name, noun in NOUNS.items() if noun.stays}
"""What is still there after its deletion, and why."""

OBJECTS: dict[str, Callable[[Office], Values]] = {
    name: noun.example for name, noun in NOUNS.items() if noun.example is not None
}
"""The configuration of one object by its kind."""


def office(emulator: Emulator, folder: Path) -> Office:
    """Make a project with two people, a group, a service account, a key and roles."""
    emulator.seed(
        {
            "projects": [{"name": "Office"}],
            "users": [{"email": "ada@example.com", "name": "Ada"}, {"email": "bo@example.com", "name": "Bo"}],
            "project_users": [{"project": "Office", "email": "ada@example.com", "role": "member"}],
            "groups": [
                {"name": "Engineers", "members": ["ada@example.com"], "projects": {"Office": "member"}}
            ],
            "service_accounts": [{"project": "Office", "name": "Bot", "role": "member"}],
            "certificates": [{"name": "office", "certificate": pem()}],
            "external_keys": [{**EXTERNAL_KEY, "name": "office"}],
            "project_keys": [{"project": "Office", "name": "laptop", "email": "ada@example.com"}],
            "workload_identity_providers": [{**IDENTITY_PROVIDER, "name": "office"}],
        }
    )
    dump = emulator.dump()
    ids = {row["name"]: row["id"] for family in ("project", "user", "group") for row in dump[family]}
    project = ids["Office"]

    def role(path: str, level: str) -> str:
        body = {"role_name": f"Auditor of the {level}", "permissions": PERMISSIONS[level]}
        return emulator.call("POST", f"{path}/roles", admin=True, json=body).json()["id"]

    file, model = tuned_model(emulator)
    return Office(
        project,
        ids["Ada"],
        ids["Bo"],
        ids["Engineers"],
        dump["service_account"][0]["id"],
        next(row["id"] for row in dump["project_api_key"] if row["name"] == "laptop"),
        role("/organization", "organization"),
        role(f"/projects/{project}", "project"),
        file,
        model,
        emulator.call("POST", "/conversations", json={}).json()["id"],
        dump["certificate"][0]["id"],
        dump["external_key"][0]["id"],
        dump["workload_identity_provider"][0]["id"],
        folder,
    )

"""A made-up organization of any size, as seeds of the emulator: projects first, then all that is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MODELS = ("gpt-5.6-terra", "gpt-5.6-luna", "gpt-5.6-sol", "gpt-5.5", "text-embedding-3-small")


@dataclass(frozen=True)
class Size:
    """How many there are of each; a third of the keys, at least, are of service accounts."""

    projects: int
    people: int
    memberships: int
    accounts: int
    keys: int
    limits: int


ACME = Size(projects=87, people=150, memberships=300, accounts=60, keys=200, limits=400)


def projects_of(size: Size) -> dict[str, Any]:
    """Return a seed of projects: one in ten has the name of another one, and one is archived."""
    names = [f"Team {number}" if number % 10 else "Experiments" for number in range(size.projects)]
    return {"projects": [*({"name": name} for name in names), {"name": "Old", "status": "archived"}]}


def content_of(size: Size, ids: list[str]) -> dict[str, Any]:
    """Return a seed of what is in the projects.

    Some people own the organization, are managed by an identity provider, or have an address in capitals;
    some keys have the name of another one or an end; every fifth project has settings.

    Args:
        size: How many.
        ids: Ids of the projects, in their order.
    """
    people = [
        {
            "email": f"{'Person' if number % 2 else 'person'}{number}@example.com",
            "role": "owner" if number % 50 == 7 else "reader",
            "is_scim_managed": number % 20 == 3,
        }
        for number in range(size.people)
    ]
    readers = [each["email"] for each in people if each["role"] == "reader"]
    members = [
        (number % len(ids), readers[(number // len(ids) + number % len(ids)) % len(readers)])
        for number in range(size.memberships)
    ]
    decorated = ids[::5]
    return {
        "users": people,
        "project_users": [
            {"project": ids[place], "email": email, "role": "owner" if number % 9 == 0 else "member"}
            for number, (place, email) in enumerate(members)
        ],
        "service_accounts": [
            {
                "project": ids[number % len(ids)],
                "name": "Deploy" if number % 3 == 0 else f"Bot {number}",
                "role": "owner" if number % 10 == 0 else "member",
            }
            for number in range(size.accounts)
        ],
        "project_keys": [
            {
                "project": ids[members[number % len(members)][0]],
                "email": members[number % len(members)][1],
                "name": f"job {number % 7}",
                **({"expires_in_seconds": 900_000} if number % 11 == 0 else {}),
            }
            for number in range(size.keys - size.accounts)
        ],
        "rate_limits": [
            {
                "project": ids[number % len(ids)],
                "model": MODELS[number // len(ids) % len(MODELS)],
                "max_requests_per_1_minute": 100 + number,
            }
            for number in range(size.limits)
        ],
        "model_permissions": [
            {"project": id_, "mode": "deny_list", "model_ids": ["gpt-5.4-mini"]} for id_ in decorated
        ],
        "hosted_tool_permissions": [{"project": id_, "web_search": False} for id_ in decorated],
        "data_retention": [{"project": id_, "type": "zero_data_retention"} for id_ in decorated],
        "spend_limits": [{"project": id_, "threshold_amount": 50_000} for id_ in decorated],
        "spend_alerts": [
            {"project": id_, "threshold_amount": amount, "recipients": ["money@example.com"]}
            for id_ in decorated
            for amount in (20_000, 40_000)
        ],
        "invites": [{"email": "new@example.com", "projects": [{"id": ids[1], "role": "member"}]}],
        "admin_keys": [{"name": "terraform"}],
    }

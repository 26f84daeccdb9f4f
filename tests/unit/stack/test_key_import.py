"""Which keys an import chooses."""

from __future__ import annotations

from typing import Any

import pytest
from plugins.plugin_utils.import_.key_import import Choice

from fjcorp_openai.organization import DAY

NOW = 1_800_000_000
KEY = {
    "id": "key_1",
    "name": "Nightly run",
    "owner": {"id": "user-1", "name": "Ada", "email": "Ada@example.com"},
}


def choice(**given: Any) -> Choice:
    nothing = {"kinds": [], "projects": [], "names": [], "owners": [], "used_days": None, "unused_days": None}
    return Choice(**(nothing | given))


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        ({}, True),
        ({"names": ["night*"]}, True),
        ({"names": ["*weekly*", "nightly ru?"]}, True),
        ({"names": ["nightly"]}, False),
        ({"owners": ["ADA@example.com"]}, True),
        ({"owners": ["user-1"]}, True),
        ({"owners": ["ada@example.org", "bo"]}, False),
    ],
)
def test_names_and_owners(given: dict[str, Any], chosen: bool) -> None:
    assert choice(**given).takes(KEY, NOW) is chosen


@pytest.mark.parametrize(
    ("given", "used", "chosen"),
    [
        ({"used_days": 30}, 10, True),
        ({"used_days": 30}, 40, False),
        ({"used_days": 30}, None, False),
        ({"unused_days": 30}, 10, False),
        ({"unused_days": 30}, 40, True),
        ({"unused_days": 30}, None, True),
        ({"used_days": 60, "unused_days": 30}, 40, True),
    ],
)
def test_last_use(given: dict[str, Any], used: int | None, chosen: bool) -> None:
    last = {} if used is None else {"last_used_at": NOW - used * DAY}
    assert choice(**given).takes({**KEY, **last}, NOW) is chosen

"""Which keys an import chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.import_ import importable_keys
from plugins.plugin_utils.import_.import_result import ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.key_import import Choice, KeyImport
from plugins.plugin_utils.import_.managed_objects import ManagedObjects

from fjcorp_openai.organization import DAY
from unit.stack.organization import Api, key, managed, with_three_people

if TYPE_CHECKING:
    from pathlib import Path

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


def company() -> Api:
    """Return an organization with keys of each kind, some of which cannot be taken over."""
    api = with_three_people()
    accounts = [{"id": "svc_1", "name": "Bot", "role": "member", "created_at": 1}]
    keys = [
        key("key_p", "Job", created_at=1),
        key("key_n", None, created_at=2),
        key("key_e", "over", created_at=3, expires_at=999),
        key("key_a", "ci", "svc_1", created_at=4, last_used_at=9),
        key("key_b", "ci", "svc_1", created_at=5),
    ]
    api.project("proj_lab", "Lab", 1, service_accounts=accounts, api_keys=keys)
    api.project("proj_shop", "Shop", 2, api_keys=[key("key_s", "Till")])
    api.admin_keys(
        {"id": "key_r", "name": "Robot", "owner": {"type": "user", "id": "user-own"}, "created_at": 1},
        {"id": "key_x", "name": None, "owner": {"type": "user", "id": "user-own"}, "created_at": 2},
    )
    return api


def imported(
    folder: Path, given: dict[str, Any], state: dict[str, Any] | None = None
) -> tuple[Any, ImportResult]:
    held = {"administrative": ManagedObjects(state or {}, []), "api_management": ManagedObjects({}, [])}
    imports = ImportResult({}, ItemsFile(folder / "keys.yml"), held)
    rows = KeyImport(company(), imports).run(choice(**given))  # type: ignore[arg-type]
    shown = {row["id"]: (row["kind"], row["status"], row.get("item") or row.get("reason")) for row in rows}
    return shown, imports


ENDED, NAMELESS, NAMESAKE = (
    importable_keys.ENDED,
    importable_keys.NAMELESS,
    importable_keys.NAMESAKE,
)
EVERY = ["project", "service_account", "admin"]


def test_each_key_is_taken_over_or_says_why_not(tmp_path: Path) -> None:
    rows, imports = imported(tmp_path, {"kinds": EVERY})
    assert rows == {
        "key_p": ("project", "new", "openai_project_api_keys.job"),
        "key_n": ("project", "left out", NAMELESS),
        "key_e": ("project", "left out", ENDED),
        "key_a": ("service_account", "new", "openai_service_accounts.bot.api_keys.ci"),
        "key_b": ("service_account", "left out", NAMESAKE),
        "key_s": ("project", "new", "openai_project_api_keys.till"),
        "key_r": ("admin", "new", "openai_admin_api_keys.robot"),
        "key_x": ("admin", "left out", NAMELESS),
    }
    assert imports.added == {
        "openai_project_api_keys": {
            "job": {"project": "proj_lab", "api_key_id": "key_p"},
            "till": {"project": "proj_shop", "api_key_id": "key_s"},
        },
        "openai_service_accounts": {"bot": {"project": "proj_lab", "name": "Bot", "api_keys": {"ci": {}}}},
        "openai_admin_api_keys": {"robot": {"name": "Robot"}},
    }
    assert imports.left_out == {
        ("project key", NAMELESS): ["key_n"],
        ("project key", ENDED): ["over"],
        ("service_account key", NAMESAKE): ["ci"],
        ("admin key", NAMELESS): ["key_x"],
    }


def test_keys_of_chosen_projects_kinds_and_names_alone(tmp_path: Path) -> None:
    rows, imports = imported(tmp_path, {"kinds": EVERY, "projects": ["Shop"]})
    assert rows == {"key_s": ("project", "new", "openai_project_api_keys.till")}
    rows, _imports = imported(tmp_path, {"kinds": ["admin"], "names": ["x*"]})
    assert rows == {"key_r": ("admin", "not chosen", None), "key_x": ("admin", "not chosen", None)}
    rows, imports = imported(tmp_path, {"kinds": ["project"], "names": ["job"]})
    assert {id_ for id_, row in rows.items() if row[1] == "new"} == {"key_p"}
    assert {row[1] for id_, row in rows.items() if id_ != "key_p"} == {"not chosen"}
    assert imports.left_out == {}


def test_a_project_that_a_state_holds_goes_by_its_key(tmp_path: Path) -> None:
    state = managed("openai_project", "projects", "research", "proj_lab")
    rows, imports = imported(tmp_path, {"kinds": ["project"], "projects": ["Lab"]}, state)
    assert rows["key_p"] == ("project", "new", "openai_project_api_keys.research_job")
    assert imports.added["openai_project_api_keys"]["research_job"]["project"] == "research"

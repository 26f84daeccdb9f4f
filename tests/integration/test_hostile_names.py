"""Whatever people call their projects and keys: every way out of a plugin gives it back as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.import_.items_file import ItemsFile

from support.ansible import include, on_every_release
from support.hostile import hostile_texts

from .test_inventory import inventory, write_inventory

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible

HIDDEN = {*map(chr, (*range(9), *range(11, 32), *range(127, 160))), *"\u2028\u2029\u202e\u200b\ufeff\xad"}
PLUGIN = "fjcorp.openai"


@pytest.fixture
def sentinel(tmp_path: Path) -> Path:
    """A file that nothing may make."""
    return tmp_path / "executed"


@pytest.fixture
def names(sentinel: Path) -> list[str]:
    return hostile_texts(sentinel)


def named(emulator: Any, projects: list[str], others: list[str]) -> str:
    """Give such names to projects, and to people, accounts and keys of one, whose id is returned."""
    emulator.seed({"projects": [{"name": name} for name in projects]})
    listed = emulator.call("GET", "/organization/projects?limit=100", admin=True).json()["data"]
    emulator.ids = {each["name"]: each["id"] for each in listed}
    project: str = emulator.ids["active"]
    emulator.seed(
        {
            "users": [
                {"email": f"p{number}@example.com", "name": name} for number, name in enumerate(others)
            ],
            "project_users": [{"project": project, "email": "p0@example.com"}],
            "service_accounts": [{"project": project, "name": name} for name in others],
            "project_keys": [
                {"project": project, "email": "p0@example.com", "name": name} for name in others
            ],
            "admin_keys": [{"name": name} for name in others],
        }
    )
    emulator.clear_calls()
    return project


def saved(ansible: Ansible, name: str, expression: str) -> dict[str, Any]:
    """Return a task that writes a value to a file of results."""
    return ansible.keep(f"{{'value': {expression}}}", name)


def hidden(text: str) -> set[str]:
    """Return the characters in a text of a terminal that nobody sees."""
    return HIDDEN & set(text)


@on_every_release
def test_every_plugin_gives_names_back(
    ansible: Ansible, emulator: Any, names: list[str], sentinel: Path
) -> None:
    project = named(emulator, names, names)
    path = ansible.folder / "organization.yml"
    loud = next(name for name in names if "\x1b" in name)
    loud_name = f"{{{{ lookup('{PLUGIN}.project', '{emulator.ids[loud]}', field='name') }}}}"
    wanted = [{"email": "p0@example.com", "projects": [{"project": loud_name}]}]
    addresses = [f"p{number}@example.com" for number in range(len(names))]
    tasks: list[dict[str, Any]] = [
        {f"{PLUGIN}.organization_info": {"include": ["service_accounts", "keys"]}, "register": "read"},
        saved(ansible, "organization_info", "read.organization_info"),
        {f"{PLUGIN}.adopt": {"path": str(path)}, "register": "adopted"},
        saved(ansible, "adopt", "adopted.variables"),
        {f"{PLUGIN}.import_keys": {"path": str(ansible.folder / "keys.yml")}, "register": "imported"},
        saved(ansible, "import_keys", "imported['keys']"),
        # What was written is read, and goes from variable to variable as in the roles.
        {"ansible.builtin.include_vars": {"file": str(path)}},
        saved(ansible, "written", "passed_on.projects"),
        saved(ansible, "project", f"query('{PLUGIN}.project', *ids, field='name')"),
        saved(ansible, "user", f"query('{PLUGIN}.user', *addresses, field='name')"),
        {f"{PLUGIN}.offboard": {"people": addresses[1:2]}, "register": "offboarded", "check_mode": True},
        saved(ansible, "offboard", "offboarded.people"),
        {f"{PLUGIN}.onboard": {"people": wanted}, "register": "onboarded"},
        saved(ansible, "onboard", "onboarded.people"),
        # A name that fits nothing: the message names those that are there.
        {
            "block": [
                {
                    f"{PLUGIN}.offboard": {
                        "people": ["p0@example.com"],
                        "projects": ["x"],
                        "only_projects": True,
                    }
                }
            ],
            "rescue": [saved(ansible, "failure", "ansible_failed_result")],
        },
        {
            "ansible.builtin.debug": {"msg": f"{{{{ lookup('{PLUGIN}.project', 'x') }}}}"},
            "ignore_errors": True,
            "register": "looked_up",
        },
        saved(ansible, "lookup_failure", "looked_up.msg"),
    ]
    variables = {
        "passed_on": {"projects": "{{ openai_projects }}"},
        "ids": [emulator.ids[name] for name in names],
        "addresses": addresses,
    }
    outcome = ansible.tasks(tasks, variables, "--diff", env=emulator.environment())
    assert not sentinel.exists()
    found = {name: result["value"] for name, result in outcome.results.items()}
    everything = sorted([*names, "Default project"])
    info = found["organization_info"]
    assert sorted(each["project"]["name"] for each in info["projects"]) == everything
    (entry,) = (each for each in info["projects"] if each["project"]["id"] == project)
    assert sorted(each["name"] for each in entry["service_accounts"]) == sorted(names)
    assert {each["name"] for each in entry["keys"]} >= set(names)
    assert {each["name"] for each in info["people"]} >= set(names)
    assert {each["name"] for each in info["admin_keys"]} >= set(names)
    for items in (found["adopt"], ItemsFile(path).variables):
        for variable in ("openai_projects", "openai_service_accounts", "openai_admin_api_keys"):
            assert {each["name"] for each in items[variable].values()} >= set(names)
    assert sorted(each["name"] for each in found["written"].values()) == sorted(names)
    assert {each["name"] for each in found["import_keys"]} >= set(names)
    assert (found["project"], found["user"]) == (names, names)
    assert found["onboard"][0]["projects"][0]["project"] == loud
    assert "x" in found["failure"]["msg"]
    # Errors quote names, and a terminal shows no more than their letters.
    for message in (found["failure"]["msg"], found["lookup_failure"], outcome.text):
        assert hidden(message) == set()


@on_every_release
def test_roles_take_adopted_names_as_they_are(
    ansible: Ansible, emulator: Any, names: list[str], sentinel: Path
) -> None:
    some = [*names[:10], *(name for name in names if "\x1b" in name or "\u2028" in name), "active"]
    file = ItemsFile(ansible.folder / "organization.yml")
    items = {f"item{number}": {"name": name} for number, name in enumerate(some)}
    file.write(file.with_items({"openai_projects": items}))
    tasks = [{f"{PLUGIN}.validate": {"roles": ["administrative"]}}, include("administrative")]
    looked = ansible.tasks(tasks, {}, "-e", f"@{file.path}", "--check", "--diff")
    assert not sentinel.exists()
    assert hidden(looked.text) == set()
    assert "+name: '{{ undefined_variable }}'" in looked.text
    assert "+name: 'a {{ lookup(''pipe''" in looked.text


@on_every_release
def test_the_inventory_holds_names_as_data_and_hosts_for_patterns(
    ansible: Ansible, emulator: Any, names: list[str], sentinel: Path
) -> None:
    emulator.seed({"projects": [{"name": name} for name in [*names, "is_active", "Straße 東京 Ünï"]]})
    options: dict[str, Any] = {
        "include": [],
        "compose": {"said": "'is ' ~ openai_project.name"},
        "keyed_groups": [{"key": "openai_project.status", "prefix": "is"}, {"key": "openai_project.name"}],
    }
    listed = inventory(ansible, emulator, **options)
    hosts = listed["_meta"]["hostvars"]
    assert {each["openai_project"]["name"] for each in hosts.values()} >= set(names)
    assert {each["said"] for each in hosts.values()} >= {f"is {name}" for name in names}
    assert [host for host in hosts if not re.fullmatch(r"\w+", host)] == []
    assert len(hosts) == len(names) + 3
    groups = {"all", "ungrouped", *listed["all"]["children"]}
    assert {"active", "is_active"} <= groups
    assert hosts.keys() & {*groups, "localhost"} == set()
    assert [group for group in groups if not re.fullmatch(r"\w+", group)] == []

    # In a play, names of hosts are texts as well: here those that the projects really have.
    options |= {"hostname": "name", "keyed_groups": []}
    path = write_inventory(ansible, **options)
    pairs = "dict(ansible_play_hosts | zip(ansible_play_hosts | map('extract', hostvars, 'said')))"
    tasks: list[dict[str, Any]] = [
        {
            "ansible.builtin.debug": {
                "msg": "{{ inventory_hostname }} {{ [openai_project.name, said] | fjcorp.openai.printable }}"
            }
        },
        saved(ansible, "hosts", pairs) | {"run_once": True},
    ]
    outcome = ansible.tasks(
        tasks, {}, "-i", str(path), env=emulator.environment(), play={"hosts": "all", "connection": "local"}
    )
    assert not sentinel.exists()
    found = outcome.results["hosts"]["value"]
    assert len(found) == len(hosts)
    assert hidden(outcome.text) == set()
    for name in ("{{ undefined_variable }}", "a,b:c&d!e[0]*?~f", "007"):
        assert found[name] == f"is {name}"
    assert [host for host in found if host.startswith("all proj_")]

"""The inventory of projects."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from support.administration import join

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible


def write_inventory(ansible: Ansible, **options: Any) -> Path:
    """Write the file that the plugin reads, and return its path."""
    path = ansible.folder / "acme.openai.yml"
    document = {"plugin": "fjcorp.openai.openai", "state_dir": str(ansible.state_dir), **options}
    path.touch(0o600)
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path


def inventory(ansible: Ansible, emulator: Any, expect: int = 0, **options: Any) -> Any:
    """Return what ansible-inventory lists: hosts' variables, and groups."""
    path = write_inventory(ansible, **options)
    done = subprocess.run(
        [str(ansible.programs / "ansible-inventory"), "-i", str(path), "--list"],
        env={**ansible.env, **emulator.environment(), "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "True"},
        cwd=ansible.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert bool(done.returncode) == bool(expect), done.stdout + done.stderr
    assert emulator.admin_key not in done.stdout + done.stderr
    return done.stderr if expect else json.loads(done.stdout, object_hook=unwrapped)


def unwrapped(value: dict[str, Any]) -> Any:
    """Return what ansible-inventory marks as coming from elsewhere as it is."""
    return value.get("__ansible_unsafe", value)


@pytest.fixture
def acme(emulator: Any) -> Any:
    """An emulator with projects, a member and a changed limit."""
    names = [{"name": "Research"}, {"name": "Twin"}, {"name": "Twin"}, {"name": "Old", "status": "archived"}]
    limit = {"project": "Research", "model": "gpt-5.6-luna", "max_requests_per_1_minute": 7}
    emulator.seed({"projects": names, "rate_limits": [limit]})
    listed = emulator.call("GET", "/organization/projects", admin=True).json()["data"]
    (research,) = (each["id"] for each in listed if each["name"] == "Research")
    join(emulator, "ada@example.com", projects=[{"id": research, "role": "member"}])
    emulator.research = research
    return emulator


def test_projects_are_hosts_with_people_and_limits(ansible: Ansible, acme: Any) -> None:
    listed = inventory(
        ansible,
        acme,
        archived=True,
        compose={"emails": "openai_users | map(attribute='email')"},
        groups={"tight": "openai_rate_limits['gpt-5.6-luna'].max_requests_per_1_minute | default(100) < 10"},
        keyed_groups=[{"key": "openai_project.status", "prefix": "is"}],
    )
    variables = listed["_meta"]["hostvars"]
    assert listed["archived"]["hosts"] == ["old"]
    assert "research" in listed["active"]["hosts"]
    assert listed["tight"]["hosts"] == ["research"]
    assert "research" in listed["is_active"]["hosts"]
    assert variables["research"]["openai_project_id"] == acme.research
    assert "ada@example.com" in variables["research"]["emails"]
    assert variables["research"]["openai_rate_limits"]["gpt-5.6-luna"]["max_requests_per_1_minute"] == 7
    # Of two projects of one name, the older one keeps it.
    twins = sorted(host for host in variables if host.startswith("twin"))
    assert twins[0] == "twin"
    assert re.fullmatch("twin_[a-z0-9]{4}", twins[1])
    named = inventory(ansible, acme, hostname="name")["_meta"]["hostvars"]
    assert len([host for host in named if host.startswith("Twin proj_")]) == 2


def test_the_cache_spares_the_calls(ansible: Ansible, acme: Any) -> None:
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "include": ["users"]}
    cache["cache_connection"] = str(ansible.folder / "cache")
    first = inventory(ansible, acme, hostname="id", **cache)
    assert acme.research in first["active"]["hosts"]
    acme.clear_calls()
    assert inventory(ansible, acme, hostname="id", **cache) == first
    assert acme.calls() == []


def test_a_wrong_key_is_told(ansible: Ansible, acme: Any) -> None:
    assert "needs an admin key" in inventory(ansible, acme, expect=1, admin_key=acme.api_key)

"""Seeds: an organization from a YAML file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

# On purpose not in the order in which it can be made.
COMPANY = """
groups:
- name: Engineers
  members: [ada@example.com, bo@example.com]
  projects: {Research: member}
project_keys:
- {project: Research, name: Ada's laptop, email: ada@example.com, expires_in_seconds: 86400}
- {project: Default project, name: Founder's}
rate_limits:
- {project: Research, model: gpt-5.6-terra, max_requests_per_1_minute: 60}
service_accounts:
- {project: Research, name: Reporting, keys: 2}
invites:
- {email: late@example.com, expired: true}
- {email: cy@example.com, role: reader, projects: [{id: Research, role: owner}]}
- {email: di@example.com, accepted: true, projects: [{id: Research}]}
project_users:
- {project: Research, email: ada@example.com, role: owner}
admin_keys:
- {name: Automation, email: boss@example.com}
users:
- {email: ada@example.com, name: Ada}
- {email: bo@example.com}
- {email: boss@example.com, role: owner}
projects:
- {name: Research}
- {name: Old, status: archived}
"""


def test_seeds_come_as_yaml_and_unknown_sections_are_refused(
    shared_emulator: Emulator, tmp_path: Path
) -> None:
    url = f"{shared_emulator.control_url}/seed"
    headers = {"content-type": "application/yaml"}
    answer = shared_emulator.http.post(
        url, content=b"projects: [{name: A}, {name: B, count: 3}]", headers=headers
    )
    assert answer.status_code == 200
    assert len(shared_emulator.dump()["project"]) == 5
    answer = shared_emulator.http.post(url, json={"projects": [{"name": "C"}], "planets": []})
    assert answer.status_code == 400
    assert "planets" in answer.json()["error"]["message"]
    assert len(shared_emulator.dump()["project"]) == 5


def test_a_seed_file_fills_a_new_organization_once(
    start_emulator: Callable[..., Emulator], tmp_path: Path
) -> None:
    seed = tmp_path / "seed.yml"
    seed.write_text("projects:\n- name: Research\n")
    emulator = start_emulator("--seed", str(seed))
    emulator.stop()
    emulator.start()
    assert [project["name"] for project in emulator.dump()["project"]] == ["Default project", "Research"]


def test_a_seed_describes_a_company_in_any_order(shared_emulator: Emulator, client: Any) -> None:
    shared_emulator.seed(COMPANY)
    organization = client.admin.organization
    (research,) = [each.id for each in organization.projects.list() if each.name == "Research"]
    members = {each.email: each.role for each in organization.projects.users.list(research)}
    assert members == {
        "owner@example.com": "owner",
        "boss@example.com": "owner",
        "ada@example.com": "owner",
        "di@example.com": "member",
    }
    keys = {each.name: each.owner.type for each in organization.projects.api_keys.list(research)}
    assert keys == {
        "Ada's laptop": "user",
        "Secret Key": "service_account",
        "Secret Key 2": "service_account",
    }
    statuses = {each.email: each.status for each in organization.invites.list()}
    assert statuses == {
        "late@example.com": "expired",
        "cy@example.com": "pending",
        "di@example.com": "accepted",
    }
    (open_,) = [each for each in organization.invites.list() if each.status == "pending"]
    assert [(each.id, each.role) for each in open_.projects] == [(research, "owner")]
    assert [each.group_name for each in organization.projects.groups.list(research)] == ["Engineers"]
    (group,) = organization.groups.list()
    assert len(list(organization.groups.users.list(group.id))) == 2
    limits = {each.model: each for each in organization.projects.rate_limits.list_rate_limits(research)}
    assert limits["gpt-5.6-terra"].max_requests_per_1_minute == 60
    assert "Automation" in [each.name for each in organization.admin_api_keys.list()]


@pytest.mark.parametrize(
    ("seed", "told"),
    [
        ({"users": [{"email": "a@b.example", "role": "member"}]}, "role is one of owner, reader"),
        ({"users": [{"email": "owner@example.com"}]}, "owner@example.com is a member already"),
        ({"users": [{"name": "A"}]}, "'email'"),
        ({"project_users": [{"project": "Default project", "email": "x@y.example"}]}, "x@y.example"),
        (
            {"projects": [{"name": "A"}, {"name": "A"}], "project_keys": [{"project": "A"}]},
            "Several projects",
        ),
        ({"rate_limits": [{"project": "Default project", "model": "gpt-none"}]}, "gpt-none"),
        ({"groups": [{"name": "G", "projects": {"None": "member"}}]}, "No project has the name 'None'"),
        ({"admin_keys": [{"name": "k", "email": "owner@example.org"}]}, "owner@example.org"),
        ({"service_accounts": "Reporting"}, "service_accounts"),
    ],
)
def test_a_seed_that_cannot_be_is_told_and_adds_nothing(
    shared_emulator: Emulator, seed: dict[str, Any], told: str
) -> None:
    before = shared_emulator.dump()
    answer = shared_emulator.http.post(f"{shared_emulator.control_url}/seed", json=seed)
    assert answer.status_code == 400
    message = answer.json()["error"]["message"]
    assert told in message
    assert f"section {list(seed)[-1]!r}" in message
    assert shared_emulator.dump() == before


@pytest.mark.parametrize("wrong", ["users: [{email: a@b.example, role: king}]", "- 1", "{"])
def test_a_wrong_seed_file_is_told_and_can_be_mended(
    start_emulator: Callable[..., Emulator], tmp_path: Path, wrong: str
) -> None:
    seed, folder = tmp_path / "seed.yml", tmp_path / "data"
    seed.write_text(wrong)
    with pytest.raises(RuntimeError, match=r"did not start: emulator: .*seed") as caught:
        start_emulator("--seed", str(seed), folder=folder)
    assert "Traceback" not in str(caught.value)
    seed.write_text(yaml.safe_dump({"projects": [{"name": "Research"}]}))
    emulator = start_emulator("--seed", str(seed), folder=folder)
    assert [project["name"] for project in emulator.dump()["project"]] == ["Default project", "Research"]

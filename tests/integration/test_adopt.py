"""An organization that exists becomes YAML; the plan after that is empty, and nothing in it has changed."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from plugins.plugin_utils.import_.items_file import ItemsFile

from support.certificates import pem
from support.organization import Size, content_of, projects_of
from support.valid_bodies import EXTERNAL_KEY, EXTERNAL_STORAGE, IDENTITY_PROVIDER

from .conftest import writes

if TYPE_CHECKING:
    from support.ansible import Ansible, Outcome

SMALL = Size(projects=5, people=9, memberships=12, accounts=4, keys=12, limits=8)
ROLES = ["administrative", "api_management"]


@pytest.fixture
def acme(emulator: Any) -> Any:
    """An emulator with a small organization."""
    emulator.seed(projects_of(SMALL))
    listed = emulator.call("GET", "/organization/projects?limit=100", admin=True).json()["data"]
    emulator.ids = [each["id"] for each in listed if each["name"] != "Default project"]
    emulator.seed(content_of(SMALL, emulator.ids))
    emulator.clear_calls()
    return emulator


def adopt(ansible: Ansible, *arguments: str, code: int = 0, **variables: Any) -> Outcome:
    variables = {"openai_adopt_file": "organization.yml", **variables}
    outcome = ansible.run("fjcorp.openai.adopt", "-e", json.dumps(variables), *arguments)
    assert outcome.code == code, outcome.text
    return outcome


def test_all_there_is_becomes_yaml_and_the_plan_is_empty(ansible: Ansible, acme: Any) -> None:
    path = ansible.folder / "organization.yml"
    name = {"name": "Team {{ 3 }} ${three}"}
    acme.call("POST", f"/organization/projects/{acme.ids[3]}", admin=True, json=name)
    certificate = {"name": "laptops", "certificate": pem(), "active": True, "active_in": [acme.ids[0]]}
    tiers = {"project": acme.ids[0], "enabled_tiers": ["flex"]}
    acme.seed(
        {
            "certificates": [certificate],
            "service_tiers": [tiers],
            "external_keys": [{**EXTERNAL_KEY, "used_by": [acme.ids[0]]}],
            "external_storage": [
                {**EXTERNAL_STORAGE, "project": acme.ids[number], "status": status}
                for number, status in enumerate(("validated", "pending"))
            ],
            "service_accounts": [{"project": acme.ids[0], "name": "Deploys", "keys": 0}],
            "workload_identity_providers": [IDENTITY_PROVIDER],
            "federation_rules": [
                {
                    "provider": "CI",
                    "project": acme.ids[0],
                    "service_account": "Deploys",
                    "attribute_matchers": {"sub": "repo:{{ acme }}/*", "run": 7},
                }
            ],
        }
    )
    limit = {"threshold_amount": 500000, "currency": "USD", "interval": "month"}
    acme.call("POST", "/organization/spend_limit", admin=True, json=limit)
    acme.call(
        "POST", "/organization/data_retention", admin=True, json={"retention_type": "zero_data_retention"}
    )
    endpoint = {"name": "Jobs", "url": "https://hooks.example.com/jobs", "event_types": ["batch.completed"]}
    signing = acme.call("POST", "/webhook_endpoints", json=endpoint).json()["signing_secret"]
    acme.clear_calls()
    told = adopt(ansible, "--check", "--diff")
    assert "changed=1" in told.text
    assert "+openai_projects:" in told.text
    assert not path.exists()

    acme.clear_calls()
    done = adopt(ansible)
    assert "changed=3" in done.text
    assert writes(acme) == []
    assert path.stat().st_mode & 0o777 == 0o600
    assert acme.admin_key not in path.read_text("utf-8")
    calls = Counter(call["operation"] for call in acme.calls())
    # Once to read and once to import, for each kind and project.
    assert max(calls.values()) <= 2 * (SMALL.projects + 1)
    assert '  team_3_three:\n    name: !unsafe "Team {{ 3 }} ${three}"\n' in path.read_text("utf-8")
    items = ItemsFile(path).variables
    assert {name: len(each) for name, each in items.items()} == {
        "openai_projects": 5,
        "openai_organization_users": 10,
        "openai_invites": 1,
        "openai_certificates": 1,
        "openai_external_keys": 1,
        "openai_external_storages": 2,
        "openai_organization_settings": 1,
        "openai_project_api_keys": 9,
        "openai_admin_api_keys": 2,
        "openai_service_accounts": 5,
        "openai_workload_identity_providers": 1,
        "openai_federation_rules": 1,
        "openai_rate_limits": 8,
        "openai_webhook_endpoints": 1,
    }
    assert items["openai_webhook_endpoints"] == {"jobs": endpoint}
    assert signing not in done.text
    assert items["openai_projects"]["team_1"] == {
        "name": "Team 1",
        "members": {
            "new@example.com": "member",
            "Person1@example.com": "member",
            "person2@example.com": "member",
            "Person3@example.com": "member",
        },
    }
    assert items["openai_organization_users"]["person3"] == {"email": "Person3@example.com"}
    for reason in (
        "the identity provider manages it",
        "it is archived, which is final",
        "it is a service account",
        "run rotate_keys with openai_rotated_webhook_endpoints",
    ):
        assert reason in done.text

    acme.clear_calls()
    assert ansible.apply({}, "-e", f"@{path}", roles=ROLES).changed == dict.fromkeys(ROLES, False)
    assert writes(acme) == []
    assert max(Counter(call["operation"] for call in acme.calls()).values()) <= SMALL.projects + 1
    assert "changed=0" in adopt(ansible).text


OUTPUT_PATH = """\
# Ours.
openai_projects:
  one:
    name: Team 1   # as it is called
    members: {}
openai_project_users:
  three_in_two:
    project: two
    email: PERSON3@example.com
"""


def test_what_the_yaml_says_already_stays_and_is_not_written_again(ansible: Ansible, acme: Any) -> None:
    path = ansible.folder / "organization.yml"
    path.write_text(OUTPUT_PATH.replace("project: two", f"project: {acme.ids[2]}"), encoding="utf-8")
    elsewhere = adopt(
        ansible, code=2, openai_adopt_file="other.yml", openai_projects={"mine": {"name": "Mine"}}
    )
    assert "openai_projects has items that" in elsewhere.text
    assert not (ansible.folder / "other.yml").exists()
    refused = adopt(ansible, code=2)
    assert "what exists differs in members" in refused.text
    assert writes(acme) == []

    text = path.read_text("utf-8")
    assert text.startswith("# Ours.\nopenai_projects:\n  one:\n    name: Team 1   # as it is called\n")
    items = yaml.safe_load(text)
    assert len(items["openai_projects"]) == 5
    assert items["openai_projects"]["one"] == {"name": "Team 1", "members": {}}
    assert "members" not in items["openai_projects"]["team_2"]
    assert len(items["openai_project_users"]) == 1

    # What is taken out before it was imported is not imported.
    items["openai_projects"]["one"].pop("members")
    items["openai_projects"]["experiments"]["spend_alerts"].pop()
    items["openai_service_accounts"]["team_2_bot_2"].pop("api_keys")
    path.write_text(yaml.safe_dump(items), encoding="utf-8")
    done = adopt(ansible)
    assert "changed=2" in done.text
    assert "openai_project_users names other members of the project, and not this one" in done.text
    assert ansible.apply({}, "-e", f"@{path}", roles=ROLES).changed == dict.fromkeys(ROLES, False)
    assert writes(acme) == []

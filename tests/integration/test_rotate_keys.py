"""Keys are rotated now: new ones in their sinks, old ones good until their overlap ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.administration import administers, opens
from support.checks import every

from .conftest import writes

if TYPE_CHECKING:
    from support.ansible import Ansible, Outcome

pytestmark = pytest.mark.own_emulator
ROLES = ["administrative", "api_management"]


@pytest.fixture
def described(ansible: Ansible, emulator: Any) -> dict[str, Any]:
    """Return the variables of an organization with keys, which are applied."""
    sinks = ansible.folder / "sinks"

    def key(name: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "secret_sink": {"file": str(sinks / name)}, **more}

    variables = {
        "openai_projects": {"research": {"name": "Research"}},
        "openai_service_accounts": {
            "deploy": {
                "project": "research",
                "name": "Deploy",
                "api_keys": {"ci": key("ci", overlap=2), "cd": key("cd")},
            }
        },
        "openai_admin_api_keys": {
            "audit": key("audit", overlap=1),
            "fixed": key("fixed", rotation="2026-11"),
        },
        "openai_webhook_endpoints": {
            "jobs": key("jobs", url="https://hooks.example.com/jobs", event_types=["batch.completed"]),
            "other": key("other", url="https://hooks.example.com/other", event_types=["batch.failed"]),
        },
    }
    path = ansible.folder / "organization.json"
    path.write_text(json.dumps(variables), encoding="utf-8")
    ansible.apply(variables, roles=ROLES)
    emulator.clear_calls()
    return variables


def rotate(ansible: Ansible, *arguments: str, code: int = 0, **variables: Any) -> Outcome:
    given = ("-e", f"@{ansible.folder}/organization.json", "-e", json.dumps(variables))
    outcome = ansible.run("fjcorp.openai.rotate_keys", *given, *arguments)
    assert outcome.code == code, outcome.text
    return outcome


def test_old_keys_work_until_their_overlap_ends(
    ansible: Ansible, emulator: Any, described: dict[str, Any]
) -> None:
    def secrets() -> dict[str, str]:
        return {each.name: each.read_text("utf-8").strip() for each in (ansible.folder / "sinks").iterdir()}

    before = secrets()
    unknown = rotate(ansible, code=2, openai_rotated_keys=["deploy/cj"])
    assert 'openai_service_accounts has no key deploy/cj; did you mean "deploy/c' in unknown.text
    chosen = {
        "openai_rotated_keys": ["deploy/ci"],
        "openai_rotated_admin_keys": "all",
        "openai_rotated_webhook_endpoints": ["jobs"],
    }
    told = rotate(ansible, "--check", **chosen)
    assert '"key": "deploy/ci"' in told.text
    assert '"key": "jobs"' in told.text
    assert '"key": "other"' not in told.text
    assert secrets() == before
    assert writes(emulator) == []

    done = rotate(ansible, **chosen)
    after = secrets()
    assert {name for name in before if before[name] != after[name]} == {"ci", "audit", "jobs"}
    assert every(opens(emulator, each["ci"]) for each in (before, after))
    assert every(administers(emulator, each["audit"]) for each in (before, after))
    assert '"ended_by": "the API"' in done.text
    assert '"ended_by": "the first run after that"' in done.text
    assert not [secret for secret in (*before.values(), *after.values()) if secret in done.text]

    emulator.clear_calls()
    assert ansible.apply(described, roles=ROLES).changed == dict.fromkeys(ROLES, False)
    assert writes(emulator) == []
    emulator.clock.advance(3 * 86_400)
    assert not opens(emulator, before["ci"])
    assert opens(emulator, after["ci"])

"""Keys that exist become items of the role api_management; the plan after that is empty."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from .conftest import writes

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible, Outcome

pytestmark = pytest.mark.own_emulator

ROLE = ["api_management"]


@pytest.fixture
def acme(emulator: Any) -> Any:
    """An emulator with keys of people, of a service account and of administrators."""
    emulator.seed(
        {
            "projects": [{"name": "Research"}, {"name": "Web Shop"}],
            "users": [{"email": "ada@example.com", "name": "Ada"}],
            "project_users": [{"project": "Research", "email": "ada@example.com"}],
            "project_keys": [
                {"project": "Research", "name": "nightly", "email": "ada@example.com"},
                {"project": "Research", "name": "Nightly", "email": "ada@example.com"},
                {"project": "Research", "name": "over", "email": "ada@example.com", "expires_in_seconds": 5},
                {"project": "Web Shop", "name": "cart"},
            ],
            "service_accounts": [{"project": "Research", "name": "CI", "keys": 2, "role": "owner"}],
            "admin_keys": [{"name": "terraform"}, {"name": "audit", "expires_in_seconds": 9000}],
        }
    )
    emulator.clock.advance(10)  # the end of the key "over"
    return emulator


def backend(ansible: Ansible) -> dict[str, Any]:
    """Return a backend in the place of the state folder."""
    return {"local": {"path": f"{ansible.folder}/{{category}}.tfstate"}}


def import_keys(ansible: Ansible, *arguments: str, code: int = 0, **variables: Any) -> Outcome:
    variables = {
        "openai_import_file": str(ansible.folder / "keys.yml"),
        "openai_backend": backend(ansible),
        **variables,
    }
    outcome = ansible.run("fjcorp.openai.import_keys", "-e", json.dumps(variables), *arguments)
    assert outcome.code == code, outcome.text
    return outcome


def items(path: Path) -> dict[str, Any]:
    assert path.stat().st_mode & 0o777 == 0o600
    return yaml.safe_load(path.read_text("utf-8"))


def test_chosen_keys_are_imported_and_the_plan_is_empty(ansible: Ansible, acme: Any) -> None:
    path = ansible.folder / "keys.yml"
    acme.clear_calls()
    told = import_keys(ansible, "--check", "--diff")
    assert "changed=1" in told.text
    assert "+openai_project_api_keys:" in told.text
    assert not path.exists()
    import_keys(ansible, openai_import_names=["NIGHT*"], openai_import_projects=["Research"])
    assert list(items(path)) == ["openai_project_api_keys"]
    assert len(items(path)["openai_project_api_keys"]) == 2
    path.write_text(path.read_text("utf-8") + "# mine\n", encoding="utf-8")
    everything = import_keys(ansible, "-e", f"@{path}", "-v")
    assert "# mine\n" in path.read_text("utf-8")
    assert writes(acme) == []
    found = items(path)
    assert {name: len(each) for name, each in found.items()} == {
        "openai_project_api_keys": 4,  # one is the emulator's own
        "openai_admin_api_keys": 3,
        "openai_service_accounts": 1,
    }
    (account,) = found["openai_service_accounts"].values()
    assert account["role"] == "owner"
    assert account["api_keys"] == {
        "secret_key": {"name": "Secret Key"},
        "secret_key_2": {"name": "Secret Key 2"},
    }
    assert "it has ended" in everything.text
    assert acme.admin_key not in everything.text

    kept = {"openai_backend": backend(ansible)}
    again = import_keys(ansible, "-e", f"@{path}")
    assert "changed=0" in again.text

    taken = ansible.apply(found | kept, roles=ROLE).results["api_management"]
    assert taken["counts"] == {"add": 0, "change": 0, "destroy": 0, "replace": 0, "import": 10}
    assert writes(acme) == []
    assert not ansible.apply(found | kept, roles=ROLE).changed["api_management"]
    (ansible.folder / "keys.yml").write_text("---\n", encoding="utf-8")
    managed = import_keys(ansible)
    assert "changed=0" in managed.text, "what the state at the backend holds is managed"

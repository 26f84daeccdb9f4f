"""Check mode, diff mode and state planned: true, and without a trace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from integration.conftest import writes
from support.checks import every

if TYPE_CHECKING:
    from support.ansible import Ansible
    from support.shared_organization import SharedOrganization

TOLD = ("changed", "counts", "resources", "paid_calls")


def told(results: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {role: {name: result[name] for name in TOLD} for role, result in results.items()}
    for result in found.values():
        # What names an object that check mode does not make has no estimate yet.
        result["paid_calls"] = [
            {name: value for name, value in each.items() if name != "estimate"}
            for each in result["paid_calls"]
        ]
    return found


def test_says_what_apply_does_and_writes_nothing(
    ansible: Ansible, emulator: Any, organization: dict[str, Any]
) -> None:
    def announced() -> dict[str, dict[str, Any]]:
        emulator.clear_calls()
        before = emulator.dump()
        outcome = ansible.apply(organization, "--check", "--diff")
        assert writes(emulator) == []
        assert emulator.dump() == before
        return told(outcome.results)

    expected = announced()
    assert every(result["changed"] for result in expected.values())
    assert told(ansible.apply(organization).results) == expected

    # A change in one role that the next one sees only after it is applied.
    Path(organization["openai_files"]["handbook"]["file_path"]).write_text("New.\n", encoding="utf-8")
    organization["openai_projects"]["care"]["name"] = "Care"
    organization["openai_projects"]["lab"] = {"name": "Lab"}
    del organization["openai_projects"]["shop"]
    organization["openai_models"] = {}
    expected = announced()
    assert [each["item"] for each in expected["core_ai"]["paid_calls"]] == ["card"]
    counts = {"add": 1, "change": 1, "destroy": 1, "replace": 0, "import": 0}
    assert expected["administrative"]["counts"] == counts
    confirmed = organization | {"openai_confirm_destroy": 1}
    assert told(ansible.apply(confirmed).results) == expected


def test_planned_is_the_same_without_check_mode(
    ansible: Ansible, emulator: Any, organization: dict[str, Any]
) -> None:
    roles = ["data_management", "core_ai"]
    planned = ansible.apply(organization | {"openai_state": "planned"}, roles=roles)
    assert planned.results["data_management"]["counts"]["add"] == 2
    assert len(planned.results["core_ai"]["paid_calls"]) == 2
    assert writes(emulator) == []


def test_destruction_is_announced_too(shared_organization: SharedOrganization, emulator: Any) -> None:
    ansible = shared_organization.ansible
    arguments = ({"openai_state": "absent"}, "--check", "--diff")
    outcome = ansible.apply(*arguments, roles=["data_management"])
    assert outcome.results["data_management"]["counts"]["destroy"] == 2
    assert 'openai_files["talks"] (openai_file) will be destroyed' in outcome.text
    assert writes(emulator) == []

"""Settings of projects and of the organization: spend, retention, models, tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack


ALERT = 'recipients = ["boss@example.com"]\n'


SETTINGS: dict[str, tuple[str, str, str, dict[str, Any], dict[str, Any]]] = {
    # type: first lines, second lines, path, what the API holds after the first, after the second
    "spend_limit": (
        "threshold_amount = 50000",
        "threshold_amount = 70000",
        "spend_limit",
        {"threshold_amount": 50000, "currency": "USD", "interval": "month"},
        {"threshold_amount": 70000},
    ),
    "data_retention": (
        'retention_type = "zero_data_retention"',
        'retention_type = "enhanced_zero_data_retention"',
        "data_retention",
        {"type": "zero_data_retention"},
        {"type": "enhanced_zero_data_retention"},
    ),
    "model_permissions": (
        'mode = "allow_list"\nmodel_ids = ["gpt-5.6-terra", "gpt-5.6-luna"]',
        'mode = "deny_list"\nmodel_ids = ["gpt-5.6-luna"]',
        "model_permissions",
        {"mode": "allow_list"},
        {"mode": "deny_list", "model_ids": ["gpt-5.6-luna"]},
    ),
    "hosted_tool_permissions": (
        "web_search = false",
        "web_search = false\nmcp = false",
        "hosted_tool_permissions",
        {"web_search": {"enabled": False}, "mcp": {"enabled": True}},
        {"web_search": {"enabled": False}, "mcp": {"enabled": False}},
    ),
    "service_tier_settings": (
        'default = "fast"\nenabled_tiers = ["fast", "flex"]',
        'default = "standard"\nenabled_tiers = ["all"]',
        "service_tier_settings",
        {"default": "fast", "enabled_tiers": ["fast", "flex"]},
        {"default": "standard", "enabled_tiers": "all"},
    ),
}


CASES = [("project", name) for name in SETTINGS] + [
    ("organization", name) for name in ("spend_limit", "data_retention")
]


@pytest.mark.parametrize(("level", "name"), CASES)
def test_it_is_set_changed_repaired_imported_and_taken_back(
    stack: Callable[..., Stack], level: str, name: str
) -> None:
    first, second, last, after_first, after_second = SETTINGS[name]
    address = f"openai_{level}_{name}.this"
    made = stack()
    call = made.emulator.call
    project = call("POST", "/organization/projects", admin=True, json={"name": "Research"}).json()["id"]
    path = f"/organization/projects/{project}/{last}" if level == "project" else f"/organization/{last}"
    before = call("GET", path, admin=True)

    def write(lines: str) -> None:
        place = f'project_id = "{project}"\n' if level == "project" else ""
        made.configure(f'resource "openai_{level}_{name}" "this" {{\n{place}{lines}\n}}\n')

    def remote() -> dict[str, Any]:
        return call("GET", path, admin=True).json()

    write(first)
    made.apply()
    assert remote().items() >= after_first.items()
    assert made.values(address)["id"] == (project if level == "project" else "organization")
    assert made.plan().code == 0
    write(second)
    assert made.changes() == {address: ["update"]}
    made.apply()
    assert remote().items() >= after_second.items()
    assert made.plan().code == 0

    # Drift: the state of before is put back by hand, and repaired.
    body = {**after_first}
    if name == "data_retention":
        body = {"retention_type": body["type"]}
    if name == "model_permissions":
        body["model_ids"] = ["gpt-5.6-terra"]
    call("POST", path, admin=True, json=body)
    assert made.changes() == {address: ["update"]}
    made.apply()
    assert remote().items() >= after_second.items()

    made.destroy()
    after = call("GET", path, admin=True)
    assert (after.status_code, after.json().get("type")) == (before.status_code, before.json().get("type"))
    if before.status_code == 200:
        assert after.json() == before.json(), "what was found is put back"

    write(first)
    made.apply()
    made.forget(address)
    made.import_(address, project if level == "project" else "organization")
    assert made.plan().code == 0
    if level == "project":
        call("POST", f"/organization/projects/{project}/archive", admin=True)
        made.destroy(refresh=False)
        write(first)
        assert "is archived" in made.plan(check=False).text


@pytest.mark.parametrize("level", ["project", "organization"])
def test_alerts(stack: Callable[..., Stack], level: str) -> None:
    made = stack()
    call = made.emulator.call
    project = call("POST", "/organization/projects", admin=True, json={"name": "Research"}).json()["id"]
    place = f"project_id = {project!r}\n".replace("'", '"') if level == "project" else ""
    path = (
        f"/organization/projects/{project}/spend_alerts"
        if level == "project"
        else "/organization/spend_alerts"
    )
    address = f"openai_{level}_spend_alert.this"

    def write(lines: str) -> None:
        made.configure(f'resource "openai_{level}_spend_alert" "this" {{\n{place}{lines}\n}}\n')

    write("threshold_amount = 1000\n" + ALERT)
    made.emulator.fault(f"create-{level}-spend-alert", drop="after")
    made.apply()
    (alert,) = call("GET", path, admin=True).json()["data"]
    assert alert["notification_channel"]["recipients"] == ["boss@example.com"]
    assert made.values(address)["id"] == (f"{project}/{alert['id']}" if place else alert["id"])
    assert made.plan().code == 0
    write('threshold_amount = 2000\nsubject_prefix = "Costs"\n' + ALERT)
    assert made.changes() == {address: ["update"]}
    made.apply()
    (alert,) = call("GET", path, admin=True).json()["data"]
    assert alert["threshold_amount"] == 2000
    assert alert["notification_channel"]["subject_prefix"] == "Costs"
    identifier = made.values(address)["id"]
    made.forget(address)
    made.import_(address, identifier)
    assert made.plan().code == 0
    call("DELETE", f"{path}/{alert['id']}", admin=True)
    assert made.changes() == {address: ["create"]}
    made.apply()
    made.destroy()
    assert call("GET", path, admin=True).json()["data"] == []


def test_wrong_input_is_told_at_plan(stack: Callable[..., Stack]) -> None:
    made = stack()
    start = 'resource "openai_organization_%s" "this" {\n%s\n}\n'
    for kind, lines, words in (
        ("spend_limit", "threshold_amount = 0", "at least 1"),
        ("spend_limit", "threshold_amount = 1.5", "not a whole number"),
        ("data_retention", 'retention_type = "organization_default"', "is none of"),
        ("spend_alert", "threshold_amount = 5\nrecipients = []", "at least 1"),
    ):
        made.configure(start % (kind, lines))
        assert words in made.plan(check=False).text
    start = 'resource "openai_project_service_tier_settings" "this" {\nproject_id = "proj_1"\n%s\n}\n'
    for lines, words in (
        ('default = "slow"', "is none of"),
        ('enabled_tiers = ["slow"]', "is none of"),
        ('enabled_tiers = ["all", "flex"]', '"all" stands alone'),
        ('default = "fast"\nenabled_tiers = ["flex"]', "not among enabled_tiers"),
        ('default = "fast"\nenabled_tiers = []', "not among enabled_tiers"),
    ):
        made.configure(start % lines)
        assert words in made.plan(check=False).text, lines


def test_models_that_end_or_are_unknown_are_told(stack: Callable[..., Stack]) -> None:
    made = stack(
        'resource "openai_project" "this" {\n  name = "Research"\n}\n'
        'resource "openai_project_model_permissions" "this" {\n  project_id = openai_project.this.id\n'
        '  mode = "allow_list"\n  model_ids = ["gpt-4o-mini", "gpt-5.4-nano", "gpt-0"]\n}\n'
    )
    result = made.plan()
    assert "Unknown to GET /models: gpt-0" in result.text
    assert "To be shut: gpt-4o-mini (2027-01-14)" in result.text
    assert "(2027-04-01)" not in result.text, "that is not soon"

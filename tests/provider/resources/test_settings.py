"""Settings of projects and of the organization in one life; `tests/contract` has each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract.resources.test_settings import ALERT, CASES, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

PROJECT = 'resource "openai_project" "this" {\n  name = "Research"\n}\n'
LEVELS = {"project": "project_id = openai_project.this.id\n", "organization": ""}
PATHS = ("spend_limit", "data_retention", "spend_alerts")
ALERTS = [f"openai_{level}_spend_alert.this" for level in LEVELS]
ADDRESSES = [f"openai_{level}_{name}.this" for level, name in CASES] + ALERTS


def settings(number: int) -> str:
    """Return all settings, with their first or their second values."""
    alert = f"threshold_amount = {1000 + number}\n{ALERT}"
    bodies = [(level, name, SETTINGS[name][number]) for level, name in CASES]
    bodies += [(level, "spend_alert", alert) for level in LEVELS]
    return PROJECT + "".join(
        f'resource "openai_{level}_{name}" "this" {{\n{LEVELS[level]}{lines}\n}}\n'
        for level, name, lines in bodies
    )


def test_all_are_set_changed_repaired_imported_and_taken_back(stack: Callable[..., Stack]) -> None:
    made = stack(settings(0))
    call = made.emulator.call

    def organization() -> list[str]:
        return [made.emulator.shown(f"/organization/{path}") for path in PATHS]

    before = organization()
    made.apply()
    assert made.resources().keys() == {*ADDRESSES, "openai_project.this"}
    assert made.plan().code == 0
    made.configure(settings(1))
    assert made.changes() == {address: ["update"] for address in ADDRESSES}
    made.apply()
    assert made.plan().code == 0

    project = made.values("openai_project.this")["id"]
    values = {"threshold_amount": 5, "currency": "USD", "interval": "month"}
    path = f"/organization/projects/{project}/spend_limit"
    assert call("POST", path, admin=True, json=values).status_code == 200
    alert = made.values("openai_organization_spend_alert.this")["id"]
    assert call("DELETE", f"/organization/spend_alerts/{alert}", admin=True).status_code == 200
    assert made.changes() == {
        "openai_project_spend_limit.this": ["update"],
        "openai_organization_spend_alert.this": ["create"],
    }
    made.apply()
    assert made.plan().code == 0

    made.destroy()
    assert organization() == before, "what was found is put back"

    made.apply()
    identifiers = {address: made.values(address)["id"] for address in ADDRESSES}
    made.run("state", "rm", *ADDRESSES)
    # In blocks: one run instead of one for each.
    blocks = [f'import {{\n  to = {address}\n  id = "{id_}"\n}}\n' for address, id_ in identifiers.items()]
    made.configure(settings(1) + "".join(blocks))
    assert f"{len(ADDRESSES)} to import, 0 to add, 0 to change, 0 to destroy" in made.plan().text

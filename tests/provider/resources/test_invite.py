"""`openai_invite`: sent once, answered or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract.resources.test_invite import ADDRESS, WEEK, invite, listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


def test_it_is_sent_with_projects_changed_while_pending_and_withdrawn(stack: Callable[..., Stack]) -> None:
    made = stack(
        'resource "openai_project" "this" {\n  name = "Research"\n}\n'
        + invite(lines="projects = [{ project_id = openai_project.this.id }]")
    )
    made.apply()
    values = made.values(ADDRESS)
    assert values["id"] == "eve@example.com"
    assert (values["status"], values["role"], values["sent"]) == ("pending", "reader", 0)
    assert values["expires_at"] == values["created_at"] + WEEK
    assert [each["projects"][0]["role"] for each in listed(made)] == ["member"]
    assert made.plan().code == 0

    made.configure(
        'resource "openai_project" "this" {\n  name = "Research"\n}\n'
        + invite(lines='role = "owner"\nprojects = []')
    )
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    (only,) = listed(made)
    assert (only["role"], only["projects"]) == ("owner", [])
    assert made.values(ADDRESS)["invite_id"] == only["id"] != values["invite_id"]
    assert made.values(ADDRESS)["sent"] == 0, "a change is no second try"
    assert made.plan().code == 0
    made.destroy()
    assert listed(made) == []


def test_many_invites_cost_no_lists(stack: Callable[..., Stack]) -> None:
    made = stack(
        'resource "openai_invite" "many" {\n  count = 60\n  email = "p${count.index}@example.com"\n}\n'
    )
    made.emulator.clear_calls()
    made.apply("-parallelism=50")
    calls = made.emulator.calls()
    assert sum(call["method"] == "POST" for call in calls) == 60
    assert sum(call["method"] == "GET" for call in calls) <= 4
    made.emulator.clear_calls()
    assert made.plan().code == 0
    assert len(made.emulator.calls()) == 1
    assert len(listed(made)) == 60

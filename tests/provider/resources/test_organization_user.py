"""`openai_organization_user`: people taken over, never created."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract.resources.test_organization_user import ADDRESS, PATH, people, user, with_ada

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


def test_a_person_is_taken_over_changed_and_let_go(stack: Callable[..., Stack]) -> None:
    made = with_ada(stack)
    made.configure(user())
    made.apply()
    values, remote = made.values(ADDRESS), people(made)["ada@example.com"]
    assert values["id"] == values["user_id"] == remote["id"]
    assert (values["name"], values["role"], values["email"]) == ("Ada", "reader", "ada@example.com")
    assert made.plan().code == 0
    assert made.written() == [], "taking over writes nothing"
    made.configure(user(lines='role = "owner"\ntechnical_level = "expert"'))
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    remote = people(made)["ada@example.com"]
    assert (remote["role"], remote["technical_level"]) == ("owner", "expert")
    assert made.plan().code == 0
    made.emulator.call("POST", f"{PATH}/{remote['id']}", admin=True, json={"role": "reader"})
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert people(made)["ada@example.com"]["role"] == "owner"
    made.destroy()
    assert "ada@example.com" in people(made), "destroying removes nobody unless asked"

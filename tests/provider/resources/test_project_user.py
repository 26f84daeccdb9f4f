"""`openai_project_user` from joining to leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract.resources.test_project_user import ADDRESS, Office, membership

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


def test_a_member_joins_by_address_gets_another_role_and_leaves(stack: Callable[..., Stack]) -> None:
    office = Office(stack)
    made = office.made
    made.configure(membership(office.project))
    made.written()
    made.apply()
    values = made.values(ADDRESS)
    user = office.ids["ada@example.com"]
    assert values["id"] == f"{office.project}/{user}"
    assert (values["user_id"], values["email"], values["name"]) == (user, "ada@example.com", "Ada")
    assert (values["role"], values["status"]) == ("member", "active")
    assert values["added_at"] > 0
    assert made.plan().code == 0
    path = f"/v1/organization/projects/{office.project}/users"
    assert made.written() == [f"POST {path}"]

    made.configure(membership(office.project, 'email = "ADA@example.com"', 'role = "owner"'))
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert office.members() == {"Ada@example.com": "owner"}
    assert made.plan().code == 0
    assert made.written() == [f"POST {path}/{user}"]

    made.configure(membership(office.project, 'email = "bo@example.com"'))
    assert made.changes() == {ADDRESS: ["delete", "create"]}
    made.apply()
    assert office.members() == {"bo@example.com": "member"}
    made.destroy()
    assert office.members() == {}


def test_a_plan_of_a_hundred_members_costs_ten_lists(stack: Callable[..., Stack]) -> None:
    people = [{"email": f"p{number}@example.com"} for number in range(10)]
    office = Office(
        stack, {"users": people, "projects": [{"name": "Research"}, {"name": "Team", "count": 9}]}
    )
    listed = office.call("GET", "/organization/projects?limit=100", admin=True).json()["data"]
    projects = [each["id"] for each in listed if each["id"] != office.default]
    made = office.made
    made.configure(
        f"locals {{\n  pairs = setproduct({str(projects).replace(chr(39), chr(34))}, range(10))\n}}\n"
        'resource "openai_project_user" "many" {\n  count = 100\n'
        "  project_id = local.pairs[count.index][0]\n"
        '  email = "p${local.pairs[count.index][1]}@example.com"\n}\n'
    )
    made.emulator.clear_calls()
    made.apply("-parallelism=50")
    calls = made.emulator.calls()
    assert sum(call["method"] == "POST" for call in calls) == 100
    assert sum(call["method"] == "GET" for call in calls) <= 8, "people and projects are listed once"
    made.emulator.clear_calls()
    assert made.plan("-parallelism=50").code == 0
    assert len(made.emulator.calls()) == 10

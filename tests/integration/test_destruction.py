"""Destruction is said twice, and an item that is only called otherwise stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from integration.conftest import writes

if TYPE_CHECKING:
    from support.ansible import Ansible

ROLES = ["administrative", "api_management"]


def projects(emulator: Any) -> dict[str, str]:
    """Return the ids of the projects that are not archived, by name."""
    rows = emulator.call("GET", "/organization/projects", admin=True).json()["data"]
    return {row["name"]: row["id"] for row in rows}


def test_much_is_destroyed_by_number_alone_and_other_keys_are_moves(ansible: Ansible, emulator: Any) -> None:
    company: dict[str, Any] = {
        "openai_projects": {
            "care": {"name": "Customer Care", "deletion_protection": True},
            "shop": {"name": "Web Shop", "spend_limit": {"threshold_amount": 100}},
        },
        "openai_service_accounts": {
            "bot": {
                "project": "shop",
                "name": "bot",
                "api_keys": {"ci": {"name": "ci", "secret_sink": {"command": ["true"]}}},
            }
        },
    }
    ansible.apply(company, roles=ROLES)
    made = projects(emulator)
    emulator.clear_calls()

    # Everything but the references has another key: nothing is made and nothing ends.
    company["openai_projects"] = {
        "customer_care": company["openai_projects"]["care"],
        "web_shop": company["openai_projects"]["shop"],
    }
    bot = company["openai_service_accounts"].pop("bot")
    bot |= {"project": "web_shop", "api_keys": {"build": bot["api_keys"]["ci"]}}
    company["openai_service_accounts"] = {"shop_bot": bot}
    told = ansible.apply(company, "--check", "--diff", roles=ROLES)
    moved = ansible.apply(company, "--diff", roles=ROLES)
    for outcome in (told, moved):
        found = {
            (each["action"], each["item"])
            for result in outcome.results.values()
            for each in result["resources"]
        }
        assert found == {("move", "customer_care"), ("move", "web_shop"), ("move", "shop_bot")}
        assert '--- before: openai_projects["care"] (openai_project)' in outcome.text
        assert '+++ after: openai_projects["customer_care"] (openai_project) will be moved' in outcome.text
    assert projects(emulator) == made
    assert writes(emulator) == []
    assert moved.results["administrative"]["outputs"]["projects"]["web_shop"]["id"] == made["Web Shop"]
    assert moved.results["api_management"]["outputs"]["service_account"]["shop_bot"]["api_keys"]["build"]
    assert not any(ansible.apply(company, roles=ROLES).changed.values())

    # A project that is in no variable any more, by mistake or not, stays until its number is said.
    renamed = {"web_shop": company["openai_projects"]["web_shop"]}
    refused = ansible.apply({"openai_projects": renamed}, roles=ROLES[:1], expect=2)
    assert "Load the variables that do" in refused.message
    company["openai_projects"]["customer_care"]["deletion_protection"] = False
    ansible.apply(company, roles=ROLES[:1])
    emulator.clear_calls()
    nothing = {"openai_projects": {}}
    checked = ansible.apply(nothing, "--check", roles=ROLES[:1]).results["administrative"]
    assert (checked["destroyed"], checked["to_confirm"]) == (2, "2")
    assert checked["warnings"] == [
        (
            "this run would destroy 2 objects, and wants openai_confirm_destroy: 2. "
            'openai_projects["customer_care"], openai_projects["web_shop"] would be archived, '
            "which is final (2 of 2)"
        )
    ]
    wrong = {
        "none": nothing,
        "another": nothing | {"openai_confirm_destroy": 3},
        "absent": {"openai_state": "absent", "openai_confirm_destroy": 2},
    }
    messages = ansible.refusals({name: (ROLES[0], variables) for name, variables in wrong.items()})
    for name in ("none", "another"):
        assert "administrative: this run would destroy 2 objects. Nothing was changed." in messages[name]
    assert 'openai_confirm_destroy: default (not "2")' in messages["absent"]
    assert writes(emulator) == []
    ansible.apply(nothing | {"openai_confirm_destroy": 2}, roles=ROLES[:1])
    assert not projects(emulator).keys() & {"Customer Care", "Web Shop"}


def test_a_protected_item_moves_in_a_state_at_a_backend_too(ansible: Ansible, emulator: Any) -> None:
    """Its plan is refused before the state, which is slow to read there, shows that it is the same item."""
    backend = {"openai_backend": {"local": {"path": f"{ansible.folder}/{{category}}.tfstate"}}}
    care = {"name": "Customer Care", "deletion_protection": True}
    ansible.apply({"openai_projects": {"care": care}} | backend, roles=ROLES[:1])
    made = projects(emulator)
    emulator.clear_calls()
    moved = ansible.apply({"openai_projects": {"customer_care": care}} | backend, roles=ROLES[:1])
    assert [(each["action"], each["item"]) for each in moved.results["administrative"]["resources"]] == [
        ("move", "customer_care")
    ]
    assert (projects(emulator), writes(emulator)) == (made, [])

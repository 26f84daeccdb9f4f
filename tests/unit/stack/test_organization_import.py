"""People, invites and projects that exist become items and import blocks; what cannot is said, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.errors import StackError

from unit.stack.organization import (
    ADA,
    BOB,
    CY,
    ORGANIZATION,
    OWNER,
    PROJECTS,
    Api,
    Import,
    invite,
    key,
    managed,
    member,
    user,
    with_three_people,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def api() -> Api:
    return with_three_people()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "organization.yml"


def test_people_go_by_their_address_in_the_order_in_which_they_came(api: Api, path: Path) -> None:
    api.users(
        *api.lists[f"{ORGANIZATION}/users"],
        user("svc", None, is_service_account=True, name="CI bot"),
        user("svc2", None, is_service_account=True),
        user("nobody", None),
        user("scim", "ada@elsewhere.org", 9, is_scim_managed=True),
    )
    done = Import(api, path)
    assert done.added == {
        "openai_organization_users": {
            "owner": {"email": OWNER, "role": "owner"},
            "bob": {"email": BOB, "role": "reader"},
            "ada": {"email": ADA, "role": "reader"},
            "ada_scim": {"email": "ada@elsewhere.org"},
        }
    }
    assert done.blocks("administrative") == {
        'module.organization_users["owner"].openai_organization_user.this': "user-own",
        'module.organization_users["bob"].openai_organization_user.this': "user-bob",
        'module.organization_users["ada"].openai_organization_user.this': "user-ada",
        'module.organization_users["ada_scim"].openai_organization_user.this': "user-scim",
    }
    assert done.left() == {
        ("user", "it is a service account"): ["CI bot", "user-svc2"],
        ("user", "it has no address"): ["user-nobody"],
        ("role of a person", "the identity provider manages it"): ["ada@elsewhere.org"],
    }


@pytest.mark.parametrize(
    "given", [{"a": {"email": "ADA@example.COM"}}, {"a": {"user_id": "user-ada", "email": "old@example.com"}}]
)
def test_a_person_whom_an_item_describes_gets_a_block_and_no_second_item(
    api: Api, path: Path, given: dict[str, Any]
) -> None:
    api.users(user("ada", ADA))
    done = Import(api, path, {"openai_organization_users": given})
    assert done.added == {}
    assert done.blocks("administrative") == {
        'module.organization_users["a"].openai_organization_user.this': "user-ada"
    }


def test_a_person_whom_two_items_describe_or_a_state_holds_is_not_guessed(api: Api, path: Path) -> None:
    api.users(user("ada", ADA), user("bob", BOB))
    given = {"a": {"email": ADA}, "b": {"email": ADA}, "ada": None}
    states = {
        "administrative": managed("openai_organization_user", "organization_users", "robert", "user-bob")
    }
    done = Import(api, path, {"openai_organization_users": given}, states)
    assert done.added == {"openai_organization_users": {"ada_rada": {"email": ADA, "role": "reader"}}}
    assert done.blocks("administrative") == {
        'module.organization_users["ada_rada"].openai_organization_user.this': "user-ada"
    }


def test_invites_that_can_be_accepted_are_taken_over_with_where_they_lead(api: Api, path: Path) -> None:
    api.project("proj_default", "Default project", 0)
    api.project("proj_lab", "Lab", 1)
    lab, default = ({"id": id_, "role": "member"} for id_ in ("proj_lab", "proj_default"))
    api.invites(
        invite(1, ADA.lower(), "accepted"),
        invite(2, ADA.lower()),
        invite(3, "late@example.com", "expired"),
        invite(9, "NEW@example.com", role="owner", projects=[lab, {"id": "proj_gone", "role": "owner"}]),
        invite(5, "new@example.com"),
        invite(6, "zoe@example.com", projects=[default]),
        invite(7, "abe@example.com"),
    )
    done = Import(api, path)
    assert done.added["openai_invites"] == {
        "new": {
            "email": "NEW@example.com",
            "role": "owner",
            "projects": [{"project": "lab"}, {"project": "proj_gone", "role": "owner"}],
        },
        "zoe": {"email": "zoe@example.com"},
        "abe": {"email": "abe@example.com", "projects": []},
    }
    assert {to: id_ for to, id_ in done.blocks("administrative").items() if ".openai_invite." in to} == {
        'module.invite["new"].openai_invite.this': "new@example.com",
        'module.invite["zoe"].openai_invite.this': "zoe@example.com",
        'module.invite["abe"].openai_invite.this': "abe@example.com",
    }
    assert done.left() == {
        ("project", "the API changes neither the default project nor its members"): [
            "Default project (proj_default)"
        ],
        ("invite", "the person belongs to the organization already"): ["ada@example.com"],
        ("invite", "it is expired: taken over, it would be sent again"): ["late@example.com"],
        ("invite", "there is a newer one for the address"): ["new@example.com (invite-5)"],
    }
    # Who is invited into a project is a member of it to come.
    assert done.added["openai_projects"] == {"lab": {"name": "Lab", "members": {"NEW@example.com": "member"}}}


def test_projects_have_their_members_without_owners_of_the_organization(api: Api, path: Path) -> None:
    rows = [member("own", OWNER, "owner"), member("bob", BOB, "owner"), member("ada", ADA)]
    api.project("proj_old", "Old", 5, status="archived", users=rows)
    api.project("proj_two", "Twin", 2, users=[{"id": "user-gone", "role": "member"}])
    api.project("proj_one", "Twin", 1, users=rows, residency="eu", external_key_id="key_ext")
    api.invites(invite(1, BOB, projects=[{"id": "proj_one", "role": "member"}]))
    api.users(user("own", OWNER, role="owner"))
    done = Import(api, path, {"openai_projects": {"twins": {"name": "Twin"}}})
    assert done.added["openai_projects"] == {
        "twin": {
            "name": "Twin",
            "residency": "eu",
            "external_key_id": "key_ext",
            "members": {ADA: "member", BOB: "owner"},
        },
        "twin_jtwo": {"name": "Twin", "members": {"user-gone": "member"}},
    }
    blocks = done.blocks("administrative")
    assert blocks['module.projects["twin"].openai_project.this'] == "proj_one"
    assert blocks['module.projects["twin"].openai_project_users.this[0]'] == "proj_one/allow_pending"
    assert blocks['module.projects["twin_jtwo"].openai_project.this'] == "proj_two"
    assert done.needs("administrative")['module.projects["twin"].openai_project_users.this[0]'] == ["members"]
    assert done.left() == {("project", "it is archived, which is final"): ["Old (proj_old)"]}
    assert done.counts == {
        "projects": 3,
        "people": 1,
        "invites": 1,
        "memberships": 4,
        "service_accounts": 0,
        "keys": 0,
        "limits": 0,
        "groups": 0,
        "roles": 0,
        "certificates": 0,
        "external_keys": 0,
        "external_storages": 0,
        "webhook_endpoints": 0,
        "workload_identity_providers": 0,
        "federation_rules": 0,
    }


def test_settings_that_are_not_as_the_api_has_them_are_written_and_imported(api: Api, path: Path) -> None:
    def alert(number: int, amount: int) -> dict[str, Any]:
        channel = {"type": "email", "recipients": [BOB]}
        return {"id": f"alert_{number}", "threshold_amount": amount, "notification_channel": channel}

    api.project("proj_lab", "Lab", 1, spend_alerts=[alert(1, 900), alert(2, 100), alert(3, 900)])
    inside = f"{PROJECTS}/proj_lab"
    api.settings = {
        f"{inside}/model_permissions": {"mode": "allow_list", "model_ids": ["gpt-5"]},
        f"{inside}/spend_limit": {"threshold_amount": 1000, "currency": "USD", "interval": "month"},
    }
    done = Import(api, path)
    alerts = [{"threshold_amount": amount, "recipients": [BOB]} for amount in (100, 900)]
    assert done.added["openai_projects"]["lab"] == {
        "name": "Lab",
        "model_permissions": {"mode": "allow_list", "model_ids": ["gpt-5"]},
        "spend_limit": {"threshold_amount": 1000},
        "spend_alerts": alerts,
        "members": {},
    }
    place = 'module.projects["lab"]'
    assert {to.removeprefix(f"{place}."): id_ for to, id_ in done.blocks("administrative").items()} == {
        'module.organization_users["owner"].openai_organization_user.this': "user-own",
        'module.organization_users["bob"].openai_organization_user.this': "user-bob",
        'module.organization_users["ada"].openai_organization_user.this': "user-ada",
        "openai_project.this": "proj_lab",
        "openai_project_users.this[0]": "proj_lab/allow_pending",
        "openai_project_model_permissions.this[0]": "proj_lab",
        "openai_project_spend_limit.this[0]": "proj_lab",
        'openai_project_spend_alert.this["100"]': "proj_lab/alert_2",
        'openai_project_spend_alert.this["900"]': "proj_lab/alert_1",
    }
    assert done.needs("administrative") == {
        f"{place}.openai_project_users.this[0]": ["members"],
        f"{place}.openai_project_model_permissions.this[0]": ["model_permissions"],
        f"{place}.openai_project_spend_limit.this[0]": ["spend_limit"],
        f'{place}.openai_project_spend_alert.this["100"]': ["spend_alerts", {"threshold_amount": 100}],
        f'{place}.openai_project_spend_alert.this["900"]': ["spend_alerts", {"threshold_amount": 900}],
    }
    reason = "another alert of the project has the same amount, and an item has one for each"
    assert done.left() == {("spend alert", reason): ["Lab (proj_lab): alert_3"]}


def test_a_described_project_gets_blocks_for_what_its_item_has(api: Api, path: Path) -> None:
    api.users()
    channel = {"type": "email", "recipients": [BOB]}
    rows = [
        {"id": f"alert_{amount}", "threshold_amount": amount, "notification_channel": channel}
        for amount in (100, 900)
    ]
    api.project("proj_lab", "Lab", 1, spend_alerts=rows, users=[member("ada", ADA)])
    api.settings = {
        f"{PROJECTS}/proj_lab/data_retention": {"type": "none"},
        f"{PROJECTS}/proj_lab/spend_limit": {"threshold_amount": 7},
    }
    item = {"name": "Lab", "data_retention": "none", "spend_alerts": [{"threshold_amount": 900}]}
    done = Import(api, path, {"openai_projects": {"research": item}})
    assert done.added == {}
    assert done.blocks("administrative") == {
        'module.projects["research"].openai_project.this': "proj_lab",
        'module.projects["research"].openai_project_data_retention.this[0]': "proj_lab",
        'module.projects["research"].openai_project_spend_alert.this["900"]': "proj_lab/alert_900",
    }


def test_a_managed_project_is_left_alone_and_what_is_in_it_goes_by_its_key(api: Api, path: Path) -> None:
    api.users()
    api.project("proj_lab", "Lab", 1, users=[member("ada", ADA)], api_keys=[key("key_1", "job")])
    states = {"administrative": managed("openai_project", "projects", "research", "proj_lab")}
    done = Import(api, path, None, states)
    assert done.added == {
        "openai_project_api_keys": {"research_job": {"project": "research", "api_key_id": "key_1"}}
    }
    assert done.blocks("administrative") == {}


def test_memberships_that_have_items_of_their_own_are_no_members_of_the_project(api: Api, path: Path) -> None:
    api.users(user("ada", ADA), user("bob", BOB), user("cy", CY), user("dan", "dan@example.com"))
    everybody = [member("ada", ADA), member("bob", BOB), member("cy", CY), member("dan", "dan@example.com")]
    api.project("proj_lab", "Lab", 1, users=everybody)
    given = {
        "openai_projects": {"lab": {"name": "Lab"}},
        "openai_project_users": {
            "ada_lab": {"project": "lab", "user": "ada", "role": "member"},
            "bob_lab": {"project": "proj_lab", "email": BOB.upper()},
            "cy_shop": {"project": "shop", "email": CY},
        },
    }
    states = {
        "administrative": managed("openai_project_user", "project_user", "dan_lab", "proj_lab/user-dan")
    }
    done = Import(api, path, given, states)
    assert "openai_projects" not in done.added
    assert {to: id_ for to, id_ in done.blocks("administrative").items() if "organization" not in to} == {
        'module.project_user["ada_lab"].openai_project_user.this': "proj_lab/user-ada",
        'module.project_user["bob_lab"].openai_project_user.this': "proj_lab/user-bob",
        'module.projects["lab"].openai_project.this': "proj_lab",
    }
    reason = "openai_project_users names other members of the project, and not this one"
    assert done.left() == {("member", reason): [f"Lab (proj_lab): {CY}"]}


def test_an_item_with_the_address_of_one_member_is_no_item_of_another(api: Api, path: Path) -> None:
    api.users(user("bob", BOB))
    api.project("proj_lab", "Lab", 1, users=[{"id": "user-gone", "role": "member"}])
    given = {"openai_project_users": {"bob_lab": {"project": "proj_lab", "email": BOB}}}
    done = Import(api, path, given)
    assert 'module.project_user["bob_lab"].openai_project_user.this' not in done.blocks("administrative")
    reason = "openai_project_users names other members of the project, and not this one"
    assert done.left() == {("member", reason): ["Lab (proj_lab): user-gone"]}


def test_new_items_stand_below_those_of_the_file(api: Api, path: Path) -> None:
    path.write_text("# people\nopenai_organization_users:\n  own:\n    email: owner@example.com # me\n")
    api.project("proj_lab", "Lab", 1)
    done = Import(api, path)
    assert done.result.text() == (
        "# people\nopenai_organization_users:\n  own:\n    email: owner@example.com # me\n"
        "  ada:\n    email: Ada@Example.com\n    role: reader\n"
        "  bob:\n    email: bob@example.com\n    role: reader\n"
        "\nopenai_projects:\n  lab:\n    name: Lab\n    members: {}\n"
    )
    assert done.result.omissions() == []


def test_a_variable_that_stands_elsewhere_is_not_added_to(api: Api, path: Path) -> None:
    given = {f"p{number}": {"email": f"p{number}@example.com"} for number in range(7)}
    done = Import(api, path, {"openai_organization_users": given})
    with pytest.raises(StackError) as refused:
        done.result.text()
    assert str(refused.value) == (
        f"openai_organization_users has items that {path} does not hold (p0, p1, p2, p3, p4), and Ansible "
        "takes a variable from one file alone: name the file that holds them"
    )

"""An organization that exists becomes items and import blocks; what cannot is said, with the reason."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.import_.import_result import ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.managed_objects import ManagedObjects
from plugins.plugin_utils.import_.organization_import import OrganizationImport

from fjcorp_openai.api.errors import NotFound

if TYPE_CHECKING:
    from pathlib import Path

ORGANIZATION, PROJECTS = "/organization", "/organization/projects"
OWNER, ADA, BOB, CY = "owner@example.com", "Ada@Example.com", "bob@example.com", "cy@example.com"


class Api:
    """An organization in memory, by path. What is not there is not set."""

    clock = SimpleNamespace(now=lambda: 1000)

    def __init__(self) -> None:
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self.settings: dict[str, dict[str, Any]] = {}

    def list(self, path: str, _parameters: Any = None) -> list[dict[str, Any]]:
        return self.lists.get(path, [])

    def get(self, path: str) -> dict[str, Any]:
        if path not in self.settings:
            raise NotFound(404, "not set")
        return self.settings[path]

    def users(self, *users: dict[str, Any]) -> None:
        self.lists[f"{ORGANIZATION}/users"] = [*users]

    def project(self, id_: str, name: str, created_at: int, **more: Any) -> None:
        """Add a project; what is in it goes by the name of its list."""
        inside = {each: more.pop(each) for each in list(more) if isinstance(more[each], list)}
        project = {"id": id_, "name": name, "status": "active", "created_at": created_at} | more
        self.lists.setdefault(PROJECTS, []).append(project)
        self.lists |= {f"{PROJECTS}/{id_}/{kind}": rows for kind, rows in inside.items()}

    def invites(self, *invites: dict[str, Any]) -> None:
        self.lists[f"{ORGANIZATION}/invites"] = [*invites]

    def admin_keys(self, *keys: dict[str, Any]) -> None:
        self.lists[f"{ORGANIZATION}/admin_api_keys"] = [*keys]


def user(who: str, email: str | None, added_at: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": f"user-{who}", "email": email, "role": "reader", "added_at": added_at} | more


def member(name: str, email: str, role: str = "member") -> dict[str, Any]:
    return {"id": f"user-{name}", "email": email, "role": role}


def invite(number: int, email: str, status: str = "pending", **more: Any) -> dict[str, Any]:
    return {
        "id": f"invite-{number}",
        "email": email,
        "role": "reader",
        "status": status,
        "created_at": number,
    } | more


def key(id_: str, name: str | None, account: str = "", **more: Any) -> dict[str, Any]:
    kind = "service_account" if account else "user"
    return {"id": id_, "name": name, "owner": {"type": kind, kind: {"id": account or "user-ada"}}} | more


class Import:
    """What an import makes of an organization."""

    def __init__(
        self,
        api: Api,
        path: Path,
        given: dict[str, dict[str, Any]] | None = None,
        states: dict[str, Any] | None = None,
    ) -> None:
        managed = {
            category: ManagedObjects((states or {}).get(category, {}), [])
            for category in ("administrative", "api_management")
        }
        self.result = ImportResult(given or {}, ItemsFile(path), managed)
        self.counts = OrganizationImport(api, self.result).run()  # type: ignore[arg-type]

    @property
    def added(self) -> dict[str, dict[str, Any]]:
        return self.result.added

    def blocks(self, category: str) -> dict[str, str]:
        """Return the ids by addresses, without what an item needs."""
        return {block["to"]: block["id"] for block in self.result.blocks.get(category, [])}

    def needs(self, category: str) -> dict[str, list[Any]]:
        return {
            block["to"]: block["needs"] for block in self.result.blocks.get(category, []) if "needs" in block
        }

    def left(self) -> dict[tuple[str, str], list[str]]:
        return self.result.left_out


@pytest.fixture
def api() -> Api:
    found = Api()
    found.users(user("own", OWNER, 1, role="owner"), user("ada", ADA, 3), user("bob", BOB, 2))
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "organization.yml"


def managed(type_: str, module: str, item: str, id_: str) -> dict[str, Any]:
    return {
        "resources": [
            {
                "type": type_,
                "name": "this",
                "module": f'module.{module}["{item}"]',
                "instances": [{"attributes": {"id": id_}}],
            }
        ]
    }


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


def test_accounts_keys_and_limits_go_by_the_key_of_their_project(api: Api, path: Path) -> None:
    api.users()
    accounts = [
        {"id": "svc_2", "name": "Bot", "role": "owner", "created_at": 9},
        {"id": "svc_1", "name": "Deploy", "role": "member", "created_at": 3},
    ]
    keys = [
        key("key_a", "ci", "svc_1", last_used_at=5, created_at=1),
        key("key_b", "ci", "svc_1", last_used_at=9, created_at=2),
        key("key_c", "Night run", "svc_1", created_at=4),
        key("key_end", "over", "svc_1", expires_at=1000),
        key("key_none", None, "svc_1"),
        key("key_p", "Job", expires_at=1001),
        key("key_q", "over", expires_at=999),
    ]
    limit = {"id": "rl", "model": "gpt-5", "max_requests_per_1_minute": 500, "max_tokens_per_1_minute": 7}
    api.project("proj_lab", "Lab", 1, service_accounts=accounts, api_keys=keys, rate_limits=[limit])
    lower = {**limit, "max_requests_per_1_minute": 100, "max_images_per_1_minute": 2}
    other = {"id": "rl", "model": "gpt-4", "max_tokens_per_1_minute": 3}
    api.project("proj_shop", "Shop", 2, rate_limits=[lower, other])
    done = Import(api, path)
    assert done.added["openai_service_accounts"] == {
        "lab_deploy": {
            "project": "lab",
            "name": "Deploy",
            "api_keys": {"ci": {}, "night_run": {"name": "Night run"}},
        },
        "lab_bot": {"project": "lab", "name": "Bot", "role": "owner"},
    }
    assert done.added["openai_project_api_keys"] == {"lab_job": {"project": "lab", "api_key_id": "key_p"}}
    assert done.added["openai_rate_limits"] == {
        "shop_gpt_5": {"project": "shop", "model": "gpt-5", "rpm_limit": 100}
    }
    deploy, bot = 'module.service_account["lab_deploy"]', 'module.service_account["lab_bot"]'
    assert done.blocks("api_management") == {
        f"{deploy}.openai_service_account.this": "proj_lab/svc_1",
        f'{deploy}.openai_service_account_api_key.this["ci"]': "proj_lab/svc_1/key_b",
        f'{deploy}.openai_service_account_api_key.this["night_run"]': "proj_lab/svc_1/key_c",
        f"{bot}.openai_service_account.this": "proj_lab/svc_2",
        'module.project_api["lab_job"].openai_project_api_key.this': "proj_lab/key_p",
        'module.rate_limit["shop_gpt_5"].openai_rate_limit.this': "proj_shop/gpt-5",
    }
    assert done.needs("api_management") == {
        f'{deploy}.openai_service_account_api_key.this["ci"]': ["api_keys", "ci"],
        f'{deploy}.openai_service_account_api_key.this["night_run"]': ["api_keys", "night_run"],
    }
    assert done.left() == {
        ("service account key", "it has ended"): ["Lab (proj_lab): over (key_end)"],
        ("service account key", "it has no name"): ["Lab (proj_lab): None (key_none)"],
        ("project key", "it has ended"): ["Lab (proj_lab): over (key_q)"],
        ("service account key", "another key of its account has the same name"): [
            "Lab (proj_lab): ci (key_a)"
        ],
    }
    assert done.counts == {
        "projects": 2,
        "people": 0,
        "invites": 0,
        "memberships": 0,
        "service_accounts": 2,
        "keys": 7,
        "limits": 3,
    }


def test_described_accounts_keys_and_limits_get_blocks_alone(api: Api, path: Path) -> None:
    api.users()
    accounts = [{"id": "svc_1", "name": "Deploy", "role": "member", "created_at": 3}]
    keys = [key("key_a", "ci", "svc_1"), key("key_b", "night", "svc_1"), key("key_p", "job")]
    api.project("proj_default", "Default project", 0, service_accounts=accounts, api_keys=keys)
    limit = {"id": "rl", "model": "gpt-5", "max_requests_per_1_minute": 500}
    api.project("proj_shop", "Shop", 2, rate_limits=[limit])
    api.lists[f"{PROJECTS}/proj_default/rate_limits"] = [{**limit, "max_requests_per_1_minute": 100}]
    given = {
        "openai_service_accounts": {
            "d": {
                "project": "proj_default",
                "name": "Deploy",
                "api_keys": {"ci": None, "n": {"name": "night"}},
            },
            "e": {"project": "shop", "name": "Deploy"},
        },
        "openai_project_api_keys": {"j": {"project": "proj_default", "api_key_id": "key_p"}},
        "openai_rate_limits": {"l": {"project": "proj_default", "model": "gpt-5", "rpm_limit": 100}},
    }
    done = Import(api, path, given)
    assert done.added.keys() == {"openai_projects"}
    assert done.blocks("api_management") == {
        'module.service_account["d"].openai_service_account.this': "proj_default/svc_1",
        'module.service_account["d"].openai_service_account_api_key.this["ci"]': "proj_default/svc_1/key_a",
        'module.service_account["d"].openai_service_account_api_key.this["n"]': "proj_default/svc_1/key_b",
        'module.project_api["j"].openai_project_api_key.this': "proj_default/key_p",
        'module.rate_limit["l"].openai_rate_limit.this': "proj_default/gpt-5",
    }


def test_what_is_in_the_default_project_goes_by_its_id_and_without_its_name(api: Api, path: Path) -> None:
    api.users()
    accounts = [{"id": "svc_1", "name": "Deploy", "role": "member"}]
    api.project(
        "proj_default", "Default project", 0, service_accounts=accounts, api_keys=[key("key_p", "job")]
    )
    done = Import(api, path)
    assert done.added == {
        "openai_service_accounts": {"deploy": {"project": "proj_default", "name": "Deploy"}},
        "openai_project_api_keys": {"job": {"project": "proj_default", "api_key_id": "key_p"}},
    }


def test_a_managed_key_stays_with_its_account_and_a_namesake_is_left(api: Api, path: Path) -> None:
    api.users()
    accounts = [{"id": "svc_1", "name": "Deploy", "role": "member"}]
    keys = [key("key_a", "ci", "svc_1"), key("key_b", "ci", "svc_1", last_used_at=7)]
    api.project("proj_default", "Default project", 0, service_accounts=accounts, api_keys=keys)
    module = 'module.service_account["d"]'
    states = {
        "api_management": {
            "resources": [
                {
                    "type": "openai_service_account",
                    "name": "this",
                    "module": module,
                    "instances": [{"attributes": {"id": "proj_default/svc_1"}}],
                },
                {
                    "type": "openai_service_account_api_key",
                    "name": "this",
                    "module": module,
                    "instances": [{"index_key": "ci", "attributes": {"id": "proj_default/svc_1/key_a"}}],
                },
            ]
        }
    }
    given = {
        "openai_service_accounts": {
            "d": {"project": "proj_default", "name": "Deploy", "api_keys": {"ci": {}}}
        }
    }
    done = Import(api, path, given, states)
    assert (done.added, done.result.blocks) == ({}, {})
    reason = "another key of its account has the same name"
    assert done.left()["service account key", reason] == ["Default project (proj_default): ci (key_b)"]


def test_admin_keys_go_by_their_name_where_one_has_it(api: Api, path: Path) -> None:
    api.users()
    api.admin_keys(
        key("adm_3", "solo", created_at=3),
        key("adm_2", "Root", created_at=2),
        key("adm_1", "Root", created_at=1),
        key("adm_4", "over", expires_at=1000),
        key("adm_5", None),
    )
    given = {"openai_admin_api_keys": {"mine": {"name": "solo"}, "root": {"name": "Root"}}}
    done = Import(api, path, given)
    assert done.added == {
        "openai_admin_api_keys": {"root_adm1": {"name": "Root"}, "root_adm2": {"name": "Root"}}
    }
    assert done.blocks("api_management") == {
        'module.system_api["root_adm1"].openai_admin_api_key.this': "adm_1",
        'module.system_api["root_adm2"].openai_admin_api_key.this': "adm_2",
        'module.system_api["mine"].openai_admin_api_key.this': "adm_3",
    }
    assert done.left() == {
        ("admin key", "it has ended"): ["over (adm_4)"],
        ("admin key", "it has no name"): ["adm_5"],
    }
    assert done.counts["keys"] == 5


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

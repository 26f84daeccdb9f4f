"""Accounts, keys and limits that exist become items and import blocks; what cannot is said, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unit.stack.organization import PROJECTS, Api, Import, key, with_three_people

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def api() -> Api:
    return with_three_people()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "organization.yml"


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
        "groups": 0,
        "roles": 0,
        "certificates": 0,
        "external_keys": 0,
        "external_storages": 0,
        "webhook_endpoints": 0,
        "workload_identity_providers": 0,
        "federation_rules": 0,
    }


def test_a_lower_limit_of_each_kind_is_written_by_its_name(api: Api, path: Path) -> None:
    names = {
        "max_requests_per_1_minute": "rpm_limit",
        "max_tokens_per_1_minute": "tpm_limit",
        "max_images_per_1_minute": "max_images_per_1_minute",
        "max_audio_megabytes_per_1_minute": "max_audio_megabytes_per_1_minute",
        "max_requests_per_1_day": "max_requests_per_1_day",
        "batch_1_day_max_input_tokens": "batch_1_day_max_input_tokens",
    }
    limit = {"id": "rl", "model": "gpt-5"}
    api.project("proj_lab", "Lab", 1, rate_limits=[{**limit, **dict.fromkeys(names, 9)}])
    api.project("proj_shop", "Shop", 2, rate_limits=[{**limit, **dict.fromkeys(names, 8)}])
    assert Import(api, path).added["openai_rate_limits"] == {
        "shop_gpt_5": {"project": "shop", "model": "gpt-5", **dict.fromkeys(names.values(), 8)}
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

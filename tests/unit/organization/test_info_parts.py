"""What is read of an organization, part by part."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.api import Settings
from fjcorp_openai.api.clock import Clock
from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.api.models import Models
from fjcorp_openai.organization.guards import is_own_key
from fjcorp_openai.organization.info import SETTINGS, OrganizationInfo, key_of, limits


class Api:
    """Lists by path; every question is written down."""

    settings = Settings(api_key="sk-proj-a")
    clock = Clock(dict)

    def __init__(self, lists: dict[str, Any], settings: dict[str, dict[str, Any]]) -> None:
        self.lists, self.set = lists, settings
        self.asked: list[tuple[str, Any]] = []
        self.models = Models(self)  # type: ignore[arg-type]

    def get(self, path: str) -> dict[str, Any]:
        self.asked.append((path, None))
        if path in self.set:
            return self.set[path]
        raise NotFound(404, "not set")

    def list(self, path: str, parameters: Any = None) -> list[dict[str, Any]]:
        self.asked.append((path, parameters))
        return self.lists.get(path, [])


def info(
    lists: dict[str, Any], settings: dict[str, dict[str, Any]] | None = None
) -> tuple[OrganizationInfo, Api]:
    api = Api(lists, settings or {})
    return OrganizationInfo(api), api  # type: ignore[arg-type]


def test_groups_come_with_their_members_and_roles() -> None:
    reader, _api = info(
        {
            "/organization/groups": [{"id": "group_1", "name": "Lab", "is_scim_managed": True, "odd": 1}],
            "/organization/groups/group_1/users": [{"id": "user-1", "email": "a@example.com", "odd": 1}],
            "/organization/groups/group_1/roles": [
                {"id": "role_1", "name": "Auditor", "predefined_role": False}
            ],
        }
    )
    assert reader.groups() == [
        {
            "id": "group_1",
            "name": "Lab",
            "is_scim_managed": True,
            "users": [{"id": "user-1", "email": "a@example.com"}],
            "roles": [{"id": "role_1", "name": "Auditor"}],
        }
    ]


def test_files_models_and_accounts_are_read_with_what_is_known_of_them() -> None:
    account = {"id": "svc_1", "name": "Bot", "role": "member", "created_at": 3, "odd": 1}
    reader, _api = info(
        {
            "/files": [{"id": "file-1", "filename": "a.txt", "odd": 1}],
            "/models": [
                {"id": "gpt-5", "shutdown_date": "2000-01-03"},
                {"id": "ft:gpt-5:x", "created": 7},
                {"id": "ft:gpt-6:y"},
            ],
            "/organization/projects/proj_1/service_accounts": [account],
        }
    )
    assert reader.files() == [
        {"id": "file-1", "filename": "a.txt", "purpose": None, "bytes": None, "created_at": None}
    ]
    first, second = reader.own_models()
    assert first.pop("days_left") < -9000
    assert first == {
        "id": "ft:gpt-5:x",
        "created_at": 7,
        "base": "gpt-5",
        "shutdown_date": "2000-01-03",
    }
    assert second == dict.fromkeys(second) | {"id": "ft:gpt-6:y", "base": "gpt-6"}
    assert reader.service_accounts("proj_1") == {
        "svc_1": {"id": "svc_1", "name": "Bot", "role": "member", "created_at": 3}
    }


def test_the_busiest_minute_counts() -> None:
    rows = [
        {"results": [{"project_id": "proj_1", "model": "gpt-5", "num_model_requests": 2, "input_tokens": 9}]},
        {
            "results": [
                {"project_id": "proj_1", "model": "gpt-5", "num_model_requests": 5, "output_tokens": 1}
            ]
        },
        {"results": [{"project_id": None, "model": None}]},
    ]
    reader, api = info({"/organization/usage/completions": rows})
    assert reader.peaks(now=1_000_000.5) == {
        "proj_1": {"gpt-5": {"requests": 5, "tokens": 9}},
        "": {"": {"requests": 0, "tokens": 0}},
    }
    path, query = api.asked[0]
    assert path == "/organization/usage/completions"
    assert query == {
        "start_time": 1_000_000 - 86_400 + 120,
        "bucket_width": "1m",
        "limit": 1440,
        "group_by": ["project_id", "model"],
    }


def test_everything_has_the_peaks_of_each_project_and_what_the_projects_key_reaches() -> None:
    usage = {"project_id": "proj_1", "model": "gpt-5", "num_model_requests": 2, "input_tokens": 9}
    projects = [{"id": f"proj_{number}", "name": "Lab", "status": "archived"} for number in (1, 2)]
    reader, api = info(
        {
            "/organization/projects": projects,
            "/organization/usage/completions": [{"results": [usage]}],
            "/organization/users": [{"id": "user-1", "email": "a@example.com", "odd": 1}],
            "/organization/invites": [{"id": "invite-1", "email": "b@example.com", "odd": 1}],
            "/organization/admin_api_keys": [{"id": "key_1", "value": "sk-admin-secret"}],
            "/files": [{"id": "file-1"}],
        }
    )
    found = reader.everything()
    assert [each["project"]["id"] for each in found["projects"]] == ["proj_1", "proj_2"]
    assert [each["peaks"] for each in found["projects"]] == [{"gpt-5": {"requests": 2, "tokens": 9}}, {}]
    assert (found["people"], found["invites"]) == (
        [{"id": "user-1", "email": "a@example.com"}],
        [{"id": "invite-1", "email": "b@example.com"}],
    )
    assert found["admin_keys"] == [{"id": "key_1", "owner": {"type": "user"}}]
    parts = {
        "projects",
        "people",
        "invites",
        "groups",
        "roles",
        "people_roles",
        "admin_keys",
        "settings",
        "certificates",
        "external_keys",
        "external_storages",
        "workload_identity_providers",
        "files",
        "models",
        "webhook_endpoints",
    }
    assert found.keys() == parts
    api.settings = Settings(admin_key="sk-admin-a")
    assert reader.everything().keys() == found.keys() - {"files", "models", "webhook_endpoints"}


def test_settings_and_certificates_are_read_of_the_organization_and_of_each_project() -> None:
    alert = {"id": "alert_1", "threshold_amount": 5, "odd": 1}
    times = {"valid_at": 1, "expires_at": 2}
    certificates = [
        {"id": "cert_1", "name": "Laptops", "active": True, "certificate_details": times | {"content": ""}},
        {"id": "cert_2", "certificate_details": {}},
    ]
    path = "/organization/projects/proj_1"
    reader, api = info(
        {
            "/organization/projects": [
                {"id": "proj_1", "name": "Lab", "status": "active"},
                {"id": "proj_2", "name": "Old", "status": "archived"},
            ],
            "/organization/certificates": certificates,
            f"{path}/certificates": [{"id": "cert_2", "active": True}, {"id": "cert_1", "active": False}],
            "/organization/spend_alerts": [alert],
            f"{path}/spend_alerts": [alert | {"id": "alert_2"}],
            "/organization/external_keys": [{"id": "extkey_1", "name": "Vault", "type": "aws"}],
            "/organization/external_storage": [
                {"id": "extstorage_1", "provider": {"type": "oci", "bucket": "acme"}, "object": "odd"}
            ],
            "/organization/workload_identity_providers": [{"id": "idp_1", "name": "CI", "object": "x"}],
            "/organization/workload_identity_providers/idp_1/federation_rules": [
                {"id": "idpm_1", "name": None, "attribute_matchers": {"sub": "x"}}
            ],
        },
        {
            "/organization/data_retention": {"type": "modified_abuse_monitoring"},
            f"{path}/service_tier_settings": {"default": "flex"},
            f"{path}/model_permissions": {"mode": "allow_list", "model_ids": ["gpt-5"]},
        },
    )
    parts = ["settings", "certificates", "external_keys", "external_storages"]
    found = reader.read([*parts, "workload_identity_providers"], archived=True)
    nothing: dict[str, Any] = {"spend_alerts": []} | {name: {} for name in SETTINGS}
    of_lab = {
        "spend_alerts": [{"id": "alert_2", "threshold_amount": 5}],
        "service_tier_settings": {"default": "flex"},
        "model_permissions": {"mode": "allow_list", "model_ids": ["gpt-5"]},
    }
    assert found == {
        "projects": [
            {
                "project": {"id": "proj_1", "name": "Lab", "status": "active"},
                "certificates": ["cert_2"],
                "settings": nothing | of_lab,
            },
            {
                "project": {"id": "proj_2", "name": "Old", "status": "archived"},
                "certificates": [],
                "settings": nothing,
            },
        ],
        "people": [],
        "settings": {
            "spend_alerts": [{"id": "alert_1", "threshold_amount": 5}],
            "data_retention": {"type": "modified_abuse_monitoring"},
            "spend_limit": {},
        },
        "certificates": [
            {"id": "cert_1", "name": "Laptops", "active": True, **times},
            {"id": "cert_2", "name": None, "active": False, "valid_at": None, "expires_at": None},
        ],
        "external_keys": [{"id": "extkey_1", "name": "Vault", "type": "aws", "purpose": "ekm"}],
        "external_storages": [{"id": "extstorage_1", "type": "oci", "bucket": "acme"}],
        "workload_identity_providers": [
            {
                "id": "idp_1",
                "name": "CI",
                "federation_rules": [{"id": "idpm_1", "attribute_matchers": {"sub": "x"}}],
            }
        ],
    }
    assert not any(path.startswith("/organization/projects/proj_2") for path, _unused in api.asked)


def test_what_is_not_asked_for_costs_no_call() -> None:
    reader, api = info({})
    assert reader.read([]) == {"projects": [], "people": []}
    assert {path for path, _unused in api.asked} == {"/organization/projects", "/organization/users"}


def test_a_row_holds_limits_beside_other_things() -> None:
    row = {"id": "rl_1", "model": "gpt-5", "max_requests_per_1_minute": 3, "max_requests_per_1_day": None}
    assert limits(row) == {"max_requests_per_1_minute": 3}


def test_a_key_is_told_with_its_owner_and_without_a_value() -> None:
    row = {
        "id": "key_1",
        "name": "ci",
        "redacted_value": "sk-***abcd",
        "value": "sk-secret",
        "last_used_at": None,
        "owner": {"type": "service_account", "service_account": {"id": "svc_1", "name": "Bot", "role": "x"}},
    }
    assert key_of(row) == {
        "id": "key_1",
        "name": "ci",
        "redacted_value": "sk-***abcd",
        "owner": {"type": "service_account", "id": "svc_1", "name": "Bot"},
    }
    flat = {"id": "key_2", "owner": {"id": "user-1", "email": "a@example.com"}}
    assert key_of(flat)["owner"] == {"type": "user", "id": "user-1", "email": "a@example.com"}
    assert key_of({"id": "key_3"}) == {"id": "key_3", "owner": {"type": "user"}}


def test_a_key_without_ends_is_nobodys() -> None:
    assert not is_own_key(None, "sk-admin-1234")
    assert not is_own_key("", "XXXX")
    assert not is_own_key("sk-***34", "sk-admin-1234")
    assert is_own_key("sk-***234", "sk-admin-1234")

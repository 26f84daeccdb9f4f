"""Each row of the report of drift, word by word, of an organization in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unit.stack.drifted import JUNE, LUNA, MAY, NOW, Drifted, Row, entry, everything, owner, row

if TYPE_CHECKING:
    from pathlib import Path


def test_an_organization_without_drift_has_no_rows(tmp_path: Path) -> None:
    found = Drifted(tmp_path, everything()).report
    assert found == {
        "time": "2026-06-04T00:00:07Z",
        "drifted": False,
        **{
            name: []
            for name in (
                *("differences", "problems", "archived", "not_in_yaml", "projects", "access", "groups"),
                *("keys", "tuned_models", "usage"),
            )
        },
    }


def test_people_and_invites(tmp_path: Path) -> None:
    people = [
        {"id": "user-1", "email": "ada@example.com", "role": "owner"},
        {"id": "user-2", "email": "bo@example.com", "role": "reader"},
        {"id": "user-3", "email": "cy@example.com", "role": "owner"},
        {"id": "user-4", "email": "di@example.com", "role": "owner"},
    ]
    pending = {"status": "pending", "role": "reader", "created_at": JUNE}
    invites = [
        {"id": "invite-1", "email": "eve@example.com", **pending},
        {"id": "invite-2", "email": "fay@example.com", **pending, "role": "owner"},
        {"id": "invite-3", "email": "gus@example.com", **pending, "status": "expired"},
        {"id": "invite-4", "email": "Hal@example.com", **pending},
        {"id": "invite-5", "email": "ian@example.com", **pending, "role": "owner"},
        {"id": "invite-6", "email": "kim@example.com", **pending},
    ]
    found = Drifted(
        tmp_path,
        everything(people=people, invites=invites),
        ('module.organization_users["di"]', "openai_organization_user", "user-4"),
        ('module.invite["hal"]', "openai_invite", "hal@example.com"),
        ('module.invite["ian"]', "openai_invite", "ian@example.com"),
        items={"openai_organization_users": {"ada": {"email": "ada@example.com", "role": "reader"}}},
        people=[{"email": "kim@example.com"}],
    )
    assert found.rows("person", "owner", "invite") == [
        row("owner", "ada@example.com", "user-1", detail="owns the organization"),
        row("person", "bo@example.com", "user-2", detail="reader"),
        row("person", "cy@example.com", "user-3", detail="owner"),
        row("invite", "eve@example.com", "invite-1", detail="pending, as reader, made on 2026-06-01"),
        row("invite", "fay@example.com", "invite-2", detail="pending, as owner, made on 2026-06-01"),
        # More than what its item asks for, whoever sent it.
        row("invite", "ian@example.com", "invite-5", detail="pending, as owner, made on 2026-06-01"),
    ]


def test_what_the_organization_has(tmp_path: Path) -> None:
    info = everything(
        settings={
            "data_retention": {"type": "zero_data_retention"},
            "spend_limit": {"threshold_amount": 500, "currency": "EUR", "interval": "month"},
            "spend_alerts": [
                {
                    "id": f"alert_{amount}",
                    "threshold_amount": amount,
                    "notification_channel": {"recipients": ["ada@example.com"]},
                }
                for amount in (400, 300)
            ],
        },
        certificates=[
            {"id": "cert_1", "name": "Laptops", "active": True, "expires_at": JUNE},
            {"id": "cert_2", "name": None, "active": False, "expires_at": JUNE},
        ],
        external_keys=[{"id": "key_1", "name": "Vault", "type": "aws", "created_at": MAY}],
    )
    found = Drifted(tmp_path, info)
    kinds = ("certificate", "external key", "setting", "spend alert")
    assert found.rows(*kinds) == [
        row("certificate", "Laptops", "cert_1", detail="ends on 2026-06-01"),
        row("certificate", "cert_2", "cert_2", detail="ends on 2026-06-01"),
        row("external key", "Vault", "key_1", detail="at aws, made on 2026-05-01"),
        row("setting", "data_retention", "organization", detail="zero_data_retention"),
        row(
            "setting",
            "spend_limit",
            "organization",
            detail="{'threshold_amount': 500, 'currency': 'EUR'}",
        ),
        row("setting", "certificates", "organization", detail="['cert_1']"),
        row("spend alert", "300", "alert_300"),
        row("spend alert", "400", "alert_400"),
    ]
    place = 'module.organization_settings["acme"]'
    held = (
        ('module.certificate["laptops"]', "openai_certificate", "cert_1"),
        ('module.external_key["vault"]', "openai_external_key", "key_1"),
        (place, "openai_organization_spend_limit", "organization"),
        (place, "openai_organization_certificates", "organization"),
        (place, "openai_organization_spend_alert", "alert_300"),
    )
    assert Drifted(tmp_path, info, *held).rows(*kinds) == [
        row("certificate", "cert_2", "cert_2", detail="ends on 2026-06-01"),
        row("setting", "data_retention", "organization", detail="zero_data_retention"),
        row("spend alert", "400", "alert_400"),
    ]


def lab() -> Row:
    """Return a project with one of each."""
    return entry(
        "proj_1",
        "Lab",
        users=[
            {"id": "user-1", "email": "ada@example.com", "role": "owner"},
            {"id": "user-2", "email": "bo@example.com", "role": "member"},
            {"id": "user-9", "role": "viewer"},
        ],
        service_accounts=[
            {"id": "svc_1", "name": "Bot", "role": "owner", "created_at": MAY},
            {"id": "svc_2", "name": "Old", "created_at": None},
        ],
        keys=[
            {
                "id": "key_1",
                "name": "laptop",
                "owner": owner("2", email="bo@example.com"),
                "created_at": MAY,
                "last_used_at": JUNE,
                "expires_at": None,
            },
            {
                "id": "key_2",
                "name": "bot",
                "owner": {"type": "service_account", "id": "svc_1", "name": "Bot"},
                "created_at": JUNE,
                "expires_at": JUNE,
            },
        ],
        rate_limits={"gpt-5.6-luna": LUNA, "gpt-5.6-terra": LUNA},
        spend_alerts=[
            {
                "id": "alert_1",
                "threshold_amount": 5,
                "notification_channel": {"recipients": ["ada@example.com"]},
            }
        ],
        data_retention={"type": "none"},
        peaks={"gpt-5.6-luna": {"requests": 3, "tokens": 30}, "new": {"requests": 1, "tokens": 2}},
    )


OWNED = {"id": "user-1", "email": "ada@example.com", "role": "owner"}
SHOP = {"gpt-5.6-luna": {**LUNA, "max_requests_per_1_minute": 9}, "gpt-5.6-terra": LUNA}
LAB_KEYS = [
    {
        **row("key", "laptop", "key_1", "Lab"),
        "owner": "bo@example.com",
        "created": "2026-05-01",
        "age_days": 34,
        "last_used": "2026-06-01",
        "expires": "",
        "in_yaml": False,
    },
    {
        **row("key", "bot", "key_2", "Lab"),
        "owner": "Bot",
        "created": "2026-06-01",
        "age_days": 3,
        "last_used": "never",
        "expires": "2026-06-01",
        "in_yaml": False,
    },
]


def test_a_project_that_nobody_manages_is_a_row_with_what_is_in_it(tmp_path: Path) -> None:
    info = everything(lab(), entry("proj_2", "Shop", rate_limits=SHOP), people=[OWNED])
    found = Drifted(tmp_path, info, ('module.projects["shop"]', "openai_project", "proj_2"))
    details = [
        "of bo@example.com, 34 days old, last used: 2026-06-01",
        "of Bot, 3 days old, last used: never",
    ]
    assert [each for each in found.report["not_in_yaml"] if each["kind"] != "person"] == [
        row("project", "Lab", "proj_1", detail="made on 2026-05-01"),
        row("service account", "Bot", "svc_1", "Lab", "owner, made on 2026-05-01"),
        row("service account", "Old", "svc_2", "Lab", "member, "),
        *({**key, "detail": detail} for key, detail in zip(LAB_KEYS, details, strict=True)),
        row("limit", "gpt-5.6-luna", "gpt-5.6-luna", "Lab", "max_requests_per_1_minute 7"),
    ]
    assert found.report["keys"] == LAB_KEYS
    assert found.report["projects"] == [{"id": "proj_1", "name": "Lab"}, {"id": "proj_2", "name": "Shop"}]
    assert found.report["usage"] == [
        {
            "project": "Lab",
            "model": "gpt-5.6-luna",
            "requests": 3,
            "requests_limit": 7,
            "tokens": 30,
            "tokens_limit": 70,
        },
        {
            "project": "Lab",
            "model": "new",
            "requests": 1,
            "requests_limit": 0,
            "tokens": 2,
            "tokens_limit": 0,
        },
    ]


def test_a_managed_project_shows_what_is_beside_its_items(tmp_path: Path) -> None:
    info = everything(lab(), people=[OWNED])
    project = ('module.projects["lab"]', "openai_project", "proj_1")
    kinds = ("project", "member", "setting", "spend alert")
    assert Drifted(tmp_path, info, project).rows(*kinds) == [
        row("member", "bo@example.com", "user-2", "Lab", "member"),
        row("member", "user-9", "user-9", "Lab", "viewer"),
        row("setting", "data_retention", "proj_1", "Lab", "none"),
        row("spend alert", "5", "alert_1", "Lab"),
    ]
    held = (
        project,
        ('module.project_user["bo"]', "openai_project_user", "proj_1/user-2"),
        ('module.projects["lab"]', "openai_project_data_retention", "proj_1"),
        ('module.projects["lab"]', "openai_project_spend_alert", "proj_1/alert_1"),
        ('module.service_account["bot"]', "openai_service_account", "proj_1/svc_1"),
        ('module.service_account["bot"]', "openai_service_account_api_key", "proj_1/svc_1/key_2"),
        ('module.project_api["laptop"]', "openai_project_api_key", "proj_1/key_1"),
    )
    found = Drifted(tmp_path, info, *held)
    assert [each["id"] for each in found.report["not_in_yaml"] if each["kind"] != "person"] == [
        "user-9",
        "svc_2",
    ]
    assert [each["in_yaml"] for each in found.report["keys"]] == [True, True]


@pytest.mark.parametrize("name", ["Lab", "lab", "proj_1"])
def test_a_member_is_described_by_any_name_of_the_project(name: str, tmp_path: Path) -> None:
    info = everything(lab(), people=[OWNED])
    found = Drifted(
        tmp_path,
        info,
        ('module.projects["lab"]', "openai_project", "proj_1"),
        items={"openai_project_users": {"bo": {"project": name, "email": "BO@example.com"}}},
        people=[{"email": "nobody@example.com", "projects": [name]}],
    )
    assert [each["id"] for each in found.rows("member")] == ["user-9"]


def test_keys_of_administrators(tmp_path: Path) -> None:
    keys = [
        {
            "id": "key_1",
            "name": None,
            "owner": owner("1", name="Ada"),
            "created_at": NOW + 9,
            "last_used_at": 0,
        },
        {"id": "key_2", "name": "robot", "owner": {"type": "user", "id": "user-2"}},
    ]
    found = Drifted(
        tmp_path, everything(admin_keys=keys), ('module.system_api["r"]', "openai_admin_api_key", "key_2")
    )
    unnamed = {
        **row("admin key", "key_1", "key_1"),
        "owner": "Ada",
        "created": "2026-06-04",
        "age_days": 0,
        "last_used": "never",
        "expires": "",
        "in_yaml": False,
    }
    assert found.report["keys"] == [
        unnamed,
        {
            **row("admin key", "robot", "key_2"),
            "owner": "user-2",
            "created": "",
            "age_days": None,
            "last_used": "never",
            "expires": "",
            "in_yaml": True,
        },
    ]
    assert found.rows("admin key") == [{**unnamed, "detail": "of Ada, 0 days old, last used: never"}]


def test_what_was_archived_and_files_and_models_without_an_item(tmp_path: Path) -> None:
    old = entry("proj_3", "Lab", project={"status": "archived", "archived_at": JUNE})
    other = entry("proj_4", "Other", project={"status": "archived", "archived_at": JUNE})
    info = everything(
        entry("proj_1", "Lab"),
        old,
        other,
        files=[{"id": f"file-{number}", "filename": "a.jsonl", "created_at": MAY} for number in range(2)],
        models=[
            {"id": "ft:b", "created_at": JUNE, "shutdown_date": None},
            {"id": "ft:c", "created_at": JUNE, "shutdown_date": "2027-01-01"},
            {"id": "ft:a", "created_at": JUNE, "shutdown_date": None},
        ],
    )
    results = {"data_management": {"outputs": {"files": {"a": {"file_id": "file-0"}}}}, "core_ai": {}}
    found = Drifted(tmp_path, info, ('module.projects["old"]', "openai_project", "proj_3"), results=results)
    assert found.report["archived"] == [
        row("project", "Lab (proj_3)", "proj_3", detail="archived on 2026-06-01")
    ]
    assert found.report["drifted"] is True
    assert found.rows("project", "file", "model") == [
        row("project", "Lab (proj_1)", "proj_1", detail="made on 2026-05-01"),
        row("file", "a.jsonl", "file-1", detail="made on 2026-05-01"),
        row("model", "ft:b", "ft:b", detail="made on 2026-06-01"),
        row("model", "ft:c", "ft:c", detail="made on 2026-06-01"),
        row("model", "ft:a", "ft:a", detail="made on 2026-06-01"),
    ]
    assert [each["id"] for each in found.report["tuned_models"]] == ["ft:c", "ft:a", "ft:b"]


def test_differences_and_problems_are_in_the_words_of_the_roles(tmp_path: Path) -> None:
    results: Row = {
        "administrative": {
            "diff": [
                {"after_header": 'openai_projects["a"] (openai_project) will be changed', "before": "x"},
                {"after_header": "openai_groups (openai_group)", "after": "y"},
                {"after_header": "a text"},
                {"prepared": "paid"},
            ]
        },
        "core_ai": {"failed": True, "msg": "core_ai: one\n\n  core_ai: two  "},
        "data_management": {"failed": True},
    }
    found = Drifted(tmp_path, everything(), results=results).report
    assert found["differences"] == [
        {
            "role": "administrative",
            "name": 'openai_projects["a"]',
            "kind": "openai_project",
            "change": "will be changed",
            "before": "x",
            "after": "",
        },
        {
            "role": "administrative",
            "name": "openai_groups",
            "kind": "openai_group",
            "change": "",
            "before": "",
            "after": "y",
        },
    ]
    note = "the rest of this role was not compared"
    assert found["problems"] == [
        {"role": "core_ai", "message": "one", "note": note},
        {"role": "core_ai", "message": "two", "note": note},
        {"role": "data_management", "message": "failed without a message", "note": note},
    ]
    assert found["drifted"] is True

"""Which keys a rotation takes, and what it reports."""

from __future__ import annotations

from typing import Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack.rotation import ACCOUNTS, rotated, rotations

SINK = {"secret_sink": {"file": "/sinks/key"}}
DEPLOY = {"name": "Deploy", "api_keys": {"ci": dict(SINK), "cd": dict(SINK), "taken": None}}


def chosen(items: Any, names: Any, variable: str = ACCOUNTS) -> set[str]:
    found = rotated(variable, items, names, "now")
    keys = {f"{item}/{key}": each for item, value in found.items() for key, each in value["api_keys"].items()}
    return {name for name, each in keys.items() if each.get("rotation") == "now"}


def test_keys_of_accounts_are_chosen_by_account_by_key_or_all() -> None:
    items = {"deploy": DEPLOY, "bare": {"name": "Bare"}}
    assert chosen(items, []) == set()
    assert chosen(items, ["deploy/ci"]) == {"deploy/ci"}
    assert chosen(items, "all") == {"deploy/ci", "deploy/cd"}
    assert chosen({"deploy": {"api_keys": {"ci": SINK, "cd": SINK}}}, "deploy") == {"deploy/ci", "deploy/cd"}
    assert "rotation" not in DEPLOY["api_keys"]["ci"]
    assert rotated(ACCOUNTS, None, "all", "now") is None
    assert rotated("openai_admin_api_keys", {}, "all", "now") == {}


@pytest.mark.parametrize("variable", ["openai_admin_api_keys", "openai_webhook_endpoints"])
def test_keys_of_administrators_and_webhook_endpoints_are_chosen_by_item(variable: str) -> None:
    items = {"jobs": dict(SINK), "bare": {"name": "Bare"}, "fixed": {**SINK, "rotation": "2026-11"}}
    changed = {"jobs": {**SINK, "rotation": "now"}}
    assert rotated(variable, items, "all", "now") == items | changed
    assert rotated(variable, items, ["jobs"], "now") == items | changed
    with pytest.raises(StackError, match=rf'{variable}\["bare"\] has no secret_sink'):
        rotated(variable, items, ["bare"], "now")
    with pytest.raises(StackError, match=f"{variable} has no key job; did you mean"):
        rotated(variable, items, ["job"], "now")


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("deploy/cj", 'openai_service_accounts has no key deploy/cj; did you mean "deploy/ci"?'),
        ("deploy/taken", r'\["deploy"\].api_keys.taken has no secret_sink'),
        ("fixed/one", r'\["fixed"\].api_keys.one has a rotation of its own'),
    ],
)
def test_what_cannot_be_rotated_is_named(name: str, complaint: str) -> None:
    items = {"deploy": DEPLOY, "fixed": {"api_keys": {"one": {**SINK, "rotation": "2026-11"}}}}
    with pytest.raises(StackError, match=complaint):
        rotated(ACCOUNTS, items, [name], "now")


def test_the_report_tells_when_the_old_keys_end() -> None:
    account = 'module.service_account["deploy"].openai_service_account_api_key.this["ci"]'
    rotates = {"action": "update", "rotates": True}
    resources = [
        {"module": "service_account", "item": "deploy", "address": account, **rotates},
        {
            "module": "system_api",
            "item": "audit",
            "address": 'module.system_api["audit"].openai_admin_api_key.this',
            **rotates,
        },
        {
            "module": "system_api",
            "item": "renamed",
            "address": 'module.system_api["renamed"].openai_admin_api_key.this',
            "action": "update",
        },
        {
            "module": "webhook_endpoint",
            "item": "jobs",
            "address": 'module.webhook_endpoint["jobs"].openai_webhook_endpoint.this',
            **rotates,
        },
    ]
    keys = {"ci": {"api_key_id": "key_2", "previous_id": "key_1", "previous_expires_at": 86_400}}
    outputs = {
        "service_account": {"deploy": {"id": "proj/acct", "api_keys": keys}},
        "system_api": {"audit": {"id": "key_3", "previous_id": None, "previous_expires_at": None}},
        "webhook_endpoint": {"jobs": {"id": "wh_1", "previous_secret_expires_at": 86_400}},
    }
    assert rotations({"resources": resources, "outputs": outputs}) == [
        {
            "key": "deploy/ci",
            "module": "service_account",
            "id": "key_2",
            "previous_id": "key_1",
            "previous_ends": "1970-01-02T00:00:00Z",
            "ended_by": "the API",
        },
        {"key": "audit", "module": "system_api", "id": "key_3"},
        {
            "key": "jobs",
            "module": "webhook_endpoint",
            "id": "wh_1",
            "previous_ends": "1970-01-02T00:00:00Z",
            "ended_by": "the API",
        },
    ]

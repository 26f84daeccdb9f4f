"""`openai_admin_api_key`: made once, given to the sink alone, rotated, and never lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract.resources.test_admin_api_key import ADDRESS, holding, key, keys
from support.administration import administers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provider.resources.conftest import Stack


def test_its_value_is_in_the_sink_and_nowhere_else(stack: Callable[..., Stack], tmp_path: Path) -> None:
    made = stack(env={"TF_LOG": "TRACE", "TF_LOG_PATH": str(tmp_path / "trace.log")})
    made.configure(key(tmp_path, "expires_in_seconds = 3600"))
    planned = made.plan("-out=saved.tfplan")
    applied = made.apply("saved.tfplan")
    secret = (tmp_path / "key").read_text().strip()
    assert administers(made.emulator, secret)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    values = made.values(ADDRESS)
    listed = keys(made.emulator)[0]
    for name in ("id", "name", "redacted_value", "created_at", "expires_at"):
        assert values[name] == listed[name]
    assert values["expires_at"] == values["created_at"] + 3600
    assert values["secret_sink"] is None
    assert made.plan().code == 0
    shown = planned.text + applied.text + json.dumps(made.show()) + json.dumps(made.show("saved.tfplan"))
    assert secret not in shown
    assert holding(tmp_path, secret) == ["key"]
    assert "openai_admin_api_key" in (tmp_path / "trace.log").read_text()
    made.destroy()
    assert keys(made.emulator) == []
    assert not administers(made.emulator, secret)


def test_import_plans_nothing(stack: Callable[..., Stack], tmp_path: Path) -> None:
    made = stack()
    body = {"name": "ci", "expires_in_seconds": 7200}
    created = made.emulator.call("POST", "/organization/admin_api_keys", admin=True, json=body).json()
    for lines in ("expires_in_seconds = 7200", ""):
        made.configure(key(tmp_path, lines))
        made.import_(ADDRESS, created["id"])
        assert made.plan().code == 0
        made.run("state", "rm", ADDRESS)
    assert not (tmp_path / "key").exists()

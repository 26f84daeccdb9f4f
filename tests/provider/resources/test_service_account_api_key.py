"""`openai_service_account_api_key`: given to the sink alone, changed in place, rotated, made to end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract.resources.test_admin_api_key import holding
from contract.resources.test_service_account_api_key import ADDRESS, key, listed, usable_account
from support.administration import opens

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provider.resources.conftest import Stack


def test_its_value_is_in_the_sink_and_destroying_it_makes_it_end(
    stack: Callable[..., Stack], tmp_path: Path
) -> None:
    made = stack(env={"TF_LOG": "TRACE", "TF_LOG_PATH": str(tmp_path / "trace.log")})
    account = usable_account(made.emulator)
    lines = 'scopes = ["api.all.read"]\n  expires_in_seconds = 3600'
    made.configure(key(account, tmp_path, lines))
    applied = made.apply()
    secret = (tmp_path / "key").read_text().strip()
    values = made.values(ADDRESS)
    remote = listed(made.emulator, account[0])[0]
    assert values["id"] == "/".join([*account, remote["id"]])
    assert values["redacted_value"] == remote["redacted_value"]
    assert values["expires_at"] == remote["expires_at"] == values["created_at"] + 3600
    assert opens(made.emulator, secret)
    assert made.plan().code == 0
    assert secret not in applied.text + json.dumps(made.show())
    assert holding(tmp_path, secret) == ["key"]
    made.written()

    made.configure(key(account, tmp_path, "expires_in_seconds = 7200"))
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.values(ADDRESS)["api_key_id"] == values["api_key_id"]
    assert made.values(ADDRESS)["expires_at"] > values["expires_at"]
    assert len(made.written()) == 1
    assert made.plan().code == 0
    made.destroy()
    made.emulator.clock.advance(2)
    assert not opens(made.emulator, secret)

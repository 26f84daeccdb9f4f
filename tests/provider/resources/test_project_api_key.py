"""`openai_project_api_key`: taken over, restricted, given an end, deleted on demand, and never made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract.resources.test_project_api_key import ADDRESS, dashboard_key, key
from support.administration import opens

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


def test_it_is_taken_over_changed_and_forgotten(stack: Callable[..., Stack]) -> None:
    made = stack()
    project_id, created = dashboard_key(made.emulator)
    made.configure(key(project_id, f'api_key_id = "{created["id"]}"'))
    made.written()
    made.apply()
    values = made.values(ADDRESS)
    assert made.written() == []
    assert values["id"] == f"{project_id}/{created['id']}"
    assert (values["name"], values["owner_type"]) == ("laptop", "user")
    assert values["owner_email"] == created["owner"]["user"]["email"]
    assert values["redacted_value"] == created["redacted_value"]
    assert made.plan().code == 0

    lines = f'api_key_id = "{created["id"]}"\n  scopes = ["api.all.read"]\n  expires_in_seconds = 3600'
    made.configure(key(project_id, lines))
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.values(ADDRESS)["expires_at"] is not None
    assert len(made.written()) == 1
    assert made.plan().code == 0
    result = made.destroy()
    assert "is forgotten, not deleted" in result.text
    assert made.written() == []
    assert opens(made.emulator, created["value"])

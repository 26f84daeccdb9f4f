"""`openai_service_account_api_key`: given to the sink alone, changed in place, rotated, made to end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import opens

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract.resources.conftest import Stack
    from support.emulator import Emulator


ADDRESS = "openai_service_account_api_key.this"


def usable_account(emulator: Emulator) -> tuple[str, str]:
    """Ids of a project and a service account without a key."""
    body: dict[str, Any] = {"name": "Research"}
    project_id = emulator.call("POST", "/organization/projects", admin=True, json=body).json()["id"]
    path = f"/organization/projects/{project_id}/service_accounts"
    body = {"name": "bot", "create_service_account_only": True}
    account_id = emulator.call("POST", path, admin=True, json=body).json()["id"]
    emulator.call("POST", f"{path}/{account_id}", admin=True, json={"role": "member"})
    return project_id, account_id


@pytest.fixture
def account(shared_emulator: Emulator) -> tuple[str, str]:
    return usable_account(shared_emulator)


def key(account: tuple[str, str], folder: Path, lines: str = "", name: str = "ci", sink: str = "") -> str:
    sink = sink or f'file = "{folder}/key"'
    return (
        f'resource "openai_service_account_api_key" "this" {{\n  project_id = "{account[0]}"\n'
        f'  service_account_id = "{account[1]}"\n  name = "{name}"\n'
        f"  secret_sink = {{ {sink} }}\n  {lines}\n}}\n"
    )


def listed(emulator: Emulator, project_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = emulator.call(
        "GET", f"/organization/projects/{project_id}/api_keys?owner_project_access=any", admin=True
    ).json()["data"]
    return found


def test_import_plans_nothing(stack: Callable[..., Stack], account: tuple[str, str], tmp_path: Path) -> None:
    made = stack(key(account, tmp_path))
    path = f"/organization/projects/{account[0]}/service_accounts/{account[1]}/api_keys"
    created = made.emulator.call("POST", path, admin=True, json={"name": "ci"}).json()
    made.import_(ADDRESS, "/".join([*account, created["id"]]))
    assert made.plan().code == 0
    assert not (tmp_path / "key").exists()


def test_a_rotated_key_is_ended_by_the_api_after_the_overlap(
    stack: Callable[..., Stack], account: tuple[str, str], tmp_path: Path
) -> None:
    made = stack(key(account, tmp_path, "rotate_after = 30\n  overlap = 1"))
    made.apply()
    old, old_key = made.values(ADDRESS), (tmp_path / "key").read_text().strip()
    made.configure(key(account, tmp_path, "rotate_after = 30\n  overlap = 1", name="cd"))
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    new, new_key = made.values(ADDRESS), (tmp_path / "key").read_text().strip()
    assert (new["previous_id"], new["api_key_id"] == old["api_key_id"]) == (old["api_key_id"], False)
    assert new["previous_expires_at"] == pytest.approx(made.emulator.clock.now() + 86_400, abs=120)
    assert opens(made.emulator, old_key)
    assert opens(made.emulator, new_key)
    assert made.plan().code == 0
    made.emulator.clock.advance(86_400 + 120)
    assert not opens(made.emulator, old_key)
    assert opens(made.emulator, new_key)


def test_a_rotated_key_that_could_not_be_ended_is_ended_by_the_next_run(
    stack: Callable[..., Stack], account: tuple[str, str], tmp_path: Path
) -> None:
    made = stack(key(account, tmp_path, "overlap = 1"), env={"OPENAI_MAX_RETRIES": "0"})
    made.apply()
    old_key = (tmp_path / "key").read_text().strip()
    made.configure(key(account, tmp_path, "overlap = 1", name="cd"))
    made.emulator.fault("update-project-api-key", drop="before")
    assert made.apply(check=False).code == 1
    new = made.values(ADDRESS)
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.values(ADDRESS)["api_key_id"] == new["api_key_id"]
    assert made.plan().code == 0
    assert opens(made.emulator, old_key), "it is good for as long as it was to be"
    made.emulator.clock.advance(86_400 + 120)
    assert not opens(made.emulator, old_key)
    assert opens(made.emulator, (tmp_path / "key").read_text().strip())


def test_a_sink_that_fails_ends_the_key(
    stack: Callable[..., Stack], account: tuple[str, str], tmp_path: Path
) -> None:
    failing = tmp_path / "failing"
    failing.write_text(f"#!/bin/sh\numask 077\ncat > {tmp_path}/taken\nexit 7\n")
    failing.chmod(0o700)
    made = stack(key(account, tmp_path, sink=f'command = ["{failing}"]'))
    result = made.apply(check=False)
    secret = (tmp_path / "taken").read_text()
    assert 'The service account key "ci" was not delivered' in result.text
    assert secret not in result.text
    assert made.resources() == {}
    made.emulator.clock.advance(2)
    assert not opens(made.emulator, secret)


def test_a_lost_answer_leaves_one_key_that_is_good(
    stack: Callable[..., Stack], account: tuple[str, str], tmp_path: Path
) -> None:
    made = stack(key(account, tmp_path))
    made.emulator.fault("CreateanAPIkeyforaserviceaccount", drop="after")
    made.apply()
    made.emulator.clock.advance(2)
    now = made.emulator.clock.now()
    good = [each for each in listed(made.emulator, account[0]) if (each["expires_at"] or now + 1) > now]
    assert [each["id"] for each in good] == [made.values(ADDRESS)["api_key_id"]]
    assert opens(made.emulator, (tmp_path / "key").read_text().strip())


def test_an_account_that_is_not_there_is_told_at_plan(
    stack: Callable[..., Stack], account: tuple[str, str], tmp_path: Path
) -> None:
    made = stack(key((account[0], "svc_acct_absent"), tmp_path))
    made.written()
    assert f"Project {account[0]} has no service account svc_acct_absent" in made.plan(check=False).text
    assert made.written() == []


def test_where_the_api_refuses_to_end_a_key_that_is_said(
    stack: Callable[..., Stack], account: tuple[str, str], tmp_path: Path
) -> None:
    made = stack(key(account, tmp_path))
    made.apply()
    made.emulator.fault("update-project-api-key", status=400, message="Not for this key.")
    result = made.destroy()
    assert "is still valid" in result.text
    assert f"until its account {account[1]} is deleted" in result.text
    assert made.resources() == {}

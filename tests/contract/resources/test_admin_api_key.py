"""`openai_admin_api_key`: made once, given to the sink alone, rotated, and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import administers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract.resources.conftest import Stack
    from support.emulator import Emulator


ADDRESS = "openai_admin_api_key.this"


DAY = 86_400


def key(folder: Path, lines: str = "", sink: str = "", name: str = "ci") -> str:
    sink = sink or f'file = "{folder}/key"'
    return (
        f'resource "openai_admin_api_key" "this" {{\n  name = "{name}"\n'
        f"  secret_sink = {{ {sink} }}\n  {lines}\n}}\n"
    )


def keys(emulator: Emulator, name: str = "ci") -> list[dict[str, Any]]:
    found = emulator.call("GET", "/organization/admin_api_keys", admin=True, params={"limit": 100}).json()
    return [each for each in found["data"] if each["name"] == name]


def holding(folder: Path, secret: str) -> list[str]:
    """Return the files of a folder that hold a secret."""
    return sorted(
        str(each.relative_to(folder))
        for each in folder.rglob("*")
        if each.is_file() and not each.is_symlink() and secret.encode() in each.read_bytes()
    )


def test_a_key_that_was_imported_and_ended_is_only_told_of(stack: Callable[..., Stack]) -> None:
    made = stack('resource "openai_admin_api_key" "this" {\n  name = "ci"\n}\n')
    body = {"name": "ci", "expires_in_seconds": 60}
    created = made.emulator.call("POST", "/organization/admin_api_keys", admin=True, json=body).json()
    made.emulator.clock.advance(DAY)
    made.import_(ADDRESS, created["id"])
    planned = made.plan()
    assert planned.code == 0
    assert 'admin key "ci"' in planned.text
    assert "has ended" in planned.text


def test_age_rotates_with_an_overlap(stack: Callable[..., Stack], tmp_path: Path) -> None:
    made = stack(key(tmp_path, "rotate_after = 30\n  overlap = 7"))
    made.apply()
    old, old_key = made.values(ADDRESS), (tmp_path / "key").read_text().strip()
    made.emulator.clock.advance(40 * DAY)
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    new, new_key = made.values(ADDRESS), (tmp_path / "key").read_text().strip()
    assert new["id"] != old["id"]
    assert new["previous_id"] == old["id"]
    assert new["previous_expires_at"] == pytest.approx(made.emulator.clock.now() + 7 * DAY, abs=120)
    assert administers(made.emulator, old_key)
    assert administers(made.emulator, new_key)
    assert made.plan().code == 0, "nothing is done before the overlap is over"
    made.emulator.clock.advance(7 * DAY)
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert not administers(made.emulator, old_key)
    assert administers(made.emulator, new_key)
    assert made.values(ADDRESS)["previous_id"] is None
    assert made.plan().code == 0


def test_a_rotation_ends_the_key_before_the_last_unless_it_is_in_use(
    stack: Callable[..., Stack], tmp_path: Path
) -> None:
    made = stack(key(tmp_path, "rotate_after = 30\n  overlap = 7"))
    made.apply()
    first = (tmp_path / "key").read_text().strip()
    made.emulator.clock.advance(40 * DAY)
    made.apply()
    second = (tmp_path / "key").read_text().strip()
    # Nobody applies while the overlap ends; the next run rotates again.
    made.emulator.clock.advance(40 * DAY)
    refused = made.apply(check=False, env={"OPENAI_ADMIN_KEY": first})
    assert "is the key in use" in refused.text
    assert (tmp_path / "key").read_text().strip() == second
    made.apply()
    assert not administers(made.emulator, first)
    assert administers(made.emulator, second)
    assert administers(made.emulator, (tmp_path / "key").read_text().strip())


def test_another_name_lifetime_or_rotation_rotates_at_once(
    stack: Callable[..., Stack], tmp_path: Path
) -> None:
    made = stack(key(tmp_path))
    made.apply()
    for changed in (
        key(tmp_path, name="cd"),
        key(tmp_path, "expires_in_seconds = 60", name="cd"),
        key(tmp_path, 'expires_in_seconds = 60\n  rotation = "2026-12"', name="cd"),
    ):
        secret = (tmp_path / "key").read_text().strip()
        made.configure(changed)
        assert made.changes() == {ADDRESS: ["update"]}
        made.apply()
        assert not administers(made.emulator, secret)
        assert administers(made.emulator, (tmp_path / "key").read_text().strip())
        assert made.plan().code == 0
    assert (len(keys(made.emulator)), len(keys(made.emulator, "cd"))) == (0, 1)
    made.configure(key(tmp_path, "expires_in_seconds = 60", name="cd"))
    assert made.plan().code == 0, "a rotation that is not set is no change"


def test_an_expired_or_deleted_key_is_made_anew(stack: Callable[..., Stack], tmp_path: Path) -> None:
    made = stack(key(tmp_path, "expires_in_seconds = 86400"))
    made.apply()
    first = made.values(ADDRESS)["id"]
    made.emulator.clock.advance(40 * DAY)
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    second = made.values(ADDRESS)["id"]
    assert [each["id"] for each in keys(made.emulator)] == [second] != [first]
    made.emulator.call("DELETE", f"/organization/admin_api_keys/{second}", admin=True)
    assert made.changes() == {ADDRESS: ["create"]}
    made.apply()
    assert administers(made.emulator, (tmp_path / "key").read_text().strip())


def test_the_key_in_use_is_not_deleted(stack: Callable[..., Stack], tmp_path: Path) -> None:
    made = stack(key(tmp_path))
    made.apply()
    secret = (tmp_path / "key").read_text().strip()
    own = {"OPENAI_ADMIN_KEY": secret}
    made.written()
    refused = made.destroy(check=False, env=own)
    assert refused.code == 1
    assert 'Refused: admin key "ci"' in refused.text
    assert "is the key in use" in refused.text
    assert secret not in refused.text
    # Rotated by itself: the old key works on until another one is used.
    made.configure(key(tmp_path, name="cd"))
    made.apply(env=own)
    assert administers(made.emulator, secret)
    waiting = made.plan(env=own)
    assert waiting.code == 0
    assert "still in use" in waiting.text
    new = (tmp_path / "key").read_text().strip()
    made.apply(env={"OPENAI_ADMIN_KEY": new})
    assert not administers(made.emulator, secret)
    assert made.plan().code == 0


def test_a_sink_that_fails_revokes_the_key(stack: Callable[..., Stack], tmp_path: Path) -> None:
    failing = tmp_path / "failing"
    failing.write_text(f"#!/bin/sh\numask 077\ncat > {tmp_path}/taken\necho 'no room' >&2\nexit 7\n")
    failing.chmod(0o700)
    made = stack(key(tmp_path, sink=f'command = ["{failing}"]'))
    result = made.apply(check=False)
    secret = (tmp_path / "taken").read_text()
    assert result.code == 1
    assert 'The admin key "ci" was not delivered' in result.text
    assert "ended with code 7: no room" in result.text
    assert "was revoked at once" in result.text
    assert secret.startswith("sk-admin-")
    assert secret not in result.text
    assert made.resources() == {}
    assert keys(made.emulator) == []
    assert not administers(made.emulator, secret)

    (tmp_path / "taken").unlink()
    made.emulator.fault("admin-api-keys-delete", status=500, times=20)
    result = made.apply(check=False, env={"OPENAI_MAX_RETRIES": "0"})
    made.emulator.clear_faults()
    assert "neither delivered nor revoked" in result.text
    left = keys(made.emulator)
    assert [each["id"] in result.text for each in left] == [True], "the user is told which key is left"


def test_a_rotation_that_fails_leaves_the_old_key(stack: Callable[..., Stack], tmp_path: Path) -> None:
    made = stack(key(tmp_path))
    made.apply()
    first = made.values(ADDRESS)["id"]
    made.configure(key(tmp_path, name="cd", sink='command = ["false"]'))
    assert made.apply(check=False).code == 1
    assert made.values(ADDRESS)["id"] == first
    assert administers(made.emulator, (tmp_path / "key").read_text().strip())
    assert keys(made.emulator, "cd") == []


def test_wrong_input_is_told_before_the_first_write(stack: Callable[..., Stack], tmp_path: Path) -> None:
    made = stack()
    (tmp_path / "folder").mkdir()
    wrong = {
        'resource "openai_admin_api_key" "this" {\n  name = "ci"\n}\n': "A key needs a place to go",
        key(tmp_path, sink='file = "relative"'): "Not an absolute path",
        key(tmp_path, sink=f'file = "{tmp_path}/folder"'): "The sink cannot work",
        key(tmp_path, sink='command = ["/no/such/program"]'): "there is no program /no/such/program",
        key(tmp_path, sink='file = "/a"\ncommand = ["b"]'): "Set exactly one of",
        key(tmp_path, "expires_in_seconds = 0"): "from 1 to",
        key(tmp_path, name=" "): "not blank",
    }
    for body, message in wrong.items():
        made.configure(body)
        result = made.plan(check=False)
        assert result.code == 1
        assert message in result.text
    assert made.written() == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_lost_answer_leaves_one_key_and_it_is_known(
    stack: Callable[..., Stack], tmp_path: Path, moment: str
) -> None:
    made = stack(key(tmp_path))
    made.emulator.fault("admin-api-keys-create", drop=moment)
    made.apply()
    assert len(keys(made.emulator)) == 1
    assert keys(made.emulator)[0]["id"] == made.values(ADDRESS)["id"]
    assert administers(made.emulator, (tmp_path / "key").read_text().strip())
    assert made.plan().code == 0

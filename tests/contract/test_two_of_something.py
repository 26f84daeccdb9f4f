"""Rules that show with two of something: two accounts, two sizes, a life within an overlap, two people."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from support.every_resource import OBJECTS, office
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.emulator import Emulator

KEY = "openai_service_account_api_key"
DAY = 86_400


@pytest.fixture
def run(shared_emulator: Emulator, tmp_path: Path) -> Iterator[InProcess]:
    with closing(InProcess(shared_emulator.environment(), tmp_path / "journal")) as run:
        yield run


def applied(run: InProcess, name: str, config: dict[str, object], prior: Saved | None = None) -> Saved:
    saved = run.apply(name, config, prior)
    assert saved is not None
    return saved


def test_a_rotated_key_does_not_outlive_its_own_end(
    shared_emulator: Emulator, run: InProcess, tmp_path: Path
) -> None:
    config = {**OBJECTS[KEY](office(shared_emulator, tmp_path)), "expires_in_seconds": 3600, "overlap": 7}
    first = applied(run, KEY, {**config, "rotation": "a"})
    second = applied(run, KEY, {**config, "rotation": "b"}, first)
    assert second.state["previous_id"] == first.state["api_key_id"]
    assert second.state["previous_expires_at"] == first.state["expires_at"]
    keys = {row["id"]: row for row in shared_emulator.dump()["project_api_key"]}
    assert keys[first.state["api_key_id"]]["expires_at"] == first.state["expires_at"]


def test_a_longer_life_is_cut_to_the_overlap(
    shared_emulator: Emulator, run: InProcess, tmp_path: Path
) -> None:
    config = {**OBJECTS[KEY](office(shared_emulator, tmp_path)), "expires_in_seconds": 9 * DAY, "overlap": 7}
    first = applied(run, KEY, {**config, "rotation": "a"})
    second = applied(run, KEY, {**config, "rotation": "b"}, first)
    assert second.state["previous_expires_at"] < first.state["expires_at"] - DAY
    keys = {row["id"]: row for row in shared_emulator.dump()["project_api_key"]}
    assert keys[first.state["api_key_id"]]["expires_at"] == second.state["previous_expires_at"]


def test_accounts_with_a_key_of_one_name_keep_their_own(
    shared_emulator: Emulator, run: InProcess, tmp_path: Path
) -> None:
    place = office(shared_emulator, tmp_path)
    config = OBJECTS[KEY](place)
    other = applied(
        run, "openai_service_account", {**OBJECTS["openai_service_account"](place), "name": "other"}
    )
    account = other.state["service_account_id"]
    listed = [
        {"name": config["name"], "owner": {"service_account": {"id": each}}, "expires_at": None}
        for each in (config["service_account_id"], account)
    ]
    values = {**config, "service_account_id": account}
    assert [run.resources[KEY].recognizes(each, values, 0) for each in listed] == [False, True]


@pytest.mark.parametrize(
    ("content", "adopt", "replaced", "warned"),
    [
        ("four", None, False, False),
        ("four", True, False, False),
        ("five5", None, False, True),
        ("five5", True, True, False),
    ],
)
def test_an_imported_file_of_another_size_is_replaced_where_it_shall_be_adopted(
    shared_emulator: Emulator, run: InProcess, content: str, adopt: bool | None, replaced: bool, warned: bool
) -> None:
    made = shared_emulator.call(
        "POST", "/files", files={"file": ("a.txt", b"1234")}, data={"purpose": "assistants"}
    ).json()
    imported = run.import_("openai_file", made["id"])
    assert imported.state["content_sha256"] is None
    config = {"filename": "a.txt", "content": content, "purpose": "assistants", "adopt": adopt}
    run.plan("openai_file", config, imported)
    assert bool(run.replaced) is replaced
    assert any("has other bytes" in each for each in run.warnings) is warned


@pytest.mark.parametrize(("size", "known"), [(4, True), (5, False)])
def test_a_file_is_known_again_by_its_size_too(run: InProcess, size: int, known: bool) -> None:
    found = {"id": "file-1", "filename": "a.txt", "bytes": size, "purpose": "assistants"}
    planned = {"filename": "a.txt", "file_path": None, "content": "1234", "purpose": "assistants"}

    class Listed:
        def list(self, _path: str) -> list[dict[str, object]]:
            return [found]

    assert run.resources["openai_file"].twins(planned, Listed()) == ([found] if known else [])


def test_who_an_identity_provider_manages_is_not_destroyed(run: InProcess) -> None:
    name = "openai_organization_user"
    user = {
        "id": "user-scim",
        "user_id": "user-scim",
        "email": "scim@example.com",
        "role": "reader",
        "is_scim_managed": True,
    }
    whole = {each: user.get(each) for each in run.resources[name].schema.attributes}
    with pytest.raises(RefusedError, match="an identity provider manages the person"):
        run.plan(name, None, Saved({**whole, "remove_on_destroy": True}))
    run.plan(name, None, Saved({**whole, "remove_on_destroy": False}))


IDS = {KEY: ("api_key_id", "project_api_key"), "openai_admin_api_key": ("id", "admin_api_key")}


def rotated(run: InProcess, name: str, config: dict[str, object]) -> tuple[Saved, str, str]:
    """Return a key that was rotated, within its overlap, and the ids of the former and the present one."""
    first = applied(run, name, {**config, "rotation": "a"})
    second = applied(run, name, {**config, "rotation": "b"}, first)
    attribute, _table = IDS[name]
    assert second.state["previous_id"] == first.state[attribute] != second.state[attribute]
    return second, first.state[attribute], second.state[attribute]


def good(emulator: Emulator, name: str) -> set[str]:
    """Return the ids of the keys of a kind that open something now."""
    now = emulator.clock.now()
    rows = emulator.dump()[IDS[name][1]]
    return {row["id"] for row in rows if row.get("expires_at") is None or row["expires_at"] > now}


@pytest.mark.parametrize("name", IDS)
def test_destroying_a_key_during_its_overlap_ends_the_former_one_too(
    shared_emulator: Emulator, run: InProcess, tmp_path: Path, name: str
) -> None:
    config = {**OBJECTS[name](office(shared_emulator, tmp_path)), "overlap": 7}
    saved, former, present = rotated(run, name, config)
    assert {former, present} <= good(shared_emulator, name)
    assert run.apply(name, None, saved) is None
    # An end that lies a second ahead is one.
    shared_emulator.clock.advance(2)
    assert not {former, present} & good(shared_emulator, name)


def test_a_key_deleted_by_hand_during_its_overlap_is_made_anew_and_the_former_one_ended(
    shared_emulator: Emulator, run: InProcess, tmp_path: Path
) -> None:
    name = "openai_admin_api_key"
    config = {**OBJECTS[name](office(shared_emulator, tmp_path)), "overlap": 7, "rotation": "b"}
    saved, former, present = rotated(run, name, config)
    # What was made a moment ago may only be late in the list.
    shared_emulator.clock.advance(3600)
    shared_emulator.call("DELETE", f"/organization/admin_api_keys/{present}", admin=True)
    read = run.read(name, saved)
    assert read is not None
    assert (read.state["previous_id"], read.state["expires_at"]) == (former, 0)
    again = applied(run, name, config, read)
    assert again.state["id"] not in {former, present}
    left = good(shared_emulator, name)
    assert again.state["id"] in left
    assert not {former, present} & left

"""What an unlucky client meets: lists that lag or lack objects, strangers' pages, texts kept otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.emulator import error_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

PROJECTS = "/organization/projects"


def make(emulator: Emulator, name: str) -> str:
    return emulator.call("POST", PROJECTS, admin=True, json={"name": name}).json()["id"]


def named(emulator: Emulator, query: str = "?limit=100", **options: Any) -> list[str]:
    listed = emulator.call("GET", f"{PROJECTS}{query}", admin="key" not in options, **options).json()
    return [each["name"] for each in listed["data"] if each["name"] != "Default project"]


def test_lists_and_reads_lag_behind_the_writes(shared_emulator: Emulator) -> None:
    """A create, a change, a deletion and what is within a project are seen later, in this order."""
    old = make(shared_emulator, "Old")
    shared_emulator.lag(30)
    shared_emulator.clock.advance(60)
    id_ = make(shared_emulator, "New")
    item = f"{PROJECTS}/{id_}"
    assert named(shared_emulator) == ["Old"]
    assert shared_emulator.call("GET", item, admin=True).status_code == 404
    shared_emulator.clock.advance(31)
    assert sorted(named(shared_emulator)) == ["New", "Old"]
    shared_emulator.call("POST", f"{PROJECTS}/{old}", admin=True, json={"name": "Older"})
    shared_emulator.call("POST", f"{PROJECTS}/{old}", admin=True, json={"name": "Oldest"})
    assert sorted(named(shared_emulator)) == ["New", "Old"]
    shared_emulator.clock.advance(31)
    assert sorted(named(shared_emulator)) == ["New", "Oldest"]
    account = shared_emulator.call(
        "POST", f"{item}/service_accounts", admin=True, json={"name": "bot"}
    ).json()["id"]
    shared_emulator.clock.advance(31)
    shared_emulator.call("DELETE", f"{item}/service_accounts/{account}", admin=True)
    path = f"{item}/service_accounts"
    assert [each["id"] for each in shared_emulator.call("GET", path, admin=True).json()["data"]] == [account]
    shared_emulator.clock.advance(31)
    assert shared_emulator.call("GET", path, admin=True).json()["data"] == []
    assert shared_emulator.dump().get("service_account", []) == []


def test_lists_alone_lag_and_pages_stay_whole(shared_emulator: Emulator) -> None:
    shared_emulator.lag(30, 0)
    first = make(shared_emulator, "A")
    for name in "BCD":
        make(shared_emulator, name)
    assert named(shared_emulator) == []
    assert shared_emulator.call("GET", f"{PROJECTS}/{first}", admin=True).status_code == 200
    shared_emulator.clock.advance(31)
    page = shared_emulator.call("GET", f"{PROJECTS}?limit=2", admin=True).json()
    rest = named(shared_emulator, f"?limit=100&after={page['last_id']}")
    names = {each["name"] for each in page["data"]} | set(rest)
    assert names - {"Default project"} == {"A", "B", "C", "D"}
    assert len(page["data"]) == 2
    shared_emulator.lag(0)
    make(shared_emulator, "E")
    assert "E" in named(shared_emulator)


@pytest.mark.parametrize(
    ("kind", "media_type"), [("html", "text/html"), ("json", "application/json"), ("empty", "text/plain")]
)
def test_a_stranger_answers_in_the_service_s_place(
    shared_emulator: Emulator, kind: str, media_type: str
) -> None:
    made = [make(shared_emulator, name) for name in "ABC"]
    shared_emulator.fault("list-projects", foreign=kind, later_pages=True)
    page = shared_emulator.call("GET", f"{PROJECTS}?limit=2", admin=True).json()
    answer = shared_emulator.call("GET", f"{PROJECTS}?limit=2&after={page['last_id']}", admin=True)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (404, media_type)
    assert "x-request-id" not in answer.headers
    assert "error" not in (answer.json() if kind == "json" else {})
    shared_emulator.fault("*", foreign=kind, path=made[1], status=410)
    assert shared_emulator.call("GET", f"{PROJECTS}/{made[0]}", admin=True).status_code == 200
    answer = shared_emulator.call("GET", f"{PROJECTS}/{made[1]}", admin=True)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (410, media_type)


def test_a_list_lacks_objects_and_says_nothing(shared_emulator: Emulator) -> None:
    make(shared_emulator, "A")
    id_ = make(shared_emulator, "B")
    shared_emulator.fault("list-projects", omit=id_)
    assert named(shared_emulator) == ["A"]
    shared_emulator.fault("list-projects", omit="*")
    answer = shared_emulator.call("GET", PROJECTS, admin=True).json()
    assert (answer["data"], answer["has_more"]) == ([], False)
    assert sorted(named(shared_emulator)) == ["A", "B"]


def test_a_cursor_is_unstable(shared_emulator: Emulator) -> None:
    for name in "ABCD":
        make(shared_emulator, name)
    first = shared_emulator.call("GET", f"{PROJECTS}?limit=2", admin=True).json()
    shared_emulator.fault("list-projects", unstable_cursor=True, later_pages=True)
    path = f"{PROJECTS}?limit=2&after={first['last_id']}"
    wrong = shared_emulator.call("GET", path, admin=True).json()
    right = shared_emulator.call("GET", path, admin=True).json()
    assert wrong["data"] == [first["data"][0], right["data"][1]]


def test_texts_are_kept_otherwise(shared_emulator: Emulator) -> None:
    shared_emulator.normalize()
    made = shared_emulator.call("POST", PROJECTS, admin=True, json={"name": "  a\nb "}).json()
    assert made["name"] == "a b"
    uploads = {"file": ('say "hi"\n.txt', b"x")}
    form = {"purpose": "user_data"}
    stored = shared_emulator.call("POST", "/files", data=form, files=uploads).json()
    assert stored["filename"] == "say hi .txt"
    shared_emulator.normalize(on=False)
    assert shared_emulator.call("POST", PROJECTS, admin=True, json={"name": " c "}).json()["name"] == " c "


def test_a_second_organization_knows_nothing_of_the_first(shared_emulator: Emulator) -> None:
    ours = make(shared_emulator, "Ours")
    other = shared_emulator.add_organization()
    theirs = shared_emulator.call("POST", PROJECTS, key=other["admin_key"], json={"name": "Theirs"}).json()
    assert named(shared_emulator) == ["Ours"]
    assert named(shared_emulator, key=other["admin_key"]) == ["Theirs"]
    foreign = shared_emulator.call("GET", f"{PROJECTS}/{ours}", key=other["admin_key"])
    assert (foreign.status_code, error_of(foreign)["param"]) == (404, "project_id")
    assert shared_emulator.call("GET", f"{PROJECTS}/{theirs['id']}", admin=True).status_code == 404
    answer = shared_emulator.call("GET", "/files", key=other["api_key"])
    assert (answer.status_code, answer.headers["openai-organization"]) == (200, other["id"])
    shared_emulator.control("POST", f"/seed?organization={other['id']}", {"projects": [{"name": "Seeded"}]})
    dump = shared_emulator.control("GET", f"/dump?organization={other['id']}")
    assert [each["name"] for each in dump["project"]] == ["Default project", "Theirs", "Seeded"]
    wrong = {"openai-organization": other["id"]}
    assert shared_emulator.call("GET", PROJECTS, admin=True, headers=wrong).status_code == 401
    shared_emulator.reset()
    assert len(shared_emulator.control("GET", "/organizations")["data"]) == 1


def test_options_of_the_command_line(start_emulator: Callable[..., Emulator], tmp_path: Path) -> None:
    """Organizations survive a restart; a lag and the texts' mode are as the command line says."""
    options = ("--organizations", "2", "--lag", "30/0", "--normalize")
    folder = tmp_path / "kept"
    emulator = start_emulator(*options, folder=folder)
    assert emulator.control("GET", "/lag") == {"lists": 30.0, "reads": 0.0}
    assert emulator.control("GET", "/normalizing") == {"on": True}
    second = emulator.line["organizations"][1]
    id_ = emulator.call("POST", PROJECTS, key=second["admin_key"], json={"name": "Theirs"}).json()["id"]
    emulator.stop()
    again = start_emulator(folder=folder)
    assert again.line["organizations"][1] == second
    assert again.call("GET", f"{PROJECTS}/{id_}", key=second["admin_key"]).status_code == 200
    assert again.control("GET", "/lag") == {"lists": 0.0, "reads": 0.0}


@pytest.mark.parametrize("rule", [{"foreign": "pdf"}, {"later_pages": True}, {"path": "x"}])
def test_wrong_rules_are_refused(shared_emulator: Emulator, rule: dict[str, Any]) -> None:
    assert shared_emulator.http.post(f"{shared_emulator.control_url}/faults", json=rule).status_code == 400


def test_a_wrong_lag_is_refused(shared_emulator: Emulator) -> None:
    assert (
        shared_emulator.http.post(f"{shared_emulator.control_url}/lag", json={"seconds": -1}).status_code
        == 400
    )

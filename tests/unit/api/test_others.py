"""A create whose answer is lost never takes, nor ends, what somebody else made."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import Api, errors
from unit.api.server import Reply, Seen, Server, error

if TYPE_CHECKING:
    from pathlib import Path

Serve = Callable[..., Server]
Client = Callable[..., Api]
KEYS, PROJECTS, LOG = "/organization/admin_api_keys", "/organization/projects", "/organization/audit_logs"
OURS = {"id": "key_own", "name": "us", "redacted_value": "sk-admin-***dmin", "owner": {"id": "user-us"}}


@dataclass
class Organization:
    """What a server holds: `fate` is what becomes of the first create, `beside` what is made beside it."""

    fate: str = ""
    beside: dict[str, Any] | None = None
    log: list[dict[str, Any]] = field(default_factory=list)
    objects: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {KEYS: [OURS], PROJECTS: []})
    ended: list[str] = field(default_factory=list)

    def __call__(self, one: Seen) -> Reply:
        if one.path == LOG:
            wanted = one.query["resource_ids[]"]
            told = [each for each in self.log if each["x"]["id"] in wanted]
            return Reply({"object": "list", "data": told, "has_more": False})
        if one.method == "GET":
            return Reply({"object": "list", "data": self.objects[one.path], "has_more": False})
        if one.method == "DELETE":
            path, _separator, id_ = one.path.rpartition("/")
            self.ended.append(id_)
            self.objects[path] = [each for each in self.objects[path] if each["id"] != id_]
            return Reply({"deleted": True})
        fate, self.fate = self.fate, ""
        if self.beside is not None:
            self.objects[one.path].append(self.beside)
            self.beside = None
        if fate == "before":
            return Reply(drop="after")
        made = like(f"new_{len(self.objects[one.path])}", one.json["name"])
        self.objects[one.path].append(made)
        return Reply(drop="after") if fate == "after" else Reply({**made, "value": "secret"})


def like(id_: str, name: str = "ci", **more: Any) -> dict[str, Any]:
    return {"id": id_, "name": name, "created_at": int(time.time()), "owner": {"id": "user-us"}, **more}


def event(id_: str, key: str | None) -> dict[str, Any]:
    actor = {"type": "api_key", "api_key": {"id": key}} if key else {"type": "session", "session": {}}
    return {"id": f"log_{id_}", "type": "x.created", "actor": actor, "x": {"id": id_}}


def make(api: Api, path: str) -> dict[str, Any]:
    discard = (lambda item: api.delete(f"{path}/{item['id']}")) if path == KEYS else None
    return api.create(
        path, {"name": "ci"}, natural_key=lambda item: item["name"] == "ci", resource="ci", discard=discard
    )


OTHERS: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "another owner": ({"owner": {"id": "user-them"}}, []),
    "made on the dashboard": ({}, [event("theirs_1", None)]),
    "made with another key": ({}, [event("theirs_1", "key_theirs")]),
    "used already": ({"last_used_at": 1}, []),
}
"""What distinguishes it from ours, and what the log tells."""


@pytest.mark.parametrize("fate", ["before", "after"])
@pytest.mark.parametrize("path", [KEYS, PROJECTS])
def test_what_was_there_before_is_never_ours(serve: Serve, client: Client, path: str, fate: str) -> None:
    """However young it is, and though nothing shows who made it."""
    there = Organization(fate)
    there.objects[path].append(like("theirs_1"))
    made = make(client(serve(there), admin_key="sk-admin-dmin"), path)
    assert made["id"] != "theirs_1"
    assert "theirs_1" not in there.ended
    assert [each["id"] for each in there.objects[path] if each["name"] == "ci"] == ["theirs_1", made["id"]]


@pytest.mark.parametrize("fate", ["before", "after"])
@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("path", [KEYS, PROJECTS])
def test_what_somebody_else_made_meanwhile_stays_theirs(
    serve: Serve, client: Client, path: str, kind: str, fate: str
) -> None:
    if (path, kind) == (PROJECTS, "another owner"):
        kind = "made on the dashboard"  # projects have no owner
    more, log = OTHERS[kind]
    there = Organization(fate, like("theirs_1", **more), log)
    made = make(client(serve(there), admin_key="sk-admin-dmin"), path)
    assert made["id"] != "theirs_1"
    assert "theirs_1" not in there.ended
    assert [each["id"] for each in there.objects[path] if each["name"] == "ci"] == ["theirs_1", made["id"]]


@pytest.mark.parametrize("path", [KEYS, PROJECTS])
def test_what_nobody_tells_the_maker_of_is_left_alone(serve: Serve, client: Client, path: str) -> None:
    there = Organization("after", like("theirs_1"))
    with pytest.raises(errors.AmbiguousCreate, match=r"theirs_1, new_\d\. None was touched") as caught:
        make(client(serve(there), admin_key="sk-admin-dmin"), path)
    assert len(caught.value.ids) == 2
    assert there.ended == []


def test_our_own_is_told_from_a_colleague_s_by_the_log(serve: Serve, client: Client) -> None:
    there = Organization("after", like("theirs_1"), [event("theirs_1", None), event("new_1", "key_own")])
    assert make(client(serve(there), admin_key="sk-admin-dmin"), PROJECTS)["id"] == "new_1"


@pytest.mark.parametrize("kind", ["there before", *OTHERS, "made an hour later"])
@pytest.mark.parametrize("path", [KEYS, PROJECTS])
def test_the_run_after_a_killed_one_takes_nothing_of_others(
    serve: Serve, client: Client, tmp_path: Path, path: str, kind: str
) -> None:
    if (path, kind) == (PROJECTS, "another owner"):
        kind = "made on the dashboard"
    more, log = OTHERS.get(kind, ({}, []))
    beside = like("theirs_1", **more)
    entry = {"entry": 1, "path": path, "digest": "", "resource": "ci", "time": time.time()}
    if kind == "there before":
        entry["there"] = ["theirs_1"]
    if kind == "made an hour later":
        beside = {**beside, "created_at": int(time.time()) + 3600}
    (tmp_path / "1.creates.jsonl").write_text(json.dumps(entry) + "\n")
    there = Organization("", None, log)
    there.objects[path].append(beside)
    made = make(client(serve(there), admin_key="sk-admin-dmin", journal_dir=tmp_path), path)
    assert (made["id"], there.ended) == ("new_2" if path == KEYS else "new_1", [])


def test_the_journal_tells_what_was_there_before(serve: Serve, client: Client, tmp_path: Path) -> None:
    there = Organization()
    there.objects[PROJECTS] = [like("theirs_1"), like("other_1", "other")]
    make(client(serve(there), journal_dir=tmp_path), PROJECTS)
    (file,) = tmp_path.iterdir()
    assert json.loads(file.read_text().splitlines()[0])["there"] == ["theirs_1"]


def test_what_a_killed_run_made_is_adopted_though_its_list_lags(
    serve: Serve, client: Client, tmp_path: Path
) -> None:
    answered = [
        {"entry": 1, "path": PROJECTS, "digest": "", "resource": "ci", "time": time.time()},
        {"entry": 1, "id": "proj_1"},
    ]
    alone: list[Reply] = [Reply({"id": "proj_1", "name": "ci"})]

    def script(one: Seen) -> Reply:
        if one.path == PROJECTS and one.method == "GET":
            return Reply({"data": [], "has_more": False})
        return alone[0] if one.method == "GET" else Reply({"id": "proj_2", "name": "ci"})

    server = serve(script)
    digest = _digest(serve, client, tmp_path / "other")
    answered[0]["digest"] = digest
    folder = tmp_path / "journal"
    folder.mkdir()
    (folder / "1.creates.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in answered))
    api = client(server, journal_dir=folder)
    assert make(api, PROJECTS)["id"] == "proj_1"
    api.close()
    alone[0] = error(404, "No such project: proj_1")
    with pytest.raises(errors.NotYetVisible):
        make(client(server, journal_dir=folder), PROJECTS)


def _digest(serve: Serve, client: Client, folder: Path) -> str:
    api = client(serve(Organization()), journal_dir=folder)
    make(api, PROJECTS)
    (file,) = folder.iterdir()
    api.close()
    return str(json.loads(file.read_text().splitlines()[0])["digest"])

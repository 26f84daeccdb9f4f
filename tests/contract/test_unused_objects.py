"""What nobody uses is found, what is in use is not, and only what is still unused is removed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import Api, Settings
from fjcorp_openai.api.upload_journal import UploadJournal
from fjcorp_openai.housekeeping import KINDS, UnusedObjects, expired_uploads, remove

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.emulator import Emulator

DAY = 86_400
EVERYTHING = tuple(dict.fromkeys(KINDS.values()))
Row = dict[str, Any]


@pytest.fixture
def api(shared_emulator: Emulator) -> Iterator[Api]:
    client = Api(Settings.resolve({}, shared_emulator.environment()), first_pause=0.01)
    yield client
    client.close()


def upload(emulator: Emulator, name: str, purpose: str = "user_data") -> str:
    content = b'{"messages": []}\n'
    answer = emulator.call("POST", "/files", data={"purpose": purpose}, files={"file": (name, content)})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def store(emulator: Emulator, name: str, **body: Any) -> str:
    answer = emulator.call("POST", "/vector_stores", json={"name": name, **body})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def found(api: Api, *kinds: str, days: int = 30, **options: Any) -> dict[str, Row]:
    api.invalidate()
    rows = UnusedObjects(api, days=days, **options).find(kinds or EVERYTHING)
    return {row["name"]: row for row in rows}


def admin(emulator: Emulator, method: str, path: str, **options: Any) -> Any:
    answer = emulator.call(method, path, key=emulator.admin_key, **options)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_files_and_stores_that_are_in_use_are_left_out(api: Api, shared_emulator: Emulator) -> None:
    held, _loose = upload(shared_emulator, "held.txt"), upload(shared_emulator, "loose.txt")
    upload(shared_emulator, "alone.jsonl", "fine-tune")
    store(shared_emulator, "quiet", file_ids=[held])
    asked = store(shared_emulator, "asked")
    store(shared_emulator, "over", expires_after={"anchor": "last_active_at", "days": 3})
    shared_emulator.settle()
    shared_emulator.clock.advance(31 * DAY)
    shared_emulator.call("POST", f"/vector_stores/{asked}/search", json={"query": "text"})
    upload(shared_emulator, "new.txt")
    rows = found(api, "files", "vector_stores", storage_price=Decimal("0.10"))
    assert {name: row["reason"] for name, row in rows.items()} == {
        "loose.txt": "in no vector store",
        "alone.jsonl": "named by no fine-tuning job",
        "quiet": "no search and no change for 31 days",
        "over": "expired",
    }
    assert rows["loose.txt"]["age_days"] == rows["loose.txt"]["unused_days"] == 31
    assert rows["loose.txt"]["bytes"] == 17
    assert rows["loose.txt"]["cost"] is None
    size = rows["quiet"]["bytes"]
    assert size > 0
    assert rows["quiet"]["cost"] == pytest.approx(size / 1024**3 * 3, abs=1e-6)
    assert found(api, "files", days=32) == {}


def test_a_file_of_a_batch_is_in_use_and_its_results_are_left_alone(
    api: Api, shared_emulator: Emulator
) -> None:
    line = {
        "custom_id": "a",
        "method": "POST",
        "url": "/v1/embeddings",
        "body": {"model": "text-embedding-3-small", "input": "a"},
    }
    content = json.dumps(line).encode()
    sent = shared_emulator.call(
        "POST", "/files", data={"purpose": "batch"}, files={"file": ("requests.jsonl", content)}
    ).json()["id"]
    body = {"input_file_id": sent, "endpoint": "/v1/embeddings", "completion_window": "24h"}
    assert shared_emulator.call("POST", "/batches", json=body).status_code == 200
    upload(shared_emulator, "unsent.jsonl", "batch")
    shared_emulator.settle()
    shared_emulator.clock.advance(20 * DAY)
    assert list(found(api, "files", days=10)) == ["unsent.jsonl"]


def test_keys_projects_and_invites(api: Api, shared_emulator: Emulator) -> None:
    people = [{"email": "ada@example.com"}, {"email": "own@example.com", "role": "owner"}]
    shared_emulator.seed(
        {
            "projects": [{"name": "Empty"}, {"name": "Peopled"}, {"name": "Used"}],
            "users": people,
            "project_users": [{"project": "Peopled", "email": "ada@example.com"}],
            "invites": [
                {"email": "late@example.com", "expired": True},
                {"email": "soon@example.com"},
            ],
        }
    )
    projects = {
        row["name"]: row["id"] for row in admin(shared_emulator, "GET", "/organization/projects")["data"]
    }
    shared_emulator.create_project_key(projects["Peopled"], "idle")
    used = shared_emulator.create_project_key(projects["Used"], "used")
    shared_emulator.clock.advance(31 * DAY)
    assert shared_emulator.call("GET", "/models", key=used["value"]).status_code == 200
    admin(shared_emulator, "POST", "/organization/projects", json={"name": "Young"})
    admin(
        shared_emulator, "POST", "/organization/invites", json={"email": "new@example.com", "role": "reader"}
    )
    rows = found(api, "keys", "projects", "invites")
    removable = {name: row for name, row in rows.items() if row["removable"]}
    assert {name: row["reason"] for name, row in removable.items() if row["kind"] != "invite"} == {
        "idle": "never used",
        "Empty": "no people, accounts or keys, and not used for 30 days",
    }
    # The one that was sent 31 days ago has expired as well by now.
    assert {name for name, row in rows.items() if row["kind"] == "invite"} == {
        "late@example.com",
        "soon@example.com",
    }
    assert rows["Empty"]["final"]
    assert rows["idle"]["project"] == "Peopled"


def test_a_project_that_was_used_is_not_empty(api: Api, shared_emulator: Emulator) -> None:
    shared_emulator.seed({"projects": [{"name": "Was used"}]})
    project = next(
        row
        for row in admin(shared_emulator, "GET", "/organization/projects")["data"]
        if row["name"] == "Was used"
    )
    key = shared_emulator.create_project_key(project["id"], "gone")
    shared_emulator.clock.advance(40 * DAY)
    body = {"model": "text-embedding-3-small", "input": "a"}
    assert shared_emulator.call("POST", "/embeddings", json=body, key=key["value"]).status_code == 200
    admin(shared_emulator, "DELETE", f"/organization/projects/{project['id']}/api_keys/{key['id']}")
    assert "Was used" not in found(api, "projects")
    shared_emulator.clock.advance(40 * DAY)
    assert "Was used" in found(api, "projects")


def test_what_a_state_holds_and_what_is_kept_stays(api: Api, shared_emulator: Emulator) -> None:
    ids = {name: upload(shared_emulator, name) for name in ("managed", "kept", "named", "free")}
    shared_emulator.clock.advance(31 * DAY)
    rows = found(api, "files", held={ids["managed"]}, keep={ids["kept"], "named"})
    assert {name: row["why_not"] for name, row in rows.items()} == {
        "managed": "a state holds it: take its item out of the YAML",
        "kept": "it is to be kept",
        "named": "it is to be kept",
        "free": "",
    }
    assert [name for name, row in rows.items() if row["removable"]] == ["free"]


def test_the_key_of_the_run_stays(api: Api, shared_emulator: Emulator) -> None:
    shared_emulator.clock.advance(400 * DAY)
    rows = UnusedObjects(api, days=30).find(["keys"])
    own = [row for row in rows if not row["removable"]]
    assert {row["why_not"] for row in own} == {"it may be the key of this run"}
    removed = {
        row["id"] for row in remove(api, [row for row in rows if row["removable"]], lambda _line: None)
    }
    # It still signs in: whatever was removed, the run's keys were not.
    assert admin(shared_emulator, "GET", "/organization/projects")["data"]
    assert removed.isdisjoint(row["id"] for row in own)


def test_without_a_key_it_says_what_was_not_looked_at(shared_emulator: Emulator) -> None:
    environment = shared_emulator.environment()
    for name, words in (
        ("OPENAI_ADMIN_KEY", "keys, projects and invites: there is no admin key"),
        ("OPENAI_API_KEY", "files and vector stores: there is no key of a project"),
    ):
        client = Api(Settings.resolve({}, {key: each for key, each in environment.items() if key != name}))
        try:
            search = UnusedObjects(client, days=30)
            search.find(EVERYTHING)
            assert search.left_out == [words]
        finally:
            client.close()


def test_removal_looks_again(api: Api, shared_emulator: Emulator) -> None:
    loose, gone, quiet = (
        upload(shared_emulator, "loose"),
        upload(shared_emulator, "gone"),
        store(shared_emulator, "quiet"),
    )
    shared_emulator.seed(
        {
            "projects": [{"name": "Empty"}, {"name": "Busy"}],
            "invites": [{"email": "late@example.com", "expired": True}],
        }
    )
    shared_emulator.clock.advance(31 * DAY)
    rows = found(api)
    projects = {
        row["name"]: row["id"] for row in admin(shared_emulator, "GET", "/organization/projects")["data"]
    }
    wanted = [rows[name] for name in ("loose", "gone", "quiet", "Empty", "Busy", "late@example.com")]
    # What happens between the report and the removal:
    shared_emulator.call("POST", f"/vector_stores/{quiet}/search", json={"query": "text"})
    shared_emulator.call("DELETE", f"/files/{gone}")
    admin(
        shared_emulator,
        "POST",
        f"/organization/projects/{projects['Busy']}/service_accounts",
        json={"name": "robot"},
    )
    lines: list[str] = []
    done = {row["name"]: row for row in remove(api, wanted, lines.append)}
    assert {name: row["outcome"] for name, row in done.items()} == {
        "loose": "removed",
        "gone": "gone",
        "quiet": "used",
        "Empty": "removed",
        "Busy": "used",
        "late@example.com": "removed",
    }
    assert done["Busy"]["detail"] == "it has service accounts now"
    assert lines[-1] == "6 of 6 looked at again, 3 removed"
    assert shared_emulator.call("GET", f"/files/{loose}").status_code == 404
    assert shared_emulator.call("GET", f"/vector_stores/{quiet}").status_code == 200
    shown = admin(shared_emulator, "GET", "/organization/projects?include_archived=true")["data"]
    assert {row["name"]: row["status"] for row in shown if row["name"] in ("Empty", "Busy")} == {
        "Empty": "archived",
        "Busy": "active",
    }


def test_a_key_of_a_service_account_ends(api: Api, shared_emulator: Emulator) -> None:
    shared_emulator.seed({"projects": [{"name": "Robots"}]})
    project = next(
        row
        for row in admin(shared_emulator, "GET", "/organization/projects")["data"]
        if row["name"] == "Robots"
    )
    path = f"/organization/projects/{project['id']}"
    account = admin(shared_emulator, "POST", f"{path}/service_accounts", json={"name": "robot"})
    shared_emulator.clock.advance(31 * DAY)
    rows = [row for row in UnusedObjects(api, days=30).find(["keys"]) if row["project"] == "Robots"]
    assert [row["owner"]["type"] for row in rows] == ["service_account"]
    assert [row["outcome"] for row in remove(api, rows, lambda _line: None)] == ["removed"]
    shared_emulator.clock.advance(5)
    assert shared_emulator.call("GET", "/models", key=account["api_key"]["value"]).status_code == 401
    again = [row for row in found(api, "keys").values() if row["project"] == "Robots"]
    assert [row["why_not"] for row in again] == [
        "the API deletes no single key of a service account; it goes with its account"
    ]


def test_a_failure_is_named(api: Api, shared_emulator: Emulator) -> None:
    first, second = upload(shared_emulator, "first"), upload(shared_emulator, "second")
    shared_emulator.clock.advance(31 * DAY)
    rows = found(api, "files")
    shared_emulator.fault("deleteFile", status=403, times=1)
    done = remove(api, [rows["first"], rows["second"]], lambda _line: None)
    assert [row["outcome"] for row in done] == ["failed", "removed"]
    assert "403" in done[0]["detail"]
    assert shared_emulator.call("GET", f"/files/{first}").status_code == 200
    assert shared_emulator.call("GET", f"/files/{second}").status_code == 404


def test_what_an_upload_left_behind(tmp_path: Path, api: Api) -> None:
    now = api.clock.now()
    over, running = UploadJournal(tmp_path, "a", now), UploadJournal(tmp_path, "b", now)
    over.begin("upload_over", now + 60)
    running.begin("upload_running", now + 3600)
    # A run holds both.
    assert expired_uploads([tmp_path], now + 7200) == []
    over.close()
    assert expired_uploads([tmp_path], now) == []
    rows = expired_uploads([tmp_path], now + 120)
    assert [(row["id"], row["reason"]) for row in rows] == [("upload_over", "ended before it was complete")]
    running.close()
    api.clock.now = lambda: now + 120  # type: ignore[method-assign]
    assert [row["outcome"] for row in remove(api, rows, lambda _line: None)] == ["removed"]
    assert [row["id"] for row in expired_uploads([tmp_path], now + 7200)] == ["upload_running"]

"""A snapshot comes back whole, as often as it is needed: objects, keys, files, jobs under way and time.

Each test has an emulator of its own: the worker's holds snapshots of other tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from support.emulator import Emulator

KEPT = b'{"kept": 1}\n'


def upload(emulator: Emulator, content: bytes) -> dict[str, Any]:
    parts = {"file": ("a.jsonl", content)}
    return emulator.call("POST", "/files", data={"purpose": "batch"}, files=parts).json()


def refused(emulator: Emulator, method: str, path: str) -> tuple[int, str]:
    answer = emulator.http.request(method, f"{emulator.control_url}{path}")
    return answer.status_code, answer.json()["error"]["message"]


def test_everything_is_as_it_was(emulator: Emulator) -> None:
    project = emulator.call("POST", "/organization/projects", admin=True, json={"name": "Kept"}).json()
    key = emulator.create_project_key(project["id"])["value"]
    file = upload(emulator, KEPT)
    before, began = emulator.dump(), emulator.clock.now()
    kept = emulator.snapshot()

    emulator.call("POST", f"/organization/projects/{project['id']}/archive", admin=True)
    emulator.call("DELETE", f"/files/{file['id']}")
    other = upload(emulator, b"{}\n")
    emulator.clock.advance(3600)
    assert emulator.call("GET", "/models", key=key).status_code == 401

    for begin_again in (lambda: None, emulator.reset, emulator.add_organization):
        begin_again()
        emulator.restore(kept)
        assert emulator.dump() == before
        assert began <= emulator.clock.now() < began + 600
        assert emulator.call("GET", f"/files/{file['id']}/content").content == KEPT
        assert emulator.call("GET", f"/files/{other['id']}").status_code == 404
        assert [path.read_bytes() for path in (emulator.folder / "files").iterdir()] == [KEPT]
        assert emulator.call("GET", "/models", key=key).status_code == 200
        assert [each["id"] for each in emulator.control("GET", "/organizations")["data"]] == ["org-emulator"]


def test_a_job_under_way_goes_on(emulator: Emulator) -> None:
    line = b'{"custom_id": "a", "method": "POST", "url": "/v1/embeddings", "body": {"model": '
    file = upload(emulator, line + b'"text-embedding-3-small", "input": "a"}}\n')
    emulator.transitions("manual")
    body = {"input_file_id": file["id"], "endpoint": "/v1/embeddings", "completion_window": "24h"}
    batch = emulator.call("POST", "/batches", json=body).json()["id"]
    kept = emulator.snapshot()
    for _time in range(2):
        emulator.restore(kept)
        assert emulator.call("GET", f"/batches/{batch}").json()["status"] == "validating"
        assert emulator.control("GET", "/transitions") == {"mode": "manual", "pending": 1}
        emulator.advance(5)
        assert emulator.call("GET", f"/batches/{batch}").json()["status"] == "completed"


def test_what_cannot_be_kept_is_refused(emulator: Emulator) -> None:
    emulator.add_organization()
    told = "a snapshot holds one organization, and there are others: reset first"
    assert refused(emulator, "POST", "/snapshots") == (400, told)
    emulator.reset()
    ids = [emulator.snapshot() for _number in range(20)]
    assert len(set(ids)) == 20
    assert refused(emulator, "POST", "/snapshots") == (
        400,
        "20 snapshots are kept at most: delete one first",
    )
    assert emulator.control("DELETE", f"/snapshots/{ids[0]}") == {"data": ids[1:]}
    for method, path in (("POST", f"/snapshots/{ids[0]}/restore"), ("DELETE", f"/snapshots/{ids[0]}")):
        status, message = refused(emulator, method, path)
        assert status == 404
        assert message.startswith(f"No snapshot '{ids[0]}'; there are: {ids[1]}, ")

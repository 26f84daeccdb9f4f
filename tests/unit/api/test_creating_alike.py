"""Creates of the same body, or of the same id in several places, whatever is lost on the way."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import errors
from unit.api.server import Reply, Seen
from unit.api.test_journaled_create import PATH, Client, Projects, Serve, files, make

if TYPE_CHECKING:
    from pathlib import Path


def digest_of(folder: Path, serve: Serve, client: Client) -> str:
    """Return the digest that the journal holds for a project of the usual name."""
    api = client(serve(Projects()), journal_dir=folder)
    make(api)
    (file,) = folder.iterdir()
    digest: str = json.loads(file.read_text().splitlines()[0])["digest"]
    api.close()
    file.unlink()
    return digest


@pytest.fixture
def digest(serve: Serve, client: Client, tmp_path: Path) -> str:
    return digest_of(tmp_path / "other", serve, client)


def leave_behind(folder: Path, digest: str, *ids: str | None, closed: tuple[int, ...] = ()) -> None:
    """Write the journal of a run that was killed, with the ids that were answered; None for no answer."""
    lines: list[dict[str, Any]] = []
    for number, id_ in enumerate(ids):
        entry = {"path": PATH, "digest": digest, "resource": "r", "time": time.time()}
        lines.append({"entry": number, **entry})
        if id_:
            lines.append({"entry": number, "id": id_})
        if number in closed:
            lines.append({"entry": number, "closed": True})
    folder.mkdir()
    (folder / "1-1-aa.creates.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def objects(count: int, name: str = "research") -> list[dict[str, Any]]:
    now = int(time.time())
    return [{"id": f"proj_{number + 1}", "name": name, "created_at": now} for number in range(count)]


def test_objects_of_the_same_body_are_all_adopted(
    serve: Serve, client: Client, tmp_path: Path, digest: str
) -> None:
    leave_behind(tmp_path / "journal", digest, "proj_2", None, None)
    projects = Projects(objects=objects(3))
    api = client(serve(projects), journal_dir=tmp_path / "journal")
    made = [make(api)["id"] for _index in range(4)]
    assert made[0] == "proj_2"
    assert sorted(made) == ["proj_1", "proj_2", "proj_3", "proj_4"]
    for id_ in made:
        api.confirm(id_)
    api.close()
    assert files(tmp_path / "journal") == []


def test_more_objects_than_interrupted_creates_are_an_error(
    serve: Serve, client: Client, tmp_path: Path, digest: str
) -> None:
    leave_behind(tmp_path / "journal", digest, None, None)
    api = client(serve(Projects(objects=objects(3))), journal_dir=tmp_path / "journal")
    with pytest.raises(errors.AmbiguousCreate, match="proj_1, proj_2, proj_3"):
        make(api)


def test_an_object_that_the_state_was_seen_to_hold_is_not_adopted(
    serve: Serve, client: Client, tmp_path: Path, digest: str
) -> None:
    leave_behind(tmp_path / "journal", digest, "proj_1", None, closed=(0,))
    projects = Projects(objects=objects(1))
    assert make(client(serve(projects), journal_dir=tmp_path / "journal"))["id"] == "proj_2"


def test_what_earlier_runs_made_is_looked_for_once(
    serve: Serve, client: Client, tmp_path: Path, digest: str
) -> None:
    leave_behind(tmp_path / "journal", digest, None, None)
    server = serve(Projects(objects=objects(1)))
    api = client(server, journal_dir=tmp_path / "journal")
    for number in range(10):
        make(api, f"other-{number}")
    assert make(api)["id"] == "proj_1"
    assert server.operations().count(f"GET {PATH}") == 1


@pytest.mark.parametrize("journalled", [True, False])
def test_creates_of_the_same_body_at_once_make_one_object_each(
    serve: Serve, client: Client, tmp_path: Path, journalled: bool
) -> None:
    fates = ["after", "before", "", "after-500", "before-500", ""] * 5
    projects = Projects(*fates)
    api = client(serve(projects), journal_dir=tmp_path if journalled else None, max_retries=20)
    with ThreadPoolExecutor(30) as pool:
        made = [item["id"] for item in pool.map(lambda _number: make(api), range(30))]
    assert sorted(made) == sorted(item["id"] for item in projects.objects)
    assert len(set(made)) == 30


def test_the_same_id_in_another_place_is_another_object(serve: Serve, client: Client) -> None:
    members: dict[str, list[dict[str, Any]]] = {"a": [], "b": [], "c": []}

    def script(one: Seen) -> Reply:
        there = members[one.path.split("/")[3]]
        if one.method == "GET":
            return Reply({"data": there, "has_more": False})
        if one.method == "DELETE":
            there.clear()
            return Reply({"deleted": True})
        if there:
            return Reply({"error": {"message": "is a member already"}}, 400)
        there.append({"id": one.json["user_id"], "added_at": int(time.time())})
        return Reply(there[0], drop="after" if there is not members["a"] else "")

    api = client(serve(script))
    for place in members:
        path = f"{PATH}/{place}/users"
        added = api.create(path, {"user_id": "user-ada"}, natural_key=lambda item: item["id"] == "user-ada")
        assert added["id"] == "user-ada"
        if place == "b":
            api.delete(f"{path}/user-ada")

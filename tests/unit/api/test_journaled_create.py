"""Creates make one object, whatever is lost or killed on the way."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import fjcorp_openai
from fjcorp_openai.api import Api, errors
from unit.api.server import Reply, Seen, Server, error

Serve = Callable[..., Server]
Client = Callable[..., Api]
SOURCE = str(Path(fjcorp_openai.__file__).parents[1])
PATH = "/organization/projects"


class Projects:
    """A server's projects. `fate` decides what becomes of the n-th create: "", or how it goes wrong."""

    def __init__(self, *fates: str, objects: list[dict[str, Any]] | None = None) -> None:
        self.fates = list(fates)
        self.objects = objects or []
        self.committed = threading.Event()
        self.lock = threading.Lock()

    def __call__(self, one: Seen) -> Reply:
        if one.method == "GET":
            return Reply({"data": self.objects, "has_more": False})
        if one.method == "DELETE":
            self.objects[:] = [item for item in self.objects if item["id"] != one.path.rsplit("/", 1)[-1]]
            return Reply({"deleted": True})
        with self.lock:
            fate = self.fates.pop(0) if self.fates else ""
            if fate.startswith("before"):
                return error(500) if fate.endswith("500") else Reply(drop="after")
            if fate.isdigit():
                return error(int(fate))
            made = {
                "id": f"proj_{len(self.objects) + 1}",
                "name": one.json["name"],
                "created_at": int(time.time()),
            }
            self.objects.append(made)
        self.committed.set()
        if fate == "after":
            return Reply(drop="after")
        if fate == "after-500":
            return error(500)
        return Reply(made, delay=60 if fate == "never" else 0)


def make(api: Api, name: str = "research", **options: Any) -> dict[str, Any]:
    return api.create(
        PATH,
        {"name": name},
        natural_key=lambda item: item["name"] == name,
        resource=f"openai_project.{name}",
        **options,
    )


def files(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("fate", ["before", "after", "before-500", "after-500", "503", "429", ""])
@pytest.mark.parametrize("journalled", [True, False])
def test_one_object_whatever_happens_to_the_answer(
    serve: Serve, client: Client, tmp_path: Path, fate: str, journalled: bool
) -> None:
    projects = Projects(fate)
    api = client(serve(projects), journal_dir=tmp_path / "journal" if journalled else None)
    assert make(api)["id"] == "proj_1"
    assert [item["name"] for item in projects.objects] == ["research"]


def test_without_a_natural_key_a_lost_answer_is_an_error(
    serve: Serve, client: Client, tmp_path: Path
) -> None:
    server = serve(Projects("after"))
    api = client(server, journal_dir=tmp_path / "journal")
    with pytest.raises(errors.AnswerLost):
        api.create(PATH, {"name": "a"}, natural_key=None)
    assert server.operations() == [f"POST {PATH}"]
    assert files(tmp_path / "journal") == []


def test_an_older_object_of_the_same_name_is_not_adopted(serve: Serve, client: Client) -> None:
    old = {"id": "proj_old", "name": "research", "created_at": int(time.time()) - 3600}
    projects = Projects("before", objects=[old])
    assert make(client(serve(projects)))["id"] == "proj_2"


def test_siblings_of_the_same_name_stay_two(serve: Serve, client: Client, tmp_path: Path) -> None:
    projects = Projects("", "after")
    api = client(serve(projects), journal_dir=tmp_path)
    assert {make(api)["id"], make(api)["id"]} == {"proj_1", "proj_2"}


def test_an_object_of_the_state_is_not_adopted(serve: Serve, client: Client) -> None:
    young = {"id": "proj_mine", "name": "research", "created_at": int(time.time())}
    projects = Projects("before", objects=[young])
    api = client(serve(projects))
    api.confirm("proj_mine")
    assert make(api)["id"] == "proj_2"


def test_two_candidates_are_an_error_that_names_them(serve: Serve, client: Client) -> None:
    """Somebody else makes a like object while our own create is under way."""
    projects = Projects("after")

    def script(one: Seen) -> Reply:
        if one.method == "POST":
            projects.objects.append({"id": "proj_other", "name": "research", "created_at": time.time()})
        return projects(one) if one.method == "POST" or one.path == PATH else error(404)

    with pytest.raises(
        errors.AmbiguousCreate, match=r"openai_project.research.*proj_other, proj_2"
    ) as caught:
        make(client(serve(script)))
    assert caught.value.ids == ["proj_other", "proj_2"]


def test_creates_that_always_fail_end_with_their_error(serve: Serve, client: Client, tmp_path: Path) -> None:
    server = serve(Projects(*["before-500"] * 9))
    with pytest.raises(errors.ServerError):
        make(client(server, max_retries=2, journal_dir=tmp_path))
    assert server.operations().count(f"POST {PATH}") == 3


def test_a_refused_create_leaves_nothing_in_the_journal(serve: Serve, client: Client, tmp_path: Path) -> None:
    api = client(serve(Projects("400")), journal_dir=tmp_path)
    with pytest.raises(errors.BadRequest):
        make(api)
    api.close()
    assert files(tmp_path) == []


@pytest.mark.slow
def test_many_creates_at_once_make_one_object_each(serve: Serve, client: Client, tmp_path: Path) -> None:
    fates = ["", "after", "before", "503", "after-500", "429"] * 10
    projects = Projects(*fates)
    api = client(serve(projects), journal_dir=tmp_path)
    names = [f"project-{number}" for number in range(60)]
    with ThreadPoolExecutor(32) as pool:
        made = list(pool.map(lambda name: make(api, name), names))
    assert [item["name"] for item in made] == names
    assert sorted(item["name"] for item in projects.objects) == sorted(names)
    assert {item["id"] for item in made} == {item["id"] for item in projects.objects}


def test_the_journal_holds_no_key_and_no_body_and_is_private(
    serve: Serve, client: Client, tmp_path: Path
) -> None:
    api = client(serve(Projects()), journal_dir=tmp_path / "journal")
    make(api, "confidential")
    (file,) = (tmp_path / "journal").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o700
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert lines[0].keys() == {"entry", "path", "digest", "resource", "time"}
    assert lines[1] == {"entry": 1, "id": "proj_1"}
    assert "marker" not in file.read_text()
    assert '"confidential"' not in file.read_text()


_CREATE = """
import sys, pathlib
from fjcorp_openai.api import Api, Settings
api = Api(Settings(admin_key="sk-admin-x", base_url=sys.argv[1], journal_dir=sys.argv[2]), first_pause=0.01)
name = sys.argv[3]
made = api.create("/organization/projects", {"name": name}, natural_key=lambda item: item["name"] == name)
print(made["id"])
sys.stdout.flush()
if sys.argv[4] == "die":
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)
"""


def create_in_a_process(
    server: Server, journal: Path, name: str = "research", end: str = ""
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _CREATE, server.base_url, str(journal), name, end],
        env={"PYTHONPATH": SOURCE},
        stdout=subprocess.PIPE,
        text=True,
    )


def killed_between_commit_and_answer(server: Server, projects: Projects, journal: Path) -> None:
    process = create_in_a_process(server, journal)
    try:
        assert projects.committed.wait(30)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL


def test_what_a_killed_run_made_is_adopted_by_the_next(serve: Serve, client: Client, tmp_path: Path) -> None:
    projects = Projects("never")
    server = serve(projects)
    killed_between_commit_and_answer(server, projects, tmp_path)
    api = client(server, journal_dir=tmp_path)
    assert make(api)["id"] == "proj_1"
    assert len(projects.objects) == 1
    api.close()
    # The run after that sees it in the state, and the journal is done with.
    third = client(server, journal_dir=tmp_path)
    third.confirm("proj_1")
    third.close()
    assert files(tmp_path) == []
    assert make(client(server, journal_dir=tmp_path))["id"] == "proj_2"


def test_a_run_killed_before_its_state_is_saved_is_taken_up(
    serve: Serve, client: Client, tmp_path: Path
) -> None:
    projects = Projects()
    server = serve(projects)
    process = create_in_a_process(server, tmp_path, end="die")
    assert process.communicate()[0].strip() == "proj_1"
    assert make(client(server, journal_dir=tmp_path))["id"] == "proj_1"
    assert len(projects.objects) == 1


def test_a_create_that_never_arrived_is_made_by_the_next_run(
    serve: Serve, client: Client, tmp_path: Path
) -> None:
    projects = Projects("never")
    server = serve(projects)
    killed_between_commit_and_answer(server, projects, tmp_path)
    projects.objects.clear()
    api = client(server, journal_dir=tmp_path)
    assert make(api)["id"] == "proj_1"
    assert make(api)["id"] == "proj_2"  # the entry was struck: a second one is a second one


def test_another_create_is_not_confused_by_what_was_left(
    serve: Serve, client: Client, tmp_path: Path
) -> None:
    projects = Projects("never")
    server = serve(projects)
    killed_between_commit_and_answer(server, projects, tmp_path)
    api = client(server, journal_dir=tmp_path)
    assert make(api, "sales")["id"] == "proj_2"
    assert make(api)["id"] == "proj_1"


@pytest.mark.parametrize(("by", "number"), [("create", "proj_1"), ("create_by", "proj_2")])
def test_what_was_made_of_another_body_is_adopted_where_the_natural_key_is_all(
    serve: Serve, client: Client, tmp_path: Path, by: str, number: str
) -> None:
    """`create_by` sends what the body only describes, so that another body is another object."""
    projects = Projects()
    former = client(serve(projects), journal_dir=tmp_path)
    make(former)
    former.close()
    api = client(serve(projects), journal_dir=tmp_path)
    body = {"name": "research", "note": "more"}
    known: dict[str, Any] = {"natural_key": lambda item: item["name"] == "research", "resource": "a"}
    if by == "create":
        made = api.create(PATH, body, **known)
    else:
        made = api.create_by(lambda: api.post(PATH, body), PATH, body, **known)
    assert made["id"] == number


def test_what_a_living_run_makes_is_not_adopted(serve: Serve, client: Client, tmp_path: Path) -> None:
    projects = Projects("never")
    server = serve(projects)
    process = create_in_a_process(server, tmp_path)
    try:
        assert projects.committed.wait(30)
        assert make(client(server, journal_dir=tmp_path))["id"] == "proj_2"
    finally:
        process.kill()
        process.communicate()


def test_a_deleted_object_is_struck(serve: Serve, client: Client, tmp_path: Path) -> None:
    server = serve(Projects())
    api = client(server, journal_dir=tmp_path)
    made = make(api)
    api.delete(f"{PATH}/{made['id']}")
    api.close()
    assert files(tmp_path) == []


def test_a_torn_or_old_journal_is_read_as_far_as_it_goes(
    serve: Serve, client: Client, tmp_path: Path
) -> None:
    old = {"entry": 1, "path": PATH, "digest": "d", "resource": "", "time": time.time() - 30 * 24 * 3600}
    (tmp_path / "1-1-aa.creates.jsonl").write_text(json.dumps(old) + "\n")
    (tmp_path / "2-2-bb.creates.jsonl").write_text('{"entry": 1, "pa')
    (tmp_path / "3-3-cc.creates.jsonl").write_text('{"entry": 7, "id": "proj_1"}\n[]\n')
    server = serve(Projects())
    api = client(server, journal_dir=tmp_path)
    assert make(api)["id"] == "proj_1"
    assert server.operations() == [f"GET {PATH}", f"POST {PATH}"]
    assert len(files(tmp_path)) == 1


def test_a_lost_upload_is_found_by_name_and_size(serve: Serve, client: Client, tmp_path: Path) -> None:
    file = tmp_path / "training.jsonl"
    file.write_bytes(b"{}\n" * 10)
    stored: list[dict[str, Any]] = []

    def script(one: Seen) -> Reply:
        if one.method == "GET":
            return Reply({"data": stored, "has_more": False})
        stored.append(
            {"id": "file-1", "filename": "training.jsonl", "bytes": 30, "created_at": int(time.time())}
        )
        return Reply(drop="after")

    server = serve(script)
    api = client(server, journal_dir=tmp_path / "journal")
    answer = api.upload(
        "/files",
        {"purpose": "batch"},
        file,
        natural_key=lambda item: (item["filename"], item["bytes"]) == ("training.jsonl", 30),
    )
    assert answer["id"] == "file-1"
    assert server.operations() == ["GET /files", "POST /files", "GET /files"]


# Answers that hold a secret: what an interrupted create made is discarded, and another one made.


def secret_key(api: Api, name: str = "ci") -> dict[str, Any]:
    return api.create(
        PATH,
        {"name": name},
        natural_key=lambda item: item["name"] == name,
        discard=lambda item: api.delete(f"{PATH}/{item['id']}"),
    )


@pytest.mark.parametrize("fate", ["after", "after-500", "before", "before-500"])
def test_a_secret_whose_answer_was_lost_is_made_again(serve: Serve, client: Client, fate: str) -> None:
    projects = Projects(fate, objects=[{"id": "proj_old", "name": "ci", "created_at": 1}])
    made = secret_key(client(serve(projects)))
    assert [item["id"] for item in projects.objects] == ["proj_old", made["id"]]


def test_a_secret_of_a_killed_run_is_discarded(serve: Serve, client: Client, tmp_path: Path) -> None:
    projects = Projects("never", objects=[{"id": "proj_old", "name": "ci", "created_at": 1}])
    server = serve(projects)
    program = (
        "import sys; from pathlib import Path; from fjcorp_openai.api import Api, Settings\n"
        "api = Api(Settings(admin_key='sk-admin-x', base_url=sys.argv[1], journal_dir=Path(sys.argv[2])))\n"
        f"api.create('{PATH}', {{'name': 'ci'}}, natural_key=lambda item: item['name'] == 'ci',"
        " discard=print)\n"
    )
    command = [sys.executable, "-c", program, server.base_url, str(tmp_path)]
    with subprocess.Popen(command, env={"PYTHONPATH": SOURCE}) as process:
        assert projects.committed.wait(20)
        process.send_signal(signal.SIGKILL)
    projects.objects.append({"id": "proj_late", "name": "ci", "created_at": int(time.time()) + 3600})
    api = client(server, journal_dir=tmp_path)
    made = secret_key(api)
    assert [item["id"] for item in projects.objects] == ["proj_old", "proj_late", made["id"]]
    api.confirm(made["id"])
    api.close()
    assert list(tmp_path.iterdir()) == []


def test_more_candidates_than_interrupted_creates_are_nobodys(
    serve: Serve, client: Client, tmp_path: Path
) -> None:
    now = int(time.time())
    entry = {"entry": 1, "path": PATH, "digest": "", "resource": "", "time": now}
    (tmp_path / "1.creates.jsonl").write_text(json.dumps(entry) + "\n")
    projects = Projects(
        objects=[{"id": f"proj_{number}", "name": "ci", "created_at": now} for number in (1, 2)]
    )
    with pytest.raises(errors.AmbiguousCreate, match="proj_1, proj_2"):
        secret_key(client(serve(projects), journal_dir=tmp_path))
    assert len(projects.objects) == 2

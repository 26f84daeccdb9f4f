"""The client against the emulator of the API."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import fjcorp_openai
from fjcorp_openai.api import Api, Settings, errors
from support.checks import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.emulator import Emulator

SOURCE = str(Path(fjcorp_openai.__file__).parents[1])
PROJECTS = "/organization/projects"


@pytest.fixture
def shared_emulator(served_emulator: Emulator) -> Emulator:
    """An emulator behind a socket: this is about what connections do, and about other processes."""
    return served_emulator


@pytest.fixture
def connect(shared_emulator: Emulator, tmp_path: Path) -> Iterator[Callable[..., Api]]:
    made: list[Api] = []

    def make(*, journalled: bool = True, **settings: Any) -> Api:
        environment = shared_emulator.environment()
        if journalled:
            environment["FJCORP_OPENAI_JOURNAL_DIR"] = str(tmp_path / "journal")
        api = Api(Settings.resolve(settings, environment), first_pause=0.01)
        made.append(api)
        return api

    yield make
    for api in made:
        api.close()


def create(api: Api, name: str) -> dict[str, Any]:
    return api.create(PROJECTS, {"name": name}, natural_key=lambda item: item["name"] == name, resource=name)


def names(emulator: Emulator) -> list[str]:
    return sorted(project["name"] for project in emulator.dump()["project"])


def test_the_life_of_a_project(connect: Callable[..., Api]) -> None:
    api = connect()
    made = create(api, "research")
    assert api.find(PROJECTS, made["id"])["name"] == "research"
    api.post(f"{PROJECTS}/{made['id']}", {"name": "science"}, retry_unsafe=True)
    assert api.find(PROJECTS, made["id"])["name"] == "science"
    assert api.get(f"{PROJECTS}/{made['id']}")["status"] == "active"
    api.post(f"{PROJECTS}/{made['id']}/archive")
    # The list leaves it out, and it is asked for by itself.
    assert api.find(PROJECTS, made["id"])["status"] == "archived"
    assert api.find(PROJECTS, made["id"], params={"include_archived": True})["status"] == "archived"
    with pytest.raises(errors.NotFound, match="No such project: proj_none1"):
        api.find(PROJECTS, "proj_none1")


def test_the_life_of_a_file(connect: Callable[..., Api], tmp_path: Path) -> None:
    api = connect()
    file = tmp_path / "notes.txt"
    file.write_bytes(os.urandom(3_000_000))
    fields = {"purpose": "user_data", "expires_after": {"anchor": "created_at", "seconds": 3600}}
    stored = api.upload("/files", fields, file)
    assert (stored["bytes"], stored["purpose"]) == (3_000_000, "user_data")
    assert stored["expires_at"] == stored["created_at"] + 3600
    assert api.find("/files", stored["id"])["filename"] == "notes.txt"
    assert api.delete(f"/files/{stored['id']}")["deleted"] is True
    with pytest.raises(errors.NotFound):
        api.get(f"/files/{stored['id']}")


def test_a_completion_streams(connect: Callable[..., Api]) -> None:
    body = {"model": "gpt-5.6-terra", "messages": [{"role": "user", "content": "Say hello."}]}
    chunks = list(connect().stream("/chat/completions", body))
    text = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks if chunk["choices"])
    assert text
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}


def test_wrong_keys_and_bad_input_are_told(connect: Callable[..., Api]) -> None:
    with pytest.raises(errors.Unauthorized) as unknown:
        connect(api_key="sk-proj-marker0123456789").get("/files")
    assert "marker" not in str(unknown.value)
    with pytest.raises(errors.BadRequest) as bad:
        connect().post(PROJECTS, {"name": 5})
    assert "name" in str(bad.value)
    assert bad.value.request_id


@pytest.mark.parametrize(
    "fault",
    [
        {"drop": "before"},
        {"drop": "after"},
        {"status": 429},
        {"status": 500},
        {"status": 503, "retry_after": 0.1},
        pytest.param({"delay": 2.0}, marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_every_fault_of_a_create_leaves_one_project(
    connect: Callable[..., Api], shared_emulator: Emulator, fault: dict[str, Any]
) -> None:
    shared_emulator.fault("create-project", **fault)
    made = create(connect(timeout=1), "research")
    time.sleep(1.5 if "delay" in fault else 0)
    assert names(shared_emulator).count("research") == 1
    assert made["id"] in {project["id"] for project in shared_emulator.dump()["project"]}


@pytest.mark.parametrize("fault", [{"drop": "before"}, {"drop": "after"}, {"status": 500}], ids=str)
def test_every_fault_of_updates_deletes_and_lists_passes(
    connect: Callable[..., Api], shared_emulator: Emulator, tmp_path: Path, fault: dict[str, Any]
) -> None:
    api = connect()
    made = create(api, "research")
    file = tmp_path / "notes.txt"
    file.write_text("notes")
    stored = api.upload("/files", {"purpose": "user_data"}, file)
    for operation in ("modify-project", "deleteFile", "list-projects"):
        shared_emulator.fault(operation, **fault)
    api.post(f"{PROJECTS}/{made['id']}", {"name": "science"}, retry_unsafe=True)
    assert api.delete(f"/files/{stored['id']}")["deleted"] is True
    assert api.find(PROJECTS, made["id"])["name"] == "science"


def test_a_list_that_repeats_itself_ends(connect: Callable[..., Api], shared_emulator: Emulator) -> None:
    shared_emulator.seed({"projects": [{"name": f"project {number}"} for number in range(250)]})
    api = connect()
    assert len(api.list(PROJECTS)) == 251
    assert len(shared_emulator.calls("list-projects")) == 3
    api.invalidate("/")
    shared_emulator.fault("list-projects", repeat_cursor=True, times=0)
    with pytest.raises(errors.MalformedAnswer):
        api.list(PROJECTS)


@pytest.mark.slow
def test_a_throttled_organization_gets_all_its_projects(
    connect: Callable[..., Api], shared_emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FJCORP_OPENAI_PACING_WINDOW", "1")
    shared_emulator.throttle(8, 1)
    api = connect(pacing_dir=tmp_path / "pacing")
    wanted = [f"project {number}" for number in range(30)]
    with ThreadPoolExecutor(10) as pool:
        made = list(pool.map(lambda name: create(api, name), wanted))
    assert [project["name"] for project in made] == wanted
    assert [name for name in names(shared_emulator) if name.startswith("project ")] == sorted(wanted)


_CREATE = """
import sys
import time
from fjcorp_openai.api import Api, Settings
real = time.time
time.time = lambda: real() + float(sys.argv[2])
api = Api(Settings.resolve({}), first_pause=60)
api.create(sys.argv[1], {"name": "research"}, natural_key=lambda item: item["name"] == "research")
"""


def create_and_be_killed(emulator: Emulator, folder: Path, wrong: float = 0.0) -> None:
    """Create a project in a process whose clock is wrong by some seconds, and kill it before its answer."""
    emulator.fault("create-project", drop="after")
    more = {"FJCORP_OPENAI_JOURNAL_DIR": str(folder), "PYTHONPATH": SOURCE}
    before = names(emulator).count("research")
    with subprocess.Popen(
        [sys.executable, "-c", _CREATE, PROJECTS, str(wrong)], env={**emulator.environment(), **more}
    ) as process:
        try:
            wait_for(lambda: names(emulator).count("research") > before)
        finally:
            process.kill()  # it has not looked for the project yet


def test_a_run_killed_in_a_create_is_followed_by_one_that_adopts(
    connect: Callable[..., Api], shared_emulator: Emulator, tmp_path: Path
) -> None:
    create_and_be_killed(shared_emulator, tmp_path / "journal")
    made = create(connect(), "research")
    assert made["name"] == "research"
    assert names(shared_emulator).count("research") == 1
    assert len(shared_emulator.calls("create-project")) == 1


# The clocks: this machine's may be wrong, and the API's shows another day than this machine's in any case.


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set this machine's clock some seconds before or after what it was at first."""
    right = time.time

    def change(seconds: float) -> None:
        monkeypatch.setattr(time, "time", lambda: right() + seconds)

    return change


@pytest.mark.parametrize("wrong", [-3600.0, 3600.0])
@pytest.mark.parametrize("journalled", [True, False])
def test_a_wrong_clock_makes_no_second_object_in_a_run(
    connect: Callable[..., Api],
    shared_emulator: Emulator,
    set_clock: Callable[[float], None],
    wrong: float,
    journalled: bool,
) -> None:
    shared_emulator.seed({"projects": [{"name": "research"}]})
    shared_emulator.clock.advance(300)
    set_clock(wrong)
    for drop, count in (("after", 2), ("before", 3)):
        shared_emulator.fault("create-project", drop=drop)
        create(connect(journalled=journalled), "research")
        assert names(shared_emulator).count("research") == count
        shared_emulator.clock.advance(300)


@pytest.mark.parametrize(
    ("then", "now"), [(3600.0, 3600.0), (-3600.0, -3600.0), (3600.0, 0.0), (0.0, 3600.0)]
)
def test_a_wrong_clock_makes_no_second_object_over_two_runs(
    connect: Callable[..., Api],
    shared_emulator: Emulator,
    tmp_path: Path,
    set_clock: Callable[[float], None],
    then: float,
    now: float,
) -> None:
    shared_emulator.clock.advance(90 * 86_400)
    shared_emulator.seed({"projects": [{"name": "research"}]})
    shared_emulator.clock.advance(300)
    create_and_be_killed(shared_emulator, tmp_path / "journal", then)
    shared_emulator.clock.advance(86_400)
    set_clock(now)
    create(connect(), "research")
    assert names(shared_emulator).count("research") == 2
    assert len(shared_emulator.calls("create-project")) == 1

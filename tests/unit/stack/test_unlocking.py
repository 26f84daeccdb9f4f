"""The lock of a run that died is released by its id, and no other one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack import postgresql
from plugins.plugin_utils.stack.postgresql import Session
from plugins.plugin_utils.stack.state_lock import SUMMARY
from plugins.plugin_utils.stack.unlocking import PROBE, Unlocking
from plugins.plugin_utils.stack.working_directory import WorkingDirectory

HELD = f"""╷
│ Error: {SUMMARY}
│ Lock Info:
│   ID:        9db590f1
│   Path:      states/office.tfstate
│   Operation: OperationTypePlan
│   Who:       ann@laptop
│   Created:   2026-01-02 03:04:05.678 +0000 UTC
╵"""
BY = "ann@laptop holds the lock on the state states/office.tfstate since 2026-01-02 03:04:05 UTC (plan)"
NOTHING = {"changed": False, "released": None, "said": "no run holds the lock on this state"}
READER = Path("/reader")


class States:
    """States at a backend, whose lock somebody may hold."""

    workspace = "blue"

    def __init__(self, held: str = "", refused: str = "", *, there: bool = True) -> None:
        self.held, self.refused, self.there = held, refused, there
        self.asked: list[tuple[Any, ...]] = []
        self.terraform = self

    def reader(self, category: str) -> Path | None:
        assert category == "office"
        return READER if self.there else None

    def selected(self) -> str:
        return "blue"

    def run(self, folder: Path, *arguments: str, workspace: str) -> Any:
        self.asked.append((folder, workspace, *arguments))
        said = self.refused if arguments[0] == "force-unlock" else self.held
        return SimpleNamespace(returncode=1 if said else 0, stderr=said)


def at_backend(
    states: States, lock_id: str = "9db590f1", kind: str = "s3", *, check_mode: bool = False
) -> dict[str, Any]:
    block = {kind: {"schema_name": "office"}}
    return Unlocking(lock_id, check_mode=check_mode).at_backend(block, states, "office", {})  # type: ignore[arg-type]


LOOK = (READER, "blue", *PROBE)


@pytest.mark.parametrize(("check_mode", "verb"), [(False, "was"), (True, "would be")])
def test_the_lock_is_released_but_in_check_mode(check_mode: bool, verb: str) -> None:
    states = States(HELD)
    assert at_backend(states, check_mode=check_mode) == {
        "changed": True,
        "released": {"id": "9db590f1", "who": "ann@laptop", "since": "2026-01-02 03:04:05"},
        "said": f"the lock 9db590f1 of ann@laptop, held since 2026-01-02 03:04:05 UTC, {verb} released",
    }
    release = (READER, "blue", "force-unlock", "-force", "-no-color", "9db590f1")
    assert states.asked == ([LOOK] if check_mode else [LOOK, release])


def test_where_nobody_holds_a_lock_nothing_is_released() -> None:
    states = States()
    assert at_backend(states) == NOTHING
    assert states.asked == [LOOK]
    assert at_backend(States(HELD, there=False)) == NOTHING


@pytest.mark.parametrize(
    ("states", "lock_id", "kind", "told"),
    [
        (
            States(HELD),
            "another",
            "s3",
            (
                f"openai_lock_id: another is not the id of this lock. {BY}, and its lock has the id "
                "9db590f1. Nothing was released"
            ),
        ),
        (States(HELD), "9db590f1", "local", f"{BY}. The lock ends with the process that holds it"),
        (States(HELD, "│ no access"), "9db590f1", "s3", "the lock was not released: no access"),
        (States("│ no bucket"), "9db590f1", "s3", "the lock cannot be looked at: no bucket"),
    ],
)
def test_what_cannot_be_released_is_said(states: States, lock_id: str, kind: str, told: str) -> None:
    with pytest.raises(StackError) as caught:
        at_backend(states, lock_id, kind)
    assert str(caught.value) == told


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_session_of_a_database_is_ended(monkeypatch: pytest.MonkeyPatch, check_mode: bool) -> None:
    mine = Session(7, "ann@laptop acme/office", "10.0.0.1", "2026-01-02 03:04:05", 1)
    of_all = Session(8, "", "10.0.0.2", "2026-01-02 04:04:05", 2)
    asked: list[Any] = []
    ended: list[int] = []

    def holders(schema: str | None, workspace: str, env: Any, *, of_all: bool) -> list[Session]:
        asked.append((schema, workspace, env, of_all))
        return [sessions[of_all]] if of_all in sessions else []

    sessions = {False: mine, True: of_all}
    monkeypatch.setattr(postgresql, "holders", holders)
    monkeypatch.setattr(postgresql, "end", lambda session, _env: ended.append(session.pid))
    for number, session in (("7", mine), ("8", of_all)):
        found = at_backend(States(), number, "pg", check_mode=check_mode)
        assert found["changed"] is True
        assert found["released"] == {"id": number, "who": session.name, "since": session.since}
    assert asked[:2] == [("office", "blue", {}, False), ("office", "blue", {}, True)]
    assert ended == ([] if check_mode else [7, 8])
    with pytest.raises(StackError) as caught:
        at_backend(States(), "9", "pg")
    assert str(caught.value) == (
        "openai_lock_id: 9 is not the id of this lock. ann@laptop acme/office (session 7 from 10.0.0.1) "
        "holds the lock since 2026-01-02 03:04:05 UTC; a program without a name (session 8 from 10.0.0.2) "
        "holds the lock since 2026-01-02 04:04:05 UTC. Nothing was released"
    )
    sessions.clear()
    assert at_backend(States(), "7", "pg") == NOTHING


def test_a_database_that_cannot_be_asked_says_what_can_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_unused: Any, **_more: Any) -> list[Session]:
        raise postgresql.Unknown("no driver")

    monkeypatch.setattr(postgresql, "holders", unknown)
    with pytest.raises(StackError, match=r"could not be asked \(no driver\).*pg_terminate_backend"):
        at_backend(States(), "7", "pg")


def test_the_lock_on_a_file_ends_by_itself(tmp_path: Path) -> None:
    folder = WorkingDirectory(tmp_path, "acme", "office")
    unlocking = Unlocking("x", check_mode=False)
    assert unlocking.of_processes(folder) == NOTHING
    assert not folder.path.exists()
    with folder.hold(0), pytest.raises(StackError, match="another run works in"):
        Unlocking("x", check_mode=False).of_processes(WorkingDirectory(tmp_path, "acme", "office"))
    assert unlocking.of_processes(folder) == NOTHING

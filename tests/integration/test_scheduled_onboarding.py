"""Scheduled runs, as AWX makes them: ansible-runner runs the onboarding while people accept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from .test_onboard import invites, members

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible

pytestmark = pytest.mark.own_emulator

RUNNER = Path(sys.executable).with_name("ansible-runner")


@pytest.fixture
def schedule(make_ansible: Callable[..., Ansible], emulator: Any, tmp_path: Path) -> Path:
    """The private data folder of a job template for three people."""
    emulator.seed({"projects": [{"name": "Research"}]})
    place = make_ansible()
    folder = tmp_path / "job"
    (folder / "env").mkdir(parents=True)
    (folder / "project").mkdir()
    playbook = [{"import_playbook": "fjcorp.openai.onboard_users"}]
    (folder / "project" / "onboard.yml").write_text(yaml.safe_dump(playbook), encoding="utf-8")
    variables = {
        "openai_people": [
            {"email": f"{name}@example.com", "projects": [{"project": "Research"}]}
            for name in ("ada", "grace", "alan")
        ],
        "openai_onboarding_wait": False,
        "openai_state_dir": str(tmp_path / "state"),
    }
    environment = {
        name: value for name, value in place.env.items() if name.startswith("ANSIBLE_")
    } | emulator.environment()
    (folder / "env" / "extravars").write_text(json.dumps(variables), encoding="utf-8")
    (folder / "env" / "envvars").touch(0o600)
    (folder / "env" / "envvars").write_text(json.dumps(environment), encoding="utf-8")
    return folder


def command(*arguments: str | Path, stdin: bytes | None = None) -> bytes:
    """Run ansible-runner and return what it wrote."""
    path = f"{RUNNER.parent}{os.pathsep}{os.environ['PATH']}"
    home = os.environ.get("HOME", "/")
    done = subprocess.run(
        [str(RUNNER), *map(str, arguments)],
        input=stdin if stdin is not None else b"",
        env={"PATH": path, "HOME": home, "LANG": "C.UTF-8"},
        capture_output=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return done.stdout


def report(folder: Path, ident: str) -> tuple[int, int, dict[str, int]]:
    """Return the exit code, the number of changed tasks, and the counts that are not zero, of a run."""
    artifacts = folder / "artifacts" / ident
    events = [json.loads(path.read_text("utf-8")) for path in (artifacts / "job_events").glob("*.json")]
    (stats,) = (event["event_data"] for event in events if event["event"] == "playbook_on_stats")
    counts = stats["artifact_data"]["onboarding"]
    code = int((artifacts / "rc").read_text())
    return code, sum(stats["changed"].values()), {name: count for name, count in counts.items() if count}


def test_three_runs_while_people_accept(schedule: Path, emulator: Any) -> None:
    def run(ident: str) -> tuple[int, int, dict[str, int]]:
        text = command("run", schedule, "-p", "onboard.yml", "--ident", ident)
        assert emulator.admin_key.encode() not in text
        return report(schedule, ident)

    assert run("1") == (0, 1, {"people": 3, "invited": 3, "pending": 3})
    emulator.accept(invites(emulator, "ada@example.com")[0]["id"])
    assert run("2") == (0, 1, {"people": 3, "pending": 2, "added": 1})
    emulator.accept(invites(emulator, "grace@example.com")[0]["id"])
    emulator.accept(invites(emulator, "alan@example.com")[0]["id"])
    assert run("3") == (0, 1, {"people": 3, "added": 2, "already": 1})
    assert run("4") == (0, 0, {"people": 3, "already": 3})
    assert {"ada@example.com", "grace@example.com", "alan@example.com"} <= set(members(emulator, "Research"))


def test_a_run_on_a_distant_worker(schedule: Path, emulator: Any, tmp_path: Path) -> None:
    sent = command("transmit", schedule, "-p", "onboard.yml")
    there = tmp_path / "worker"
    there.mkdir()
    worked = command("worker", "--private-data-dir", there, stdin=sent)
    back = tmp_path / "back"
    back.mkdir()
    command("process", back, "--ident", "far", stdin=worked)
    assert report(back, "far") == (0, 1, {"people": 3, "invited": 3, "pending": 3})
    assert len(invites(emulator)) == 3

"""An organization of some size under the throttle of the real administration API, in scaled time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from adoption import adopt
from play import Plays
from processes import ROOT, Emulator, emulator
from provider_times import PROJECTS, Stack
from report import Figure, Report
from stacks import IMPORTED, MEMBERS_AND_LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CALLS = 10
"""Calls of one endpoint that pass in a window."""
WINDOW = 2.0
"""Seconds of the window here; the real API's is a minute."""
_LOOKED_AT, _MADE, _STAFFED, _PEOPLE = 1000, 100, 10, 200


def measure(folder: Path) -> Report:
    """Measure in an empty folder."""
    report = Report(f"Scale, at {CALLS} calls per endpoint and window; a minute is {WINDOW:g} s here")
    parts = (_look, _look_at_members_and_limits, _make, _take_up, _onboard, _adopt)
    for number, part in enumerate(parts):
        with emulator(folder / f"emulator{number}") as api:
            part(folder / f"part{number}", api, report)
    return report


def _look(folder: Path, api: Emulator, report: Report) -> None:
    """Plan a thousand projects that are as they should be."""
    ids = _seeded(api, _LOOKED_AT - 1)  # an organization has a default project
    stack = _stack(folder, api, IMPORTED, ids=ids)
    stack.run("apply", "-input=false", "-auto-approve", "-parallelism=50")
    seconds, calls, refused = _paced(api, lambda: stack.run("plan", "-input=false", "-detailed-exitcode"))
    name = f"no-op plan of {_LOOKED_AT:,} projects"
    report.add(Figure(name, seconds, "s"))
    report.add(Figure(f"{name}: calls", calls.total(), "calls", 10, note=_told(calls)))
    report.add(Figure(f"{name}: refused", refused, "calls", 0))


def _look_at_members_and_limits(folder: Path, api: Emulator, report: Report) -> None:
    """Plan members and limits that are as they should be."""
    ids = _seeded(api, _STAFFED)
    api.control(
        "POST", "/seed", {"users": [{"email": f"person{number}@example.com"} for number in range(10)]}
    )
    rows = api.get(f"/organization/projects/{next(iter(ids.values()))}/rate_limits")["data"]
    models = [row["model"] for row in rows if row["max_requests_per_1_minute"] >= 7][:10]
    stack = _stack(folder, api, MEMBERS_AND_LIMITS, ids=ids, models=models)
    stack.run("apply", "-input=false", "-auto-approve", "-parallelism=50")
    seconds, calls, refused = _paced(api, lambda: stack.run("plan", "-input=false", "-detailed-exitcode"))
    name = f"no-op plan of {_STAFFED * 10} members, {_STAFFED * len(models)} limits"
    report.add(Figure(name, seconds, "s", note=f"{_STAFFED} projects"))
    report.add(Figure(f"{name}: calls", calls.total(), "calls", 21, note=_told(calls)))
    report.add(Figure(f"{name}: refused", refused, "calls"))


def _make(folder: Path, api: Emulator, report: Report) -> None:
    """Create projects against the throttle, of which nothing is known at first."""
    stack = _stack(folder, api, PROJECTS.format(count=_MADE))
    _unused, calls, refused = _paced(api, stack.apply)
    made = [call["time"] for call in api.calls() if call["status"] < 300]
    names = Counter(row["name"] for row in api.control("GET", "/dump")["project"])
    dictated = (_MADE - 1) // CALLS * WINDOW
    took = max(made) - min(made)
    name = f"{_MADE} projects created"
    report.add(Figure(name, took, "s", note=f"{dictated:g} s by the throttle alone"))
    report.add(Figure(f"{name}: over the throttle's own time", took / dictated, "times", 1.15))
    report.add(Figure(f"{name}: made", len(names) - 1, "objects", _MADE, at_least=True, note=_told(calls)))
    report.add(Figure(f"{name}: duplicates", names.total() - len(names), "objects", 0))
    report.add(Figure(f"{name}: refused", refused, "calls"))


def _take_up(folder: Path, api: Emulator, report: Report) -> None:
    """Kill everything when half of the projects are made, and apply again."""
    stack = _stack(folder, api, PROJECTS.format(count=_MADE))
    api.control("POST", "/throttle", {"calls": CALLS, "seconds": WINDOW})
    with subprocess.Popen(
        ["terraform", "apply", "-input=false", "-auto-approve"],
        cwd=stack.folder,
        env=stack.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        while sum(call["status"] < 300 for call in api.calls()) < _MADE // 2:
            if process.poll() is not None:
                raise RuntimeError("the apply ended before it was killed")
            time.sleep(WINDOW / 20)
        os.killpg(process.pid, signal.SIGKILL)
    _unused, calls, refused = _paced(api, stack.apply)
    names = Counter(row["name"] for row in api.control("GET", "/dump")["project"])
    name = f"{_MADE} projects, killed half-way, again"
    report.add(Figure(f"{name}: made", len(names) - 1, "objects", _MADE, at_least=True, note=_told(calls)))
    report.add(Figure(f"{name}: duplicates", names.total() - len(names), "objects", 0))
    report.add(Figure(f"{name}: lists", calls["list-projects"], "calls", 2))
    report.add(Figure(f"{name}: refused", refused, "calls"))


def _onboard(folder: Path, api: Emulator, report: Report) -> None:
    """Invite people, who accept while they are waited for, and add them to projects."""
    ids = _seeded(api, _STAFFED)
    projects = list(ids)
    people = [
        {
            "email": f"person{number}@example.com",
            "projects": [{"project": projects[number % len(projects)], "role": "member"}],
        }
        for number in range(_PEOPLE)
    ]
    variables = {"openai_people": people, "openai_onboarding_interval": 1, "openai_onboarding_timeout": 600}
    plays = Plays(folder, api, variables, FJCORP_OPENAI_PACING_WINDOW=str(WINDOW))
    done = threading.Event()
    accepting = threading.Thread(target=_accept, args=(api, done))
    accepting.start()
    try:
        seconds, calls, refused = _paced(api, lambda: plays.run(ROOT / "playbooks" / "onboard_users.yml"))
    finally:
        done.set()
        accepting.join()
    dump = api.control("GET", "/dump")
    addresses = Counter(invite["email"] for invite in dump["invite"])
    members = Counter(
        (row["parent"], row["email"]) for row in dump["project_user"] if row["email"] in addresses
    )
    # Invites and memberships follow each other.
    dictated = 2 * ((_PEOPLE - 1) // CALLS) * WINDOW
    name = f"{_PEOPLE} people onboarded"
    report.add(Figure(name, seconds, "s", note=f"{dictated:g} s by the throttle alone"))
    report.add(Figure(f"{name}: invited", len(addresses), "people", _PEOPLE, at_least=True))
    report.add(Figure(f"{name}: added to a project", len(members), "people", _PEOPLE, at_least=True))
    twice = addresses.total() - len(addresses) + members.total() - len(members)
    report.add(Figure(f"{name}: duplicates", twice, "objects", 0))
    report.add(Figure(f"{name}: calls", calls.total(), "calls", note=_told(calls)))
    report.add(Figure(f"{name}: refused", refused, "calls"))


def _adopt(folder: Path, api: Emulator, report: Report) -> None:
    """Adopt an organization of some size."""
    window = {"FJCORP_OPENAI_PACING_WINDOW": str(WINDOW)}
    adopt(folder, api, report, lambda action: _paced(api, action), **window)


def _seeded(api: Emulator, count: int) -> dict[str, str]:
    """Make projects at the emulator and return their ids by name."""
    api.control("POST", "/seed", {"projects": [{"name": f"Project {number}"} for number in range(count)]})
    rows = api.control("GET", "/dump")["project"]
    return {row["name"]: row["id"] for row in rows if row["name"].startswith("Project ")}


def _stack(folder: Path, api: Emulator, configuration: str, **files: Any) -> Stack:
    """Make a working folder of terraform, with JSON files beside its configuration."""
    more = {
        "FJCORP_OPENAI_PACING_WINDOW": str(WINDOW),
        "FJCORP_OPENAI_PACING_DIR": str(folder / "pacing"),
        "FJCORP_OPENAI_JOURNAL_DIR": str(folder / "journal"),
    }
    stack = Stack(folder, api, configuration, **more)
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return stack


def _paced(api: Emulator, action: Callable[[], float]) -> tuple[float, Counter[str], int]:
    """Do something while the emulator throttles.

    Returns:
        Its seconds, its calls by operation without those that were refused, and the number of these.
    """
    api.control("POST", "/throttle", {"calls": CALLS, "seconds": WINDOW})
    api.control("DELETE", "/calls")
    seconds = action()
    calls = api.calls()
    passed = [call for call in calls if call["status"] != 429]
    return seconds, Counter(call["operation"] for call in passed), len(calls) - len(passed)


def _told(calls: Counter[str]) -> str:
    return ", ".join(f"{count} {operation}" for operation, count in calls.most_common())


def _accept(api: Emulator, done: threading.Event) -> None:
    """Accept half of the invites that are pending, again and again."""
    while not done.wait(WINDOW / 2):
        invites = api.control("GET", "/dump").get("invite", [])
        pending = [invite["id"] for invite in invites if invite["status"] == "pending"]
        for invite in pending[: (len(pending) + 1) // 2]:
            api.control("POST", f"/invites/{invite}/accept")

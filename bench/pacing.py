"""Creating projects under the throttle of the real administration API, in scaled time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from processes import emulator
from report import Figure, Report

from provider import PROJECTS, Stack

if TYPE_CHECKING:
    from pathlib import Path

_PROJECTS = 60
_CALLS = 10
_WINDOW = 4.0
"""Seconds; the real API's window is a minute."""


def measure(folder: Path) -> Report:
    """Measure the pacing in an empty folder."""
    report = Report("Pacing")
    with emulator(folder / "emulator", "--throttle", f"{_CALLS}/{_WINDOW}") as api:
        more = {
            "FJCORP_OPENAI_PACING_WINDOW": str(_WINDOW),
            "FJCORP_OPENAI_PACING_DIR": str(folder / "pacing"),
            "FJCORP_OPENAI_JOURNAL_DIR": str(folder / "journal"),
        }
        stack = Stack(folder / "stack", api, PROJECTS.format(count=_PROJECTS), **more)
        api.control("DELETE", "/calls")
        stack.apply()
        calls = [call for call in api.calls() if call["operation"] == "create-project"]
    made = [call for call in calls if call["status"] < 300]
    times = [call["time"] for call in made]
    dictated = (_PROJECTS - 1) // _CALLS * _WINDOW
    name = f"{_PROJECTS} projects at {_CALLS} calls per {_WINDOW:g} s"
    report.add(Figure(name, max(times) - min(times), "s", note=f"{dictated:g} s by the throttle alone"))
    report.add(Figure("time over the throttle's own", (max(times) - min(times)) / dictated, "times", 1.15))
    report.add(Figure("projects made", len(made), "calls", _PROJECTS))
    report.add(Figure("refused and tried again", len(calls) - len(made), "calls"))
    return report

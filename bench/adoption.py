"""An organization of 87 projects becomes YAML by one command; the plan after it is empty."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from play import Plays
from processes import ROOT, Emulator
from report import Figure, Report

if str(ROOT / "tests") not in sys.path:
    sys.path.append(str(ROOT / "tests"))

from support.organization import ACME, content_of, projects_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable
    from pathlib import Path

    Paced = Callable[[Callable[[], float]], tuple[float, Counter[str], int]]

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
AGAIN = """\
  vars_files: [{file}]
  tasks:
    - ansible.builtin.include_role: {{name: fjcorp.openai.administrative}}
    - ansible.builtin.include_role: {{name: fjcorp.openai.api_management}}
    - ansible.builtin.assert:
        that: not administrative_result.changed and not api_management_result.changed
"""


def adopt(folder: Path, api: Emulator, report: Report, paced: Paced, **environment: str) -> None:
    """Adopt an organization in a folder, then run both roles over what was written.

    Args:
        folder: An empty folder.
        api: The emulator.
        report: Gets the figures.
        paced: Runs an action under the throttle; returns seconds, calls by operation and refusals.
        **environment: Further environment of the runs.
    """
    _fill(api)
    file = folder / "organization.yml"
    plays = Plays(folder, api, {"openai_adopt_file": str(file), "openai_parallelism": 50}, **environment)
    again = plays.written("again.yml", AGAIN.format(file=file))
    written: list[dict[str, Any]] = []
    for name, playbook, readings in (
        ("adoption of 87 projects", ROOT / "playbooks" / "adopt.yml", 2),
        ("the roles after it", again, 1),
    ):
        seconds, calls, refused = paced(lambda playbook=playbook: plays.run(playbook))
        written += [call for call in api.calls() if call["method"] in WRITES]
        report.add(Figure(name, seconds, "s"))
        report.add(
            Figure(f"{name}: calls", calls.total(), "calls", note=f"{refused} refused and tried again")
        )
        # One list for each kind and project, the default one too, whenever the organization is read.
        limit = readings * (ACME.projects + 1)
        for operation, count in calls.most_common():
            report.add(Figure(f"  {operation}", count, "calls", limit))
    report.add(Figure("adoption: writes", len(written), "calls", 0))


def _fill(api: Emulator) -> None:
    api.control("POST", "/seed", projects_of(ACME))
    rows = api.control("GET", "/dump")["project"]
    ids = [row["id"] for row in rows if row["status"] == "active" and row["name"] != "Default project"]
    api.control("POST", "/seed", content_of(ACME, ids))

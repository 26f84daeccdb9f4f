"""The fault campaign: every create, change and delete of every resource, under everything that goes wrong.

`bench/run.py faults` leads all and writes docs/fault-campaign.md; `bench/faults.py project file` leads some.
"""

from __future__ import annotations

import queue
import sys
import tempfile
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.faults import FAULTS
from campaign.outcome import Outcome
from campaign.runner import Worker, worker
from campaign.subject import CREATE, DELETE, UPDATE
from campaign.subjects import SUBJECTS
from processes import ROOT
from report import Figure, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from campaign.faults import Fault
    from campaign.subject import Subject

DOCUMENT = ROOT / "docs" / "fault-campaign.md"
_WORKERS = 2
_INTRODUCTION = f"""\
# Fault campaign

Made by `bench/run.py faults`: the real terraform, the provider and the emulator. In each case a fault strikes
one call of one run. Then the same run is done again without a fault: it has to succeed, and a plan after it
to be empty. The objects at the API are compared with those in the state.

Nothing is repeated within the run that is struck (`OPENAI_MAX_RETRIES=0`), so it is the next one that makes
good. In *timeout* and in the kills and interrupts, the API has carried the call out and its answer does not
come: the processes end in between. A number is how many cases converged without a duplicate, an orphan or a
lost key.

| Resource | Operation | {" | ".join(fault.name for fault in FAULTS)} |
|---|---|{"---:|" * len(FAULTS)}
"""


def measure(folder: Path) -> Report:
    """Lead the whole campaign in an empty folder and write the document."""
    report = Report("Fault campaign")
    outcomes = lead(folder, SUBJECTS, FAULTS)
    _add_figures(report, outcomes)
    DOCUMENT.write_text(document(outcomes), encoding="utf-8")
    return report


def lead(folder: Path, subjects: Iterable[Subject], faults: Sequence[Fault]) -> list[Outcome]:
    """Lead each resource through a life under each fault, some lives at a time."""
    idle: queue.Queue[Worker] = queue.Queue()
    with ExitStack() as stack:
        for number in range(_WORKERS):
            idle.put(stack.enter_context(worker(folder / f"worker{number}")))

        def live(subject: Subject, fault: Fault) -> list[Outcome]:
            chosen = idle.get()
            try:
                outcomes = chosen.live(subject, fault)
            except Exception:  # noqa: BLE001 - one life that cannot be led must not end the others
                note = traceback.format_exc()
                outcomes = [
                    Outcome(subject.title, CREATE, fault.name, struck=False, converged=False, note=note)
                ]
            finally:
                idle.put(chosen)
            for outcome in outcomes:
                if not outcome.passed:
                    print(outcome, file=sys.stderr, flush=True)
            return outcomes

        pool = stack.enter_context(ThreadPoolExecutor(_WORKERS))
        lives = [pool.submit(live, subject, fault) for subject in subjects for fault in faults]
        return [outcome for life in lives for outcome in life.result()]


def document(outcomes: Sequence[Outcome]) -> str:
    """Return the page that shows the outcomes."""
    rows = []
    for subject in dict.fromkeys(outcome.subject for outcome in outcomes):
        for operation in (CREATE, UPDATE, DELETE):
            row = [each for each in outcomes if (each.subject, each.operation) == (subject, operation)]
            if row:
                cells = [
                    str(sum(each.passed for each in row if each.fault == fault.name)) for fault in FAULTS
                ]
                rows.append(f"| `openai_{subject}` | {operation} | {' | '.join(cells)} |")
    totals = [f"- {figure.name}: {figure.value:,.0f}" for figure in _figures(outcomes)]
    return f"{_INTRODUCTION}{chr(10).join(rows)}\n\n{chr(10).join(totals)}\n"


def _figures(outcomes: Sequence[Outcome]) -> list[Figure]:
    cases = len(outcomes)
    return [
        Figure("cases", cases, "cases"),
        Figure("struck", sum(each.struck for each in outcomes), "cases", cases, at_least=True),
        Figure("converged", sum(each.converged for each in outcomes), "cases", cases, at_least=True),
        Figure("duplicates", sum(each.duplicates for each in outcomes), "objects", 0),
        Figure("orphans", sum(each.orphans for each in outcomes), "objects", 0),
        Figure("lost keys", sum(each.lost_keys for each in outcomes), "keys", 0),
    ]


def _add_figures(report: Report, outcomes: Sequence[Outcome]) -> None:
    for figure in _figures(outcomes):
        report.add(figure)


def main() -> int:
    """Lead the resources that are named on the command line."""
    chosen = [subject for subject in SUBJECTS if subject.name in sys.argv[1:]]
    with tempfile.TemporaryDirectory(prefix="bench-faults-") as folder:
        outcomes = lead(Path(folder), chosen, FAULTS)
    print(document(outcomes))
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())

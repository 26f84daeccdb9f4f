"""The fault campaign: every create, update and delete of every resource, under every kind of fault.

`bench/run.py faults` runs all and writes docs/fault-campaign.md; `bench/faults.py project file` runs some.
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
from campaign.subject import CREATE
from campaign.subjects import CALLS, NOUNS, SUBJECTS
from processes import ROOT
from report import Figure, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from campaign.faults import Fault
    from campaign.subject import Subject

LEFT_OUT = {noun.name: noun.apart for noun in NOUNS.values() if not (noun.lives or noun.calls)}
"""Why a resource is not in the table, by its name."""
DOCUMENT = ROOT / "docs" / "fault-campaign.md"
_WORKERS = 2
_INTRODUCTION = """\
# Fault campaign

Made by `bench/run.py faults`: the real terraform, the provider and the emulator. In each case a fault hits
one call of one run. Then the same run is repeated without a fault: it must succeed, and a plan after it must
be empty. The objects at the API are compared with those in the state.

A cell shows how many cases converged without a duplicate, an orphan, a lost key, or a call that was paid for
unsaid, and how many there are: one for each operation of the resource. A call that is paid for cannot be
found again when its answer is lost. Then the run says that it may have been paid for, and the plan of the
next run that it pays. *Drop* is a connection that is cut before or after the API has carried out the call,
*kill* is `kill -9`, and *SIGINT* is Ctrl-C. In *timeout*, the kills and Ctrl-C, the call has been carried out
and its answer does not come. *Foreign 404* is an answer that does not come from the API, such as a proxy's
page. In *stale list* the answer is lost, and lists lag by a second, also in the next run. The run that is hit
repeats no call (`OPENAI_MAX_RETRIES=0`), so only the next run can repair the damage.
"""


def measure(folder: Path) -> Report:
    """Run the whole campaign in an empty folder and write the document."""
    report = Report("Fault campaign")
    outcomes = run_all(folder, (*SUBJECTS, *CALLS), FAULTS)
    for figure in _figures(outcomes):
        report.add(figure)
    print(f"\n{table(outcomes)}", flush=True)
    DOCUMENT.write_text(document(outcomes), encoding="utf-8")
    return report


def run_all(folder: Path, subjects: Iterable[Subject], faults: Sequence[Fault]) -> list[Outcome]:
    """Run the life of each resource under each fault, some lives at a time."""
    idle: queue.Queue[Worker] = queue.Queue()
    with ExitStack() as stack:
        for number in range(_WORKERS):
            idle.put(stack.enter_context(worker(folder / f"worker{number}")))

        def live(subject: Subject, fault: Fault) -> list[Outcome]:
            chosen = idle.get()
            try:
                outcomes = chosen.live(subject, fault)
            except Exception:  # noqa: BLE001 - one life that fails must not end the others
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
        struck = [subject for subject in subjects if subject.operations]
        lives = [pool.submit(live, subject, fault) for subject in struck for fault in faults]
        return [outcome for life in lives for outcome in life.result()]


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the counts by resource and fault, as columns for a terminal that are Markdown as well."""
    rows = [["Resource", "Operations", *(fault.name for fault in FAULTS)]]
    for subject in dict.fromkeys(outcome.subject for outcome in outcomes):
        row = [each for each in outcomes if each.subject == subject]
        operations = dict.fromkeys(each.operation for each in row)
        cells = [[each.passed for each in row if each.fault == fault.name] for fault in FAULTS]
        rows.append([subject, ", ".join(operations), *(f"{sum(cell)}/{len(cell)}" for cell in cells)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(
        1, [*("-" * width for width in widths[:2]), *("-" * (width - 1) + ":" for width in widths[2:])]
    )
    return "\n".join(
        f"| {' | '.join(f'{cell:<{width}}' for cell, width in zip(row, widths, strict=True))} |"
        for row in rows
    )


def document(outcomes: Sequence[Outcome]) -> str:
    """Return the page that shows the outcomes."""
    totals = [f"- {figure.name}: {figure.value:,.0f}" for figure in _figures(outcomes)]
    left_out = [f"- {name}: {reason}" for name, reason in LEFT_OUT.items()]
    lists = "\n".join([*totals, "", "No call of these is struck:", "", *left_out])
    return f"{_INTRODUCTION}\n{table(outcomes)}\n\n{lists}\n"


def _figures(outcomes: Sequence[Outcome]) -> list[Figure]:
    cases = len(outcomes)
    return [
        Figure("cases", cases, "cases"),
        Figure("struck", sum(each.struck for each in outcomes), "cases", cases, at_least=True),
        Figure("converged", sum(each.converged for each in outcomes), "cases", cases, at_least=True),
        Figure("duplicates", sum(each.duplicates for each in outcomes), "objects", 0),
        Figure("orphans", sum(each.orphans for each in outcomes), "objects", 0),
        Figure("lost keys", sum(each.lost_keys for each in outcomes), "keys", 0),
        Figure("paid for and not said", sum(each.unsaid for each in outcomes), "calls", 0),
    ]


def main() -> int:
    """Run the resources that are named on the command line."""
    chosen = [subject for subject in (*SUBJECTS, *CALLS) if subject.name in sys.argv[1:]]
    with tempfile.TemporaryDirectory(prefix="bench-faults-") as folder:
        outcomes = run_all(Path(folder), chosen, FAULTS)
    print(document(outcomes))
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Judge tests by small faults: make a sample of mutants of one part, and say which the nearest tests miss.

Run it by `make mutants`. The sample is drawn with a seed, so that a run can be repeated.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from mutation import copies
from mutation.verdicts import KILLED, Judge

CACHE = copies.ROOT / ".cache" / "mutants"
AT_ONCE = 2


class Part(NamedTuple):
    """What is mutated, and the tests that are nearest to it, the nearest first."""

    files: str
    tests: tuple[str, ...]


PARTS = {
    "api": Part("src/fjcorp_openai/api/*", ("tests/unit/api", "tests/contract")),
    "organization": Part(
        "src/fjcorp_openai/organization/*",
        ("tests/unit/organization", "tests/unit/stack/test_odd_answers.py"),
    ),
    "lifecycles": Part("src/fjcorp_openai/provider/lifecycles/*", ("tests/unit/resources", "tests/contract")),
    "sinks": Part("src/fjcorp_openai/provider/sinks/*", ("tests/unit/sinks",)),
    "plugin_utils": Part("plugins/plugin_utils/*", ("tests/unit/stack", "tests/unit/test_tool_calls.py")),
}


def main() -> int:
    """Print the mutants that nothing killed, and how many were killed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("part", choices=PARTS)
    arguments.add_argument("--count", type=int, default=60, help="size of the sample")
    arguments.add_argument("--seed", default="1")
    arguments.add_argument("--only", nargs="*", help="judge these mutants, not a sample")
    arguments.add_argument("--nearest", action="store_true", help="by the nearest folder of tests alone")
    options = arguments.parse_args()
    part, folder = PARTS[options.part], CACHE / options.part
    tests = part.tests[:1] if options.nearest else part.tests
    copies.refresh(folder, part.files, tests)
    everything, stats = copies.make(folder)
    sample = options.only or random.Random(options.seed).sample(  # noqa: S311 (no secret)
        everything, min(options.count, len(everything))
    )
    judge = Judge(folder, stats, tests)
    found = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name, outcome in zip(sample, pool.map(judge.verdict, sample), strict=True):
            found[name] = outcome
            if outcome != KILLED:
                sys.stdout.write(f"{outcome}: {name}\n{copies.shown(folder, name)}\n\n")
                sys.stdout.flush()
    killed = Counter(found.values())[KILLED]
    sys.stdout.write(
        f"{options.part}: {killed} of {len(found)} killed ({100 * killed / len(found):.0f} %), "
        f"of {len(everything)} mutants, seed {options.seed}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

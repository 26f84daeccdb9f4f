"""Judge tests by small faults: make a sample of mutants of one part, and say which the nearest tests miss.

Run it by `make mutants`. The sample is drawn with a seed, so that a run can be repeated.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "mutants"
KILLED, SURVIVED, UNTESTED = "killed", "survived", "reached by no test"
_OUTCOMES = {0: SURVIVED, 5: UNTESTED, 33: UNTESTED}
"""By mutmut's exit codes; every other one is of a mutant that was killed, or ran out of time."""


_WHEEL = re.compile(r"\W*[\u2800-\u28ff]")


class Part(NamedTuple):
    """What is mutated, and the tests that are nearest to it."""

    files: str
    tests: tuple[str, ...]


PARTS = {
    "api": Part("src/fjcorp_openai/api/*", ("tests/unit/api", "tests/contract")),
    "organization": Part(
        "src/fjcorp_openai/organization/*",
        ("tests/unit/organization", "tests/unit/stack/test_odd_answers.py"),
    ),
    "lifecycles": Part(
        "src/fjcorp_openai/provider/lifecycles/*",
        ("tests/unit/resources", "tests/contract", "tests/repo/test_derived.py"),
    ),
    "sinks": Part("src/fjcorp_openai/provider/sinks/*", ("tests/unit/sinks", "tests/repo/test_derived.py")),
    "plugin_utils": Part("plugins/plugin_utils/*", ("tests/unit/stack",)),
}

SETTINGS = """
[tool.mutmut]
source_paths = ["src", "plugins"]
only_mutate = [{files}]
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = ["-p", "no:cacheprovider", "-m", "not slow"]
also_copy = {others}
process_isolation = "forkserver"
debug = true
"""


def copy(part: Part, folder: Path) -> None:
    """Copy what the clone holds into a folder, with the settings of mutmut."""
    shutil.rmtree(folder, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 (the PATH's)
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    others = sorted(each.name for each in folder.iterdir() if each.name not in {"src", "plugins", "tests"})
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            SETTINGS.format(
                files=json.dumps(part.files), tests=json.dumps(part.tests), others=json.dumps(others)
            )
        )


def mutmut(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run mutmut in a folder."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(  # noqa: S603 (no shell, no input)
        command, cwd=folder, capture_output=True, text=True, check=False
    )


def run(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """Run some mutants."""
    return mutmut(folder, "run", "--max-children", "2", *names)


def outcomes(folder: Path) -> dict[str, int | None]:
    """Return mutmut's exit code for each mutant; None for those that were not run."""
    found: dict[str, int | None] = {}
    for path in sorted((folder / "mutants").rglob("*.meta")):
        found |= json.loads(path.read_text("utf-8"))["exit_code_by_key"]
    return found


def shown(folder: Path, name: str) -> str:
    """Return the change that a mutant is."""
    told = mutmut(folder, "show", name).stdout
    return "\n".join(
        line for line in told.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}
    )


def lines(told: subprocess.CompletedProcess[str]) -> str:
    """Return the last lines of what mutmut wrote, without those that only turn a wheel."""
    written = re.split(r"[\r\n]+", told.stdout + told.stderr)
    return "\n".join([line for line in written if line.strip() and not _WHEEL.match(line)][-40:])


def judge(part: Part, folder: Path, count: int, seed: str) -> dict[str, str]:
    """Make the mutants of a part, run a sample of them, and return what became of each.

    Raises:
        SystemExit: The tests fail without any fault.
    """
    copy(part, folder)
    # No mutant has this name: mutmut makes them all, finds out which test reaches what, and stops.
    told = run(folder, "none")
    everything = sorted(outcomes(folder))
    if not everything or not (folder / "mutants" / "mutmut-stats.json").is_file():
        raise SystemExit(f"mutmut made nothing:\n{lines(told)}")
    sample = random.Random(seed).sample(everything, min(count, len(everything)))  # noqa: S311 (no secret)
    told = run(folder, *sample)
    found = outcomes(folder)
    if told.returncode or any(found[name] is None for name in sample):
        raise SystemExit(f"mutmut failed:\n{lines(told)}")
    return {name: _OUTCOMES.get(found[name] or 0, KILLED) for name in sample}


def main() -> int:
    """Print the mutants that nothing killed, and how many were killed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("part", choices=PARTS)
    arguments.add_argument("--count", type=int, default=60, help="size of the sample")
    arguments.add_argument("--seed", default="1")
    options = arguments.parse_args()
    folder = CACHE / options.part
    found = judge(PARTS[options.part], folder, options.count, options.seed)
    for name, outcome in sorted(found.items()):
        if outcome != KILLED:
            sys.stdout.write(f"{outcome}: {name}\n{shown(folder, name)}\n\n")
    killed = Counter(found.values())[KILLED]
    sys.stdout.write(f"{options.part}: {killed} of {len(found)} killed ({100 * killed / len(found):.0f} %)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

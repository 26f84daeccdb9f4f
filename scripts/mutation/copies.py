"""The copy of the clone that mutmut works in. It is kept, so that a second sample costs its mutants alone."""

from __future__ import annotations

import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
STATS = "mutmut-stats.json"
STOPPED = "but nothing matches"
"""What mutmut says when the tests have passed, and no mutant has the name that was asked for."""

SETTINGS = """
[tool.mutmut]
source_paths = ["src", "plugins"]
only_mutate = [{files}]
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "{plugin}", "-m", "not slow and not play"]
also_copy = {others}
process_isolation = "forkserver"
debug = true
"""

_WHEEL = re.compile(r"\W*[\u2800-\u28ff]")


def refresh(folder: Path, files: str, tests: tuple[str, ...]) -> None:
    """Bring the copy up to date, and forget what changed files have made stale."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 (the PATH's)
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = {name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()}
    changed = {name for name in names if not _same(ROOT / name, folder / name)}
    gone = {name for name in _copied(folder) if name not in names}
    for name in gone:
        for root in (folder, folder / "mutants"):
            (root / name).unlink(missing_ok=True)
    for name in changed:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    _forget(folder / "mutants", changed | gone)
    tops = {name.split("/")[0] for name in names} - {"src", "plugins", "tests"}
    settings = SETTINGS.format(
        files=json.dumps(files),
        tests=json.dumps(tests),
        others=json.dumps(sorted(tops)),
        plugin="mutation.reached_at_import",
    )
    project = (ROOT / "pyproject.toml").read_text("utf-8") + settings
    (folder / "pyproject.toml").write_text(project, "utf-8")


def _same(one: Path, other: Path) -> bool:
    return one.name == "pyproject.toml" or (other.is_file() and filecmp.cmp(one, other, shallow=False))


def _copied(folder: Path) -> set[str]:
    """Return the names of the files in a copy, without those that mutmut and the tests made."""
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and not path.relative_to(folder).parts[0].startswith((".", "mutants"))
    }


def _forget(made: Path, changed: set[str]) -> None:
    """Drop what is known of the tests in changed files: they are run again."""
    stats = made / STATS
    if stats.is_file():
        known = json.loads(stats.read_text("utf-8"))
        for test in [each for each in known["duration_by_test"] if each.split("::")[0] in changed]:
            del known["duration_by_test"][test]
        stats.write_text(json.dumps(known), "utf-8")


def mutmut(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run mutmut in a copy."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(  # noqa: S603 (no shell, no input)
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )


def environment(**more: str) -> dict[str, str]:
    """Return the environment in which the tests of a copy run."""
    return os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "PY_IGNORE_IMPORTMISMATCH": "1"} | more


def make(folder: Path) -> tuple[list[str], dict[str, Any]]:
    """Make all mutants and find out which test reaches what.

    Returns:
        The names of the mutants, and what mutmut knows of the tests.

    Raises:
        SystemExit: The tests fail without any fault.
    """
    # No mutant has this name: mutmut makes them all, runs the tests once, and stops.
    told = mutmut(folder, "run", "--max-children", "2", "none")
    names: set[str] = set()
    for path in (folder / "mutants").rglob("*.meta"):
        names |= json.loads(path.read_text("utf-8"))["exit_code_by_key"].keys()
    stats = folder / "mutants" / STATS
    if not names or not stats.is_file() or STOPPED not in told.stdout + told.stderr:
        raise SystemExit(f"mutmut made nothing, or the tests fail without a fault:\n{_last_lines(told)}")
    return sorted(names), json.loads(stats.read_text("utf-8"))


def _last_lines(told: subprocess.CompletedProcess[str]) -> str:
    """Return the last lines of what mutmut wrote, without those that only turn a wheel."""
    written = re.split(r"[\r\n]+", told.stdout + told.stderr)
    return "\n".join([line for line in written if line.strip() and not _WHEEL.match(line)][-40:])


def shown(folder: Path, name: str) -> str:
    """Return the change that a mutant is."""
    told = mutmut(folder, "show", name).stdout
    return "\n".join(
        line for line in told.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}
    )

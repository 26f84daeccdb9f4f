"""What becomes of one mutant: the tests that reach its function run in a fresh process until one fails."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from mutation.copies import environment
from mutation.reached_at_import import FILE

if TYPE_CHECKING:
    from pathlib import Path

KILLED, SURVIVED, UNTESTED = "killed", "survived", "reached by no test"
BUDGET = 20.0
"""Seconds of tests that a mutant has to survive, by what each test took without it."""
PATIENCE = 300.0
"""Seconds of wall-clock time after which a mutant has hung, and is killed."""
_ALL_PASSED, _USAGE, _NO_TESTS = 0, 4, 5


class Judge:
    """Runs the tests of a part against its mutants."""

    def __init__(self, folder: Path, stats: dict[str, Any], selection: tuple[str, ...]) -> None:
        """Take the copy, what mutmut knows of the tests, and where they are, the nearest first."""
        self.folder = folder / "mutants"
        self.reached: dict[str, list[str]] = stats["tests_by_mangled_function_name"]
        self.seconds: dict[str, float] = stats["duration_by_test"]
        self.selection = selection
        path = self.folder / FILE
        self.at_import = set(json.loads(path.read_text("utf-8"))) if path.is_file() else set()

    def verdict(self, mutant: str) -> str:
        """Return what becomes of a mutant."""
        function = mutant.rpartition("__mutmut_")[0]
        if not self._passed(self.tests_of(function), mutant) or not self._is_derived_as_before(mutant):
            return KILLED
        return SURVIVED if self.reached.get(function) or function in self.at_import else UNTESTED

    def tests_of(self, function: str) -> list[str]:
        """Return the tests that reach a function: the nearest folder first, each file in turn."""
        # What is reached in other processes alone, or was not there when tests were traced, has no test here.
        known = self.reached.get(function) or self.seconds
        if function in self.at_import:
            known = self.seconds
        chosen: list[str] = []
        for place in self.selection if function in self.reached else self.selection[:1]:
            files: dict[str, list[str]] = {}
            for test in sorted(known, key=lambda test: (self.seconds.get(test, 0.0), test)):
                if test.split("::")[0].startswith(place):
                    files.setdefault(test.split("::")[0], []).append(test)
            left = BUDGET
            for test in filter(None, chain.from_iterable(zip_longest(*files.values()))):
                left -= self.seconds.get(test, 0.0)
                if left < 0:
                    break
                chosen.append(test)
        return chosen

    def _passed(self, tests: list[str], mutant: str) -> bool:
        code = self._run(tests, mutant)
        # A mutant can break what the tests are set up with; so can a test that is no more.
        if code == _USAGE and self._run(tests, "") != _ALL_PASSED:
            raise SystemExit(f"The tests of {mutant} fail without it")
        return code in {_ALL_PASSED, _NO_TESTS}

    def _run(self, tests: list[str], mutant: str) -> int:
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as listed:
            listed.write("\n".join(tests))
            listed.flush()
            command = [sys.executable, "-m", "pytest", "-x", "-q", "--rootdir=.", "-p", "no:cacheprovider"]
            return self._code([*command, f"@{listed.name}"], mutant)

    def _is_derived_as_before(self, mutant: str) -> bool:
        """Say whether the pages and modules, which are derived from schemas, are as they were."""
        return self._code([sys.executable, "scripts/derive.py", "--check"], mutant) == 0

    def _code(self, command: list[str], mutant: str) -> int:
        try:
            return subprocess.run(  # noqa: S603 (no shell, no input)
                command,
                cwd=self.folder,
                env=environment(MUTANT_UNDER_TEST=mutant),
                capture_output=True,
                check=False,
                timeout=PATIENCE,
            ).returncode
        except subprocess.TimeoutExpired:
            return 1

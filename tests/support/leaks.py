"""Watches every test for keys that stand where others can read them.

The emulator's keys are recognized by their form, so a test need not say which keys it made.
"""

from __future__ import annotations

import os
import re
import stat
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = re.compile(rb"sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{64}")
LARGEST = 32 * 1024 * 1024
"""Bytes; larger files are uploads of tests, and are not read."""
INTERVAL = 0.25
"""Seconds between two looks at the list of processes."""


def has_key(text: str | bytes) -> bool:
    """Return whether a key stands in a text."""
    return KEY.search(text.encode() if isinstance(text, str) else text) is not None


def contents(path: Path) -> Iterator[bytes]:
    """Yield what is in a file; a plan of Terraform's is an archive."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from map(archive.read, archive.namelist())


def leaks(folder: Path) -> list[Path]:
    """Return the files below a folder that hold a key and may not.

    A state or a plan may hold none, whoever can read it; another file may if it is for its owner alone.
    """
    found = []
    for path in folder.rglob("*"):
        try:
            about = path.lstat()
            if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
                continue
            strict = "tfstate" in path.name or path.name == "plan.bin"
            if (strict or about.st_mode & 0o077) and any(map(has_key, contents(path))):
                found.append(path)
        except FileNotFoundError:
            continue
    return found


def files_with(folder: Path, secrets: list[str]) -> list[Path]:
    """Return the files below a folder that hold one of the secrets, whoever can read them."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path for path in files if any(each.encode() in path.read_bytes() for each in secrets))


def descendants(process: int) -> Iterator[int]:
    """Yield the ids of a process's children and of theirs, at any depth, as far as they are there."""
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
    except OSError:
        return  # it has ended
    for task in tasks:
        try:
            children = [int(each) for each in (task / "children").read_text(encoding="ascii").split()]
        except OSError:
            continue
        for child in children:
            yield child
            yield from descendants(child)


class CommandLines(threading.Thread):
    """Looks at the command lines of what this process started, or its children did, until asked to stop.

    A process whose parent has ended is looked at further on if it was seen before; what anybody else runs on
    the machine is not.
    """

    def __init__(self, wanted: re.Pattern[bytes] = KEY, interval: float = INTERVAL) -> None:
        super().__init__(name="command lines", daemon=True)
        self.wanted = wanted
        self.interval = interval
        self.found: set[bytes] = set()
        self.looks = 0
        self._known: set[int] = set()
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(self.interval):
            self.looks += 1
            self._known |= set(descendants(os.getpid()))
            for process in list(self._known):
                try:
                    line = Path(f"/proc/{process}/cmdline").read_bytes()
                except OSError:
                    self._known.discard(process)
                    continue
                if not line:  # it has ended, and its id may be somebody else's soon
                    self._known.discard(process)
                if self.wanted.search(line):
                    self.found.add(line)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_unused: object) -> None:
        self.done.set()
        self.join()


@pytest.fixture(scope="session", autouse=True)
def _no_key_in_a_command_line() -> Iterator[None]:
    with CommandLines() as lines:
        yield
    shown = {KEY.sub(b"(key)", line).replace(b"\0", b" ") for line in lines.found}
    assert not shown, f"keys stood in command lines: {shown}"


@pytest.fixture(autouse=True)
def _no_key_in_a_file(request: pytest.FixtureRequest) -> Iterator[None]:
    folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    if folder is not None:
        found = leaks(folder)
        assert not found, f"keys stand in files that others may read, or in a state: {found}"

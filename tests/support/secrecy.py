"""Looks for secrets where none may stand."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Self


class ProcessList(threading.Thread):
    """Reads the command lines of all processes until told to stop.

    Attributes:
        found: Those that held one of the texts, which may be the beginnings of secrets not known yet.
    """

    def __init__(self, secrets: list[str]) -> None:
        super().__init__(daemon=True)
        self.secrets = [secret.encode() for secret in secrets]
        self.found: set[bytes] = set()
        self.samples = 0
        self.done = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_unused: object) -> None:
        self.done.set()
        self.join()

    def run(self) -> None:
        while not self.done.wait(0.02):
            self.samples += 1
            for process in Path("/proc").iterdir():
                try:
                    line = (process / "cmdline").read_bytes() if process.name.isdigit() else b""
                except OSError:
                    continue
                if any(secret in line for secret in self.secrets):
                    self.found.add(line)


def files_with(folder: Path, secrets: list[str]) -> list[Path]:
    """Return the files under a folder that hold a secret."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if any(secret.encode() in content for secret in secrets):
                found.append(path)
    return sorted(found)


def readable_files_with(folder: Path, secrets: list[str]) -> list[Path]:
    """Return the files under a folder that hold a secret and are not for their owner alone."""
    return [path for path in files_with(folder, secrets) if path.stat().st_mode & 0o077]

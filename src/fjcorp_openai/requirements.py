"""What the controller's Python lacks of a requirements file, without importing any of it.

This module keeps to the standard library: it has to say what is missing.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
import sysconfig
from importlib import metadata
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?:>=\s*(?P<oldest>[\d.]+))?")


def lacking(file: Path) -> list[str]:
    """Return which distributions are missing or too old.

    An upper bound of a version does not count: a newer one may well do.

    Args:
        file: A requirements file whose lines are `name`, `name>=version` or `-r another.txt`.

    Returns:
        One phrase for each, such as `msgpack` or `msgpack>=1.0.8 (0.6.2 is too old)`.
    """
    found = []
    for name, oldest in _requirements(file):
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            found.append(name)
            continue
        if oldest and version and _older(version, oldest):
            found.append(f"{name}>={oldest} ({version} is too old)")
    return found


def command(file: Path) -> str:
    """Return the command that installs a requirements file for the running Python, for a shell.

    A Python of the system refuses packages of pip: for it, the command makes an environment first.
    """
    if externally_managed():
        folder = "~/.local/share/fjcorp.openai/venv"
        return (
            f"{shlex.quote(sys.executable)} -m venv {folder} && {folder}/bin/python -m pip install -r "
            f"{shlex.quote(str(file))}, and run {folder}/bin/ansible-playbook from then on"
        )
    return shlex.join([sys.executable, "-m", "pip", "install", "-r", str(file)])


def externally_managed() -> bool:
    """Return whether the running Python is the system's, which refuses packages of pip (PEP 668)."""
    if sys.prefix != sys.base_prefix:
        return False
    return Path(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED").is_file()


def main(arguments: list[str]) -> int:
    """Print as JSON what the running Python lacks of a requirements file; return the exit code."""
    (file,) = arguments
    found = {
        "lacking": lacking(Path(file)),
        "command": command(Path(file)),
        "externally_managed": externally_managed(),
    }
    sys.stdout.write(f"{json.dumps(found)}\n")
    return 0


def _requirements(file: Path) -> Iterator[tuple[str, str | None]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            yield from _requirements(file.parent / line[3:].strip())
        elif match := _REQUIREMENT.match(line):
            yield match["name"], match["oldest"]


def _older(version: str, oldest: str) -> bool:
    pairs = zip_longest(_release(version), _release(oldest), fillvalue=0)
    return next((have < want for have, want in pairs if have != want), False)


def _release(version: str) -> list[int]:
    """Return the numbers of a version; what follows them, such as `rc1`, does not count."""
    match = re.match(r"v?(?:\d+!)?(\d+(?:\.\d+)*)", version)
    return [int(number) for number in match[1].split(".")] if match else [sys.maxsize]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Starts the emulator in the background, unless it runs already, and prints what points clients at it.

python scripts/emulator_env.py FOLDER          start, and print `export` lines for a shell
python scripts/emulator_env.py --stop FOLDER   stop the one of this folder

The keys are made up by the emulator, and good for nothing else.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

SOURCE = Path(__file__).resolve().parents[1] / "src"
DAY = "2026-11-25"
"""Models end. On this day those that the examples name were all there; its clock begins on it."""
VARIABLES = {"OPENAI_BASE_URL": "base_url", "OPENAI_API_KEY": "api_key", "OPENAI_ADMIN_KEY": "admin_key"}


def main(arguments: list[str]) -> int:
    """Do what the command line says, and return the exit code."""
    folder = Path(arguments[-1])
    said = folder.with_suffix(".json")
    found = running(said)
    if arguments[0] == "--stop":
        if found:
            os.kill(found["pid"], signal.SIGTERM)
            while running(said):
                time.sleep(0.05)
        said.unlink(missing_ok=True)
        return 0
    if not found:
        found = start(folder, said)
    if not found:
        sys.stderr.write(f"The emulator did not start: {folder.with_suffix('.log').read_text()}\n")
        return 1
    lines = [f"export {name}={shlex.quote(found[key])}\n" for name, key in VARIABLES.items()]
    sys.stdout.write("".join(lines))
    return 0


def running(said: Path) -> dict[str, object] | None:
    """Return what the emulator of a folder said about itself, if it still answers."""
    with suppress(OSError, ValueError, URLError):
        found: dict[str, object] = json.loads(said.read_text(encoding="utf-8"))
        with build_opener(ProxyHandler({})).open(f"{found['control_url']}/clock", timeout=5):
            return found
    return None


def start(folder: Path, said: Path) -> dict[str, object] | None:
    """Start it in a session of its own, and keep what it says for its owner alone."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603 (no shell, no input)
            [sys.executable, "-m", "fjcorp_openai.emulator", "--data", folder, "--date", DAY],
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        return None
    said.touch(mode=0o600)
    said.write_text(line, encoding="utf-8")
    found: dict[str, object] = json.loads(line)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

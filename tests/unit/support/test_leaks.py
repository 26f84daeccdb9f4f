"""The watch over keys sees them, or it would prove nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from fjcorp_openai.emulator.state.ids import new_secret
from support.checks import wait_for
from support.leaks import CommandLines, descendants, has_key, leaks

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("kind", ["project", "service", "admin"])
def test_every_kind_of_key_is_seen(kind: str) -> None:
    assert has_key(f'{{"value":"{new_secret(kind)}"}}')


def test_files_that_may_hold_no_key(tmp_path: Path) -> None:
    key, folder = new_secret("admin"), tmp_path / "leaks"
    folder.mkdir()
    for name, mode in (("open.txt", 0o644), ("terraform.tfstate", 0o600), ("own.txt", 0o600)):
        (folder / name).touch(mode)
        (folder / name).write_text(key)
    with zipfile.ZipFile(folder / "plan.bin", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tfplan", key * 9)
    (folder / "plan.bin").chmod(0o600)
    assert sorted(path.name for path in leaks(folder)) == ["open.txt", "plan.bin", "terraform.tfstate"]
    for path in folder.iterdir():
        path.unlink()
    assert leaks(tmp_path) == []


def test_command_lines_are_looked_at() -> None:
    lines = CommandLines(re.compile(rb"marker-[0-9]{9}"))
    lines.start()
    with subprocess.Popen(
        [sys.executable, "-c", "input()", "marker-123456789"], stdin=subprocess.PIPE
    ) as process:
        wait_for(lambda: lines.found)
        process.communicate(b"\n")
    lines.done.set()
    lines.join()
    assert any(line.endswith(b"marker-123456789\0") for line in lines.found)


def test_what_others_run_is_not_looked_at() -> None:
    """A process of this one's parent, such as another worker's: it is none of ours."""
    waits = "import sys; sys.stdin.read()"
    forks = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {waits!r}, 'marker-987654321'])"
    reader, writer = os.pipe()
    with subprocess.Popen([sys.executable, "-c", forks], stdin=reader) as between:
        between.wait()  # what it started has another parent now, and was not seen while it had this one
        with CommandLines(re.compile(rb"marker-[0-9]{9}"), 0.01) as lines:
            while lines.looks < 3:
                time.sleep(0.01)
        os.close(writer)
        os.close(reader)
    assert lines.found == set()


def test_a_process_that_has_ended_has_no_descendants() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert list(descendants(process.pid)) == []

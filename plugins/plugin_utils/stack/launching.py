# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a program does not start: community.general.terraform says "Error executing command." to all of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import StackError

if TYPE_CHECKING:
    from collections.abc import Mapping

SHELL = Path("/bin/sh")


def check(launcher: Path, binary: str) -> None:
    """Make sure that Terraform and the provider can be started.

    Args:
        launcher: Script in the working folder that starts Terraform.
        binary: Terraform.

    Raises:
        StackError: One of them cannot; the message says what is in the way.
    """
    for reason in (_no_shell(), _no_interpreter(sys.executable), _no_launcher(launcher), _no_binary(binary)):
        if reason:
            raise StackError(reason)


def explain(binary: str, environ: Mapping[str, str]) -> str | None:
    """Return why Terraform does not run, or None when it does.

    Args:
        binary: Terraform.
        environ: What it runs with.
    """
    missing = _no_binary(binary)
    if missing:
        return missing
    try:
        done = subprocess.run(  # noqa: S603  (the program is the user's choice, no shell is involved)
            [binary, "version"],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=60,
        )
    except subprocess.TimeoutExpired:
        return f"{binary} (openai_terraform_binary) does not answer: `{binary} version` took more than 60 s"
    except OSError as error:
        return unusable(binary, error)
    if done.returncode == 0:
        return None
    said = " ".join((done.stderr or done.stdout).split())[:300]
    said = said or "without a word"
    return f"{binary} (openai_terraform_binary) does not run, it ends with {done.returncode}: {said}"


def unusable(binary: str, error: OSError) -> str:
    """Return the sentence about a Terraform that the system does not start."""
    reason = error.strerror or str(error)
    return (
        f"{binary} (openai_terraform_binary) cannot be run: {reason}. Install Terraform or OpenTofu for this "
        "machine, or set openai_terraform_binary to one that runs"
    )


def _no_shell() -> str:
    if os.access(SHELL, os.X_OK):
        return ""
    return f"there is no {SHELL} that can be run, by which Terraform and the provider are started"


def _no_interpreter(interpreter: str) -> str:
    if interpreter and os.access(interpreter, os.X_OK):
        return ""
    return (
        f"the Python that runs Ansible, {interpreter or 'which has no path'}, cannot be started anew, and "
        "the provider runs in it. Was its virtual environment moved or removed? Make it again"
    )


def _no_launcher(launcher: Path) -> str:
    if os.access(launcher, os.X_OK):
        return ""
    folder = launcher.parents[2]  # of all stacks
    mounted = (
        " Its file system is mounted noexec."
        if os.statvfs(folder).f_flag & getattr(os, "ST_NOEXEC", 0)
        else ""
    )
    return (
        f"openai_state_dir: no program can be started in {folder}, where Terraform and the provider are."
        f"{mounted} Set openai_state_dir to a folder on a file system that allows it"
    )


def _no_binary(binary: str) -> str:
    path = Path(binary)
    if not path.exists():
        return unusable(binary, FileNotFoundError(2, "it is not there any more"))
    if not os.access(path, os.X_OK):
        return unusable(binary, PermissionError(13, "it may not be executed (chmod, noexec)"))
    return ""

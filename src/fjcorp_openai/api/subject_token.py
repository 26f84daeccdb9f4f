"""The token that a workload has of its own: from a file, or from a program that prints it."""

from __future__ import annotations

import os
import select
import signal
import stat
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from fjcorp_openai.api.errors import SubjectTokenError
from fjcorp_openai.api.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fjcorp_openai.api.identity import Identity

LARGEST = 64 * 1024
"""Bytes; tokens have one or two thousand."""
COMMAND_SECONDS = 30.0


def subject_token(identity: Identity) -> Secret:
    """Return the workload's present token.

    Raises:
        SubjectTokenError: there is none; the message says what to do, and holds nothing of what was read.
    """
    where = identity.source
    raw = (
        _of_file(identity.token_file, where)
        if identity.token_file is not None
        else _of_command(identity.token_command, where)
    )
    token = Secret(raw.decode("ascii", "replace").strip())
    if not token:
        raise SubjectTokenError(f"{where} gives no token: it is empty.")
    if not all(33 <= ord(character) <= 126 for character in token.reveal()):
        raise SubjectTokenError(f"{where} gives no token: a token is one word of ASCII characters.")
    return token


def _of_file(path: Path, where: str) -> bytes:
    try:
        # A pipe would be waited for without an end.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SubjectTokenError(
            f"{where} cannot be read: {reason}. It is to hold the workload's token; "
            "correct identity_token_file (environment variable OPENAI_IDENTITY_TOKEN_FILE)."
        ) from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SubjectTokenError(f"{where} is no regular file, so it cannot hold a token.")
        raw = os.read(descriptor, LARGEST + 1)
    finally:
        os.close(descriptor)
    if len(raw) > LARGEST:
        raise SubjectTokenError(f"{where} is larger than {LARGEST} bytes, so it holds no token.")
    return raw


def _of_command(command: Sequence[str], where: str) -> bytes:
    """Run the program, without a shell, input and a terminal; what it complains of is shown nowhere."""
    try:
        process = subprocess.Popen(  # noqa: S603 (the user's own program, run without a shell)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SubjectTokenError(
            f"{where} cannot be run: {reason}. It is to print the workload's token; correct "
            "identity_token_command (environment variable OPENAI_IDENTITY_TOKEN_COMMAND)."
        ) from None
    end = time.monotonic() + COMMAND_SECONDS
    try:
        raw = _printed(process, end, where)
        code = process.wait(max(0.0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise _too_slow(where) from None
    finally:
        _end(process)
    if code:
        raise SubjectTokenError(
            f"{where} ended with code {code} and gave no token. What it prints is not shown: run it by hand."
        )
    return raw


def _printed(process: subprocess.Popen[bytes], end: float, where: str) -> bytes:
    stream = process.stdout
    if stream is None:  # pragma: no cover - it was asked for
        raise AssertionError
    raw = b""
    while True:
        ready, _written, _failed = select.select([stream], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            raise _too_slow(where)
        part = os.read(stream.fileno(), LARGEST)
        if not part:
            return raw
        raw += part
        if len(raw) > LARGEST:
            raise SubjectTokenError(f"{where} printed more than {LARGEST} bytes, so it printed no token.")


def _too_slow(where: str) -> SubjectTokenError:
    return SubjectTokenError(
        f"{where} gave no token within {COMMAND_SECONDS:g} s and was ended. Does it wait for an answer?"
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program with all that it started in its session."""
    if process.stdout is not None:
        process.stdout.close()
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

"""Runs a program that reads a key from its standard input."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from fjcorp_openai.provider.sinks.file import SinkError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fjcorp_openai.api.secret import Secret

TIMEOUT_SECONDS = 120.0
_TOLD = 300


def feed(
    command: Sequence[str],
    key: Secret,
    text: Secret,
    *,
    env: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> bytes:
    """Run a program, and return what it wrote.

    It runs in a session of its own: a Ctrl-C meant for Terraform must not end it half way.

    Args:
        command: Program and arguments; they hold no key.
        key: What no message may show; empty when no key is about.
        text: Its standard input.
        env: Its environment; this process's when None.
        timeout: Seconds it may take.

    Raises:
        SinkError: It could not be started, took too long, or ended with another code than 0.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 (the user's own program, run without a shell)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
            start_new_session=True,
        )
    except OSError as error:
        raise SinkError(f"{command[0]} cannot be run: {error.strerror}") from None
    with process:
        try:
            written, complaints = process.communicate(text.reveal().encode(), timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise SinkError(f"{command[0]} took longer than {timeout:g} s") from None
    if process.returncode:
        if key:
            complaints = complaints.replace(key.reveal().encode(), b"***")
        told = complaints.decode("utf-8", "replace").strip()[-_TOLD:]
        raise SinkError(f"{command[0]} ended with code {process.returncode}" + (f": {told}" if told else ""))
    return written

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a run of Terraform failed, in sentences: its complaints, a kill, or a state that could not be saved."""

from __future__ import annotations

import json
import re
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import ownership
from .diagnostics import read
from .terraform import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

NOT_SAVED = "Failed to save state"
NOT_KEPT = "Failed to persist state to backend"
"""What follows the first: Terraform's advice to push a file by hand."""
EXIT_CODE = re.compile(r"unexpected exit code (-?\d+)")
GO_ON = "run again here and it goes on: what was made until then is in the journal, and nothing is made twice"


@dataclass(frozen=True)
class Place:
    """Where a run works.

    Attributes:
        stack: Name of the stack.
        backend: Type of the backend; empty for local files.
        folder: Working folder.
    """

    stack: str
    backend: str
    folder: Path


def complaint(
    result: Mapping[str, Any],
    sentence: Callable[[Mapping[str, Any]], str],
    place: Place,
    broken: str | None = None,
    kept: str | None = None,
) -> str:
    """Return what went wrong, in sentences.

    Args:
        result: What community.general.terraform returned.
        sentence: Turns a diagnostic of Terraform into a sentence.
        place: Where the run worked.
        broken: What keeps the program from running at all, if anything.
        kept: Where Terraform left a state that it could not save, if it did.
    """
    text = "\n".join(str(result.get(name) or "") for name in ("stdout", "msg"))
    errors = [entry for entry in read(text) if entry.get("severity") == "error"]
    if foreign := ownership.refusal(errors, json.dumps(place.stack)):
        return foreign
    lost = state_not_saved(errors, place.backend, place.folder)
    others = [sentence(entry) for entry in errors if entry.get("summary") not in (NOT_SAVED, NOT_KEPT)]
    sentences = [*others, *filter(None, [lost])]
    if not sentences:
        said = str(result.get("stderr") or result.get("msg") or "terraform failed without a word")
        sentences = [broken or killed(result) or plain(said)]
    # At a backend the journal goes on by itself; the file would be pushed over what others did meanwhile.
    if kept and not (lost and place.backend):
        sentences.append(kept)
    return "\n".join(dict.fromkeys(sentences))


def killed(result: Mapping[str, Any]) -> str | None:
    """Return the sentence about a program that a signal ended, or None when none did.

    Args:
        result: What community.general.terraform returned.
    """
    found = EXIT_CODE.search(str(result.get("msg") or ""))
    code = result.get("rc")
    number = -(int(found.group(1)) if found else code if isinstance(code, int) else 0)
    if number <= 0:
        return None
    try:
        name = f"{signal.Signals(number).name} ({number})"
    except ValueError:
        name = str(number)
    cause = ", as the system does when memory is short" if number == signal.SIGKILL else ""
    return f"terraform was ended by the signal {name}{cause}; {GO_ON}"


def state_not_saved(errors: Sequence[Mapping[str, Any]], backend: str, folder: Path) -> str | None:
    """Return the sentence about a state that could not be saved, or None when it was.

    Args:
        errors: Terraform's diagnostics.
        backend: Type of the backend; empty for local files.
        folder: Working folder, where Terraform leaves the state it could not save.
    """
    lost = [each for each in errors if each.get("summary") in (NOT_SAVED, NOT_KEPT)]
    if not lost:
        return None
    causes = [
        " ".join(str(each.get("detail") or "").split()) for each in lost if each["summary"] == NOT_SAVED
    ]
    cause = causes[0].removeprefix("Error saving state: ") if causes else "the backend refused it"
    place = f"openai_backend.{backend}" if backend else "openai_state_dir"
    return (
        f"{place}: the state could not be saved: {cause}. As soon as it can be, {GO_ON}. Until then "
        f"{folder} is the only place that knows of it"
    )

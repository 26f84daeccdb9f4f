# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is left of the API that ended: objects in JSON exports and in states of Terraform.

Both become the same: an object in the form in which the API had it. All of it is data that anybody may have
written, so nothing is assumed of a value but what is looked at here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..untrusted import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LARGEST = 256 * 1024 * 1024
"""Bytes of a file that is read."""
KINDS = {
    "assistant": "assistant",
    "thread": "thread",
    "thread.message": "message",
    "thread.run": "run",
    "thread.run.step": "run step",
    "vector_store": "vector store",
    "vector_store.file": "file of a vector store",
    "vector_store.file_batch": "files of a vector store",
    "file": "file",
}
"""Kinds of objects by what the API called them."""
PREFIXES = {
    "asst_": "assistant",
    "thread_": "thread",
    "msg_": "message",
    "run_": "run",
    "step_": "run step",
    "vs_": "vector store",
    "file-": "file",
}
"""Kinds of objects by how their ids begin, where an export says no more."""
GROUPS = {
    "assistants": "assistant",
    "threads": "thread",
    "messages": "message",
    "runs": "run",
    "vector_stores": "vector store",
    "files": "file",
}
"""Kinds of objects by the name of the list that they are in."""


@dataclass(frozen=True)
class Former:
    """An object of the API that ended, or one beside it.

    Attributes:
        kind: What it is, one of the values of ``KINDS``.
        id: Its id; empty where nothing says it.
        values: What is known of it, in the API's form.
        source: File that it stands in.
        address: Address in the state of Terraform; empty for an export.
    """

    kind: str
    id: str
    values: dict[str, Any]
    source: str
    address: str = ""


@dataclass
class Inventory:
    """All objects that were found, each once: what is in an export goes before what a state has.

    Attributes:
        objects: The objects in the order in which they were found.
        entries: Every entry of a state, for they are forgotten one by one.
    """

    objects: list[Former] = field(default_factory=list)
    entries: list[Former] = field(default_factory=list)
    _places: dict[tuple[str, str], int] = field(default_factory=dict)

    def of(self, kind: str) -> list[Former]:
        """Return the objects of a kind."""
        return [each for each in self.objects if each.kind == kind]

    def add(self, found: Former) -> None:
        """Add an object, unless a fuller one of its id is there."""
        if found.address:
            self.entries.append(found)
        place = self._places.get((found.kind, found.id)) if found.id else None
        if place is None:
            self._places[found.kind, found.id] = len(self.objects)
            self.objects.append(found)
        elif self.objects[place].address and not found.address:
            self.objects[place] = found


def documents(path: Path) -> list[Any]:
    """Return what is in a file: one JSON document, or one on each line.

    Raises:
        StackError: It cannot be read, is larger than it may be, or is no JSON.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise StackError(f"{path} is larger than {LARGEST // 2**20} MB: split it")
        text = path.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise StackError(f"{path} cannot be read: {error}") from None
    try:
        return [_parsed(text)]
    except RecursionError:
        raise StackError(f"{path} is nested too deeply to be an export or a state") from None
    except ValueError as error:
        whole = error
    try:
        return [_parsed(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise StackError(f"{path} is no JSON: {whole}") from None


def _parsed(text: str) -> Any:
    return _scalar(json.loads(text, parse_constant=_no_number))


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _scalar(value: Any) -> Any:
    """Return a value whose texts can be written as UTF-8: half a surrogate pair stands for no character."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if not value.isascii() else value
    if isinstance(value, dict):
        return {_scalar(name): _scalar(each) for name, each in value.items()}
    return [_scalar(each) for each in value] if isinstance(value, list) else value


def exported(document: Any, source: str) -> Iterator[Former]:
    """Yield the objects of an export, wherever they are in it.

    An export is an object of the API, a list of them, an answer of a list, or a map with lists of them by
    kind. Messages and runs may stand within their thread.

    Args:
        document: A JSON document.
        source: File that it stands in.
    """
    yield from _walk(document, source, "", "")


def _walk(value: Any, source: str, group: str, thread: str) -> Iterator[Former]:
    if isinstance(value, list):
        for each in _oldest_first(value):
            yield from _walk(each, source, group, thread)
        return
    if not isinstance(value, dict):
        return
    kind = _kind(value, group)
    if kind is None:
        # An answer of a list, or a map by kind; a map by id has objects as its values.
        for name, each in value.items():
            yield from _walk(each, source, group if name in ("data", "items") else name, thread)
        return
    id_ = text_of(value.get("id"))
    own = {name: each for name, each in value.items() if name != "runs"}
    if kind == "thread":
        thread = id_
        if _are_objects(value.get("messages")):
            own.pop("messages")
    elif kind in ("message", "run") and thread:
        own = {"thread_id": thread, **own}
    yield Former(kind, id_, own, source)
    if kind == "thread":
        inner = value.get("messages")
        if _are_objects(inner):
            yield from _walk(inner, source, "messages", id_)
        yield from _walk(value.get("runs"), source, "runs", id_)


def _kind(value: Mapping[str, Any], group: str) -> str | None:
    told = value.get("object")
    if isinstance(told, str):
        return KINDS.get(told)
    id_ = text_of(value.get("id"))
    known = next((kind for prefix, kind in PREFIXES.items() if id_.startswith(prefix)), None)
    if known is not None:
        return known
    looks = "role" in value or "model" in value or "metadata" in value or "messages" in value
    return GROUPS.get(group) if looks or id_ else None


def _are_objects(value: Any) -> bool:
    """Return whether messages are those of the API, with ids, and not what a thread was asked for with."""
    entries = value.get("data") if isinstance(value, dict) else value
    return isinstance(entries, list) and any(isinstance(each, dict) and each.get("id") for each in entries)


def _oldest_first(entries: list[Any]) -> list[Any]:
    """Return entries as they came into being: the API lists the newest first, if not asked otherwise."""
    times = [time_of(each) for each in entries if isinstance(each, dict)]
    if len(times) == len(entries) and times and times[0] > times[-1]:
        entries = [*reversed(entries)]
    if not all(isinstance(each, dict) and "created_at" in each for each in entries):
        return entries
    return sorted(entries, key=time_of)


def time_of(value: Mapping[str, Any]) -> float:
    """Return when an object was made, in Unix seconds; 0 where nothing says it."""
    told = value.get("created_at")
    return float(told) if isinstance(told, int | float) and not isinstance(told, bool) else 0.0


def text_of(value: Any) -> str:
    """Return a text, or an empty one in place of anything else."""
    return value if isinstance(value, str) else ""


def list_of(value: Any) -> list[Any]:
    """Return a list, or an empty one in place of anything else."""
    return value if isinstance(value, list) else []


def map_of(value: Any) -> dict[str, Any]:
    """Return a map, or an empty one in place of anything else; a block of a state is a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, dict) else {}


def quoted(text: str) -> str:
    """Return a text for a sentence: one line, in quotes, not longer than a line."""
    line = one_line(text)
    return f'"{line if len(line) <= 80 else line[:77] + "..."}"'

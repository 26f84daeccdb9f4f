# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and vector stores of a former state, as items of the role data_management."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from ..import_.import_result import Kind
from ..stack.item_keys import ItemKeys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..import_.import_result import ImportResult, Item
    from .held_objects import Held

FILE = Kind("data_management", "files", "openai_files", "openai_file")
STORE = Kind("data_management", "vector_store", "openai_vector_stores", "openai_vector_store")
PURPOSES = ("assistants", "batch", "fine-tune", "vision", "user_data", "evals")
LOCAL = "Its path is as the former configuration had it: the file has to be there for the next run."


class DataItems:
    """Takes over files and stores."""

    def __init__(self, imports: ImportResult, held: list[Held]) -> None:
        """Take what the states hold.

        Args:
            imports: Collects what is taken over.
            held: All objects.
        """
        self.imports, self.held = imports, held
        self._files: dict[str, str] = {}

    def take(self) -> None:
        """Take everything over."""
        for each in self._of("file"):
            self._file(each)
        for each in self._of("store"):
            self._store(each)
        there = {each.get("id") for each in self._of("store")}
        for each in [*self._of("store_file"), *self._of("store_files")]:
            if each.get("store_id") not in there:
                each.noun, each.becomes, each.left = "", "", "Its store is not in the states."

    def _of(self, noun: str) -> Iterator[Held]:
        return (each for each in [*self.held] if each.noun == noun)

    def _file(self, held: Held) -> None:
        path, purpose = held.get("file_path"), held.get("purpose")
        if purpose not in PURPOSES:
            held.noun, held.left = "", "The API made it, and nobody uploads such a file."
            return
        name = held.get("filename") or PurePath(path).name
        item: Item = {"file_path": path, "purpose": purpose}
        if name != PurePath(path).name:
            item["filename"] = name
        key, _status = self.imports.take(
            FILE,
            held.get("id"),
            item,
            (name,),
            lambda each: each.get("file_path") == path and each.get("purpose") == purpose,
        )
        self._files[held.get("id")] = key
        held.becomes = f"{FILE.variable}: {key}"
        held.notes.append(LOCAL)

    def _store(self, held: Held) -> None:
        name, files = held.get("name"), self._files_of(held)
        item: Item = {"name": name}
        if held.values.get("metadata"):
            item["metadata"] = held.values["metadata"]
        if held.values.get("days"):
            item["expires_after"] = {"days": held.values["days"]}
        if files:
            item["files"] = files
        alone = [each.get("name") for each in self._of("store")].count(name) == 1
        key, _status = self.imports.take(
            STORE, held.get("id"), item, (name,), lambda each: alone and each.get("name") == name
        )
        for each in [held, *self._of("store_file"), *self._of("store_files")]:
            if each is held or each.get("store_id") == held.get("id"):
                each.becomes = f"{STORE.variable}: {key}"

    def files_in(self, store: Held) -> list[str]:
        """Return the ids of the files that the states put into a store."""
        ids = [*(store.values.get("file_ids") or [])]
        for each in self._of("store_file"):
            ids += [each.get("file_id")] if each.get("store_id") == store.get("id") else []
        for each in self._of("store_files"):
            ids += each.values["file_ids"] if each.get("store_id") == store.get("id") else []
        return list(dict.fromkeys(ids))

    def _files_of(self, store: Held) -> dict[str, Any]:
        keys, found = ItemKeys(), {}
        largest, overlap = store.values.get("largest"), store.values.get("overlap")
        chunks = {"max_chunk_size_tokens": largest, "chunk_overlap_tokens": overlap or 0}
        for id_ in self.files_in(store):
            key = keys.take(id_, self._files.get(id_, id_))
            found[key] = {
                "file": self._files.get(id_, id_),
                **({"chunking_strategy": chunks} if largest else {}),
            }
        return found

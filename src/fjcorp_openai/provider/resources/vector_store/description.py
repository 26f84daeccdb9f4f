"""What a configuration says of a store's files, and what becomes of those that are there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.json_text import json_text
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known
from fjcorp_openai.provider.resources.folder import (
    LocalFile,
    folder_files,
    git_blob,
    local_file,
)
from fjcorp_openai.provider.resources.vector_store.inputs import fault_of

if TYPE_CHECKING:
    from collections.abc import Mapping

Element = dict[str, Any]
"""The values of one element of `store_files`."""
MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file as the configuration describes it.

    Attributes:
        file_id: Id of a file that is uploaded elsewhere; None for a local one, or not known yet.
        local: The local file; None when there is none, or its path is not known yet.
        attributes: As a JSON object in one form; may be unknown.
        chunking: As in `store_files`; may be unknown.
        in_folder: Whether it is a file of the folder.
    """

    file_id: Any
    local: LocalFile | None
    attributes: Any
    chunking: Any
    in_folder: bool = False

    @property
    def is_upload(self) -> bool:
        """Whether it is uploaded here."""
        return self.file_id is None

    @property
    def sha256(self) -> Any:
        """Digest of the bytes to upload."""
        return self.local.sha256 if self.local else UNKNOWN if self.is_upload else None

    @property
    def filename(self) -> Any:
        """The name to upload it under."""
        return self.local.path.name if self.local else UNKNOWN if self.is_upload else None

    @property
    def element(self) -> Element:
        """What is in the state before anything is done for it."""
        return {
            "file_id": self.file_id,
            "in_folder": self.in_folder,
            "uploaded": self.is_upload,
            "filename": self.filename,
            "sha256": self.sha256,
            "attributes": self.attributes,
            "chunking": self.chunking,
            "status": MISSING,
            "last_error": None,
            "usage_bytes": None,
            "replaces": {},
        }


def described(values: Mapping[str, Any]) -> dict[str, Wanted] | None:
    """Return the files that a configuration describes, by key or path in the folder; None when not known yet.

    Args:
        values: The planned values.

    Raises:
        ProviderError: A local file cannot be uploaded, or two descriptions contradict each other.
    """
    files: Any = values.get("files")
    folder: Any = values.get("folder")
    if files is UNKNOWN or not is_known(folder):
        return None
    found: dict[str, Wanted] = {}
    for key, each in (files or {}).items():
        if each is UNKNOWN:
            return None
        found[key] = _of_file(each, ("files", key))
    owners: dict[Any, str] = {}
    for key, each in found.items():
        if isinstance(each.file_id, str) and owners.setdefault(each.file_id, key) != key:
            raise ProviderError(
                f"Two files of the store have the id {each.file_id}",
                f"Take files[{json.dumps(owners[each.file_id])}] or files[{json.dumps(key)}] out.",
                ("files",),
            )
    for name, file in folder_files(folder).items() if folder else ():
        if name in found:
            raise ProviderError(
                f"The key {json.dumps(name)} is a path in the folder too",
                "Give the file in files another key, or name it in folder.exclude.",
                ("files",),
            )
        found[name] = _of_folder(folder, name, file)
    checks: Any = values.get("search_checks") or ()
    for number, check in enumerate(checks if checks is not UNKNOWN else ()):
        expected = check["expect_file"]
        if isinstance(expected, str) and expected not in found:
            raise ProviderError(
                f"search_checks[{number}] expects a file that the store does not have",
                f"{json.dumps(expected)} is no key of files and no path in the folder.",
                ("search_checks",),
            )
    return found


def _of_file(each: Mapping[str, Any], where: tuple[str, str]) -> Wanted:
    path, id_ = each["file_path"], each["file_id"]
    attributes = each["attributes"]
    if is_known(attributes):
        attributes = json_text(json.loads(attributes) if attributes else {})
    chunking = _chunking(each["chunking_strategy"])
    if path is UNKNOWN or (path is None and id_ is UNKNOWN):
        return Wanted(None if path is UNKNOWN else UNKNOWN, None, attributes, chunking)
    if path is None:
        return Wanted(id_, None, attributes, chunking)
    return Wanted(None, local_file(path, (*where, "file_path")), attributes, chunking)


def _of_folder(folder: Mapping[str, Any], name: str, file: LocalFile) -> Wanted:
    given = json.loads(folder["attributes"]) if folder["attributes"] else {}
    for source in folder["attributes_from"] or ():
        given[source] = {
            "path": lambda: name,
            "name": lambda: file.path.name,
            "extension": lambda: file.path.suffix.lower().removeprefix("."),
            "git_blob": lambda: git_blob(file.path),
        }[source]()
    if fault := fault_of(given):
        raise ProviderError(
            f"The API does not take the attributes of {json.dumps(name)}",
            f"{fault}. Correct folder.attributes and folder.attributes_from.",
            ("folder", "attributes"),
        )
    return Wanted(None, file, json_text(given), _chunking(folder["chunking_strategy"]), in_folder=True)


def _chunking(strategy: Any) -> Any:
    if strategy is None:
        return "auto"
    if not is_known(strategy):
        return UNKNOWN
    return f"{int(strategy['max_chunk_size_tokens'])}/{int(strategy['chunk_overlap_tokens'])}"


# What becomes of the files that are there.


def paired(prior: Mapping[str, Element], wanted: Mapping[str, Wanted]) -> dict[str, str]:
    """Return for each described file the key of what stands for it in the state.

    A file of the folder that was moved or renamed stands under its former path.
    """
    same = {key: key for key in wanted if key in prior}
    free = {
        element["sha256"]: key
        for key, element in prior.items()
        if key not in wanted and element["in_folder"] and element["uploaded"]
    }
    for key, each in wanted.items():
        if key not in same and each.in_folder and (former := free.pop(each.sha256, None)):
            same[key] = former
    return same


def is_other(element: Element, wanted: Wanted) -> bool:
    """Return whether a file has other bytes, another name or other chunks than the one in the store."""
    if wanted.is_upload != element["uploaded"] or wanted.chunking != element["chunking"]:
        return True
    if not wanted.is_upload:
        return bool(wanted.file_id != element["file_id"])
    named = element["filename"] != wanted.filename
    return bool(named or element["sha256"] != wanted.sha256)


def is_pending(element: Element, *, wait: bool, tolerate_failed: bool) -> bool:
    """Return whether an apply has something left to do for a file that is as described."""
    status = element["status"]
    if status == "failed":
        return not tolerate_failed or str(element["last_error"]).startswith("server_error")
    if status == "completed":
        return bool(element["replaces"])
    return wait if status == "in_progress" else True


def planned_files(
    prior: Mapping[str, Element],
    wanted: Mapping[str, Wanted],
    *,
    prune: bool,
    wait: bool,
    tolerate_failed: bool,
) -> dict[str, Element]:
    """Return `store_files` as it is after an apply; what that will find out is unknown."""
    origins = paired(prior, wanted)
    planned = {key: dict(prior[key]) for key in kept(prior, origins, prune=prune)}
    unknown = dict.fromkeys(("status", "last_error", "usage_bytes", "replaces"), UNKNOWN)
    for key, each in wanted.items():
        element = prior.get(origins.get(key, ""))
        if element is None or is_other(element, each):
            planned[key] = {**each.element, **unknown}
            if each.is_upload:
                planned[key]["file_id"] = UNKNOWN
            if element is None:
                planned[key]["replaces"] = {}
            continue
        planned[key] = {**element, "in_folder": each.in_folder, "attributes": each.attributes}
        if is_pending(element, wait=wait, tolerate_failed=tolerate_failed):
            planned[key] |= unknown
            if element["uploaded"] and element["status"] == MISSING:
                planned[key]["file_id"] = UNKNOWN
    return planned


def kept(prior: Mapping[str, Element], origins: Mapping[str, str], *, prune: bool) -> list[str]:
    """Return the keys of files that stay undescribed: those of the folder, when nothing is pruned."""
    taken = set(origins.values())
    return [key for key, element in prior.items() if key not in taken and element["in_folder"] and not prune]

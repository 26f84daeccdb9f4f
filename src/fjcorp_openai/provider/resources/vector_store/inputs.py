"""The inputs of `openai_vector_store`: their schema and their rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.managed import deletion_protection
from fjcorp_openai.provider.protocol.diagnostics import Diagnostic
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, computed, optional, result
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import (
    between,
    each_element,
    each_key,
    exactly_one_of,
    json_object,
    length,
    not_blank,
    one_of,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fjcorp_openai.provider.protocol.diagnostics import Path

MOST_ATTRIBUTES = 16
LONGEST_NAME = 64
LONGEST_TEXT = 512
SOURCES = ("path", "name", "extension", "git_blob")


def fault_of(attributes: dict[str, Any]) -> str:
    """Return what is wrong with the attributes of a file; an empty text when the API takes them."""
    if len(attributes) > MOST_ATTRIBUTES:
        return f"there are {len(attributes)}, and a file has {MOST_ATTRIBUTES} at most"
    for name, value in attributes.items():
        if not 0 < len(name) <= LONGEST_NAME:
            return f"the name {json.dumps(name)} must have 1 to {LONGEST_NAME} characters"
        if not isinstance(value, str | int | float):
            return f"{json.dumps(name)} must be a text, a number, true or false"
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            return f"{json.dumps(name)} has {len(value)} characters, and may have {LONGEST_TEXT}"
    return ""


def _check_overlap(value: Any, path: Path) -> Iterator[Diagnostic]:
    size, overlap = value.get("max_chunk_size_tokens"), value.get("chunk_overlap_tokens")
    if all(isinstance(each, int | float) for each in (size, overlap)) and overlap > size / 2:
        detail = (
            f"chunk_overlap_tokens is {overlap:g}; half of max_chunk_size_tokens, {size / 2:g}, is the most."
        )
        yield Diagnostic("error", "The chunks overlap too much", detail, (*path, "chunk_overlap_tokens"))


def _attributes(whose: str) -> Attribute:
    return optional(
        STRING,
        f"Attributes of {whose} that searches filter by, as a JSON object: up to {MOST_ATTRIBUTES} names "
        "with texts, numbers or booleans. They are changed in place.",
        json_object("The API does not take these attributes", fault_of),
    )


def _chunking_strategy(whose: str) -> Attribute:
    return optional(
        Nested(
            "single",
            {
                "max_chunk_size_tokens": Attribute(
                    NUMBER,
                    "Tokens of a chunk, from 100 to 4096.",
                    required=True,
                    validators=[whole(), between(100, 4096)],
                ),
                "chunk_overlap_tokens": Attribute(
                    NUMBER,
                    "Tokens that a chunk shares with the next one; half of a chunk at most.",
                    required=True,
                    validators=[whole(), between(0, 2048)],
                ),
            },
        ),
        f"How {whose} is cut into chunks. Unset: as the API chooses. Another one indexes again.",
        _check_overlap,
    )


_FILE = {
    "file_id": optional(STRING, "Id of an uploaded file. It stays at the API when it leaves the store."),
    "file_path": optional(
        STRING,
        "Path of a local file. It is uploaded, and uploaded again when its bytes change; what was uploaded "
        "is deleted when it leaves the store.",
        not_blank("a path"),
    ),
    "attributes": _attributes("the file"),
    "chunking_strategy": _chunking_strategy("the file"),
}

_FOLDER = {
    "path": Attribute(
        STRING,
        "Path of a local folder. Its files, those in folders below it included, are kept in step by their "
        "SHA-256. Names that begin with a dot are left out.",
        required=True,
        validators=[not_blank("a path")],
    ),
    "include": optional(
        list_of(STRING),
        "Only files that one of these patterns fits, such as `**/*.md`. `*` and `?` stand within one part of "
        "a path, `**` for any number of parts.",
        length(1),
        each_element(not_blank("a pattern")),
    ),
    "exclude": optional(
        list_of(STRING), "Not files that one of these patterns fits.", each_element(not_blank("a pattern"))
    ),
    "attributes": _attributes("all files of the folder"),
    "attributes_from": optional(
        list_of(STRING),
        "Attributes that are taken from each file, under their own names: `path` in the folder, `name`, "
        "`extension`, and `git_blob`, the id that Git gives the bytes.",
        each_element(one_of(*SOURCES)),
    ),
    "chunking_strategy": _chunking_strategy("each file"),
}

_SEARCH_CHECK = {
    "query": Attribute(
        STRING, "The question to search with.", required=True, validators=[not_blank("a question")]
    ),
    "filters": optional(STRING, "A filter over attributes, as a JSON object.", json_object()),
    "expect_file": optional(
        STRING,
        "Key of the file that has to be found: as in `files`, or its path in the folder. Unset: any file.",
        not_blank("the key of a file"),
    ),
    "min_score": optional(NUMBER, "Lowest score of the file, from 0 to 1.", between(0, 1)),
}

INPUTS: dict[str, Attribute] = {
    "name": Attribute(
        STRING, "Name of the store.", required=True, validators=[not_blank("a name"), length(1, 256)]
    ),
    "description": optional(
        STRING, "What the store is for. The API takes it at creation alone: another one replaces the store."
    ),
    "metadata": optional(
        map_of(STRING),
        "Up to 16 pairs of text that you attach.",
        length(0, 16),
        each_key(length(1, LONGEST_NAME)),
        each_element(length(0, LONGEST_TEXT)),
    ),
    "expires_after": optional(
        Nested(
            "single",
            {
                "days": Attribute(
                    NUMBER,
                    "Days after the anchor, from 1 to 365.",
                    required=True,
                    validators=[whole(), between(1, 365)],
                ),
                "anchor": Attribute(
                    STRING,
                    "What the time counts from; the API knows `last_active_at`.",
                    default="last_active_at",
                    validators=[one_of("last_active_at")],
                ),
            },
        ),
        "When the store expires. Unset: never. An expired one is made again with all its files.",
    ),
    "files": optional(
        Nested("map", _FILE),
        "Files of the store by a key of your own.",
        exactly_one_of("file_id", "file_path"),
    ),
    "folder": optional(Nested("single", _FOLDER), "A local folder whose files are files of the store."),
    "prune": Attribute(BOOL, "Take out of the store, and delete, what has left the folder.", default=True),
    "exclusive": Attribute(
        BOOL, "Take out of the store what is not described here; it stays at the API.", default=False
    ),
    "wait": Attribute(
        BOOL,
        "Wait until the files are indexed, within `timeouts`. What is not indexed then is waited for by the "
        "next apply.",
        default=True,
    ),
    "tolerate_failed": Attribute(
        BOOL,
        "Accept files that the API cannot index. They are in `failed`, and are tried again only where the "
        "fault is the API's.",
        default=False,
    ),
    "search_checks": optional(
        Nested("list", _SEARCH_CHECK),
        "Searches made at the end of each apply that changes the store; one that does not find what it "
        "should is an error. The API charges for searches.",
    ),
    "deletion_protection": deletion_protection(
        "Deleting the store deletes the files that were uploaded for it."
    ),
}

_COUNTS = ("in_progress", "completed", "failed", "cancelled", "total")


_STORE_FILE = {
    "file_id": computed(STRING, "Id of the file."),
    "in_folder": computed(BOOL, "Whether it is a file of the folder."),
    "uploaded": computed(BOOL, "Whether it was uploaded for this store, and is deleted with it."),
    "filename": computed(STRING, "Name that it was uploaded under."),
    "sha256": computed(STRING, "SHA-256 of the uploaded bytes in hexadecimal."),
    "attributes": computed(STRING, "Its attributes as a JSON object."),
    "chunking": computed(STRING, "Tokens of a chunk and of its overlap, such as `800/400`, or `auto`."),
    "status": computed(
        STRING,
        "`in_progress`, `completed`, `failed` or `cancelled`; `missing` when it is not in the store.",
    ),
    "last_error": computed(STRING, "Why the API could not index it: a code and a sentence."),
    "usage_bytes": computed(NUMBER, "Bytes that it takes up in the store."),
    "replaces": computed(
        map_of(BOOL),
        "Ids of files that answer searches until this one is indexed; true for those that are deleted then.",
    ),
}

RESULTS: dict[str, Attribute] = {
    "status": computed(
        STRING, "`in_progress`, `completed` or `expired`; `deleted` when somebody deleted the store."
    ),
    "usage_bytes": computed(NUMBER, "Bytes that the store takes up."),
    "file_counts": computed(
        Nested("single", {name: computed(NUMBER, f"Files: {name}.") for name in _COUNTS}),
        "Number of files by status.",
    ),
    "store_files": computed(
        Nested("map", _STORE_FILE),
        "Files of the store that are described here, by key or path in the folder.",
    ),
    "other_file_ids": computed(list_of(STRING), "Ids of files in the store that are not described here."),
    "failed": computed(list_of(STRING), "Keys of the files that the API could not index."),
    "problems": computed(
        list_of(STRING),
        "What an apply could not do, one sentence each. The next apply goes on where this one stopped.",
    ),
    "created_at": result(NUMBER, "Time of creation, in Unix seconds."),
    "last_active_at": computed(NUMBER, "Time of the last use, in Unix seconds."),
    "expires_at": computed(NUMBER, "Time at which the store expires, in Unix seconds; null for never."),
}

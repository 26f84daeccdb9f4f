"""Files: uploaded at once, and in parts."""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values, operations

_TEXT: Values = {
    "content": "A frame that is bent is never ridden again.",
    "filename": "a.txt",
    "purpose": "user_data",
}
_IN_PARTS: Values = {**_TEXT, "multipart_threshold": 1, "part_size": 10, "parallel": 2}


def _in_parts(variant: str, create: str, delete: str = "") -> Subject:
    return Subject("file", _IN_PARTS, None, operations(create, "", delete), "file", variant=variant)


NOUNS = (
    Noun(
        "file",
        (
            Subject("file", _TEXT, None, operations("createFile", "", "deleteFile"), "file"),
            _in_parts("an upload in parts", "createUpload"),
            _in_parts("a part", "addUploadPart"),
            _in_parts("all parts", "completeUpload", "deleteFile"),
        ),
        lambda _unused: {"content": "Hello", "filename": "a.txt", "purpose": "user_data"},
    ),
)

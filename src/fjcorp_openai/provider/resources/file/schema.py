"""What a file is described by."""

from __future__ import annotations

from fjcorp_openai.provider.lifecycles.managed import deletion_protection, identifier
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import (
    at_most_one_of,
    between,
    matches,
    not_blank,
    one_of,
    whole,
)

PURPOSES = ("assistants", "batch", "fine-tune", "vision", "user_data", "evals")
OUTPUT_PURPOSES = ("assistants_output", "batch_output", "fine-tune-results")
KEPT_NAME = r"""[^/\\"\x00-\x1f\x7f\x85\u2028\u2029]+"""
KEPT_NAME_IN_WORDS = (
    "a bare file name that the API can keep: without slashes, double quotes, line breaks and other control "
    "characters. Give the file such a name, or set filename beside file_path"
)
LARGEST_FILE = 8 * 1024**3
LARGEST_FORM = 512 * 1024**2
"""The API takes no more than this in one piece, and more in parts."""
LARGEST_PART = 64 * 1024**2
MULTIPART_THRESHOLD = 64 * 1024**2
PARALLEL = 4
LARGEST_BATCH = 200 * 1024**2
LARGEST_COMPARISON = 64 * 1024**2
"""An import downloads no more than this to learn the digest of a file's bytes."""

SCHEMA = Schema(
    {
        "id": identifier("Id of the file (`file-...`)."),
        "file_path": Attribute(
            STRING,
            "Path of the local file to upload. Its bytes are hashed at every plan: changed bytes plan a "
            "new upload. Give this or `content`; leave both out for an imported file whose bytes are not "
            "managed here.",
            optional=True,
            computed=True,
            stable=True,
            validators=[not_blank("a path; leave it out for a file without a local copy")],
        ),
        "content": Attribute(
            STRING, "Text to upload, in place of a local file. Needs `filename`.", optional=True
        ),
        "filename": Attribute(
            STRING,
            "Name of the file at the API. Defaults to the last part of `file_path`.",
            optional=True,
            computed=True,
            stable=True,
            validators=[matches(KEPT_NAME, KEPT_NAME_IN_WORDS)],
        ),
        "purpose": Attribute(
            STRING,
            f"What the file is for: {', '.join(f'`{each}`' for each in PURPOSES)}. Needed to upload; "
            "leave it out for an imported file.",
            optional=True,
            computed=True,
            stable=True,
            validators=[one_of(*PURPOSES, *OUTPUT_PURPOSES)],
        ),
        "expires_after": Attribute(
            Nested(
                "single",
                {
                    "seconds": Attribute(
                        NUMBER,
                        "Seconds after the anchor, from 3600 (one hour) to 2592000 (30 days).",
                        required=True,
                        validators=[whole(), between(3600, 2_592_000)],
                    ),
                    "anchor": Attribute(
                        STRING,
                        "What the time counts from; the API knows `created_at`.",
                        default="created_at",
                        validators=[one_of("created_at")],
                    ),
                },
            ),
            "When the API deletes the file by itself. Unset: never, or after 30 days for `batch`.",
            optional=True,
        ),
        "mime_type": Attribute(
            STRING,
            "Type of the file, such as `text/jsonl`. Default: after its name.",
            optional=True,
            validators=[matches(r"[^/\s]+/[^/\s]+", "a MIME type, such as text/jsonl")],
        ),
        "multipart_threshold": Attribute(
            NUMBER,
            "Bytes above which a file is uploaded in parts, at most 536870912 (512 MB). Default: 67108864 "
            "(64 MB). An upload in parts that is interrupted goes on with the next apply within the hour.",
            optional=True,
            validators=[whole(), between(1, LARGEST_FORM)],
        ),
        "part_size": Attribute(
            NUMBER,
            "Bytes of a part, at most and by default 67108864 (64 MB).",
            optional=True,
            validators=[whole(), between(1, LARGEST_PART)],
        ),
        "parallel": Attribute(
            NUMBER,
            "Parts that are sent side by side. Default: 4.",
            optional=True,
            validators=[whole(), between(1, 64)],
        ),
        "adopt": Attribute(
            BOOL,
            "For an imported file: upload the local bytes in its place when they, the name or the expiry "
            "differ. Without it a difference is a warning, and the imported file stays.",
            optional=True,
        ),
        "content_sha256": Attribute(
            STRING,
            "SHA-256 of the file's bytes in hexadecimal, computed at plan time. Null for an imported "
            "file whose bytes the API does not give back.",
            computed=True,
            stable=True,
        ),
        "bytes": Attribute(NUMBER, "Size of the file in bytes.", computed=True, stable=True),
        "created_at": Attribute(NUMBER, "Time of the upload, in Unix seconds.", computed=True, stable=True),
        "expires_at": Attribute(
            NUMBER,
            "Time at which the API deletes the file, in Unix seconds; null for a file that stays.",
            computed=True,
            stable=True,
        ),
        "parts": Attribute(
            NUMBER, "Parts that the file was uploaded in; null for an import.", computed=True, stable=True
        ),
        "resumed_parts": Attribute(
            NUMBER,
            "Those of them that an interrupted run had sent; null for an import.",
            computed=True,
            stable=True,
        ),
        "deletion_protection": deletion_protection(
            "Deleting a file takes it out of every vector store too; other bytes, another name, purpose "
            "or expiry replace it."
        ),
    },
    description="An uploaded file. Other bytes are another file, with another id.",
    validators=[at_most_one_of("file_path", "content")],
)

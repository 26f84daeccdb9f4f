"""The attributes of `openai_embeddings`."""

from __future__ import annotations

from fjcorp_openai.provider.lifecycles.managed import identifier
from fjcorp_openai.provider.lifecycles.one_shot import digest
from fjcorp_openai.provider.lifecycles.paid import paid_attributes
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, optional, required, result
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, list_of, map_of, object_of
from fjcorp_openai.provider.protocol.validators import (
    between,
    each_element,
    length,
    matches,
    not_blank,
    one_of,
    whole,
)
from fjcorp_openai.vector_file import BASE64, FLOATS

MOST_TOKENS = 8192
"""Tokens of one input."""
SOURCES = ("input", "texts", "inputs", "files", "folder")
"""Where the texts come from: one of these attributes."""

_FOLDER = {
    "path": required(STRING, "Path of the folder.", not_blank("the path of a folder")),
    "include": optional(
        list_of(STRING),
        "Patterns of the files to take, such as `**/*.md`. Default: all files.",
        length(1),
        each_element(not_blank("a pattern")),
    ),
    "exclude": optional(
        list_of(STRING), "Patterns of the files to leave out.", each_element(not_blank("a pattern"))
    ),
}
_OVERSIZED = {
    "mode": Attribute(
        STRING,
        "`error` names a text that is too long, `truncate` embeds its beginning, and `chunk` embeds all of "
        "it in parts, whose keys end in `#1`, `#2` and so on.",
        default="error",
        validators=[one_of("error", "truncate", "chunk")],
    ),
    "max_tokens": Attribute(
        NUMBER,
        "Most tokens of a text, or of a part, by an upper bound that is about twice what prose has.",
        default=MOST_TOKENS,
        validators=[whole(), between(1, MOST_TOKENS)],
    ),
    "overlap": Attribute(
        NUMBER,
        "Tokens, by the same bound, that a part shares with the one before it: at most half of `max_tokens`.",
        default=0,
        validators=[whole(), between(0, MOST_TOKENS // 2)],
    ),
}

ATTRIBUTES = {
    "id": identifier("Digest of the texts that were embedded first."),
    "input": optional(STRING, "One text; its key is `input`.", not_blank("a text")),
    "texts": optional(
        list_of(STRING),
        "Texts, whose keys are their positions, from 0.",
        length(1),
        each_element(not_blank("a text")),
    ),
    "inputs": optional(
        map_of(STRING), "Texts by keys of your own.", length(1), each_element(not_blank("a text"))
    ),
    "files": optional(
        list_of(STRING),
        "Paths of text files in UTF-8, each of which is one text. The key is the name of the file.",
        length(1),
        each_element(not_blank("the path of a file")),
    ),
    "folder": optional(
        Nested("single", _FOLDER),
        "A folder of text files in UTF-8, each of which is one text. The key is its path in the folder.",
    ),
    "model": Attribute(
        STRING,
        "Model that embeds. Another model embeds all texts again.",
        default="text-embedding-3-small",
        validators=[not_blank("the name of a model")],
    ),
    "dimensions": optional(
        NUMBER,
        "Numbers of each vector, for models from `text-embedding-3` on. By default as many as the model has.",
        whole(),
        between(1),
    ),
    "encoding_format": Attribute(
        STRING,
        "How vectors are kept in the state and in JSONL: as numbers (`float`), or as the `base64` of "
        "little-endian 32-bit floats, which takes less than half the room.",
        default=FLOATS,
        validators=[one_of(FLOATS, BASE64)],
    ),
    "user": optional(STRING, "Id of the user that is asked for, for the API's own checks."),
    "oversized": optional(
        Nested("single", _OVERSIZED),
        f"What is done with texts that are too long. The API takes {MOST_TOKENS} tokens.",
    ),
    "max_tokens_per_minute": optional(
        NUMBER,
        "Most tokens that this item takes in a minute, where others need some of the model's limit. Those of "
        "the API are kept in any case.",
        whole(),
        between(1),
    ),
    "output_file": optional(
        STRING,
        "Path of a file that the vectors are written to, `.jsonl` or `.npy`, in the order of the texts, and "
        "not to the state. What it holds is not paid for again. Without it, the state may hold 1 MB.",
        matches(r"(?i)[^\n]*[^/\n]\.(jsonl|npy)", "the path of a .jsonl or .npy file"),
    ),
    "duplicates_above": optional(
        NUMBER,
        "Similarity (cosine) above which two texts are named in `duplicates`; for at most 500 texts.",
        between(0, 1),
    ),
    "digest": digest(),
    **paid_attributes(),
    "embeddings": Attribute(
        map_of(list_of(NUMBER)),
        "Vectors by key; null with `output_file` or `encoding_format` of `base64`. A vector reveals much of "
        "its text.",
        computed=True,
        stable=True,
        sensitive=True,
    ),
    "embeddings_base64": Attribute(
        map_of(STRING),
        "Vectors by key in base64, where `encoding_format` is `base64` and there is no `output_file`.",
        computed=True,
        stable=True,
        sensitive=True,
    ),
    "embedding": Attribute(
        list_of(NUMBER), "The vector of `input`, as numbers.", computed=True, stable=True, sensitive=True
    ),
    "text_sha256": result(
        map_of(STRING),
        "Digest of model, dimensions and text by key, by which a vector in the state is known again.",
    ),
    "response_model": result(STRING, "Model that embedded."),
    "vector_size": result(NUMBER, "Numbers of each vector."),
    "text_count": result(NUMBER, "Number of the vectors."),
    "paid_count": result(NUMBER, "Texts that the last run paid for; all others were there already."),
    "usage": result(
        object_of({"prompt_tokens": NUMBER, "total_tokens": NUMBER}), "Tokens that the last run paid for."
    ),
    "duplicates": result(
        list_of(object_of({"key": STRING, "other": STRING, "similarity": NUMBER})),
        "Pairs of texts more alike than `duplicates_above`, the most alike first.",
    ),
    "output_sha256": result(STRING, "SHA-256 of the bytes of `output_file` in hexadecimal."),
}

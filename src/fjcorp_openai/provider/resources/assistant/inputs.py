"""The inputs of `openai_assistant`: their schema."""

from __future__ import annotations

from fjcorp_openai.provider.protocol.schema import Attribute, optional, required
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.validators import at_most_one_of, length, not_blank
from fjcorp_openai.provider.resources.generation import metadata
from fjcorp_openai.provider.resources.responses.options import MODEL, MODEL_OPTIONS

RULES = (at_most_one_of("instructions", "instructions_file"),)
"""Rules for the attributes together."""

INPUTS: dict[str, Attribute] = {
    "name": required(
        STRING,
        "Name of the assistant, up to 256 characters. Its id is made of the name that it had at first.",
        not_blank("a name"),
        length(1, 256),
    ),
    "description": optional(STRING, "What the assistant is for, for people.", length(0, 512)),
    "model": MODEL,
    **MODEL_OPTIONS,
    "instructions_file": optional(
        STRING,
        "Path of a text file in place of `instructions`. Other bytes in it make another version.",
    ),
    "metadata": metadata("Up to 16 labels of each answer (keys up to 64 characters, values up to 512)."),
}

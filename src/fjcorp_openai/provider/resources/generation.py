"""What the paid calls of models have in common, however they are called: attributes, and what is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.schema import Attribute, Nested, optional, required
from fjcorp_openai.provider.protocol.types import BOOL, STRING, map_of
from fjcorp_openai.provider.protocol.validators import (
    each_element,
    each_key,
    exactly_one_of,
    json_object,
    length,
    none_of,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fjcorp_openai.provider.protocol.diagnostics import Path

FUNCTION: dict[str, Attribute] = {
    "name": required(STRING, "Name of the function."),
    "description": optional(STRING, "What the function does, for the model."),
    "parameters": optional(STRING, "JSON Schema of the arguments, as JSON text.", json_object()),
}
STRICT_FUNCTION: dict[str, Attribute] = {
    **FUNCTION,
    "strict": optional(BOOL, "Hold the model to the schema exactly."),
}
CUSTOM_TOOL: dict[str, Attribute] = {
    "name": required(STRING, "Name of the tool."),
    "description": optional(STRING, "What the tool does, for the model."),
    "format": optional(
        Nested(
            "single",
            {
                "type": required(STRING, "Kind of the form: `text` or `grammar`.", one_of("text", "grammar")),
                "syntax": optional(
                    STRING, "Syntax of the grammar: `lark` or `regex`.", one_of("lark", "regex")
                ),
                "definition": optional(STRING, "The grammar."),
            },
        ),
        "Form of the input.",
    ),
}
FORM = Nested(
    "single",
    {
        "type": required(
            STRING,
            "Kind of the form: `text`, `json_object` or `json_schema`.",
            one_of("text", "json_object", "json_schema"),
        ),
        "json_schema": optional(
            Nested(
                "single",
                {
                    "name": required(STRING, "Name of the schema."),
                    "description": optional(STRING, "What the answer is for, for the model."),
                    "schema": optional(STRING, "JSON Schema of the answer, as JSON text.", json_object()),
                    "strict": optional(BOOL, "Hold the model to the schema exactly."),
                },
            ),
            "Schema of the answer.",
        ),
    },
)
"""Form of an answer."""
FORM_RULES = (
    exactly_one_of("json_schema", where=("type", ("json_schema",))),
    none_of("json_schema", where=("type", ("text", "json_object"))),
)
USER_LOCATION = Nested(
    "single",
    {
        name: optional(STRING, f"The user's {name}{hint}.")
        for name, hint in (
            ("city", ""),
            ("country", ", as two letters"),
            ("region", ""),
            ("timezone", ", such as `Europe/Berlin`"),
        )
    },
)


def moderation(*modes: str) -> Attribute:
    """Return the schema of `moderation`, which is done in the same call.

    Args:
        modes: What may be done; any where nothing is said.
    """
    rules = [one_of(*modes)] if modes else []
    choices = f": {' or '.join(f'`{each}`' for each in modes)}" if modes else ""
    return optional(
        Nested(
            "single",
            {
                "model": required(STRING, "The moderation model."),
                "input_mode": optional(STRING, f"What to do about the input{choices}.", *rules),
                "output_mode": optional(STRING, f"What to do about the output{choices}.", *rules),
            },
        ),
        "Moderation of input and answer in the same call.",
    )


def prompt_cache_options(ttl: Attribute) -> Attribute:
    """Return the schema of `prompt_cache_options`.

    Args:
        ttl: Schema of the time that a prompt stays cached.
    """
    mode = optional(
        STRING,
        "What is cached: `implicit` leaves it to the API, or `explicit`.",
        one_of("implicit", "explicit"),
    )
    return optional(Nested("single", {"mode": mode, "ttl": ttl}), "How the API caches the prompt.")


def metadata(description: str) -> Attribute:
    """Return the schema of `metadata`.

    Args:
        description: What is said beside the limits.
    """
    return optional(
        map_of(STRING),
        description,
        length(0, 16),
        each_key(length(0, 64)),
        each_element(length(0, 512)),
    )


def files_of_parts(messages: Sequence[Mapping[str, Any]] | None, place: Path) -> Iterator[tuple[str, Path]]:
    """Yield the local files that `parts` of messages name, and where.

    Args:
        messages: Objects with a list `parts`, or null, of objects with `path`.
        place: Place of the list of messages.
    """
    for position, message in enumerate(messages or ()):
        for index, part in enumerate(message["parts"] or ()):
            if part["path"] is not None:
                yield part["path"], (*place, position, "parts", index, "path")


def with_json(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return values with the JSON text of one of them read."""
    return {**values, name: None if values[name] is None else json.loads(values[name])}


def moderation_body(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return `moderation` as the API takes it."""
    if values is None:
        return None
    modes = {name: values[f"{name}_mode"] for name in ("input", "output")}
    policy = {name: {"mode": mode} for name, mode in modes.items() if mode is not None}
    return {"model": values["model"], "policy": policy or None}

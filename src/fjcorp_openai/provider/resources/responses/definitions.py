"""The definition of an assistant where it is used: by runs, responses and batches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.digest import text_sha256
from fjcorp_openai.provider.protocol.schema import optional
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.validators import json_object
from fjcorp_openai.provider.protocol.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

ASSISTANT = optional(
    STRING, "Definition of the assistant, as `openai_assistant` has it in `definition`.", json_object()
)


def model_of(values: Mapping[str, Any]) -> Any:
    """Return the model that answers: its own, or its assistant's; UNKNOWN and None as they are."""
    model, assistant = values.get("model"), values.get("assistant")
    if model is not None or not isinstance(assistant, str):
        return model if model is not None else assistant
    return json.loads(assistant).get("model")


def version_of(assistant: Any) -> Any:
    """Return the version of a definition; UNKNOWN as long as it is not known, and None without one."""
    if isinstance(assistant, str):
        return text_sha256(assistant)
    return UNKNOWN if assistant is UNKNOWN else None

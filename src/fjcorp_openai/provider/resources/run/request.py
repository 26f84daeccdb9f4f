"""What a run sends: the assistant's definition, what the run says in its place, and outputs of tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.managed import plain
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.responses.items import api_message
from fjcorp_openai.provider.resources.responses.request import request_body
from fjcorp_openai.provider.resources.run.inputs import OVERRIDES

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORCED_ONCE = ("none", "auto")
"""Choices of a tool that hold for every round; another one would have the model call for ever."""
APPROVED = frozenset({"approve", "approved", "true", "yes"})


def first_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of the first POST /responses of a run."""
    body = _body(values)
    if values["additional_messages"]:
        body["input"] = [plain(api_message(each)) for each in values["additional_messages"]]
    return body


def next_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a POST /responses that answers the pending calls.

    Raises:
        ProviderError: A file with an output cannot be read.
    """
    body = _body(values)
    if body.get("tool_choice") not in _FORCED_ONCE:
        body.pop("tool_choice", None)
    body["input"] = [_output(call, _answer(call, values)) for call in values["pending_calls"]]
    return body


def unanswered(values: Mapping[str, Any]) -> list[str]:
    """Return the pending calls that no output answers, as people name them."""
    return [called(call) for call in values["pending_calls"] or () if _key(call, values) is None]


def called(call: Mapping[str, Any]) -> str:
    """Return a call as people name it."""
    return f"{call['name']} ({call['call_id'] or call['id']})"


def _body(values: Mapping[str, Any]) -> dict[str, Any]:
    definition = json.loads(values["assistant"]) if values["assistant"] else {}
    body = request_body({name: values[name] for name in (*OVERRIDES, "assistant")})
    if values["additional_instructions"]:
        texts = (body.get("instructions"), values["additional_instructions"])
        body["instructions"] = "\n\n".join(filter(None, texts))
    labels = {**(definition.get("metadata") or {}), **(values["metadata"] or {})}
    window = values["completion_window"]
    body |= {
        "conversation": values["thread_id"],
        "background": bool(values["background"]),
        "store": bool(values["store"]),
        "metadata": labels or None,
        "background_options": {"completion_window": window} if window else None,
    }
    sent: dict[str, Any] = plain(body)
    return sent


def _key(call: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return attribute and key of what answers a call: its id counts before its name."""
    for key in (call["call_id"], call["id"], call["name"]):
        for name in ("tool_outputs", "tool_output_files"):
            if key and (values.get(name) or {}).get(key) is not None:
                return name, key
    return None


def _answer(call: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    found = _key(call, values)
    if found is None:
        raise ProviderError(
            f"No output answers the call {called(call)}", "Set tool_outputs.", ("tool_outputs",)
        )
    name, key = found
    given = str(values[name][key])
    if name == "tool_outputs":
        return given
    place = (name, key)
    try:
        return expanded(given).read_text("utf-8")
    except UnicodeDecodeError:
        raise ProviderError(f'The file "{given}" is no text', "It is not UTF-8.", place) from None
    except OSError as error:
        raise ProviderError(f'Cannot read the file "{given}"', str(error.strerror or error), place) from None


def _output(call: Mapping[str, Any], text: str) -> dict[str, Any]:
    if call["type"] == "mcp_approval_request":
        approve = text.strip().lower() in APPROVED
        return {"type": "mcp_approval_response", "approval_request_id": call["id"], "approve": approve}
    return {"type": f"{call['type']}_output", "call_id": call["call_id"], "output": text}

"""What a chat completion uses at most, and its messages as the call that counts tokens takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.money.chat import of_request, rate
from fjcorp_openai.provider.resources.chat_completion.request import request_body

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fjcorp_openai.money.usage import Usage

_PLAIN_ROLES = ("developer", "system", "user", "assistant")


def usage_at_most(values: Mapping[str, Any]) -> Usage:
    """Return what a chat completion uses at most, by its inputs."""
    return of_request(request_body(values), rate(values["service_tier"]))


def as_response(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the body of POST /responses/input_tokens for that of a chat; None where it cannot be put so."""
    try:
        items = [item for message in body["messages"] for item in _items(message)]
        tools = [_tool(tool) for tool in body.get("tools") or ()]
    except _Unlike:
        return None
    if body.get("functions") or body.get("audio"):
        return None
    form = body.get("response_format") or {"type": "text"}
    counted: dict[str, Any] = {"model": body["model"], "input": items}
    if tools:
        counted["tools"] = tools
    if form["type"] == "json_schema":
        counted["text"] = {"format": {"type": "json_schema", **form["json_schema"]}}
    return counted


class _Unlike(Exception):  # noqa: N818 (it says what a message is)
    """A message, a part or a tool that the call which counts does not take."""


def _items(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    role, content = message["role"], message.get("content")
    if message.get("function_call") or message.get("audio") or message.get("refusal"):
        raise _Unlike
    if role == "tool":
        yield {"type": "function_call_output", "call_id": message["tool_call_id"], "output": _text(content)}
        return
    if role not in _PLAIN_ROLES:
        raise _Unlike
    if content:
        said = _text(content) if role == "assistant" else _content(content)
        yield {"role": role, "content": said}
    for call in message.get("tool_calls") or ():
        if call.get("type") != "function":
            raise _Unlike
        yield {"type": "function_call", "call_id": call["id"], **call["function"]}


def _content(content: Any) -> Any:
    return content if isinstance(content, str) else [_part(part) for part in content]


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if any(part["type"] != "text" for part in content or ()):
        raise _Unlike
    return "".join(part["text"] for part in content or ())


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    match part:
        case {"type": "text", "text": text}:
            return {"type": "input_text", "text": text}
        case {"type": "image_url", "image_url": image}:
            return {"type": "input_image", "image_url": image["url"], "detail": image.get("detail") or "auto"}
        case {"type": "file", "file": file}:
            return {"type": "input_file", **file}
    raise _Unlike


def _tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    if tool["type"] != "function":
        raise _Unlike
    function = tool["function"]
    return {"type": "function", "strict": False, "parameters": {}, **function}

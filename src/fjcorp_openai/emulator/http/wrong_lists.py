"""Lists that are wrong and look right, as a fault makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.emulator.family import Answer
    from fjcorp_openai.emulator.http.faults import Fault
    from fjcorp_openai.emulator.http.request import Request

_NAMES = ("id", "name", "email", "filename", "group_id", "model")


def spoiled(fault: Fault, request: Request, handle: Callable[[], Answer]) -> Answer:
    """Return a list as a fault makes it.

    Args:
        fault: The rule.
        request: The call, whose cursor may be taken away.
        handle: Answers the call.
    """
    cursor = {name: request.query[name] for name in ("after", "before", "page") if request.query.get(name)}
    rest = {name: value for name, value in request.query.items() if name not in cursor}
    first: list[Any] = []
    if fault.unstable_cursor and cursor:
        whole, request.query = request.query, rest
        first = _items(handle())[:1]
        request.query = whole
    if fault.repeat_cursor:
        request.query = rest
    answer = handle()
    items = _items(answer)
    if first and items:
        items[:1] = first
    if fault.omit:
        items[:] = [each for each in items if not _is_omitted(fault.omit, each)]
    if fault.repeat_cursor and isinstance(answer.json, dict) and "has_more" in answer.json:
        answer.json["has_more"] = True
        if items:
            for name in ("next", "next_page"):
                if name in answer.json:
                    answer.json[name] = answer.json[name] or items[0].get("id", "page_0")
    return answer


def _items(answer: Answer) -> list[Any]:
    data = answer.json.get("data") if isinstance(answer.json, dict) else None
    return data if isinstance(data, list) else []


def _is_omitted(omitted: str, item: Any) -> bool:
    return omitted == "*" or (isinstance(item, dict) and omitted in {item.get(name) for name in _NAMES})

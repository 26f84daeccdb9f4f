"""The four envelopes in which the service pages its lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.http.errors import ApiError, bad_request
from fjcorp_openai.emulator.state.store import CursorError, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fjcorp_openai.emulator.http.request import Request


def public(record: dict[str, Any]) -> dict[str, Any]:
    """Return an object without the members that start with ``_``, which never leave the emulator."""
    return {name: value for name, value in record.items() if name[0] != "_"}


def limit_of(request: Request, default: int = 20) -> int:
    """Return the query's ``limit``, whose bounds the document states."""
    limit: int | None = request.query.get("limit")
    return default if limit is None else limit


def page(
    request: Request,
    family: str,
    *,
    parent: str | None = None,
    where: dict[str, Any] | None = None,
    matching: Callable[[dict[str, Any]], bool] | None = None,
    default: int = 20,
    order: str = "desc",
    envelope: str = "ids",
    view: Callable[[dict[str, Any]], dict[str, Any]] = public,
    cursor: str = "id",
) -> dict[str, Any]:
    """Answer a list operation from the store, by the query's limit, after, before and order.

    Args:
        request: The call.
        family: Family in the store.
        parent: Only what belongs to it.
        where: Members that must be equal (see ``Store.page``).
        matching: A further condition.
        default: Limit when none is given.
        order: Order when the query has none.
        envelope: ``ids`` (first_id, last_id, has_more), ``has_more`` (only that), or ``next``
            (has_more, next).
        view: Makes the API's object of a stored one.
        cursor: Member that ``after`` and ``before`` name.

    Raises:
        ApiError: 400 for a cursor that names no object of the list.
    """
    query = request.query
    try:
        part = request.store.page(
            family,
            parent=parent,
            where=where,
            matching=matching,
            after=query.get("after"),
            before=query.get("before"),
            limit=limit_of(request, default),
            order=query.get("order") or order,
        )
    except CursorError as error:
        name = "after" if query.get("after") == str(error) else "before"
        raise bad_cursor(str(error), name) from None
    return wrap(Page([view(item) for item in part.items], part.has_more), envelope, cursor)


def bad_cursor(value: str, name: str = "after") -> ApiError:
    """Return the 400 for a cursor that names no object of the list."""
    return bad_request(
        f"Invalid '{name}': no object of this list has the id '{value}'.", name, "invalid_value"
    )


def page_of(
    request: Request,
    items: list[dict[str, Any]],
    *,
    default: int = 20,
    order: str = "asc",
    envelope: str = "ids",
    cursor: str = "id",
) -> dict[str, Any]:
    """Answer a list operation from given objects, oldest first. Arguments and errors as in :func:`page`."""
    query = request.query
    limit = limit_of(request, default)
    items = items[::-1] if (query.get("order") or order) == "desc" else items
    positions = {item[cursor]: number for number, item in enumerate(items)}
    for name in ("after", "before"):
        value = query.get(name)
        if value is not None and value not in positions:
            raise bad_cursor(value, name)
    start = positions[query["after"]] + 1 if query.get("after") else 0
    end = positions[query["before"]] if query.get("before") else len(items)
    if query.get("before") and not query.get("after"):
        part = items[max(start, end - limit) : end]
        return wrap(Page(part, end - limit > start), envelope, cursor)
    return wrap(Page(items[start:end][:limit], end - start > limit), envelope, cursor)


def wrap(part: Page, envelope: str = "ids", cursor: str = "id") -> dict[str, Any]:
    """Put a part of a list into its envelope: ``ids``, ``has_more`` or ``next``."""
    answer: dict[str, Any] = {"object": "list", "data": part.items, "has_more": part.has_more}
    if envelope == "ids":
        answer["first_id"] = part.items[0][cursor] if part.items else None
        answer["last_id"] = part.items[-1][cursor] if part.items else None
    elif envelope == "next":
        answer["next"] = part.items[-1][cursor] if part.has_more and part.items else None
    return answer


def buckets(request: Request, items: Sequence[Any], *, default: int, maximum: int) -> dict[str, Any]:
    """Answer in the usage endpoints' envelope, whose cursor ``page`` comes as ``next_page``.

    Raises:
        ApiError: 400 for a limit out of range or a page that was never given out.
    """
    limit = limit_of(request, default)
    if limit > maximum:
        raise bad_request(
            "Invalid 'limit': integer above maximum value. "
            f"Expected a value <= {maximum}, but got {limit} instead.",
            "limit",
            "integer_above_max_value",
        )
    token = request.query.get("page") or "page_0"
    start = token.removeprefix("page_")
    if not start.isdecimal() or len(start) > 12:
        raise bad_cursor(token, "page")
    first = int(start)
    has_more = len(items) > first + limit
    return {
        "object": "page",
        "data": list(items[first : first + limit]),
        "has_more": has_more,
        "next_page": f"page_{first + limit}" if has_more else None,
    }

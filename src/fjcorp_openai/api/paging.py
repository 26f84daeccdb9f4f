"""Reads all pages of a list, whichever of the API's four envelopes it comes in.

`first_id`/`last_id`/`has_more`; `has_more` alone (the cursor is the last element's id);
`has_more`/`next`; and `has_more`/`next_page`, which asks for `page` in place of `after`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import malformed
from fjcorp_openai.api.errors import MalformedAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fjcorp_openai.api.call import Params

Item = dict[str, Any]
_LISTS = frozenset({"list", "page"})
"""What the API calls its lists; `/models` alone does not say whether there is more."""

_MOST_PAGES = 10_000
"""A million objects at the usual size of a page."""


def pages(path: str, params: Params, fetch: Callable[[Params], Item]) -> Iterator[list[Item]]:
    """Yield the items of page after page.

    Args:
        path: the list's path, for messages and for its page size.
        params: filters, and `limit` to choose another page size.
        fetch: gets one page for given parameters.

    Raises:
        MalformedAnswer: no list of objects came; a cursor, an item or a page came twice: then something may
            be missing; or there are more pages than anybody has.
    """
    params = page_size(path) | dict(params)
    cursors: set[str] = set()
    known: set[str] = set()
    before: list[Item] = []
    while True:
        page = fetch(params)
        items, more = page.get("data"), page.get("has_more")
        if not isinstance(items, list):
            raise MalformedAnswer(f"GET {path} answered without a list in `data`.")
        if not all(isinstance(item, dict) for item in items):
            raise malformed(f"GET {path}", "something that is no object in `data`")
        if not isinstance(more, bool | None):
            raise malformed(f"GET {path}", "something else than true or false in `has_more`")
        if "has_more" not in page and page.get("object") not in _LISTS:
            raise MalformedAnswer(
                f"GET {path} answered with what is no list of the API: is base_url the API's?"
            )
        name, cursor = _cursor(page, items) if more else ("", "")
        if told := _endless(items, before, name, cursor, cursors):
            raise MalformedAnswer(f"GET {path} {told}: stopped after {len(cursors) + 1} pages.")
        ids = {each["id"] for each in items if isinstance(each.get("id"), str)}
        if twice := ids & known:
            raise MalformedAnswer(
                f"GET {path} shows {min(twice)} on two of its pages: the list moved while it was read, so it "
                "may lack something. Run again."
            )
        yield items
        if not name:
            return
        before = items
        known |= ids
        cursors.add(cursor)
        params = dict(params) | {name: cursor}


def page_size(path: str) -> dict[str, int]:
    """Return the largest page a list gives, as a parameter; nothing where its default is the largest."""
    last = path.rsplit("/", 1)[-1]
    if last in {"files", "models"} and path.count("/") == 1:
        return {}
    if last == "content" or path.startswith("/organization/usage/") or path == "/organization/costs":
        return {}
    if last == "roles" or path.startswith("/organization/groups"):
        return {"limit": 1000}
    return {"limit": 100}


def _endless(items: list[Item], before: list[Item], name: str, cursor: str, cursors: set[str]) -> str:
    """Return by what a list shows that its pages do not end; nothing where they may."""
    if items and items == before:
        return "gives the same page again"
    if len(cursors) >= _MOST_PAGES:
        return "does not end"
    if name and not cursor:
        return "says there is more and gives no cursor"
    return f"repeats the cursor {cursor}" if cursor in cursors else ""


def _cursor(page: Item, items: list[Item]) -> tuple[str, str]:
    if "next_page" in page:
        return "page", str(page["next_page"] or "")
    last = items[-1].get("id") if items and isinstance(items[-1], dict) else None
    return "after", str(page.get("next") or page.get("last_id") or last or "")

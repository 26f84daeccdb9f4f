"""Calls about the files of a vector store, and what the API shows of them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fjcorp_openai.api.client import Api

_WORKERS = 8


def owner(store_id: str) -> str:
    """Return for what the journal says that files are uploaded."""
    return f"openai_vector_store {store_id}"


def shown(member: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the API shows of a file in the store."""
    if not member:
        return {}
    error = member.get("last_error")
    return {
        "status": member["status"],
        "last_error": f"{error.get('code')}: {error.get('message')}" if isinstance(error, dict) else None,
        "usage_bytes": member.get("usage_bytes"),
    }


def without(api: Api, path: str) -> None:
    """Delete an object; one that is gone already is as good as deleted."""
    try:
        api.delete(path)
    except NotFound:
        return


def in_parallel(work: Callable[[Any], None], items: Iterable[Any]) -> None:
    """Do something with each item, some at a time.

    Raises:
        Exception: What the first of them raised, when all that had begun have ended.
    """
    items = list(items)
    if not items:
        return
    with ThreadPoolExecutor(min(_WORKERS, len(items))) as pool:
        futures = [pool.submit(work, each) for each in items]
        try:
            for future in futures:
                future.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def some(keys: list[str]) -> str:
    """Return the first of many keys, and how many there are beside them."""
    named = ", ".join(json.dumps(each) for each in keys[:5])
    return f"{named} and {len(keys) - 5:,} more" if len(keys) > 5 else named

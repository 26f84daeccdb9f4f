"""Calls about the files of a vector store, and what the API shows of them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.resources.vector_store.description import Wanted

STUCK_SECONDS = 3600
"""A file that is not indexed after this time is put in again by the next apply."""
_WORKERS = 8


def upload_of(store_id: str, filename: Any, size: Any) -> str:
    """Return for what the journal says that a file is uploaded."""
    return f"openai_vector_store {store_id}: {filename}, {size} bytes"


def orphans(api: Api, store_id: str) -> set[str]:
    """Return the ids of files that interrupted runs uploaded for a store and nobody took up since."""
    return api.left_behind(
        "/files", lambda each: upload_of(store_id, each.get("filename"), each.get("bytes"))
    )


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


def entry(file_id: str, wanted: Wanted) -> dict[str, Any]:
    """Return what a file batch says of one file."""
    body: dict[str, Any] = {"file_id": file_id}
    if attributes := json.loads(wanted.attributes):
        body["attributes"] = attributes
    if wanted.chunking != "auto":
        size, overlap = map(int, wanted.chunking.split("/"))
        static = {"max_chunk_size_tokens": size, "chunk_overlap_tokens": overlap}
        body["chunking_strategy"] = {"type": "static", "static": static}
    return body


def is_stuck(member: Mapping[str, Any], now: float) -> bool:
    """Return whether a file has been under way for so long that it will not get anywhere."""
    waited = now - (member.get("created_at") or 0)
    return member.get("status") == "in_progress" and waited > STUCK_SECONDS


def without(api: Api, path: str) -> None:
    """Delete an object; one that is gone already counts as deleted."""
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

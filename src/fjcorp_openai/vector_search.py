"""Searches in a vector store, for the provider and for look-ups.

Operations: POST /vector_stores/{vector_store_id}/search; a name is found in the pages of GET /vector_stores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.organization.directory import hint, quoted
from fjcorp_openai.organization.errors import OrganizationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api

Item = dict[str, Any]
STORES = "/vector_stores"
RANKERS = ("none", "auto", "default-2024-11-15")
MOST_RESULTS = 50


def find_store(api: Api, wanted: str) -> Item:
    """Return the vector store with an id or a name.

    Raises:
        OrganizationError: There is none, or several have the name.
    """
    stores = api.list(STORES)
    found = [each for each in stores if each["id"] == wanted]
    found = found or [each for each in stores if each.get("name") == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(each["id"] for each in found)
        raise OrganizationError(
            f"{len(found)} vector stores have the name {quoted(wanted)}: {ids}. Give the id"
        )
    near = hint(wanted, [each["name"] for each in stores if each.get("name")])
    raise OrganizationError(f"there is no vector store {quoted(wanted)}{near}")


def search(
    api: Api,
    store_id: str,
    query: str,
    *,
    filters: Mapping[str, Any] | None = None,
    max_num_results: int | None = None,
    ranker: str | None = None,
    score_threshold: float | None = None,
    rewrite_query: bool | None = None,
) -> list[Item]:
    """Return the chunks of a vector store that answer a question, the best first.

    Args:
        api: A client.
        store_id: Id of the store.
        query: The question.
        filters: A filter over the files' attributes, as the API takes it.
        max_num_results: From 1 to 50; the API's own number when None.
        ranker: One of `RANKERS`.
        score_threshold: Lowest score, from 0 to 1.
        rewrite_query: Whether the API rewords the question.

    Returns:
        Dictionaries of `file_id`, `filename`, `score`, `attributes` and `text`.
    """
    ranking = {"ranker": ranker, "score_threshold": score_threshold}
    body = {
        "query": query,
        "filters": filters,
        "max_num_results": max_num_results,
        "ranking_options": {name: each for name, each in ranking.items() if each is not None} or None,
        "rewrite_query": rewrite_query,
    }
    path = f"{STORES}/{quote(store_id, safe='')}/search"
    sent = {name: each for name, each in body.items() if each is not None}
    answer = api.post(path, sent, retry_unsafe=True)
    return [
        {
            "file_id": each.get("file_id"),
            "filename": each.get("filename"),
            "score": each.get("score"),
            "attributes": each.get("attributes") or {},
            "text": "\n".join(part["text"] for part in each.get("content") or () if part.get("text")),
        }
        for each in answer.get("data") or ()
    ]

"""POST /vector_stores/{vector_store_id}/search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.vector_stores import filters, members, stores
from fjcorp_openai.emulator.families.vector_stores.ranking import rank, significant
from fjcorp_openai.emulator.http.errors import bad_request

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request


def search_store(request: Request) -> dict[str, Any]:
    """Answer the search: the chunks that fit best, best first."""
    store = stores.find_store(request, request.path["vector_store_id"], alive=True)
    body = request.body
    queries = [body["query"]] if isinstance(body["query"], str) else body["query"]
    if not queries or not all(query.strip() for query in queries):
        raise bad_request("Invalid 'query': nothing to look for.", "query", "empty_string")
    if body.get("rewrite_query"):
        queries = [" ".join(significant(query)) for query in queries]
    ranking = body.get("ranking_options") or {}
    hits = find(
        request,
        store["id"],
        queries,
        condition=body.get("filters"),
        threshold=ranking.get("score_threshold") or 0.0,
        limit=body.get("max_num_results") or 10,
    )
    stores.touch(request, store)
    request.meter("file_search_calls", vector_store_id=store["id"])
    return {
        "object": "vector_store.search_results.page",
        "search_query": queries,
        "data": hits,
        "has_more": False,
        "next_page": None,
    }


def find(
    context: Context,
    store_id: str,
    queries: list[str],
    *,
    condition: dict[str, Any] | None = None,
    threshold: float = 0.0,
    limit: int = 10,
) -> list[dict[str, Any]]:
    """Find the chunks of a vector store that answer queries best.

    Args:
        context: The emulator.
        store_id: The vector store.
        queries: What is looked for; a chunk counts by its best score.
        condition: Filter over the files' attributes.
        threshold: Least score.
        limit: How many at most.

    Returns:
        Search results as the API shows them, best first.

    Raises:
        ApiError: 400, the filter cannot be.
    """
    if condition is not None:
        filters.check(condition)
    found: list[tuple[dict[str, Any], str, str]] = []
    for member in context.store.all(members.KIND, parent=store_id, where={"status": "completed"}):
        if condition is not None and not filters.matches(condition, member["attributes"]):
            continue
        text = context.store.get(members.TEXT, member["id"], store_id)
        if text is not None:
            found.extend((member, text["filename"], chunk) for chunk in text["chunks"])
    texts = [chunk for _score, _document, chunk in found]
    scores = [max(each) for each in zip(*(rank(query, texts) for query in queries), strict=True)]
    best = sorted(zip(scores, found, strict=True), key=lambda pair: -pair[0])
    return [
        {
            "file_id": member["id"],
            "filename": filename,
            "score": score,
            "attributes": member["attributes"],
            "content": [{"type": "text", "text": chunk}],
        }
        for score, (member, filename, chunk) in best[:limit]
        if score >= threshold
    ]

"""The searches at the end of an apply, which have to find what the description says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai import vector_search

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fjcorp_openai.api.client import Api


def unfound(
    api: Api, store_id: str, checks: Sequence[Mapping[str, Any]], ids: Mapping[str, str]
) -> Iterator[str]:
    """Yield a sentence for each check that does not find what it has to.

    Operation: POST /vector_stores/{vector_store_id}/search, once for each check.

    Args:
        api: A client.
        store_id: Id of the store.
        checks: The values of `search_checks`.
        ids: Ids of the store's files by key.
    """
    for number, check in enumerate(checks):
        found = vector_search.search(
            api,
            store_id,
            check["query"],
            filters=json.loads(check["filters"]) if check["filters"] else None,
            max_num_results=vector_search.MOST_RESULTS,
        )
        key, least = check["expect_file"], float(check["min_score"] or 0)
        scores = [each["score"] for each in found if key is None or each["file_id"] == ids[key]]
        if not scores or max(scores) < least:
            what = "a file" if key is None else json.dumps(key)
            wanted = f"{what} with a score of {least:g}" if least else what
            result = f"its best score is {max(scores):.3f}" if scores else "it is not among the results"
            yield f"search_checks[{number}]: {json.dumps(check['query'])} has to find {wanted}; {result}."

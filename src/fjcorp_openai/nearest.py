"""The texts of a file of embeddings that lie nearest to a query, for look-ups.

Operation: POST /embeddings, once for all queries.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.organization.errors import OrganizationError
from fjcorp_openai.vector_file import BASE64, VectorFile, VectorFileError, decoded, floats, similarity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.vector_file import Row

Item = dict[str, Any]
_OWN_SIZE_ALONE = "text-embedding-ada"
"""Beginning of the models whose vectors have one size."""


def nearest(
    api: Api, path: str, queries: Sequence[str], *, results: int = 5, at_least: float = -1.0
) -> list[list[Item]]:
    """Return for each query the texts of a file that are most like it, the most alike first.

    Args:
        api: A client.
        path: A file of embeddings, JSONL or npy.
        queries: Texts, embedded with the model and the dimensions that the file was made with.
        results: Most texts for a query.
        at_least: Lowest similarity, from -1 to 1.

    Returns:
        Dictionaries of `key`, `score` (cosine) and `text`.

    Raises:
        OrganizationError: The file is absent, holds no embeddings, or those of several models.
    """
    if not queries:
        return []
    found: list[list[tuple[float, int, Item]]] = [[] for _query in queries]
    asked: list[Any] = []
    model = ""
    for number, (row, vector) in enumerate(_rows(expanded(path))):
        if not asked:
            model, asked = row.model, _asked(api, row.model, len(vector) // 4, queries)
        numbers = floats(vector)
        if (row.model, len(numbers)) != (model, len(asked[0])):
            raise OrganizationError(f"{path} holds vectors of several models or sizes")
        for best, query in zip(found, asked, strict=True):
            score = similarity(query, numbers)
            if score >= at_least:
                entry = (score, -number, {"key": row.key, "score": round(score, 6), "text": row.text})
                (heapq.heappush if len(best) < results else heapq.heappushpop)(best, entry)
    if not asked:
        raise OrganizationError(f"{path} holds no embeddings")
    return [[item for _score, _number, item in sorted(best, reverse=True)] for best in found]


def _rows(path: Path) -> Iterator[tuple[Row, bytes]]:
    try:
        with VectorFile(path) as file:
            yield from file.rows()
    except VectorFileError as error:
        raise OrganizationError(f"{path} cannot be searched: {error}") from None
    except OSError as error:
        raise OrganizationError(f"{error.filename or path} cannot be read: {error.strerror}") from None


def _asked(api: Api, model: str, size: int, queries: Sequence[str]) -> list[Any]:
    body: Item = {"model": model, "input": [*queries], "encoding_format": BASE64}
    if not model.startswith(_OWN_SIZE_ALONE):
        body["dimensions"] = size
    answer = api.post("/embeddings", body)
    try:
        data = sorted(answer["data"], key=lambda each: each["index"])
        vectors = [floats(decoded(each["embedding"])) for each in data]
    except (KeyError, TypeError, VectorFileError):
        vectors = []
    if [len(each) for each in vectors] != [size] * len(queries):
        raise OrganizationError("the API's answer is malformed: it holds no vector for each query")
    return vectors

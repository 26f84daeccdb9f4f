"""Embeddings, with the vectors in the state, and in a file."""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values, operations

_TEXTS: Values = {"inputs": {"brakes": "The brakes squeak.", "bell": "The bell is quiet."}, "dimensions": 8}
_OTHERS: Values = {**_TEXTS, "inputs": {**_TEXTS["inputs"], "bell": "The bell is loud."}}
_FILE: Values = {"output_file": "<folder>/vectors.jsonl"}
_CALLED = operations("createEmbedding", "createEmbedding", "")

NOUNS = (
    Noun(
        "embeddings",
        apart="an answer that is paid for each time",
        calls=(
            Subject("embeddings", _TEXTS, _OTHERS, _CALLED),
            Subject("embeddings", {**_TEXTS, **_FILE}, {**_OTHERS, **_FILE}, _CALLED, variant="to a file"),
        ),
    ),
)

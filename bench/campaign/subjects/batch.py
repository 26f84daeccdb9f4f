"""Batches, whose jobs take a while: what ends at once is not cancelled."""

from __future__ import annotations

import json

from campaign.subject import Noun, Subject, Values, office_with_slow_jobs, operations

_REQUESTS: Values = {
    "endpoint": "/v1/embeddings",
    "requests": json.dumps(
        {each: {"model": "text-embedding-3-small", "input": f"Bicycle {each}"} for each in "abc"}
    ),
    "wait": False,
}


def _example(_unused: object) -> Values:
    return {
        "endpoint": "/v1/embeddings",
        "requests": json.dumps({"a": {"model": "text-embedding-3-small", "input": "Hello"}}),
        "metadata": {"team": "web"},
        "wait": False,
    }


NOUNS = (
    Noun(
        "batch",
        (
            Subject(
                "batch",
                _REQUESTS,
                None,
                operations("createBatch", "", "cancelBatch"),
                "batch",
                prepare=office_with_slow_jobs,
                ended=frozenset({"cancelled"}),
            ),
            Subject(
                "batch",
                _REQUESTS,
                None,
                operations("createFile", "", ""),
                "file",
                prepare=office_with_slow_jobs,
                variant="its input file",
            ),
        ),
        _example,
        stays="cancelled, and listed",
    ),
)

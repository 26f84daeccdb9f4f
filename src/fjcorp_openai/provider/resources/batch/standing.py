"""How the batches in a state stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.resources.batch.work import ENDED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.lifecycles.managed import Values


def seen(prior: Mapping[str, Any], planned: Mapping[str, Any]) -> Values:
    """Return the last state with what the configuration wants of it now."""
    seen = {**prior, **{name: planned.get(name) for name in ("results_file", "retry_failed")}}
    if seen["results_file"] != prior["results_file"]:
        seen["results_sha256"] = None
    return seen


def described(count: int, batches: int) -> str:
    """Return a number of requests in words, such as `12 requests in 3 batches`."""
    requests = f"{count:,} request" + ("s" if count != 1 else "")
    return requests if batches == 1 else f"{requests} in {batches} batches"


def rounds(state: Mapping[str, Any]) -> int:
    """Return how often requests were sent once more."""
    return max((int(each["round"]) for each in state["batches"] or ()), default=0)


def may_send_again(state: Mapping[str, Any]) -> bool:
    """Return whether the API took requests at all: what it refuses whole, it would refuse once more."""
    return any(each["status"] != "failed" for each in state["batches"] or ())


def within(state: Mapping[str, Any]) -> bool | None:
    """Return whether no more requests failed than may; None as long as some have not ended."""
    counts = state["request_counts"]
    if state["status"] not in ENDED or not counts or not counts["total"]:
        return None
    missed = counts["total"] - counts["completed"]
    return bool(missed * 100 <= state["tolerate_failed_pct"] * counts["total"])

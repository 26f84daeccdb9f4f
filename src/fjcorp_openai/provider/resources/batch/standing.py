"""How the batches in a state stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.resources.batch.work import ENDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fjcorp_openai.provider.lifecycles.managed import Values
    from fjcorp_openai.provider.protocol.resource import Plan
    from fjcorp_openai.provider.resources.batch.work import Work


def answer(work: Work, state: Mapping[str, Any]) -> Values:
    """Return what the state says of batches as they are now."""
    only = work.batches[0] if len(work.batches) == 1 else {}
    counts = work.counts()
    expiries = [each["expires_at"] for each in work.batches if each["expires_at"] is not None]
    return {
        "status": work.status,
        "batches": work.batches,
        "request_count": counts["total"] or state.get("request_count"),
        "request_counts": counts,
        "output_file_id": only.get("output_file_id"),
        "error_file_id": only.get("error_file_id"),
        "usage": work.usage(),
        "errors": work.errors,
        "model": work.model or state.get("model"),
        "expires_at": max(expiries, default=None),
    }


def seen(prior: Mapping[str, Any], planned: Mapping[str, Any]) -> Values:
    """Return the last state with what the configuration says of it now."""
    seen = {**prior, **{name: planned.get(name) for name in ("results_file", "retry_failed")}}
    if seen["results_file"] != prior["results_file"]:
        seen["results_sha256"] = None
    return seen


def keep(plan: Plan, prior: Values, names: Iterable[str]) -> None:
    """Plan an update that does nothing about the batches: these results stay as they are."""
    kept = seen(prior, plan.proposed)
    judged = prior["within_tolerance"] is None or plan.changed("tolerate_failed_pct")
    for name in names:
        if name != "within_tolerance" or not judged:
            plan.proposed[name] = kept[name]


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


def reason(answer: Mapping[str, Any]) -> str:
    """Return why no batch was executed, in the API's words."""
    told = [
        f"line {each['line']}: {each['message']}" if each["line"] is not None else str(each["message"])
        for each in answer["errors"] or ()
    ]
    return "; ".join(told[:5]) or "the API gives no reason"

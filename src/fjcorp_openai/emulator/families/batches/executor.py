"""How a batch gets done: checked, executed in portions, written out."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.batches import lines
from fjcorp_openai.emulator.families.batches.lines import InputError
from fjcorp_openai.emulator.families.files import add_file, file_path
from fjcorp_openai.emulator.families.rate_limits import BATCH_TOKENS, limits_of, organization_limits
from fjcorp_openai.emulator.generation.model_catalog import MODELS, base
from fjcorp_openai.emulator.http.request import Principal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fjcorp_openai.emulator.http.request import Context

KIND = "batch"
RESULT = "batch_result"
"""Results that are not written out yet; parent is the batch."""
_PORTIONS = 3
_LARGEST_PORTION = 200
"""Requests, or inputs of theirs, after which a portion ends: nobody else writes while one is executed."""
_RESULTS_AT_A_TIME = 100
_NEVER_RUN = {
    "expired": ("batch_expired", "This request could not be executed before the completion window expired."),
    "cancelled": ("batch_cancelled", "This request was not executed because the batch was cancelled."),
}


def advance(context: Context, batch: dict[str, Any]) -> bool:
    """Do the next step of a batch; a step executes a third of the requests, 200 at most."""
    status = batch["status"]
    if status == "validating":
        return _validate(context, batch)
    if status == "in_progress":
        return _execute(context, batch)
    if status == "finalizing":
        finish(context, batch, "completed")
    elif status == "cancelling":
        finish(context, batch, "cancelled")
    return True


def expire(context: Context, batch: dict[str, Any]) -> bool:
    """End a batch whose completion window is over, with what it has got done."""
    if batch["status"] in {"validating", "in_progress", "finalizing"}:
        context.stop_job(KIND, batch["id"], batch["_project"])
        finish(context, batch, "expired")
    return True


def _read(context: Context, batch: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the requests of a batch.

    Raises:
        InputError: The file is gone or wrong.
    """
    file = context.store.get("file", batch["input_file_id"], batch["_project"])
    if file is None:
        gone = {"code": "file_not_found", "message": "The input file is gone.", "param": None, "line": None}
        raise InputError([gone])
    return _read_once(file_path(context, file["id"]), batch["endpoint"])


# A file never changes, and each portion needs it.
_read_once = lru_cache(maxsize=1)(lines.read_lines)


def _validate(context: Context, batch: dict[str, Any]) -> bool:
    try:
        requests = _read(context, batch)
        tokens = lines.count_enqueued_tokens(requests)
        _check_queue(context, batch, requests[0]["body"].get("model"), tokens)
    except InputError as error:
        changes = {
            "status": "failed",
            "failed_at": context.now,
            "errors": {"object": "list", "data": error.errors},
        }
        context.stop_job(KIND, batch["id"], batch["_project"])
        context.store.update(KIND, batch["id"], changes, batch["_project"])
        context.notify("batch.failed", batch["id"], batch["_project"])
        return True
    changes = {
        "status": "in_progress",
        "in_progress_at": context.now,
        "_enqueued_tokens": tokens,
        "request_counts": {"total": len(requests), "completed": 0, "failed": 0},
    }
    if model := requests[0]["body"].get("model"):
        changes["model"] = model
    context.store.update(KIND, batch["id"], changes, batch["_project"])
    return False


def _check_queue(context: Context, batch: dict[str, Any], model: Any, tokens: int) -> None:
    """Refuse a batch that the queue has no room for.

    What counts are the prompts of the batches of the same model that are in progress, in the project against
    its own limit and in the organization against the organization's.

    Raises:
        InputError: ``token_limit_exceeded``.
    """
    known = MODELS.get(base(model)) if isinstance(model, str) else None
    if known is None or BATCH_TOKENS not in organization_limits(known):
        return
    places = (
        (
            batch["_project"],
            f"project {batch['_project']}",
            limits_of(context.store, batch["_project"], known),
        ),
        (None, f"organization {context.emulator.organization}", organization_limits(known)),
    )
    for parent, place, limits in places:
        running = context.store.all(KIND, parent=parent, where={"status": "in_progress", "model": model})
        if tokens + sum(each["_enqueued_tokens"] for each in running) > limits[BATCH_TOKENS]:
            message = (
                f"Enqueued token limit reached for {model} in {place}. Limit: {limits[BATCH_TOKENS]:,} "
                "enqueued tokens. Please try again once some in_progress batches have been completed."
            )
            error = {"code": "token_limit_exceeded", "message": message, "param": None, "line": None}
            raise InputError([error])


def _execute(context: Context, batch: dict[str, Any]) -> bool:
    try:
        requests = _read(context, batch)
    except InputError:
        finish(context, batch, "cancelled")
        return True
    counts = dict(batch["request_counts"])
    done = counts["completed"] + counts["failed"]
    portion = min(_LARGEST_PORTION, math.ceil(len(requests) / _PORTIONS))
    caller = context.acting_as(Principal("project", batch["_key"], batch["_project"], batch["_owner"]))
    usage = batch.get("usage")
    inputs = 0
    for number, request in enumerate(requests[done : done + portion], start=done):
        answered, result = _call(caller, request)
        counts["completed" if answered else "failed"] += 1
        usage = _add_usage(usage, result["response"]["body"])
        row = {"id": str(number), "ok": answered, "line": json.dumps(result)}
        context.store.insert(RESULT, str(number), row, parent=batch["id"])
        done = number + 1
        inputs += lines.count_inputs(request)
        if inputs >= _LARGEST_PORTION:
            break
    changes: dict[str, Any] = {"request_counts": counts}
    if usage is not None:
        changes["usage"] = usage
    if done >= len(requests):
        changes |= {"status": "finalizing", "finalizing_at": context.now}
    context.store.update(KIND, batch["id"], changes, batch["_project"])
    return False


def _call(caller: Context, request: dict[str, Any]) -> tuple[bool, dict[str, Any]]:
    body = request["body"]
    if body.get("stream"):
        body = {name: value for name, value in body.items() if name not in {"stream", "stream_options"}}
    answer = caller.dispatch("POST", request["url"], body)
    result = {
        "id": caller.new_id("batch_req"),
        "custom_id": request["custom_id"],
        "response": {
            "status_code": answer.status,
            "request_id": caller.new_id("req"),
            "body": answer.json,
        },
        "error": None,
    }
    return answer.status < 400, result


def finish(context: Context, batch: dict[str, Any], status: str) -> None:
    """Write the results out and end a batch.

    Args:
        context: The emulator.
        batch: The batch.
        status: ``completed``, ``expired`` or ``cancelled``; with the latter two, what never ran is an error.
    """
    project = batch["_project"]
    counts = batch["request_counts"]
    done = counts["completed"] + counts["failed"]
    never_run = _never_run(context, batch, done, *_NEVER_RUN[status]) if status in _NEVER_RUN else []
    errors = chain(_results(context, batch, ok=False), never_run)
    after = batch["_output_expires_after"]
    changes: dict[str, Any] = {"status": status, f"{status}_at": context.now}
    for name, number, results in (
        ("output", counts["completed"], _results(context, batch, ok=True)),
        ("error", counts["failed"] + len(never_run), errors),
    ):
        if number:
            content = (f"{line}\n".encode() for line in results)
            filename = f"{batch['id']}_{name}.jsonl"
            file = add_file(
                context, project, content, filename, "batch_output", after["seconds"] if after else None
            )
            changes[f"{name}_file_id"] = file["id"]
    for number in range(done):
        context.store.delete(RESULT, str(number), batch["id"])
    context.stop_job(KIND, batch["id"], project)
    context.store.update(KIND, batch["id"], changes, project)
    context.notify(f"batch.{status}", batch["id"], project)


def _results(context: Context, batch: dict[str, Any], *, ok: bool) -> Iterator[str]:
    """Yield the results of a kind in their order, a few at a time: those of a large batch fill gigabytes."""
    after = None
    while True:
        part = context.store.page(
            RESULT, parent=batch["id"], where={"ok": ok}, after=after, limit=_RESULTS_AT_A_TIME, order="asc"
        )
        for each in part.items:
            yield each["line"]
            after = each["id"]
        if not part.has_more:
            return


def _never_run(context: Context, batch: dict[str, Any], done: int, code: str, message: str) -> list[str]:
    try:
        requests = _read(context, batch) if batch["request_counts"]["total"] else []
    except InputError:
        return []
    return [
        json.dumps({
            "id": context.new_id("batch_req"),
            "custom_id": request["custom_id"],
            "response": None,
            "error": {"code": code, "message": message},
        })
        for request in requests[done:]
    ]  # fmt: skip


def _add_usage(total: dict[str, Any] | None, body: Any) -> dict[str, Any] | None:
    """Add an answer's usage, whose members are named differently from endpoint to endpoint."""
    usage = body.get("usage") if isinstance(body, dict) else None
    if not isinstance(usage, dict):
        return total
    spent = usage.get("input_tokens", usage.get("prompt_tokens", 0))
    made = usage.get("output_tokens", usage.get("completion_tokens", 0))
    inner = usage.get("input_tokens_details") or usage.get("prompt_tokens_details") or {}
    outer = usage.get("output_tokens_details") or usage.get("completion_tokens_details") or {}
    before = total or {}
    return {
        "input_tokens": before.get("input_tokens", 0) + spent,
        "input_tokens_details": {
            "cached_tokens": before.get("input_tokens_details", {}).get("cached_tokens", 0)
            + inner.get("cached_tokens", 0)
        },
        "output_tokens": before.get("output_tokens", 0) + made,
        "output_tokens_details": {
            "reasoning_tokens": before.get("output_tokens_details", {}).get("reasoning_tokens", 0)
            + outer.get("reasoning_tokens", 0)
        },
        "total_tokens": before.get("total_tokens", 0) + spent + made,
    }

"""What was used and what it cost: sums of the calls that were really made.

Generating families call ``request.meter(kind, model=…, input_tokens=…)``; each call is a row of the family
``usage`` under its kind. Costs follow from the rows by a price list that is plausible, not the service's.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families import vector_stores
from fjcorp_openai.emulator.families._prices import lines
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request
from fjcorp_openai.emulator.http.paging import buckets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("usage")

_WIDTHS = {"1m": (60, 60, 1440), "1h": (3600, 24, 168), "1d": (86_400, 7, 31)}
"""Seconds of a bucket, buckets of a page by default, and at most."""

_NUMBERS: dict[str, tuple[str, ...]] = {
    "audio_speeches": ("characters", "num_model_requests"),
    "audio_transcriptions": ("seconds", "num_model_requests"),
    "code_interpreter_sessions": ("num_sessions",),
    "completions": (
        "input_tokens",
        "output_tokens",
        "num_model_requests",
        "input_cached_tokens",
        "input_audio_tokens",
        "output_audio_tokens",
    ),
    "decisions": ("input_tokens", "output_tokens", "num_model_requests", "input_cached_tokens"),
    "embeddings": ("input_tokens", "num_model_requests"),
    "file_search_calls": ("num_requests",),
    "images": ("images", "num_model_requests"),
    "moderations": ("input_tokens", "num_model_requests"),
    "vector_stores": ("usage_bytes",),
    "web_search_calls": ("num_model_requests", "num_requests"),
}
"""What is summed for each kind."""

_OBJECTS = {"file_search_calls": "file_searches", "web_search_calls": "web_searches"}

_FILTERS = {
    "project_ids": "project_id",
    "user_ids": "user_id",
    "api_key_ids": "api_key_id",
    "models": "model",
    "sizes": "size",
    "sources": "source",
    "vector_store_ids": "vector_store_id",
    "context_levels": "context_level",
}

_GROUPS: dict[str, tuple[str, ...]] = {
    "completions": ("project_id", "user_id", "api_key_id", "model", "batch", "service_tier"),
    "decisions": ("project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "api_source"),
    "images": ("project_id", "user_id", "api_key_id", "model", "size", "source"),
    "file_search_calls": ("project_id", "user_id", "api_key_id", "vector_store_id"),
    "web_search_calls": ("project_id", "user_id", "api_key_id", "model", "context_level"),
    "code_interpreter_sessions": ("project_id",),
    "vector_stores": ("project_id",),
}
"""Members of a result that grouping fills, where they are not the usual four."""

_USUAL_GROUPS = ("project_id", "user_id", "api_key_id", "model")


def rows(context: Context, kind: str | None, start: int, end: int) -> Iterable[dict[str, Any]]:
    """Yield the calls of a kind (None for all) from a time until before another; ``_kind`` says which."""
    text, values = "family = 'usage' AND created >= ? AND created < ?", [start, end]
    found = context.store.query(f"SELECT parent, data FROM objects WHERE {text} ORDER BY seq", values)  # noqa: S608
    for parent, data in found:
        if kind in (None, parent):
            yield {**json.loads(data), "_kind": parent}


def quantity(row: dict[str, Any], name: str) -> int:
    """Return a number of a row; what only counts calls is 1 unless the row says otherwise."""
    default = 1 if name in {"num_requests", "num_sessions"} else 0
    return int(row.get(name, default) or 0)


def stored_bytes(context: Context, times: Iterable[int], width: int) -> Iterable[dict[str, Any]]:
    """Yield what the vector stores that there are took up in each bucket, as rows like those of calls."""
    sizes = [
        (store["created_at"], store["_project"], vector_stores.members.usage(context, store["id"]))
        for store in _vector_stores(context)
    ]
    for start in times:
        for created_at, project_id, size in sizes:
            if created_at < start + width and start <= context.now:
                yield {"created_at": start, "project_id": project_id, "usage_bytes": size}


def _vector_stores(context: Context) -> Iterable[dict[str, Any]]:
    for project in context.store.all("project"):
        for store in context.store.all("vector_store", parent=project["id"]):
            yield {**store, "_project": project["id"]}


def _selected(query: dict[str, Any], row: dict[str, Any]) -> bool:
    if query.get("batch") is not None and bool(row.get("batch")) != query["batch"]:
        return False
    return all(not query.get(name) or row.get(member) in query[name] for name, member in _FILTERS.items())


def _times(request: Request, width: int) -> range:
    """Return the starts of the buckets that the query's time range touches.

    Raises:
        ApiError: 400, the range is empty or begins before 1970.
    """
    start, end = request.query["start_time"], request.query.get("end_time")
    if start < 0:
        raise bad_request("'start_time' must not be negative.", "start_time", "integer_below_min_value")
    if end is not None and end <= start:
        raise bad_request("'end_time' must be after 'start_time'.", "end_time", "invalid_value")
    return range(start - start % width, request.now + 1 if end is None else end, width)


def _bucketed(request: Request, width: int, default: int, maximum: int) -> tuple[dict[str, Any], int, int]:
    """Return the answer with empty buckets, and the time range that its rows may come from."""
    answer = buckets(request, _times(request, width), default=default, maximum=maximum)
    answer["data"] = [
        {"object": "bucket", "start_time": start, "end_time": start + width, "results": []}
        for start in answer["data"]
    ]
    if not answer["data"]:
        return answer, 0, 0
    end = request.query.get("end_time")
    last = answer["data"][-1]["end_time"]
    first = max(answer["data"][0]["start_time"], request.query["start_time"])
    return answer, first, last if end is None else min(last, end)


def report(request: Request, kind: str) -> dict[str, Any]:
    """Answer one of the usage operations."""
    width, default, maximum = _WIDTHS[request.query.get("bucket_width") or "1d"]
    answer, first, last = _bucketed(request, width, default, maximum)
    wanted = request.query.get("group_by") or []
    groups = _GROUPS.get(kind, _USUAL_GROUPS)
    sums: dict[tuple[int, tuple[Any, ...]], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    found = rows(request, kind, first, last)
    if kind == "vector_stores":
        found = stored_bytes(request, [each["start_time"] for each in answer["data"]], width)
    for row in found:
        if _selected(request.query, row):
            key = tuple(_group(row, name) if name in wanted else None for name in groups)
            for name in _NUMBERS[kind]:
                sums[row["created_at"] // width * width, key][name] += quantity(row, name)
    places = {each["start_time"]: each["results"] for each in answer["data"]}
    for (start, key), numbers in sums.items():
        result = {"object": f"organization.usage.{_OBJECTS.get(kind, kind)}.result", **numbers}
        places[start].append(result | dict(zip(groups, key, strict=True)))
    return answer


def _group(row: dict[str, Any], name: str) -> Any:
    return bool(row.get(name)) if name == "batch" else row.get(name) or None


@family.operation("usage-costs")
def costs(request: Request) -> dict[str, Any]:
    """GET /organization/costs: dollars by day."""
    width = 86_400
    answer, first, last = _bucketed(request, width, 7, 180)
    query, wanted = request.query, request.query.get("group_by") or []
    sums: dict[tuple[int, tuple[Any, ...]], list[Any]] = {}
    for row in rows(request, None, first, last):
        if not _selected(query, row):
            continue
        for line in lines(row):
            if query.get("line_items") and line.item not in query["line_items"]:
                continue
            members = {"project_id": row.get("project_id") or None, "line_item": line.item}
            members["api_key_id"] = row.get("api_key_id") or None
            key = tuple(value if name in wanted else None for name, value in members.items())
            place = sums.setdefault((row["created_at"] // width * width, key), [0.0, 0.0, line.unit])
            place[0] += line.dollars
            place[1] += line.quantity
    places = {each["start_time"]: each["results"] for each in answer["data"]}
    for (start, (project_id, item, key_id)), (dollars, quantity, unit) in sums.items():
        result = {
            "object": "organization.costs.result",
            "amount": {"value": round(dollars, 10), "currency": "usd"},
            "line_item": item,
            "project_id": project_id,
            "api_key_id": key_id,
            "quantity": quantity if item else None,
            "quantity_unit": unit if item else None,
        }
        places[start].append(result)
    return answer


def spent_this_month(context: Context, project_id: str = "") -> float:
    """Return the dollars that a project, or the organization, has spent since this month began (UTC)."""
    now = datetime.fromtimestamp(context.now, UTC)
    start = int(now.replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp())
    return sum(
        line.dollars
        for row in rows(context, None, start, context.now + 1)
        if not project_id or row.get("project_id") == project_id
        for line in lines(row)
    )


def _bind(kind: str) -> None:
    family.operation(f"usage-{kind.replace('_', '-')}")(lambda request: report(request, kind))


for _kind in _NUMBERS:
    _bind(_kind)

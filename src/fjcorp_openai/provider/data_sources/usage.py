"""`openai_usage` and `openai_costs`: GET /organization/usage/{kind} and GET /organization/costs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import object_in, objects_in
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import between, one_of, whole

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context

KINDS = (
    "completions",
    "embeddings",
    "moderations",
    "images",
    "audio_speeches",
    "audio_transcriptions",
    "vector_stores",
    "code_interpreter_sessions",
    "file_search_calls",
    "web_search_calls",
)
_ONLY = {
    "project_ids": "Only these projects.",
    "user_ids": "Only these users.",
    "api_key_ids": "Only these keys.",
    "models": "Only these models.",
}
_LARGEST = {"1m": 1440, "1h": 168, "1d": 31}


def _strings(description: str) -> Attribute:
    return Attribute(list_of(STRING), description, optional=True)


def _times() -> dict[str, Attribute]:
    return {
        "start_time": Attribute(
            NUMBER, "Beginning in Unix seconds, included.", required=True, validators=[whole(), between(0)]
        ),
        "end_time": Attribute(
            NUMBER, "End in Unix seconds, excluded. Default: now.", optional=True, validators=[whole()]
        ),
    }


def _results(numbers: str) -> dict[str, Attribute]:
    row = {
        "start_time": Attribute(NUMBER, "Beginning of the bucket in Unix seconds.", computed=True),
        "end_time": Attribute(NUMBER, "End of the bucket in Unix seconds.", computed=True),
        "numbers": Attribute(map_of(NUMBER), numbers, computed=True),
        "groups": Attribute(map_of(STRING), "What the row is grouped by, by name.", computed=True),
    }
    return {
        "results": Attribute(
            Nested("list", row), "One row for each bucket and group that has any.", computed=True
        ),
        "totals": Attribute(map_of(NUMBER), "The numbers of all rows added up.", computed=True),
    }


class UsageData(DataSource):
    """What the organization used."""

    type_name = "openai_usage"
    schema = Schema(
        {
            "kind": Attribute(STRING, "What was used.", required=True, validators=[one_of(*KINDS)]),
            **_times(),
            "bucket_width": Attribute(
                STRING, "`1m`, `1h` or `1d`. Default: `1d`.", optional=True, validators=[one_of(*_LARGEST)]
            ),
            **{name: _strings(meaning) for name, meaning in _ONLY.items()},
            "batch": Attribute(BOOL, "Only batches, or only what is none.", optional=True),
            "group_by": _strings("Names such as `project_id`, `user_id`, `api_key_id` and `model`."),
            **_results("The numbers that the API returns for the kind, such as `input_tokens`."),
        },
        description="What the organization used, by kind, time and group.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Read all buckets."""
        width = config["bucket_width"] or "1d"
        names = ("start_time", "end_time", *_ONLY, "batch", "group_by")
        query = {name: config[name] for name in names if config[name] is not None}
        query |= {"bucket_width": width, "limit": _LARGEST[width]}
        return _rows(context.api.list(f"/organization/usage/{config['kind']}", query))


class CostsData(DataSource):
    """What the organization spent."""

    type_name = "openai_costs"
    schema = Schema(
        {
            **_times(),
            "project_ids": _strings("Only these projects."),
            "api_key_ids": _strings("Only these keys."),
            "group_by": _strings("`project_id`, `line_item` and `api_key_id`."),
            **_results("`amount` in US dollars, and `quantity` where the rows are grouped by line item."),
        },
        description="What the organization spent, by day and group, in US dollars.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Read all days."""
        names = ("start_time", "end_time", "project_ids", "api_key_ids", "group_by")
        query = {name: config[name] for name in names if config[name] is not None}
        buckets = context.api.list("/organization/costs", {**query, "bucket_width": "1d", "limit": 180})
        for bucket in buckets:
            bucket["results"] = [
                {**result, "amount": object_in(result, "amount").get("value")}
                for result in objects_in(bucket, "results")
            ]
        return _rows(buckets)


def _rows(buckets: list[dict[str, Any]]) -> dict[str, Any]:
    rows = []
    totals: dict[str, Any] = {}
    for bucket in buckets:
        for result in objects_in(bucket, "results"):
            given = {name: value for name, value in result.items() if name != "object" and value is not None}
            numbers = {
                name: value
                for name, value in given.items()
                if isinstance(value, int | float) and not isinstance(value, bool)
            }
            groups = {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in given.items()
                if name not in numbers
            }
            times = {"start_time": bucket["start_time"], "end_time": bucket["end_time"]}
            rows.append({**times, "numbers": numbers, "groups": groups})
            for name, value in numbers.items():
                totals[name] = totals.get(name, 0) + value
    return {"results": rows, "totals": totals}

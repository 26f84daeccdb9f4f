"""Usage and costs of days, by project, model and key.

Operations, all with an admin key: GET /organization/usage/{kind} for each kind, GET /organization/costs, GET
/organization/projects, and GET /organization/projects/{project_id}/api_keys of projects whose keys were used.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import malformed, object_in, objects_in
from fjcorp_openai.housekeeping.errors import HousekeepingError
from fjcorp_openai.organization.directory import Directory
from fjcorp_openai.organization.info import OrganizationInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fjcorp_openai.api.client import Api

USAGE_DAYS, COST_DAYS = 31, 180
"""Days on a page of the API's usage, and of its costs."""
LONGEST = 366
"""Days of a report: it takes a page of each kind for every 31 of them."""

_BY_KEY = ("project_id", "api_key_id", "model")
KINDS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "completions": (
        _BY_KEY,
        {
            "num_model_requests": "requests",
            "input_tokens": "input_tokens",
            "input_cached_tokens": "cached_tokens",
            "output_tokens": "output_tokens",
        },
    ),
    "embeddings": (_BY_KEY, {"num_model_requests": "requests", "input_tokens": "input_tokens"}),
    "moderations": (_BY_KEY, {"num_model_requests": "requests", "input_tokens": "input_tokens"}),
    "images": (_BY_KEY, {"num_model_requests": "requests", "images": "images"}),
    "audio_speeches": (_BY_KEY, {"num_model_requests": "requests", "characters": "characters"}),
    "audio_transcriptions": (_BY_KEY, {"num_model_requests": "requests", "seconds": "seconds"}),
    "code_interpreter_sessions": (("project_id",), {"num_sessions": "sessions"}),
    "file_search_calls": (("project_id", "api_key_id"), {"num_requests": "searches"}),
    "web_search_calls": (_BY_KEY, {"num_requests": "searches"}),
}
"""By kind of usage: what the API groups it by, and its numbers that are summed, by the name they have here.

`vector_stores` is left out: bytes that lie there every day are no sum; its dollars are among the costs.
"""
NUMBERS = tuple(dict.fromkeys(name for _groups, names in KINDS.values() for name in names.values()))
PROJECT = ("project_id", "project")
COLUMNS = ("day", *PROJECT, "api_key_id", "api_key", "model", *NUMBERS, "cost")
"""Columns of the table."""

Row = dict[str, Any]
_Place = tuple[str, str, str, str]


@dataclass
class _Sums:
    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    cost: Decimal = Decimal(0)


class UsageReport:
    """Reads usage and costs.

    Args:
        api: Client with an admin key.
    """

    def __init__(self, api: Api) -> None:
        """Prepare to read; nothing is called yet."""
        self.api = api
        self._currencies: set[str] = set()

    def read(self, first: date, last: date, projects: Sequence[str] = ()) -> dict[str, Any]:
        """Return the report of some days, both included, in UTC.

        Args:
            first: The first day.
            last: The last day.
            projects: Names or ids; empty for all.

        Returns:
            A map of ``first`` and ``last``, the ``currency``, ``rows`` with the :data:`COLUMNS`, ``total``,
            and the same sums as lists ``by_day``, ``by_project``, ``by_model`` and ``by_key``, the dearest
            first; a day also has its ``projects``. Dollars are numbers with up to ten decimals.

        Raises:
            HousekeepingError: The days are none, or costs are in several currencies.
            OrganizationError: A project is not there.
        """
        if not timedelta(0) <= last - first < timedelta(LONGEST):
            raise HousekeepingError(
                f"{first} to {last} are not 1 to {LONGEST} days: the first day comes first, and a year is "
                "the longest report"
            )
        directory = Directory(self.api)
        chosen = [directory.project(name)["id"] for name in projects]
        begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
        times = {
            "start_time": int(begin.timestamp()),
            "end_time": int((begin + (last - first) + timedelta(1)).timestamp()),
            "bucket_width": "1d",
            **({"project_ids": chosen} if chosen else {}),
        }
        sums: dict[_Place, _Sums] = defaultdict(_Sums)
        for kind in KINDS:
            self._add_usage(kind, times, sums)
        self._add_costs(times, sums)
        rows = [*self._rows(sums, directory)]
        return {
            "first": first.isoformat(),
            "last": last.isoformat(),
            "currency": next(iter(self._currencies), "usd").upper(),
            "rows": rows,
            "total": _sum(rows),
            "by_day": _by_day(rows, _days(first, last)),
            "by_project": _by(rows, PROJECT),
            "by_model": _by(rows, ("model",)),
            "by_key": _by(rows, ("api_key_id", "api_key", "project")),
        }

    def _add_usage(self, kind: str, times: Mapping[str, Any], sums: dict[_Place, _Sums]) -> None:
        groups, names = KINDS[kind]
        query = {**times, "limit": USAGE_DAYS, "group_by": list(groups)}
        for bucket in self.api.list(f"/organization/usage/{kind}", query):
            for result in objects_in(bucket, "results"):
                found = sums[_place(bucket, result, result.get("model"))]
                for name, ours in names.items():
                    found.numbers[ours] += int(_number(result, name))

    def _add_costs(self, times: Mapping[str, Any], sums: dict[_Place, _Sums]) -> None:
        groups = ["project_id", "api_key_id", "line_item"]
        for bucket in self.api.list("/organization/costs", {**times, "limit": COST_DAYS, "group_by": groups}):
            for result in objects_in(bucket, "results"):
                amount = object_in(result, "amount")
                # A line is named as in `gpt-5.4, input`; one of something else by itself.
                line = str(result.get("line_item") or "").partition(",")[0].strip()
                sums[_place(bucket, result, line)].cost += Decimal(str(_number(amount, "value")))
                self._currencies.add(str(amount.get("currency") or "usd").casefold())
        if len(self._currencies) > 1:
            raise HousekeepingError(
                f"the API has costs in {' and '.join(sorted(self._currencies))}, which cannot be summed up"
            )

    def _rows(self, sums: Mapping[_Place, _Sums], directory: Directory) -> Iterator[Row]:
        projects = {each["id"]: each for each in directory.projects(archived=True)}
        used = {place[1] for place in sums if place[2]}
        keys = {
            key["id"]: str(key.get("name") or "")
            for project_id in sorted(used)
            if projects.get(project_id, {}).get("status") == "active"
            for key in OrganizationInfo(self.api).project_keys(project_id)
        }
        for (day, project_id, key_id, model), found in sorted(sums.items()):
            if not found.cost and not any(found.numbers.values()):
                continue
            yield {
                "day": day,
                "project_id": project_id,
                "project": str(projects.get(project_id, {}).get("name") or ""),
                "api_key_id": key_id,
                "api_key": keys.get(key_id, ""),
                "model": model,
                **{name: found.numbers.get(name, 0) for name in NUMBERS},
                "cost": _dollars(found.cost),
            }


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows of a report as CSV with a head.

    A name that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([_cell(row[name]) for name in COLUMNS] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip()[:1] in {"=", "+", "-", "@"}:
        return f"'{value}"
    # Without an exponent, which some programs take for text.
    return f"{value:.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def _place(bucket: Mapping[str, Any], result: Mapping[str, Any], model: Any) -> _Place:
    day = datetime.fromtimestamp(_number(bucket, "start_time"), UTC).date().isoformat()
    return day, str(result.get("project_id") or ""), str(result.get("api_key_id") or ""), str(model or "")


def _number(fields: Mapping[str, Any], name: str) -> float:
    """Return a number of an answer; nothing, or null, is zero.

    Raises:
        MalformedAnswer: It is something else.
    """
    value = fields.get(name)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise malformed(str(getattr(fields, "operation", "the API")), f"no number in `{name}`")
    return value


def _dollars(amount: Decimal) -> float:
    return float(round(amount, 10))


def _sum(rows: Iterable[Mapping[str, Any]]) -> Row:
    numbers: dict[str, int] = dict.fromkeys(NUMBERS, 0)
    cost = Decimal(0)
    for row in rows:
        cost += Decimal(str(row["cost"]))
        for name in NUMBERS:
            numbers[name] += row[name]
    return {**numbers, "cost": _dollars(cost)}


def _by(rows: Iterable[Row], names: tuple[str, ...]) -> list[Row]:
    """Return sums of rows that are alike in some columns, the dearest first."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    found = [{**dict(zip(names, key, strict=True)), **_sum(group)} for key, group in groups.items()]
    return sorted(found, key=lambda row: (-row["cost"], -row["requests"], *(row[name] for name in names)))


def _by_day(rows: list[Row], days: Iterable[str]) -> list[Row]:
    """Return the sums of each day, those without any as well, with the costs of its projects.

    Projects are in the order of what they cost in all days.
    """
    groups: dict[str, list[Row]] = {day: [] for day in days}
    for row in rows:
        groups.setdefault(row["day"], []).append(row)
    order = [each["project_id"] for each in _by(rows, PROJECT)]
    return [
        {
            "day": day,
            **_sum(group),
            "projects": [
                {name: each[name] for name in ("project_id", "project", "cost")}
                for each in sorted(_by(group, PROJECT), key=lambda row: order.index(row["project_id"]))
            ],
        }
        for day, group in groups.items()
    ]


def _days(first: date, last: date) -> list[str]:
    return [(first + timedelta(number)).isoformat() for number in range((last - first).days + 1)]

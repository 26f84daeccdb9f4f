"""Usage and costs by project, model and key, against what the emulator really counted."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import Api, Settings
from fjcorp_openai.api.errors import MalformedAnswer
from fjcorp_openai.housekeeping import COLUMNS, HousekeepingError, UsageReport, csv_text
from fjcorp_openai.organization import OrganizationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.emulator import Emulator

SHY = "=cmd|' /C calc'!A1"
"""A name that a spreadsheet would take for a formula."""


@pytest.fixture
def api(shared_emulator: Emulator) -> Iterator[Api]:
    client = Api(Settings.resolve({}, shared_emulator.environment()), first_pause=0.01)
    yield client
    client.close()


def today(emulator: Emulator) -> date:
    return datetime.fromtimestamp(emulator.clock.now(), UTC).date()


@pytest.fixture
def used(shared_emulator: Emulator) -> dict[str, Any]:
    """Three calls of one project on a day, and one of another on the next."""
    shared_emulator.seed({"projects": [{"name": "Research"}, {"name": "Shop"}]})
    projects = {each["name"]: each["id"] for each in listed(shared_emulator, "/organization/projects")}
    keys = {
        "Research": shared_emulator.create_project_key(projects["Research"], "nightly"),
        "Shop": shared_emulator.create_project_key(projects["Shop"], SHY),
    }
    tokens = {"input": 0, "output": 0}
    for name, model in (
        ("Research", "gpt-5.6-luna"),
        ("Research", "gpt-5.6-luna"),
        ("Research", "gpt-6-luna"),
    ):
        usage = ask(shared_emulator, keys[name]["value"], model)
        tokens["input"] += usage["prompt_tokens"]
        tokens["output"] += usage["completion_tokens"]
    shared_emulator.clock.advance(86_400)
    ask(shared_emulator, keys["Shop"]["value"], "gpt-6-luna")
    return {"projects": projects, "keys": {name: key["id"] for name, key in keys.items()}, "tokens": tokens}


def listed(emulator: Emulator, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = emulator.call("GET", path, key=emulator.admin_key).json()["data"]
    return found


def ask(emulator: Emulator, key: str, model: str) -> dict[str, Any]:
    body = {"model": model, "messages": [{"role": "user", "content": "Hello"}]}
    answer = emulator.call("POST", "/chat/completions", json=body, key=key)
    assert answer.status_code == 200, answer.text
    usage: dict[str, Any] = answer.json()["usage"]
    return usage


def test_the_sums_are_those_of_the_calls_made(
    api: Api, shared_emulator: Emulator, used: dict[str, Any]
) -> None:
    last = today(shared_emulator)
    found = UsageReport(api).read(last - timedelta(1), last)
    assert found["total"]["requests"] == 4
    research = next(row for row in found["by_project"] if row["project"] == "Research")
    assert research["project_id"] == used["projects"]["Research"]
    assert (research["requests"], research["input_tokens"], research["output_tokens"]) == (
        3,
        used["tokens"]["input"],
        used["tokens"]["output"],
    )
    assert {row["api_key_id"]: row["api_key"] for row in found["by_key"]} == {
        used["keys"]["Research"]: "nightly",
        used["keys"]["Shop"]: SHY,
    }
    assert {row["model"]: row["requests"] for row in found["by_model"]} == {
        "gpt-5.6-luna": 2,
        "gpt-6-luna": 2,
    }
    assert [(row["day"], row["requests"]) for row in found["by_day"]] == [
        ((last - timedelta(1)).isoformat(), 3),
        (last.isoformat(), 1),
    ]
    # The bill comes from the same calls: as many dollars by day as by key.
    bill = listed_costs(shared_emulator, last)
    assert bill > 0
    for name in ("by_day", "by_project", "by_model", "by_key", "rows"):
        assert sum(row["cost"] for row in found[name]) == pytest.approx(bill, abs=1e-9), name
    assert found["total"]["cost"] == pytest.approx(bill, abs=1e-9)
    assert found["by_project"] == sorted(found["by_project"], key=lambda row: -row["cost"])
    assert found["currency"] == "USD"


def listed_costs(emulator: Emulator, last: date) -> float:
    start = datetime(last.year, last.month, last.day, tzinfo=UTC) - timedelta(1)
    path = f"/organization/costs?start_time={int(start.timestamp())}"
    return float(sum(row["amount"]["value"] for day in listed(emulator, path) for row in day["results"]))


def test_days_and_projects_choose(api: Api, shared_emulator: Emulator, used: dict[str, Any]) -> None:
    last = today(shared_emulator)
    assert UsageReport(api).read(last, last)["total"]["requests"] == 1
    chosen = UsageReport(api).read(last - timedelta(1), last, ["Research"])
    assert [row["project"] for row in chosen["by_project"]] == ["Research"]
    with pytest.raises(OrganizationError, match="Resaerch"):
        UsageReport(api).read(last, last, ["Resaerch"])


def test_a_year_has_all_its_days_and_more_are_refused(
    api: Api, shared_emulator: Emulator, used: dict[str, Any]
) -> None:
    last = today(shared_emulator)
    found = UsageReport(api).read(last - timedelta(365), last)
    assert len(found["by_day"]) == 366
    assert found["total"]["requests"] == 4
    for first in (last - timedelta(366), last + timedelta(1)):
        with pytest.raises(HousekeepingError, match="are not 1 to 366 days"):
            UsageReport(api).read(first, last)


def test_a_deleted_key_keeps_its_id(api: Api, shared_emulator: Emulator, used: dict[str, Any]) -> None:
    path = f"/organization/projects/{used['projects']['Shop']}/api_keys/{used['keys']['Shop']}"
    assert shared_emulator.call("DELETE", path, key=shared_emulator.admin_key).status_code == 200
    last = today(shared_emulator)
    row = next(each for each in UsageReport(api).read(last, last)["rows"])
    assert (row["api_key_id"], row["api_key"]) == (used["keys"]["Shop"], "")


def test_the_table_holds_no_formula(api: Api, shared_emulator: Emulator, used: dict[str, Any]) -> None:
    last = today(shared_emulator)
    found = UsageReport(api).read(last - timedelta(1), last)
    rows = [*csv.DictReader(io.StringIO(csv_text(found["rows"])))]
    assert tuple(rows[0]) == COLUMNS
    assert {row["api_key"] for row in rows} == {"nightly", f"'{SHY}"}
    assert sum(int(row["requests"]) for row in rows) == 4
    assert sum(float(row["cost"]) for row in rows) == pytest.approx(found["total"]["cost"], abs=1e-9)
    assert "e-" not in "".join(row["cost"] for row in rows)


@pytest.mark.parametrize(
    ("path", "bucket"),
    [
        ("usage/completions", {"start_time": 0, "results": [{"num_model_requests": "many"}]}),
        ("usage/completions", {"start_time": None, "results": 3}),
        ("costs", {"start_time": 0, "results": [{"amount": {"value": True, "currency": "usd"}}]}),
        ("costs", {"start_time": 0, "results": [{"amount": 3}]}),
    ],
)
def test_a_wrong_answer_is_no_number(
    api: Api, monkeypatch: pytest.MonkeyPatch, path: str, bucket: dict[str, Any]
) -> None:
    monkeypatch.setattr(
        api, "list", lambda asked, _query=None: [bucket] if asked == f"/organization/{path}" else []
    )
    with pytest.raises(MalformedAnswer):
        UsageReport(api).read(date(2026, 11, 1), date(2026, 11, 2))


def test_two_currencies_are_not_summed(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    results = [{"amount": {"value": 1, "currency": name}} for name in ("usd", "eur")]
    bucket = {"start_time": 1_793_500_000, "results": results}
    monkeypatch.setattr(api, "list", lambda path, _query=None: [bucket] if path.endswith("costs") else [])
    with pytest.raises(HousekeepingError, match="costs in eur and usd"):
        UsageReport(api).read(date(2026, 11, 1), date(2026, 11, 2))

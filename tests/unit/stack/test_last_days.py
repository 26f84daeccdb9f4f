"""The days that are left, counted when a result is made."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from plugins.plugin_utils.stack.last_days import with_days_left

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "left"),
    [("2027-01-14", 48), ("2026-11-27", 0), ("2026-11-26", -1), (None, None), ("soon", None)],
)
def test_days_are_counted_beside_each_last_day(day: Any, left: int | None) -> None:
    outputs = {"fine_tuning": {"support": {"id": "ftjob-1", "shutdown_date": day}}}
    assert with_days_left(outputs, TODAY) == {
        "fine_tuning": {"support": {"id": "ftjob-1", "shutdown_date": day, "days_left": left}}
    }
    assert "days_left" not in outputs["fine_tuning"]["support"]


@pytest.mark.parametrize(
    "outputs", [{"files": {"a": {"file_id": "file-1"}}}, {"files": {"a": None}}, {"odd": "text"}, {}]
)
def test_all_else_stays_as_it_is(outputs: dict[str, Any]) -> None:
    assert with_days_left(outputs, TODAY) == outputs


def test_days_are_counted_from_today() -> None:
    day = datetime.now(UTC).date() + timedelta(days=3)
    found = with_days_left({"model": {"luna": {"shutdown_date": day.isoformat()}}})
    assert found["model"]["luna"]["days_left"] in (2, 3)

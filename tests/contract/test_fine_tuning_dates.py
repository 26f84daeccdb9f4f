"""`accept_end_dates` of `openai_fine_tuning_job`: days that are warned of, known, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.wire import RefusedError

if TYPE_CHECKING:
    from support.tuning import Tuning

DAY = 86400
SHUT = "The model gpt-4o-mini is shut on 2027-01-14, in 52 days"
CLOSING = "No fine-tuning job can be created after 2027-01-06, in 44 days"


def said(tuning: Tuning) -> list[str]:
    return [each.splitlines()[0] for each in tuning.warnings if "2027-01-" in each.splitlines()[0]]


def test_days_that_are_known_are_not_warned_of(tuning: Tuning) -> None:
    tuning.plan()
    assert said(tuning) == [SHUT, CLOSING]
    assert "set accept_end_dates to say that you know it" in tuning.warnings[0]
    tuning.plan(accept_end_dates=True)
    assert said(tuning) == []


def test_a_base_that_ends_soon_is_refused_where_that_is_not_accepted(
    tuning: Tuning, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RefusedError, match=SHUT) as refused:
        tuning.plan(accept_end_dates=False)
    assert "What is tuned on it is shut with it." in str(refused.value)
    assert "set accept_end_dates to true. Nothing was paid for." in str(refused.value)
    assert tuning.posted() == []
    monkeypatch.setattr("fjcorp_openai.api.models.WARNING_DAYS", 52)
    tuning.plan(accept_end_dates=False)
    assert said(tuning) == [CLOSING], "a base that lasts is tuned, as long as that is possible"


@pytest.mark.parametrize("accepted", [True, False, None])
def test_a_base_that_was_shut_is_never_accepted(tuning: Tuning, *, accepted: bool | None) -> None:
    tuning.emulator.clock.advance(53 * DAY)
    with pytest.raises(RefusedError, match=r"gpt-4o-mini was shut on 2027-01-14|no model gpt-4o-mini"):
        tuning.plan(accept_end_dates=accepted)


def test_after_the_day_of_closing_the_api_decides_where_it_is_known(tuning: Tuning) -> None:
    tuning.emulator.clock.advance(45 * DAY)
    with pytest.raises(RefusedError, match="If the day was put off, set accept_end_dates to true"):
        tuning.plan()
    tuning.plan(accept_end_dates=True)
    assert said(tuning) == ["Fine-tuning has been closed since 2027-01-06"]
    with pytest.raises(RefusedError, match=r"OpenAI refused the fine-tuning job"):
        tuning.apply(accept_end_dates=True)


def test_it_changes_nothing_of_a_job_that_is_there(tuning: Tuning) -> None:
    made = tuning.apply()
    tuning.emulator.clear_calls()
    for accepted in (True, False, None):
        state = tuning.apply(accept_end_dates=accepted)
        assert state == {**made, "accept_end_dates": accepted}
        assert tuning.plan(accept_end_dates=accepted) == state
    assert (tuning.posted(), tuning.replaced) == ([], [])

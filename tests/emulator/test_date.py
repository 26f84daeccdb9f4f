"""The day on which an emulator's clock starts."""

from email.utils import parsedate_to_datetime

import openai
import pytest


def test_the_clock_starts_on_the_day_given_and_goes_on_after_a_restart(start_emulator):
    emulator = start_emulator("--date", "2026-02-01")
    began = emulator.clock.now()
    assert 0 <= began - 1769904000 < 60
    with emulator.client() as client:
        assert client.models.retrieve("dall-e-3").id == "dall-e-3"
    emulator.clock.advance(365 * 86_400)
    emulator.stop()
    emulator.start()
    assert 0 <= emulator.clock.now() - began - 365 * 86_400 < 120
    with emulator.client() as client, pytest.raises(openai.NotFoundError):
        client.models.retrieve("dall-e-3")
    emulator.reset()
    assert abs(emulator.clock.now() - began) < 120


def test_a_day_must_be_one(start_emulator):
    with pytest.raises(RuntimeError, match="expected a day"):
        start_emulator("--date", "tomorrow")


def test_answers_tell_the_time_of_the_emulator_s_clock_once(shared_emulator):
    shared_emulator.clock.advance(10 * 86_400)
    answers = [
        shared_emulator.call("GET", "/files"),
        shared_emulator.call("GET", "/nothing"),
        shared_emulator.http.head(shared_emulator.base_url),
    ]
    for answer in answers:
        (date,) = answer.headers.get_list("date")
        assert abs(parsedate_to_datetime(date).timestamp() - shared_emulator.clock.now()) < 60

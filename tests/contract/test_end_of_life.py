"""How long models last: what names them, in which order they come, and what to use afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fjcorp_openai import end_of_life
from fjcorp_openai.api import Api, Settings
from fjcorp_openai.end_of_life import EndOfLifeError, named_models, successor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.emulator import Emulator


@pytest.fixture
def api(shared_emulator: Emulator) -> Iterator[Api]:
    client = Api(Settings.resolve({}, shared_emulator.environment()), first_pause=0.01)
    yield client
    client.close()


def test_models_are_found_at_any_depth_and_nothing_else_is() -> None:
    item = {
        "model": "gpt-4o",
        "models": ["gpt-9"],
        "expect": {"judge": {"model": "gpt-5.6-terra", "criterion": "model"}},
        "tools": [{"image_generation": {"model": "gpt-image-2"}}, {"model": None}, {"model": " "}],
        "model_details": {"id": "gpt-8"},
        "fine_tuned_model_id": "ft:gpt-4o-mini:acme::1",
        "model_id": "gpt-6-luna",
    }
    assert sorted(named_models(item)) == [
        "ft:gpt-4o-mini:acme::1",
        "gpt-4o",
        "gpt-5.6-terra",
        "gpt-6-luna",
        "gpt-image-2",
    ]


@pytest.mark.parametrize(
    ("model", "named"),
    [
        ("gpt-4o-mini", "gpt-6-luna"),
        ("gpt-4o-2024-08-06", "gpt-6-luna"),
        ("gpt-4o-mini-tts", "gpt-realtime-2.1-mini, by the Realtime API alone"),
        ("gpt-5-mini-2025-08-07", "gpt-5.6-luna or gpt-6-luna"),
        ("gpt-5.6-terra", None),
        ("gpt-4-turbo-preview", None),
    ],
)
def test_a_successor_counts_for_snapshots_and_for_no_other_model(model: str, named: str | None) -> None:
    assert successor(model) == named


def test_what_ends_first_comes_first_and_what_is_unknown_before_it(api: Api) -> None:
    places = [
        ("gpt-5.6-terra", "a"),
        ("gpt-4o-mini", "b"),
        ("gpt-image-1.5", "c"),
        ("gpt-nonsense", "d"),
        ("gpt-4o-mini", "a"),
        ("gpt-4o-mini", "b"),
        ("support", "e"),
        ("ft:gpt-4o-mini:acme::1", "f"),
    ]
    rows = end_of_life.report(places, api, keys=["support"])
    assert [row["model"] for row in rows] == [
        "ft:gpt-4o-mini:acme::1",
        "gpt-nonsense",
        "gpt-image-1.5",
        "gpt-4o-mini",
        "gpt-5.6-terra",
    ]
    mini = rows[3]
    assert (mini["shutdown_date"], mini["successor"], mini["where"]) == (
        "2027-01-14",
        "gpt-6-luna",
        ["a", "b"],
    )
    assert 0 < mini["days_left"] < 90
    assert rows[0]["successor"] == "gpt-6-luna", "a tuned model ends with its base"
    assert [row["known"] for row in rows] == [False, False, True, True, True]


def test_models_that_cannot_be_listed_are_an_error(api: Api, shared_emulator: Emulator) -> None:
    shared_emulator.fault("listModels", status=403, times=0)
    with pytest.raises(EndOfLifeError, match="the models could not be listed"):
        end_of_life.report([("gpt-4o", "a")], api)

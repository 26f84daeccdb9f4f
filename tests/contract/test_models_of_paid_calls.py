"""What the plan of a paid call says of its model: unknown, ended, ending, or not to be found out."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.protocol.values import UNKNOWN
from support.emulator import HELLO
from support.tuning import tuned_model
from support.wire import InProcess, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.emulator import Emulator

CHAT = "openai_chat_completion"
DAY = 86400


@pytest.fixture
def run(shared_emulator: Emulator) -> Iterator[InProcess]:
    with closing(InProcess(shared_emulator.environment())) as started:
        yield started


def asked(model: str | None, text: str = "Hello") -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": text}]}


def shown(run: InProcess) -> list[str]:
    """Return the warnings that are not about the price."""
    return [each for each in run.warnings if not each.startswith("Paid call")]


def asked_about_models(emulator: Emulator) -> list[str]:
    """The calls but those that count tokens."""
    return [each["operation"] for each in emulator.calls() if each["operation"] != "Getinputtokencounts"]


def test_a_model_without_an_end_is_not_spoken_of(run: InProcess, shared_emulator: Emulator) -> None:
    run.plan(CHAT, HELLO)
    assert shown(run) == []
    assert len(shared_emulator.calls("listModels")) == 1


def test_many_plans_list_the_models_once(run: InProcess, shared_emulator: Emulator) -> None:
    for number in range(5):
        run.plan(CHAT, asked("gpt-5.6-terra", f"Question {number}"))
    assert asked_about_models(shared_emulator) == ["listModels"]


def test_no_model_is_looked_up_where_nothing_is_paid(run: InProcess, shared_emulator: Emulator) -> None:
    made = run.apply(CHAT, HELLO)
    shared_emulator.clear_calls()
    with closing(InProcess(shared_emulator.environment())) as later:
        later.plan(CHAT, {**HELLO, "stream": True}, made)
        later.plan(CHAT, None, made)
        assert shared_emulator.calls() == []


def test_an_unknown_model_is_an_error_with_near_names(run: InProcess) -> None:
    with pytest.raises(
        RefusedError, match=r"no model gpt-5\.6-tera for this key\nDid you mean gpt-5\.6-terra"
    ):
        run.plan(CHAT, asked("gpt-5.6-tera"))


def test_a_model_that_was_shut_is_an_error_in_the_words_of_the_api(run: InProcess) -> None:
    with pytest.raises(RefusedError, match=r"no model gpt-3\.5-turbo for this key(?s:.*)deprecated"):
        run.plan(CHAT, asked("gpt-3.5-turbo"))


def test_a_listed_model_whose_day_is_over_is_an_error(run: InProcess, shared_emulator: Emulator) -> None:
    """The API may go on to list it: the emulator's clock runs on after the list was read."""
    run.plan(CHAT, asked("gpt-4o-mini"))
    shared_emulator.clock.advance(60 * DAY)
    run.api.list("/files")
    with pytest.raises(
        RefusedError, match=r"The model gpt-4o-mini was shut on 2027-01-14\nName its successor"
    ):
        run.plan(CHAT, asked("gpt-4o-mini", "Another"))
    assert len(shared_emulator.calls("listModels")) == 1


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (39, []),
        (40, ["The model gpt-5.4-nano is shut on 2027-04-01, in 89 days"]),
        (128, ["The model gpt-5.4-nano is shut on 2027-04-01, in 1 day"]),
    ],
)
def test_a_model_is_warned_of_when_it_ends_in_less_than_90_days(
    run: InProcess, shared_emulator: Emulator, days: int, told: list[str]
) -> None:
    shared_emulator.clock.advance(days * DAY)
    run.plan(CHAT, asked("gpt-5.4-nano"))
    assert [each.splitlines()[0] for each in shown(run)] == told


def test_a_replacement_is_warned_of_too(run: InProcess, shared_emulator: Emulator) -> None:
    made = run.apply(CHAT, asked("gpt-4o-mini"))
    with closing(InProcess(shared_emulator.environment())) as later:
        later.plan(CHAT, asked("gpt-4o-mini", "Another"), made)
        (warning,) = shown(later)
    assert warning.startswith("The model gpt-4o-mini is shut on 2027-01-14, in 52 days\n")


def test_a_model_that_is_known_after_apply_is_left_to_the_api(
    run: InProcess, shared_emulator: Emulator
) -> None:
    run.plan(CHAT, {**HELLO, "model": UNKNOWN})
    assert shared_emulator.calls() == []


def test_a_key_that_may_not_list_models_gets_one_warning_and_goes_on(
    run: InProcess, shared_emulator: Emulator
) -> None:
    shared_emulator.fault("listModels", status=403, times=100)
    for model in ("gpt-5.6-terra", "gpt-0"):
        run.plan(CHAT, asked(model))
    (warning,) = shown(run)
    assert warning.startswith("Models were not checked\n")
    assert "403" in warning
    assert len(shared_emulator.calls("listModels")) == 1, "it was refused, and is not asked again"
    assert run.apply(CHAT, HELLO) is not None


def test_a_model_that_the_list_leaves_out_is_looked_up_by_itself(
    run: InProcess, shared_emulator: Emulator
) -> None:
    shared_emulator.fault("listModels", omit="gpt-5.6-terra", times=0)
    run.plan(CHAT, HELLO)
    assert shown(run) == []
    assert asked_about_models(shared_emulator) == ["listModels", "retrieveModel"]


# One play: its processes share the list.


@pytest.fixture
def play(shared_emulator: Emulator, tmp_path: Path) -> dict[str, str]:
    """Return the environment of the processes of one play."""
    return {**shared_emulator.environment(), "FJCORP_OPENAI_PLAY_DIR": str(tmp_path)}


def plan_in(environment: dict[str, str], config: dict[str, Any]) -> None:
    with closing(InProcess(environment)) as run:
        run.plan(CHAT, config)


def test_the_processes_of_a_play_list_the_models_once(
    play: dict[str, str], shared_emulator: Emulator
) -> None:
    for model in ("gpt-5.6-terra", "gpt-5.6-luna", "gpt-5.6-terra"):
        plan_in(play, asked(model))
    assert asked_about_models(shared_emulator) == ["listModels"]


def test_what_is_shared_says_which_models_end(play: dict[str, str]) -> None:
    plan_in(play, HELLO)
    with closing(InProcess(play)) as run:
        run.plan(CHAT, asked("gpt-4o-mini"))
        (warning,) = shown(run)
    assert warning.startswith("The model gpt-4o-mini is shut on 2027-01-14, in 52 days\n")


@pytest.mark.parametrize("other", ["OPENAI_PROJECT_ID", "OPENAI_API_KEY", "FJCORP_OPENAI_PLAY_DIR"])
def test_another_project_key_or_play_asks_itself(
    play: dict[str, str], shared_emulator: Emulator, tmp_path: Path, other: str
) -> None:
    project = shared_emulator.dump()["project"][0]["id"]
    key = shared_emulator.control("POST", "/project_keys", {"project_id": project, "name": "other"})
    values = {
        "OPENAI_PROJECT_ID": project,
        "OPENAI_API_KEY": key["value"],
        "FJCORP_OPENAI_PLAY_DIR": str(tmp_path / "other"),
    }
    plan_in(play, HELLO)
    plan_in({**play, other: values[other]}, HELLO)
    assert len(shared_emulator.calls("listModels")) == 2


@pytest.mark.parametrize("content", ["", "{", "[]", '{"data": 5}', '{"data": [{"id": 1}]}', '{"data": []}'])
def test_a_damaged_file_of_a_play_is_made_anew(
    play: dict[str, str], shared_emulator: Emulator, tmp_path: Path, content: str
) -> None:
    plan_in(play, HELLO)
    (file,) = tmp_path.glob("*.json")
    assert "sk-" not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text(content)
    for _run in range(2):
        plan_in(play, HELLO)
    assert len(shared_emulator.calls("listModels")) == 2


def test_a_model_that_was_made_since_is_known_and_one_that_was_deleted_is_not(
    play: dict[str, str], shared_emulator: Emulator
) -> None:
    plan_in(play, HELLO)
    _file, name = tuned_model(shared_emulator)
    plan_in(play, asked(name))
    with closing(InProcess(play)) as run:
        run.api.delete(f"/models/{name}")
    with pytest.raises(RefusedError, match=f"There is no model {name} for this key"):
        plan_in(play, asked(name))


def test_a_data_source_shows_the_models_of_now(play: dict[str, str], shared_emulator: Emulator) -> None:
    plan_in(play, HELLO)
    _file, name = tuned_model(shared_emulator)
    with closing(InProcess(play)) as run:
        found = run.look_up("openai_models", {})["models"]
    assert name in {each["id"] for each in found}
    assert {each["days_left"] for each in found if each["id"] == name} == {52}


def test_a_refusal_to_list_is_not_shared(play: dict[str, str], shared_emulator: Emulator) -> None:
    shared_emulator.fault("listModels", status=403)
    plan_in(play, HELLO)
    with pytest.raises(RefusedError, match="There is no model gpt-0 for this key"):
        plan_in(play, asked("gpt-0"))

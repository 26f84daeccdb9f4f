"""`openai_moderation` through the provider's wire calls: what is asked when, and the gate."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.emulator import Emulator

NAME = "openai_moderation"
HARMLESS = "The brakes squeak, and the bell is too quiet."
VIOLENT = "I will kill you, said the goblin."
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def run(shared_emulator: Emulator) -> Iterator[InProcess]:
    """One run of the provider."""
    with closing(InProcess(shared_emulator.environment())) as started:
        yield started


@pytest.fixture
def asked(shared_emulator: Emulator) -> Callable[[], int]:
    """Count the calls of moderation."""
    return lambda: sum(call["operation"] == "createModeration" for call in shared_emulator.calls())


def applied(run: InProcess, config: dict[str, Any], saved: Saved | None = None) -> Saved:
    made = run.apply(NAME, config, saved)
    assert made is not None
    return made


def is_settled(run: InProcess, config: dict[str, Any], saved: Saved) -> bool:
    planned, _private = run.plan(NAME, config, saved)
    return planned == saved.state and not run.replaced


def test_texts_are_judged_in_one_call_and_not_again(run: InProcess, asked: Callable[[], int]) -> None:
    config = {"inputs": {"b": {"text": VIOLENT}, "a": {"text": HARMLESS}}}
    saved = applied(run, config)
    assert asked() == 1
    state = saved.state
    assert state["id"].startswith("modr-")
    assert state["response_model"] == "omni-moderation-latest"
    assert state["flagged"] is True
    assert {key: each["flagged"] for key, each in state["results"].items()} == {"a": False, "b": True}
    assert {(each["key"], each["category"]) for each in state["violations"]} >= {("b", "violence")}
    assert {each["key"] for each in state["violations"]} == {"b"}
    scores = state["results"]["b"]["category_scores"]
    assert len(scores) == 13
    assert scores["violence"] > 0.5 > scores["sexual"]
    assert state["results"]["a"]["category_applied_input_types"]["hate"] == ["text"]
    again = run.read(NAME, saved)
    assert again == saved
    assert is_settled(run, config, saved)
    assert asked() == 1


def test_a_list_is_named_by_position(run: InProcess) -> None:
    state = applied(run, {"texts": [VIOLENT, HARMLESS]}).state
    assert {key: each["flagged"] for key, each in state["results"].items()} == {"0": True, "1": False}


def test_a_changed_byte_asks_once_more(run: InProcess, asked: Callable[[], int], tmp_path: Path) -> None:
    image = tmp_path / "bell.png"
    image.write_bytes(PIXEL)
    config = {"input": HARMLESS, "image_paths": [str(image)], "image_urls": ["https://example.com/a.jpg"]}
    saved = applied(run, config)
    assert asked() == 1
    types = saved.state["results"]["input"]["category_applied_input_types"]
    assert (types["violence"], types["hate"]) == (["text", "image"], ["text"])
    assert is_settled(run, config, saved)
    image.write_bytes(PIXEL + b"\0")
    assert not is_settled(run, config, saved)
    assert any(step.element_key_string or step.attribute_name for path in run.replaced for step in path.steps)
    applied(run, config)
    assert asked() == 2


def test_objects_with_images_are_judged_by_themselves(run: InProcess, asked: Callable[[], int]) -> None:
    url = "https://example.com/a.jpg"
    inputs = {
        "a": {"text": HARMLESS},
        "b": {"text": VIOLENT, "image_urls": [url]},
        "c": {"image_urls": [url]},
        "d": {"text": VIOLENT},
    }
    state = applied(run, {"inputs": inputs}).state
    assert asked() == 3
    flagged = {key: each["flagged"] for key, each in state["results"].items()}
    assert flagged == {"a": False, "b": True, "c": False, "d": True}


def test_thresholds_judge_without_a_call(run: InProcess, asked: Callable[[], int]) -> None:
    config = {"input": HARMLESS}
    saved = applied(run, config)
    assert saved.state["flagged"] is False
    strict = {**config, "thresholds": {"hate": 0.0}}
    saved = applied(run, strict, saved)
    assert saved.state["flagged"] is True
    (violation,) = saved.state["violations"]
    assert (violation["key"], violation["category"], violation["threshold"]) == ("input", "hate", 0)
    assert is_settled(run, strict, saved)
    assert asked() == 1


def test_a_threshold_above_the_score_lets_pass_what_the_api_flags(run: InProcess) -> None:
    state = applied(run, {"input": VIOLENT}).state
    violated = {each["category"] for each in state["violations"]}
    assert violated
    generous = {"input": VIOLENT, "thresholds": dict.fromkeys(violated, 1)}
    state = applied(run, generous).state
    assert (state["flagged"], state["violations"]) == (False, [])
    assert state["results"]["input"]["flagged"] is True


def test_the_gate_names_key_category_and_score_and_keeps_nothing(run: InProcess) -> None:
    config = {"inputs": {"scene": {"text": VIOLENT}}, "fail_on_flagged": True, "thresholds": {"hate": 0.9}}
    with pytest.raises(RefusedError, match=r"scene: violence 0\.\d+") as refused:
        run.apply(NAME, config)
    assert "goblin" not in str(refused.value)
    assert "hate" not in str(refused.value)
    assert refused.value.state is None


def test_closing_the_gate_on_a_known_violation_fails_the_plan(run: InProcess) -> None:
    saved = applied(run, {"input": VIOLENT})
    with pytest.raises(RefusedError, match="input: violence"):
        run.plan(NAME, {"input": VIOLENT, "fail_on_flagged": True}, saved)
    assert run.apply(NAME, None, saved) is None


def test_rechecking_warns_of_another_verdict(run: InProcess, asked: Callable[[], int]) -> None:
    config = {"input": HARMLESS, "recheck": "always"}
    saved = applied(run, config)
    assert run.read(NAME, saved) == saved
    assert asked() == 2
    harsh = Saved({**saved.state, "flagged": True, "violations": [_violation("hate")]}, saved.private)
    again = run.read(NAME, harsh)
    assert again is not None
    assert again.state["violations"] == []
    (warning,) = run.warnings
    assert "Violated now, and not before: none. Violated before, and not now: input: hate." in warning


def test_rechecking_reports_scores_that_moved(run: InProcess, asked: Callable[[], int]) -> None:
    config = {"inputs": {"a": {"text": HARMLESS}, "b": {"text": HARMLESS}}, "recheck": "always"}
    saved = applied(run, {**config, "max_drift": 0.2})
    scores = {key: dict(each["category_scores"]) for key, each in saved.state["results"].items()}
    scores["a"]["hate"] += 0.3
    scores["a"]["violence"] += 0.1
    scores["b"]["sexual"] += 0.4
    results = {key: {**each, "category_scores": scores[key]} for key, each in saved.state["results"].items()}
    former = Saved({**saved.state, "results": results}, saved.private)
    assert run.read(NAME, former) == former, "the scores that were kept first stay to compare with"
    (warning,) = run.warnings
    assert "scores moved" in warning
    first, second = warning.splitlines()[1].split(". ")[0].split("; ")
    assert first.startswith("b: sexual from 0.4")
    assert second.startswith("a: hate from 0.3")
    assert HARMLESS not in warning

    run.warnings.clear()
    silent = Saved({**former.state, "max_drift": None}, saved.private)
    assert run.read(NAME, silent) == silent
    assert run.warnings == []
    before = asked()
    applied(run, {**config, "max_drift": 0.5}, saved)
    assert asked() == before, "another limit asks nobody"


def _violation(category: str) -> dict[str, Any]:
    return {"key": "input", "category": category, "score": 0.9, "threshold": None}


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"status": 429}, {"drop": "before"}, {"drop": "after"}], ids=str
)
def test_a_free_call_is_repeated(run: InProcess, shared_emulator: Emulator, fault: dict[str, Any]) -> None:
    shared_emulator.fault("createModeration", **fault)
    assert applied(run, {"input": HARMLESS}).state["flagged"] is False


def test_nothing_is_paid_and_nothing_is_imported(run: InProcess, shared_emulator: Emulator) -> None:
    saved = applied(run, {"input": HARMLESS})
    assert run.warnings == []
    before = len(shared_emulator.calls())
    assert run.apply(NAME, None, saved) is None
    assert len(shared_emulator.calls()) == before
    with pytest.raises(RefusedError, match=NAME):
        run.import_(NAME, "modr-1")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({}, "Set at least one of input, image_urls, image_paths, texts, inputs"),
        ({"input": "a", "texts": ["b"]}, "Set only one of input, texts, inputs"),
        ({"input": "a", "thresholds": {"rudeness": 0.5}}, '"rudeness" is none of'),
        ({"input": "a", "thresholds": {"hate": 2}}, "2 is not from 0 to 1"),
        ({"image_paths": ["/nowhere/a.png"]}, 'Cannot read the file "/nowhere/a.png"'),
        ({"inputs": {"a": {}}}, "Set at least one of text, image_urls, image_paths"),
    ],
    ids=str,
)
def test_bad_input_is_refused_in_the_plan(
    run: InProcess, asked: Callable[[], int], config: dict[str, Any], message: str
) -> None:
    with pytest.raises(RefusedError, match=re.escape(message)):
        run.plan(NAME, config)
    assert asked() == 0

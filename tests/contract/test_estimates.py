"""Estimates of paid calls against what the emulator then counts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fjcorp_openai.money.prices import package_date
from support.emulator import Emulator
from support.wire import UNKNOWN, InProcess, RefusedError

CHAT = "openai_chat_completion"
MODEL = "gpt-6-luna"
PICTURE = "https://example.com/a.png"
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["city", "days"],
    "additionalProperties": False,
}
WEATHER = {"name": "weather", "description": "Weather of a city.", "parameters": json.dumps(SCHEMA)}
TEXTS = {
    "short": "Hi",
    "english": "Please explain in three sentences how a steam engine turns heat into motion. " * 12,
    "japanese": "蒸気機関が熱を運動に変える仕組みを三文で説明してください。" * 9,
    "arabic": "اشرح في ثلاث جمل كيف يحول المحرك البخاري الحرارة إلى حركة." * 7,
    "emoji": "👩🏽‍🚀🇯🇵✨" * 40,
    "code": "for (int i = 0; i < n; ++i) { a[i] ^= b[i] << 3; }\n" * 20,
    "digits": "3.14159265358979 " * 30,
    "marks": "_" * 200 + "!?" * 50,
}


def message(role: str = "user", **said: Any) -> dict[str, Any]:
    return {"role": role, **said}


INPUTS: dict[str, dict[str, Any]] = {
    **{name: {"messages": [message(content=text)]} for name, text in TEXTS.items()},
    "dialogue": {
        "messages": [
            message("developer", content="Be brief."),
            message(content="What is 2 + 2?"),
            message("assistant", content="4"),
            message(content="And 3 + 3?"),
        ]
    },
    "picture": {
        "messages": [
            message(
                parts=[
                    {"type": "text", "text": "What is this?"},
                    {"type": "image_url", "image_url": PICTURE, "detail": "low"},
                ]
            )
        ]
    },
    "tool": {
        "messages": [message(content=TEXTS["english"])],
        "tools": [{"type": "function", "function": WEATHER}],
    },
    "called tool": {
        "messages": [
            message(content="How is the weather in Turin?"),
            message(
                "assistant",
                tool_calls=[
                    {
                        "id": "call_1",
                        "type": "function",
                        "function": {"name": "weather", "arguments": '{"city": "Turin"}'},
                    }
                ],
            ),
            message("tool", tool_call_id="call_1", content="Sun, 21 degrees."),
        ],
        "tools": [{"type": "function", "function": WEATHER}],
    },
    "form": {
        "messages": [message(content=TEXTS["english"])],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "trip", "schema": json.dumps(SCHEMA), "strict": True},
        },
    },
    "four answers": {"messages": [message(content="Say something.")], "n": 4},
}


@pytest.fixture
def run(shared_emulator: Emulator) -> Iterator[InProcess]:
    made = InProcess(shared_emulator.environment())
    yield made
    made.close()


def apply(run: InProcess, config: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what was estimated, and the state."""
    saved = run.apply(CHAT, {"model": MODEL, "max_completion_tokens": 300, **config})
    assert saved is not None
    return saved.state["estimate"], saved.state


@pytest.mark.parametrize("name", INPUTS)
def test_what_was_counted_is_within_two_percent(name: str, run: InProcess) -> None:
    estimate, state = apply(run, INPUTS[name])
    counted, used = estimate["usage"]["input_tokens"], state["usage"]["prompt_tokens"]
    assert estimate["counted"] is True
    assert abs(counted - used) <= 0.02 * used


@pytest.mark.parametrize("name", INPUTS)
def test_a_bound_is_never_below_what_was_used(name: str, shared_emulator: Emulator, run: InProcess) -> None:
    shared_emulator.fault("Getinputtokencounts", status=500, times=0)
    estimate, state = apply(run, INPUTS[name])
    assert estimate["counted"] is False
    assert estimate["usage"]["input_tokens"] >= state["usage"]["prompt_tokens"] > 0
    assert estimate["usage"]["output_tokens"] >= state["usage"]["completion_tokens"] > 0
    assert estimate["cost"] >= state["cost"] > 0


def test_plan_and_apply_show_words_and_money(run: InProcess) -> None:
    config = {"model": MODEL, "messages": [message(content="Hi")], "max_completion_tokens": 1000}
    planned, _private = run.plan(CHAT, config)
    assert planned is not None
    assert planned["estimate"]["text"] == (
        f"8 tokens in (counted), at most 1,000 tokens out: at most 0.000501 USD (prices of {package_date()})"
    )
    assert (planned["payments"], planned["estimate"]["prices_date"]) == (1, package_date())
    assert planned["estimate"]["cost"] == 0.000501
    state = apply(run, config)[1]
    used = state["usage"]
    assert state["cost"] == pytest.approx(used["prompt_tokens"] * 1e-7 + used["completion_tokens"] * 5e-7)


def test_counting_asks_once_and_an_empty_plan_asks_nothing(shared_emulator: Emulator, tmp_path: Path) -> None:
    config = {"model": MODEL, "messages": [message(content="Hi")], "max_completion_tokens": 5}
    first = InProcess(shared_emulator.environment(), tmp_path)
    saved = first.apply(CHAT, config)
    second = InProcess(shared_emulator.environment(), tmp_path)
    assert len(shared_emulator.calls("Getinputtokencounts")) == 1
    shared_emulator.clear_calls()
    second.plan(CHAT, config, saved)
    assert shared_emulator.calls() == []
    second.plan(CHAT, {**config, "max_cost": 0.5}, saved)
    assert second.replaced == []
    first.close()
    second.close()


def test_an_answer_without_a_bound_has_no_cost(run: InProcess) -> None:
    planned, _private = run.plan(CHAT, {"model": MODEL, "messages": [message(content="Hi")]})
    assert planned is not None
    assert planned["estimate"]["cost"] is None
    assert planned["estimate"]["unbounded"] == "output_tokens"
    assert planned["estimate"]["reason"] == "nothing bounds tokens out: set max_completion_tokens"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"max_cost": 0.0001}, ["would cost more", "max_cost allows 0.0001 USD", "at most 0.000151 USD"]),
        ({"max_cost": 5, "max_completion_tokens": None}, ["not known", "set max_completion_tokens"]),
        ({"max_cost": 5, "model": "gpt-6.2-sol"}, ["not known", "no price of gpt-6.2-sol", "openai_prices"]),
    ],
)
def test_a_limit_refuses_before_the_first_paid_call(
    change: dict[str, Any], told: list[str], run: InProcess, shared_emulator: Emulator
) -> None:
    config = {"model": MODEL, "messages": [message(content="Hi")], "max_completion_tokens": 300, **change}
    with pytest.raises(RefusedError) as refused:
        run.plan(CHAT, config)
    assert [text for text in told if text not in str(refused.value)] == []
    assert shared_emulator.calls("createChatCompletion") == []


def test_a_limit_that_holds_is_no_obstacle(run: InProcess) -> None:
    config = {"messages": [message(content="Hi")], "max_cost": 0.000151}
    assert apply(run, config)[0]["cost"] == 0.000151


@pytest.mark.parametrize("name", [CHAT, "openai_model_response"])
def test_what_is_not_tuned_yet_is_reckoned_by_its_base(name: str, run: InProcess) -> None:
    asked = {"messages": [message(content="Hi")], "max_completion_tokens": 300}
    if name != CHAT:
        asked = {"input": "Hi", "max_output_tokens": 300}
    config = {"base_model": "gpt-4o-mini", **asked}
    before, _private = run.plan(name, {"model": UNKNOWN, **config})
    after, _private = run.plan(name, {"model": "gpt-4o-mini", **config})
    assert before is not None
    assert after is not None
    estimate = before["estimate"]
    assert estimate == after["estimate"]
    # What is tuned on gpt-4o-mini costs 0.30 and 1.20 dollars for a million tokens.
    assert estimate["model"] == "ft:gpt-4o-mini"
    assert estimate["cost"] == pytest.approx((estimate["usage"]["input_tokens"] * 0.3 + 300 * 1.2) / 1e6)
    with pytest.raises(RefusedError, match="would cost more than it may"):
        run.plan(name, {"model": UNKNOWN, **config, "max_cost": 1e-6})
    kept, _private = run.plan(name, {"model": UNKNOWN, **asked})
    assert kept is not None
    assert kept["estimate"] is UNKNOWN


def test_the_users_price_is_used(shared_emulator: Emulator) -> None:
    prices = json.dumps({"gpt-6.2-sol": {"input": 1000, "output": 10000}})
    run = InProcess(
        {**shared_emulator.environment(), "OPENAI_PRICES": prices, "OPENAI_PRICES_DATE": "2020-02-29"}
    )
    estimate, state = apply(run, {"model": "gpt-6.2-sol", "messages": [message(content="Hi")]})
    assert (estimate["cost"], estimate["prices"]) == (3.008, "openai_prices")
    assert estimate["text"].endswith("at most 3.008 USD (your prices of 2020-02-29)")
    apply(run, {"model": "gpt-6.2-sol", "messages": [message(content="Ho")]})
    (told,) = (each for each in run.warnings if "days old" in each)
    assert "by openai_prices, of 2020-02-29. Look them up, and state their date" in told
    used = state["usage"]
    assert state["cost"] == pytest.approx((used["prompt_tokens"] + 10 * used["completion_tokens"]) / 1000)
    run.close()


def limited(emulator: Emulator, most: str) -> InProcess:
    return InProcess({**emulator.environment(), "OPENAI_MAX_COST": most})


def short(text: str, **more: Any) -> dict[str, Any]:
    return {"model": MODEL, "messages": [message(content=text)], "max_completion_tokens": 300, **more}


def test_a_limit_of_the_provider_holds_for_all_items_of_a_plan(shared_emulator: Emulator) -> None:
    """Each costs 0.000151 dollars at most."""
    run = limited(shared_emulator, "0.000302")
    run.plan(CHAT, short("Hi"))
    with pytest.raises(RefusedError, match="would cost more than it may"):
        run.plan(CHAT, short("Hi", max_cost=0.0001))
    run.plan(CHAT, short("Ho"))
    with pytest.raises(RefusedError) as refused:
        run.plan(CHAT, short("He"))
    wanted = ["would cost more than is left", "allows 0.000302 USD", "would cost 0.000453 USD", "not called"]
    assert [text for text in wanted if text not in str(refused.value)] == []
    assert shared_emulator.calls("createChatCompletion") == []
    run.close()


def test_an_unknown_cost_is_refused_where_the_provider_has_a_limit(shared_emulator: Emulator) -> None:
    run = limited(shared_emulator, "100")
    with pytest.raises(RefusedError, match="max_cost of the provider allows 100 USD, but nothing bounds"):
        run.plan(CHAT, {"model": MODEL, "messages": [message(content="Hi")]})
    run.close()


def test_a_replacement_takes_its_part_once_and_what_stays_takes_none(shared_emulator: Emulator) -> None:
    first = InProcess(shared_emulator.environment())
    saved = first.apply(CHAT, short("Hi"))
    first.close()
    run = limited(shared_emulator, "0.000151")
    run.plan(CHAT, short("Hi"), saved)
    planned, _private = run.plan(CHAT, short("Ho"), saved)
    assert run.replaced != []
    assert planned is not None
    assert planned["payments"] == 1
    run.plan(CHAT, short("Ho"))  # as Terraform plans a replacement once more
    with pytest.raises(RefusedError, match="more than is left"):
        run.plan(CHAT, short("He"))
    run.close()


def test_what_is_known_only_after_apply_is_checked_before_its_call(shared_emulator: Emulator) -> None:
    run, other = limited(shared_emulator, "0.0001"), InProcess(shared_emulator.environment())
    config = short("Hi")
    planned, private = run.plan(CHAT, {**config, "messages": UNKNOWN})
    known, _private = other.plan(CHAT, config)
    assert planned is not None
    assert known is not None
    assert planned["estimate"] is UNKNOWN
    with pytest.raises(RefusedError, match="more than is left"):
        run.apply_planned(CHAT, config, {**planned, "messages": known["messages"]}, private)
    assert shared_emulator.calls("createChatCompletion") == []
    run.close()
    other.close()

"""Completions as they were before chat, by the official client, on a day on which their models lived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from support.checks import every

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.emulator import Emulator

MODEL = "gpt-3.5-turbo-instruct"


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An official client of an emulator in June 2026."""
    from support.emulator import Emulator

    emulator = Emulator(tmp_path_factory.mktemp("earlier") / "emulator", "--date", "2026-06-01")
    with emulator.client() as client:
        yield client
    emulator.stop()


def test_a_prompt_is_completed(earlier: Any) -> None:
    made = earlier.completions.create(model=MODEL, prompt="Say hello", max_tokens=64)
    assert (made.object, made.model, made.choices[0].finish_reason) == ("text_completion", MODEL, "stop")
    assert made.choices[0].text.strip() == "hello"
    assert made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens


def test_prompts_choices_echo_and_suffix(earlier: Any) -> None:
    made = earlier.completions.create(
        model=MODEL, prompt=["Say one", "Say two"], n=2, echo=True, suffix="!", max_tokens=64
    )
    assert [choice.index for choice in made.choices] == [0, 1, 2, 3]
    assert every(
        choice.text.startswith("Say one") and choice.text.endswith("!") for choice in made.choices[:2]
    )


def test_the_end_of_an_answer(earlier: Any) -> None:
    long = earlier.completions.create(model=MODEL, prompt="Tell me about bicycles")
    assert (long.usage.completion_tokens, long.choices[0].finish_reason) == (16, "length")
    short = earlier.completions.create(model=MODEL, prompt="Say one two three", stop=["two"], max_tokens=64)
    assert (short.choices[0].text.strip(), short.choices[0].finish_reason) == ("one", "stop")


def test_probabilities_stand_beside_their_tokens(earlier: Any) -> None:
    choice = earlier.completions.create(model=MODEL, prompt="Say hello", logprobs=2).choices[0]
    logged = choice.logprobs
    assert "".join(logged.tokens) == choice.text
    assert [
        choice.text[place:][: len(token)]
        for place, token in zip(logged.text_offset, logged.tokens, strict=True)
    ] == logged.tokens
    assert {len(each) for each in logged.top_logprobs} == {2}
    assert max(logged.token_logprobs) < 0


def test_a_stream_is_the_same_text(earlier: Any) -> None:
    options = {"model": MODEL, "prompt": "Tell me about bicycles", "max_tokens": 64}
    whole = earlier.completions.create(**options).choices[0]
    chunks = list(earlier.completions.create(**options, stream=True, stream_options={"include_usage": True}))
    assert "".join(chunk.choices[0].text for chunk in chunks[:-1]) == whole.text
    assert chunks[-2].choices[0].finish_reason == whole.finish_reason
    assert (chunks[-1].choices, chunks[-1].usage.completion_tokens > 0) == ([], True)


@pytest.mark.parametrize(
    ("options", "param"),
    [
        ({"best_of": 1, "n": 2}, "best_of"),
        ({"best_of": 2, "stream": True}, "best_of"),
        ({"prompt": []}, "prompt"),
        ({"stream_options": {"include_usage": True}}, "stream_options"),
        ({"model": "gpt-4o"}, "model"),
        ({"logprobs": 6}, "logprobs"),
    ],
)
def test_wrong_completions_are_refused(earlier: Any, options: Any, param: str) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        earlier.completions.create(**{"model": MODEL, "prompt": "Hi"} | options)
    assert caught.value.param == param


def test_the_models_have_ended(client: Any, shared_emulator: Emulator) -> None:
    with pytest.raises(openai.NotFoundError, match="has been deprecated"):
        client.completions.create(model=MODEL, prompt="Hi")
    error = shared_emulator.call("POST", "/completions", json={"prompt": "Hi"}).json()["error"]
    assert (error["message"], error["param"], error["code"]) == (
        "you must provide a model parameter",
        None,
        None,
    )

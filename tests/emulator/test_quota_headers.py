"""Headers of generation calls: what is left of the project's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.emulator.http.quotas import duration
from support.emulator import error_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator

MODEL = "gpt-4o"
HELLO = [{"role": "user", "content": "Hi"}]
KINDS = ("limit", "remaining", "reset")


def _chat(client: Any) -> Any:
    return client.chat.completions.with_raw_response.create(model=MODEL, messages=HELLO)


def _stream(client: Any) -> Any:
    return client.chat.completions.with_raw_response.create(model=MODEL, messages=HELLO, stream=True)


def _response(client: Any) -> Any:
    return client.responses.with_raw_response.create(model=MODEL, input="Hi")


def _embedding(client: Any) -> Any:
    return client.embeddings.with_raw_response.create(model="text-embedding-3-small", input="Hi")


def _image(client: Any) -> Any:
    return client.images.with_raw_response.generate(model="gpt-image-2", prompt="a hat", size="1024x640")


def _speech(client: Any) -> Any:
    return client.audio.speech.with_raw_response.create(model="gpt-4o-mini-tts", voice="alloy", input="Hi")


@pytest.mark.parametrize("call", [_chat, _stream, _response, _embedding, _image, _speech])
def test_a_generation_call_tells_its_limits(client: Any, call: Callable[[Any], Any]) -> None:
    headers = call(client).headers
    for what in ("requests", "tokens"):
        told = {kind: headers[f"x-ratelimit-{kind}-{what}"] for kind in KINDS}
        assert int(told["remaining"]) <= int(told["limit"])
        assert told["reset"].endswith("s")
    assert headers["openai-organization"] == "org-emulator"
    assert headers["openai-version"] == "2020-10-01"
    assert int(headers["openai-processing-ms"]) >= 0
    assert headers["x-request-id"].startswith("req_")


def test_administration_tells_no_limits(client: Any) -> None:
    headers = client.admin.organization.projects.with_raw_response.list().headers
    assert [name for name in headers if name.startswith("x-ratelimit")] == []


def test_what_is_left_falls_and_comes_back(client: Any, shared_emulator: Emulator) -> None:
    project = next(iter(client.admin.organization.projects.list())).id
    limits = {"max_requests_per_1_minute": 60, "max_tokens_per_1_minute": 60}
    for name in (MODEL, "gpt-4o-mini"):
        client.admin.organization.projects.rate_limits.update_rate_limit(
            f"rl-{name}", project_id=project, **limits
        )

    def left() -> tuple[int, int]:
        headers = _chat(client).headers
        assert headers["x-ratelimit-limit-requests"] == "60"
        return int(headers["x-ratelimit-remaining-requests"]), int(headers["x-ratelimit-remaining-tokens"])

    first = left()
    assert (first[0], first[1] < 60) == (59, True)
    assert left()[1] < first[1]
    shared_emulator.clock.advance(120)
    assert left()[0] == 59
    other = client.chat.completions.with_raw_response.create(model="gpt-4o-mini", messages=HELLO).headers
    assert other["x-ratelimit-remaining-requests"] == "59"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.012, "12ms"), (0, "0ms"), (1, "1s"), (7.66, "7.66s"), (360, "6m0s"), (3_605, "1h0m5s")],
)
def test_times_are_written_as_the_service_does(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def _embed(emulator: Emulator, text: str, **options: Any) -> Any:
    body = {"model": "text-embedding-3-small", "input": text}
    return emulator.call("POST", "/embeddings", json=body, **options)


def test_a_budget_of_tokens_refuses_until_there_is_room(client: Any, shared_emulator: Emulator) -> None:
    shared_emulator.control("POST", "/throttle", {"tokens_per_minute": 60})
    text = "one two three four five six seven eight nine ten " * 2
    first = _embed(shared_emulator, text)
    spent = first.json()["usage"]["prompt_tokens"]
    assert 20 <= spent <= 50
    assert first.headers["x-ratelimit-limit-tokens"] == "60"
    assert 60 - spent <= int(first.headers["x-ratelimit-remaining-tokens"]) < 60
    answers = [first]
    while answers[-1].status_code == 200:
        assert len(answers) < 60
        answers.append(_embed(shared_emulator, text))
    refused = answers[-1]
    assert refused.status_code == 429
    assert error_of(refused)["type"] == "tokens"
    assert error_of(refused)["code"] == "rate_limit_exceeded"
    assert int(refused.headers["x-ratelimit-remaining-tokens"]) < spent
    assert refused.headers["x-ratelimit-reset-tokens"].endswith("s")
    assert "retry-after" not in refused.headers
    other = {"model": "text-embedding-3-large", "input": text}
    assert shared_emulator.call("POST", "/embeddings", json=other).status_code == 200
    assert client.files.list().data == []
    shared_emulator.clock.advance(60)
    assert _embed(shared_emulator, text).status_code == 200


def test_what_is_larger_than_the_budget_never_passes(shared_emulator: Emulator) -> None:
    shared_emulator.control("POST", "/throttle", {"tokens_per_minute": 5})
    refused = _embed(shared_emulator, "one two three four five six")
    assert refused.status_code == 429
    assert "Request too large" in error_of(refused)["message"]
    shared_emulator.throttle(0)
    assert _embed(shared_emulator, "one two three four five six").status_code == 200


def test_the_budget_of_tokens_is_an_option(start_emulator: Callable[..., Emulator]) -> None:
    emulator = start_emulator("--tokens-per-minute", "5")
    throttle = emulator.control("GET", "/throttle")
    assert (throttle["calls"], throttle["tokens_per_minute"]) == (0, 5)
    assert _embed(emulator, "one two three four five six").status_code == 429
    with pytest.raises(RuntimeError, match="expected a number of tokens"):
        start_emulator("--tokens-per-minute", "-1")

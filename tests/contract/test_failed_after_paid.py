"""What was paid for and failed: an answer that says so is a result; one that cannot be read is reported."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from support.batches import Place
from support.sounds import tone
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

MODEL = "gpt-5.6-terra"
FAILS = "Tell me about bicycles. [emulator:failed]"
REASON = "The model failed to generate a response. (server_error)"
ANEW = "To ask anew, which is paid for, change triggers."


@dataclass
class Payer:
    """Runs of the provider beside one state."""

    emulator: Emulator
    folder: Path

    def run(self, action: Callable[[InProcess], Any]) -> Any:
        journal = self.folder / "journal"
        environment, advance = self.emulator.environment(), self.emulator.clock.advance
        with closing(InProcess(environment, journal, advance)) as run:
            made = action(run)
            self.warnings = run.warnings
            return made

    def apply(self, name: str, config: dict[str, Any], saved: Saved | None = None) -> Saved:
        read = saved and self.run(lambda run: run.read(name, saved))
        made: Saved = self.run(lambda run: run.apply(name, config, read))
        return made

    def planned(self, name: str, config: dict[str, Any], saved: Saved) -> tuple[Any, list[Any]]:
        def plan(run: InProcess) -> tuple[Any, list[Any]]:
            planned, _private = run.plan(name, config, run.read(name, saved))
            return planned, run.replaced

        found: tuple[Any, list[Any]] = self.run(plan)
        return found

    def paid(self) -> int:
        return sum(call["paid"] for call in self.emulator.calls())


@pytest.fixture
def payer(shared_emulator: Emulator, tmp_path: Path) -> Payer:
    return Payer(shared_emulator, tmp_path)


def response(_payer: Payer, **more: Any) -> tuple[str, dict[str, Any]]:
    return "openai_model_response", {"model": MODEL, "input": FAILS, **more}


def run_of_an_assistant(payer: Payer, **more: Any) -> tuple[str, dict[str, Any]]:
    thread = payer.emulator.call("POST", "/conversations", json={}).json()["id"]
    messages = [{"role": "user", "content": FAILS}]
    return "openai_run", {"model": MODEL, "thread_id": thread, "additional_messages": messages, **more}


@pytest.mark.parametrize("background", [True, False])
@pytest.mark.parametrize("made", [response, run_of_an_assistant])
def test_a_failure_is_a_result_and_is_asked_for_anew_by_triggers_alone(
    payer: Payer, made: Callable[..., tuple[str, dict[str, Any]]], background: bool
) -> None:
    name, config = made(payer, background=background)
    saved = payer.apply(name, config)
    state = saved.state
    assert (state["status"], state["error_code"]) == ("failed", "server_error")
    assert state["error_message"] == REASON
    assert state["problems"] == [f"It ended as failed: {REASON} {ANEW}"]
    assert any(state["id"] in each and state["problems"][0] in each for each in payer.warnings)
    assert payer.planned(name, config, saved) == (state, []), "nothing is paid again at the next plan"
    assert payer.paid() == 1
    _planned, replaced = payer.planned(name, {**config, "triggers": {"try": "2"}}, saved)
    assert replaced
    assert payer.paid() == 1


@pytest.mark.parametrize("made", [response, run_of_an_assistant])
def test_a_failure_that_a_refresh_finds_is_told_by_the_next_apply(
    payer: Payer, made: Callable[..., tuple[str, dict[str, Any]]]
) -> None:
    payer.emulator.transitions("manual")
    name, config = made(payer, background=True, wait=False)
    saved = payer.apply(name, config)
    assert (saved.state["status"], saved.state["problems"]) == ("queued", [])
    payer.emulator.advance(3)
    saved = payer.apply(name, config, saved)
    assert (saved.state["status"], saved.state["problems"]) == (
        "failed",
        [f"It ended as failed: {REASON} {ANEW}"],
    )
    assert payer.planned(name, config, saved) == (saved.state, [])
    assert payer.paid() == 1


def test_one_that_vanished_before_it_was_seen_is_told_until_it_is_asked_for_anew(payer: Payer) -> None:
    payer.emulator.transitions("manual")
    name, config = response(payer, background=True, wait=False)
    saved = payer.apply(name, config)
    payer.emulator.call("DELETE", f"/responses/{saved.state['id']}")
    payer.emulator.clock.advance(60)
    saved = payer.apply(name, config, saved)
    assert saved.state["problems"] == [
        f"The API keeps no answer of it any more. It was paid for, and not read in time. {ANEW}"
    ]
    assert payer.planned(name, config, saved) == (saved.state, [])
    assert payer.paid() == 1


def test_a_batch_that_the_api_fails_before_a_request_is_an_error_and_costs_nothing(payer: Payer) -> None:
    place = Place(payer.emulator, payer.folder)
    place.limit_tokens(1)
    with pytest.raises(RefusedError, match="ended as failed"):
        place.apply(place.config(1))
    batches = place.batches()
    assert batches
    assert {each["request_counts"]["completed"] for each in batches} == {0}


UNREADABLE: dict[str, Callable[[Path], dict[str, Any]]] = {
    "openai_model_response": lambda _at: {"model": MODEL, "input": "Hello"},
    "openai_embeddings": lambda _at: {"input": "Hello"},
    "openai_image": lambda at: {
        "prompt": "A red bicycle",
        "model": "gpt-image-2.6-flare",
        "output_dir": str(at / "images"),
    },
    "openai_speech": lambda at: {"input": "Hello", "output_file": str(at / "hello.mp3")},
    "openai_transcription": lambda at: {"file": str(at / "tone.wav")},
    "openai_translation": lambda at: {"file": str(at / "tone.wav")},
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_answer_that_cannot_be_read_is_told_as_paid_for(payer: Payer, name: str) -> None:
    (payer.folder / "tone.wav").write_bytes(tone(1))
    config = UNREADABLE[name](payer.folder)

    def unreadable(run: InProcess) -> Any:
        client: Any = run.api._transport.client
        send = client.send

        def answered(request: Any, **options: Any) -> Any:
            got = send(request, **options)
            if request.method != "POST" or got.status_code != 200 or "input_tokens" in request.url.path:
                return got
            got.close()
            content = b"" if name == "openai_speech" else b'{"data": 7, "text": 7, "output": 7}'
            return httpx2.Response(200, content=content, request=request)

        client.send = answered
        return run.apply(name, config)

    with pytest.raises(RefusedError, match="paid for") as refused:
        payer.run(unreadable)
    assert "Applying again" in str(refused.value)
    assert refused.value.saved is None
    assert payer.paid() == 1


@pytest.mark.parametrize("stream", [True, False])
def test_a_completion_that_broke_off_or_is_empty_is_kept_and_told(payer: Payer, stream: bool) -> None:
    messages = [{"role": "user", "content": "Tell me a long story"}]
    config = {"model": MODEL, "messages": messages, "stream": stream, "expect": {"contains": ["bicycle"]}}
    if stream:
        payer.emulator.fault("createChatCompletion", truncate=4)
        saved = payer.apply("openai_chat_completion", config)
        assert saved.state["content"]
        told = f"It broke off. What came is kept, and was paid for. {ANEW}"
    else:

        def empty(run: InProcess) -> Saved | None:
            post: Any = run.api.post
            run.api.post = lambda *given, **more: {**post(*given, **more), "choices": []}  # type: ignore[method-assign]
            return run.apply("openai_chat_completion", config)

        saved = payer.run(empty)
        told = f"The API answered nothing, and it was paid for. {ANEW}"
    assert saved.state["problems"] == [told]
    assert any(told in each for each in payer.warnings)
    assert payer.planned("openai_chat_completion", config, saved) == (saved.state, [])
    assert payer.paid() == 1

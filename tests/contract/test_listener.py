"""Jobs that are waited for with a listener: events end the wait, and without them slow questions do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

import pytest

from support.batches import EMBEDDINGS, NAME, bodies
from support.runs import NAME as RUN
from support.runs import Desk
from support.tuning import JOB, Tuning
from support.webhooks import WAIT, free_port
from support.wire import InProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.emulator import Emulator

HOURS = 3600


class Waiting:
    """A run that applies in a thread while the test moves the emulator's clock.

    Args:
        emulator: The API.
        poll_interval: Seconds between two questions about a job of which nothing is heard.
        deliver: Whether an endpoint delivers to the listener; `forged` with another secret than its own.
    """

    def __init__(self, emulator: Emulator, poll_interval: float, deliver: str = "signed") -> None:
        self.emulator, port = emulator, free_port()
        body = {
            "name": "Jobs",
            "url": f"http://127.0.0.1:{port}/hook",
            "event_types": ["batch.completed", "response.completed", "fine_tuning.job.succeeded"],
        }
        secret = "whsec_" + "QUJD" * 8
        if deliver:
            made = emulator.call("POST", "/webhook_endpoints", json=body).json()
            secret = made["signing_secret"] if deliver == "signed" else secret
        listener = {"port": port, "path": "/hook", "poll_interval": poll_interval}
        environment = {
            **emulator.environment(),
            "OPENAI_WEBHOOK_SECRET": secret,
            "OPENAI_WEBHOOK_LISTENER": json.dumps(listener),
        }
        self.run = InProcess(environment)
        self.state: Any = None
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None

    def stop(self) -> None:
        """End the wait: of a test that failed, too, nothing goes on."""
        self.run.stop()
        if self._thread:
            self._thread.join(WAIT)
        self.run.close()

    def begin(self, name: str, config: dict[str, Any]) -> None:
        def apply() -> None:
            try:
                saved = self.run.apply(name, config)
                self.state = saved.state if saved else None
            except BaseException as error:  # noqa: BLE001 (raised again in the test)
                self._error = error

        self._thread = threading.Thread(target=apply)
        self._thread.start()

    def until(self, happened: Callable[[], object]) -> None:
        end = time.monotonic() + WAIT
        while not happened():
            assert self._error is None, self._error
            assert time.monotonic() < end
            time.sleep(0.02)

    def pass_hours(self, hours: float, table: str) -> None:
        """Put the clock forward, and let the job take its steps until it has ended."""
        self.emulator.clock.advance(hours * HOURS)

        def ended() -> bool:
            self.emulator.advance()
            return {each["status"] for each in self.emulator.dump()[table]} <= {"completed", "succeeded"}

        self.until(ended)

    def asked(self, operation: str) -> int:
        return len(self.emulator.calls(operation))

    def end(self) -> dict[str, Any]:
        assert self._thread is not None
        self._thread.join(WAIT)
        assert not self._thread.is_alive()
        if self._error:
            raise self._error
        return self.state


Waits = Callable[..., Waiting]


@pytest.fixture
def waits(shared_emulator: Emulator) -> Iterator[Waits]:
    """Prepares a run that waits for a job that takes its steps only when it is told to."""
    shared_emulator.transitions("manual")
    with ExitStack() as stack:

        def prepare(poll_interval: float = HOURS, deliver: str = "signed") -> Waiting:
            made = Waiting(shared_emulator, poll_interval, deliver)
            stack.callback(made.stop)
            return made

        yield prepare


def batch(folder: Path) -> dict[str, Any]:
    return {
        "endpoint": EMBEDDINGS,
        "requests": json.dumps(bodies(3)),
        "results_file": str(folder / "results.jsonl"),
    }


def test_a_batch_of_seven_hours_is_asked_about_three_times_at_most(waits: Waits, tmp_path: Path) -> None:
    waiting = waits()
    waiting.begin(NAME, batch(tmp_path))
    waiting.until(lambda: waiting.asked("retrieveBatch"))
    waiting.pass_hours(7, "batch")
    state = waiting.end()
    assert state["status"] == "completed"
    assert state["request_counts"]["completed"] == 3
    assert waiting.asked("retrieveBatch") <= 3


@pytest.mark.slow
@pytest.mark.parametrize("deliver", ["", "forged"])
def test_a_lost_delivery_and_a_forged_one_leave_it_to_the_slow_questions(
    shared_emulator: Emulator, waits: Waits, tmp_path: Path, deliver: str
) -> None:
    waiting = waits(poll_interval=3, deliver=deliver)
    waiting.begin(NAME, batch(tmp_path))
    waiting.until(lambda: waiting.asked("retrieveBatch"))
    waiting.pass_hours(7, "batch")
    if deliver:
        waiting.until(lambda: shared_emulator.control("GET", "/webhook_deliveries")["data"])
    assert waiting.end()["status"] == "completed"
    log = shared_emulator.control("GET", "/webhook_deliveries")["data"]
    assert {each["status"] for each in log} == ({401} if deliver else set())


def test_a_background_response_is_waited_for_with_events(waits: Waits) -> None:
    waiting = waits()
    asked = {"model": "gpt-5.6-terra", "input": "Hello", "background": True}
    waiting.begin("openai_model_response", asked)
    waiting.until(lambda: waiting.asked("getResponse"))
    waiting.pass_hours(1, "response")
    assert waiting.end()["status"] == "completed"
    assert waiting.asked("getResponse") <= 3


def test_a_fine_tuning_job_is_waited_for_with_events(
    shared_emulator: Emulator, waits: Waits, tmp_path: Path
) -> None:
    config = Tuning(shared_emulator, tmp_path).config(suffix="support")
    waiting = waits()
    waiting.begin(JOB, config)
    waiting.until(lambda: waiting.asked("retrieveFineTuningJob"))
    waiting.pass_hours(2, "fine_tuning_job")
    state = waiting.end()
    assert state["status"] == "succeeded"
    assert ":support:" in state["fine_tuned_model"]
    assert waiting.asked("retrieveFineTuningJob") <= 3


def test_each_round_of_a_run_is_waited_for_with_events(shared_emulator: Emulator, waits: Waits) -> None:
    """What is heard of is the last response, which is another one in each round."""
    desk = Desk(shared_emulator)
    waiting = waits()

    waiting.begin(RUN, desk.config("Get the order 17.", tool_outputs={"get_order": "shipped"}))
    waiting.until(lambda: waiting.asked("getResponse"))
    waiting.pass_hours(1, "response")
    waiting.until(lambda: waiting.asked("createResponse") == 2)
    waiting.pass_hours(1, "response")
    state = waiting.end()
    assert (state["status"], state["rounds"]) == ("completed", 1)
    assert waiting.asked("getResponse") <= 4


def test_a_stopped_run_does_not_wait_for_an_event(waits: Waits, tmp_path: Path) -> None:
    waiting = waits()
    waiting.begin(NAME, batch(tmp_path))
    waiting.until(lambda: waiting.asked("retrieveBatch"))
    waiting.run.stop()
    assert waiting.end()["status"] in ("validating", "in_progress")


def test_nothing_listens_where_nothing_is_waited_for(shared_emulator: Emulator) -> None:
    with closing(
        InProcess({**shared_emulator.environment(), "OPENAI_WEBHOOK_LISTENER": '{"port": 1}'})
    ) as run:
        assert run.apply("openai_vector_store", {"name": "Manuals", "wait": False}) is not None
        assert run.api.deliveries._server is None

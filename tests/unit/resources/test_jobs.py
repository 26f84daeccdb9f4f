"""The life cycle of jobs, with an API in memory."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api.errors import BadRequest, ConnectionFailed, MalformedAnswer, NotFound, NotYetVisible
from fjcorp_openai.provider.lifecycles import job
from fjcorp_openai.provider.lifecycles.job import Job, wait
from fjcorp_openai.provider.lifecycles.managed import identifier
from fjcorp_openai.provider.protocol.diagnostics import PartialState, ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.values import UNKNOWN
from unit.resources.memory_api import MemoryApi, context, planned

if TYPE_CHECKING:
    from fjcorp_openai.provider.lifecycles.progress import Progress
    from fjcorp_openai.provider.protocol.resource import Context


class Work(Job):
    """A job."""

    type_name = "openai_work"
    noun = "work"
    schema = Schema(
        {
            "id": identifier("Id."),
            "input": Attribute(STRING, "Input.", required=True, replace=True),
            "status": Attribute(STRING, "Status.", computed=True, stable=True),
            "wait": wait(),
        },
        timeouts={"create": 30, "update": 30, "delete": 30},
    )
    collection = "/tasks"
    create_fields = ("input",)
    ended = frozenset({"done", "failed", "cancelled"})
    failed = frozenset({"failed"})


class Results(Work):
    """A job whose results are fetched when it has ended."""

    type_name = "openai_results"
    schema = Schema(
        {**Work.schema.attributes, "result": Attribute(STRING, "Result.", computed=True, stable=True)}
    )
    progress_fields = ("status", "result")

    def progress(self, answer: Any, context: Context, progress: Progress) -> str:
        return progress.count(answer["done"], 1_000, "lines") if "done" in answer else ""

    def is_finished(self, state: Any) -> bool:
        return self.has_ended(state) and state["result"] is not None

    def finish(self, state: dict[str, Any], answer: Any, context: Context) -> dict[str, Any]:
        return {**state, "result": context.api.get("/result")["text"]}


@pytest.fixture
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "FIRST_PAUSE", 0.001)


WORK = {"id": UNKNOWN, "input": "a", "status": UNKNOWN, "wait": True, "timeouts": None}


@pytest.mark.usefixtures("_hasty")
def test_a_job_is_saved_before_it_is_waited_for() -> None:
    states = [{"id": "w1", "status": status} for status in ("queued", "queued", "running", "done")]
    api = MemoryApi(*states)
    made, report = context(Work(), api)
    state = Work().create(WORK, made)
    assert state["status"] == "done"
    assert made.saved is not None
    assert made.saved["id"] == "w1"
    assert report.diagnostics == []
    running, done = (call[1] for call in api.calls if call[0] == "progress")
    assert re.fullmatch(r"work w1 is running; waiting until [\d-]+ [\d:]+ UTC at most", running)
    assert done == "work w1 is done"


@pytest.mark.usefixtures("_hasty")
def test_a_job_that_runs_on_is_a_result_and_the_next_apply_waits_again() -> None:
    api = MemoryApi({"id": "w1", "status": "running"})
    values = {**WORK, "timeouts": {"create": "10ms", "update": None}}
    made, report = context(Work(), api, values)
    state = Work().create(values, made)
    assert state["status"] == "running"
    assert "still running" in report.diagnostics[0].summary
    config = {"input": "a", "wait": None, "timeouts": None}
    plan, _unused = planned(Work(), api, state, {**config, "timeouts": state["timeouts"]})
    assert plan.proposed["status"] is UNKNOWN
    assert plan.replacements == set()
    api.answers = [{"id": "w1", "status": "done"}]
    made, _unused = context(Work(), api)
    assert Work().update(state, plan.proposed, made)["status"] == "done"
    assert sum(call[0] == "create" for call in api.calls) == 1
    plan, _unused = planned(
        Work(), api, {**state, "status": "done"}, {**config, "timeouts": state["timeouts"]}
    )
    assert plan.proposed["status"] == "done"


@pytest.mark.usefixtures("_hasty")
def test_a_stop_ends_the_wait_and_keeps_the_job() -> None:
    made, report = context(Work(), MemoryApi({"id": "w1", "status": "running"}))
    made.stopping.set()
    assert Work().create(WORK, made)["id"] == "w1"
    assert len(report.diagnostics) == 1


def test_a_job_is_not_waited_for_when_told_so() -> None:
    api = MemoryApi({"id": "w1", "status": "queued"})
    made, _unused = context(Work(), api)
    assert Work().create({**WORK, "wait": False}, made)["status"] == "queued"
    assert [call[0] for call in api.calls] == ["create"]


@pytest.mark.usefixtures("_hasty")
def test_a_failed_job_is_kept_with_the_reason() -> None:
    failed = {"id": "w1", "status": "failed", "error": {"message": "no such file"}}
    made, _unused = context(Work(), MemoryApi(failed))
    with pytest.raises(PartialState, match="no such file") as caught:
        Work().create(WORK, made)
    assert caught.value.state["status"] == "failed"


class Pauses(threading.Event):
    """An event that notes how long is waited for it, and takes no time."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0.0)
        return self.is_set()


@pytest.mark.parametrize(
    ("told", "pauses"), [(None, [1.0, 1.5, 2.25]), (7.0, [7.0, 7.0, 7.0]), (0.0, [0.05, 0.05, 0.05])]
)
def test_a_job_is_asked_for_as_often_as_the_api_says(told: float | None, pauses: list[float]) -> None:
    api = MemoryApi(*({"id": "w1", "status": status} for status in ("queued",) * 4), {"status": "done"})
    api.poll_after = told
    made, _unused = context(Work(), api)
    made.stopping = event = Pauses()
    assert Work().create(WORK, made)["status"] == "done"
    assert event.seconds == pauses


@pytest.mark.parametrize("told", [None, 20.0, 1e6])
def test_no_pause_ends_after_the_time_is_up(told: float | None) -> None:
    api = MemoryApi({"id": "w1", "status": "queued"})
    api.poll_after = told
    made, report = context(Work(), api)
    made.stopping = event = Pauses()
    assert Work().create(WORK, made)["status"] == "queued"
    assert sum(event.seconds) == pytest.approx(30)
    assert "as timeouts says" in report.diagnostics[0].detail


@pytest.mark.parametrize("error", [ConnectionFailed("no network"), MalformedAnswer("a proxy's page")])
def test_a_job_that_cannot_be_asked_for_is_kept_without_an_error(error: Exception) -> None:
    """An error would taint it, and the next apply would make, and pay for, another one."""
    made, report = context(Work(), MemoryApi({"id": "w1", "status": "queued"}, error))
    assert Work().create(WORK, made)["id"] == "w1"
    (told,) = report.diagnostics
    assert (told.severity, str(error) in told.detail) == ("warning", True)


def test_a_job_that_is_not_shown_yet_is_waited_for() -> None:
    hidden = NotYetVisible("made just now")
    api = MemoryApi({"id": "w1", "status": "queued"}, hidden, hidden, {"id": "w1", "status": "done"})
    made, report = context(Work(), api)
    made.stopping = Pauses()
    assert Work().create(WORK, made)["status"] == "done"
    assert report.diagnostics == []


def test_how_far_a_job_is_stands_beside_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fjcorp_openai.provider.lifecycles.progress.LINE_SECONDS", 0)
    counts: list[dict[str, Any]] = [{"id": "w1", "status": "running", "done": each} for each in (0, 412, 412)]
    api = MemoryApi({"id": "w1", "status": "queued"}, *counts, {"id": "w1", "status": "done", "text": "x"})
    made, _unused = context(Results(), api)
    made.stopping = Pauses()
    Results().create({**WORK, "result": UNKNOWN}, made)
    told = [call[1].partition(";")[0] for call in api.calls if call[0] == "progress"]
    assert told[0] == "work w1 is running: 0 of 1,000 lines"
    assert re.fullmatch(r"work w1 is running: 412 of 1,000 lines, about \d+ (s|min)", told[1])
    assert told[-1] == "work w1 is done"


def test_results_that_could_not_be_fetched_are_fetched_by_the_next_apply() -> None:
    done = {"id": "w1", "status": "done"}
    api = MemoryApi({"id": "w1", "status": "queued"}, done, OSError(28, "No space left on device"))
    made, report = context(Results(), api)
    made.stopping = Pauses()
    state = Results().create({**WORK, "result": UNKNOWN}, made)
    assert (state["status"], state["result"]) == ("done", None)
    (told,) = report.diagnostics
    assert told.severity == "warning"
    assert "No space left on device. Apply again" in told.detail

    config = {"input": "a", "wait": False, "timeouts": None}
    plan, _unused = planned(Results(), api, state, config)
    assert (plan.proposed["result"], plan.replacements) == (UNKNOWN, set())
    api.answers = [done, OSError(28, "No space left on device")]
    made, _unused = context(Results(), api)
    with pytest.raises(PartialState, match="No space left"):
        Results().update(state, plan.proposed, made)
    api.answers = [done, {"text": "all of it"}]
    made, _unused = context(Results(), api)
    state = Results().update(state, plan.proposed, made)
    assert state["result"] == "all of it"
    assert sum(call[0] == "create" for call in api.calls) == 1
    plan, _unused = planned(Results(), api, state, config)
    assert plan.proposed == state


def test_a_failed_job_is_not_gone_on_with() -> None:
    state = {**WORK, "id": "w1", "status": "failed", "result": None}
    plan, _unused = planned(Results(), MemoryApi(), state, {"input": "a", "wait": None, "timeouts": None})
    assert plan.proposed == state


LIVE = {**WORK, "id": "w1", "status": "running"}


def deleted(*answers: dict[str, Any] | Exception, stop: bool = False) -> list[tuple[Any, ...]]:
    """Delete a job that runs, and return the calls."""
    api = MemoryApi(*answers)
    made, _unused = context(Work(), api)
    made.stopping = Pauses()
    if stop:
        made.stopping.set()
    Work().delete(LIVE, made)
    return [call[:2] for call in api.calls if call[0] in {"poll", "post"}]


POLL, CANCEL = ("poll", "/tasks/w1"), ("post", "/tasks/w1/cancel")


RUNNING, ENDED = {"id": "w1", "status": "running"}, {"id": "w1", "status": "cancelled"}


CANCELLING = {"id": "w1", "status": "cancelling"}


REFUSED = BadRequest(400, "it is not running")


GONE = NotFound(404, "no such item")


@pytest.mark.parametrize(
    ("answers", "calls"),
    [
        ([ENDED], [POLL]),
        ([GONE], [POLL]),
        ([RUNNING, RUNNING, CANCELLING, ENDED], [POLL, CANCEL, POLL, POLL]),
        ([RUNNING, REFUSED, ENDED, ENDED], [POLL, CANCEL, POLL, POLL]),
        ([CANCELLING, REFUSED, CANCELLING, ENDED], [POLL, CANCEL, POLL, POLL]),
    ],
)
def test_deleting_a_job_cancels_it_if_it_runs(answers: list[Any], calls: list[Any]) -> None:
    assert deleted(*answers) == calls


def test_a_job_that_cannot_be_cancelled_is_not_deleted() -> None:
    with pytest.raises(BadRequest):
        deleted(RUNNING, REFUSED, RUNNING)
    with pytest.raises(ProviderError, match=r"still cancelling: It was waited for until .* destroy again"):
        deleted(RUNNING, CANCELLING)
    with pytest.raises(ProviderError, match="still cancelling: The run was stopped"):
        deleted(RUNNING, CANCELLING, stop=True)


def test_a_protected_job_is_not_deleted() -> None:
    api = MemoryApi({"id": "t1", "status": "done"})
    made, _unused = context(Work(), api)
    with pytest.raises(ProviderError) as refused:
        Work().delete({**WORK, "id": "t1", "status": "done", "deletion_protection": True}, made)
    assert refused.value.summary == "Protected: cannot delete work t1"
    assert refused.value.detail == (
        "The work has deletion_protection = true. To delete it, first set deletion_protection = false and "
        "apply that change alone."
    )
    assert api.calls == []

"""The life cycles that resources are made of, with an API in memory."""

from __future__ import annotations

import logging
import re
import threading
from typing import Any

import pytest

from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.provider.lifecycles import job
from fjcorp_openai.provider.lifecycles.job import Job, wait
from fjcorp_openai.provider.lifecycles.managed import IMPORTED, Managed, identifier
from fjcorp_openai.provider.lifecycles.one_shot import OneShot, digest, paid_call, triggers
from fjcorp_openai.provider.protocol.diagnostics import PartialState, ProviderError, Report
from fjcorp_openai.provider.protocol.planning import Plan
from fjcorp_openai.provider.protocol.resource import Context
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.values import UNKNOWN


class Member(Managed):
    """A key of a user of a project: two ids, a secret told once, a field by another name."""

    type_name = "openai_member"
    noun = "member"
    schema = Schema(
        {
            "id": identifier("Both ids."),
            "project_id": Attribute(STRING, "Project.", required=True, replace=True),
            "user_id": Attribute(STRING, "User.", required=True, replace=True),
            "role": Attribute(STRING, "Role.", optional=True),
            "label": Attribute(STRING, "Called name at the API.", optional=True),
            "secret": Attribute(STRING, "Told once.", computed=True, stable=True, sensitive=True),
        }
    )
    collection = "/organization/projects/{project_id}/users"
    key = "user_id"
    import_parts = ("project_id", "user_id")
    create_fields = ("user_id", "role", "label")
    update_fields = ("role", "label")
    renamed = {"label": "name"}  # noqa: RUF012 (as resources write it)
    once = ("secret",)
    defaults_on_import: dict[str, Any] = {}  # noqa: RUF012


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
        timeouts={"create": 30, "update": 30},
    )
    collection = "/work"
    create_fields = ("input",)
    ended = frozenset({"done", "failed"})
    failed = frozenset({"failed"})


class Ask(OneShot):
    """A paid call."""

    type_name = "openai_ask"
    noun = "question"
    operation = "POST /ask"
    schema = Schema(
        {
            "id": identifier("Id."),
            "text": Attribute(STRING, "Text.", required=True),
            "triggers": triggers(),
            "digest": digest(),
            "paid_call": paid_call(),
        }
    )

    def run(self, planned: dict[str, Any], context: Context) -> dict[str, Any]:
        return context.api.post("/ask", {"text": planned["text"]})


class MemoryApi:
    """Records what is called and answers what it is told to."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[Any, ...]] = []
        self.confirmed: list[str] = []

    def _answer(self, *call: Any) -> dict[str, Any]:
        self.calls.append(call)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def create(self, path: str, body: Any, **options: Any) -> dict[str, Any]:
        return self._answer("create", path, body)

    def post(self, path: str, body: Any = None, **options: Any) -> dict[str, Any]:
        return self._answer("post", path, body)

    def get(self, path: str) -> dict[str, Any]:
        return self._answer("get", path)

    def find(self, path: str, identifier: str, *, params: Any = None) -> dict[str, Any]:
        found = self._answer("find", path, identifier)
        if not found:
            raise NotFound(404, "no such item", operation=f"GET {path}")
        return found

    def delete(self, path: str) -> dict[str, Any]:
        self.calls.append(("delete", path))
        raise NotFound(404, "no such item", operation=f"DELETE {path}")

    def confirm(self, identifier: str) -> None:
        self.confirmed.append(identifier)

    def progress(self, resource: str, message: str) -> None:
        self.calls.append(("progress", message))

    def paid(self, resource: str, message: str) -> None:
        self.calls.append(("paid", message))


def context(resource: Any, api: MemoryApi, values: dict[str, Any] | None = None) -> tuple[Context, Report]:
    report = Report(resource.type_name)
    logger = logging.getLogger("test")
    made = Context(
        resource.type_name, lambda: api, threading.Event(), logger, report, resource.schema, values
    )
    return made, report


def planned(
    resource: Any, api: MemoryApi, prior: Any, config: Any, private: Any = None
) -> tuple[Plan, Report]:
    made, report = context(resource, api)
    proposed = None if config is None else {**(prior or {}), **config}
    plan = Plan(resource.schema, prior, config, proposed, private or {}, report)
    plan.prepare()
    resource.plan(plan, made)
    plan.finish()
    return plan, report


MEMBER = {
    "project_id": "p/1",
    "user_id": "u1",
    "role": "member",
    "label": None,
    "id": UNKNOWN,
    "secret": UNKNOWN,
}


def test_a_composite_object_is_created_with_its_parent_in_the_path() -> None:
    api = MemoryApi({"id": "u1", "role": "member", "secret": "s"})
    made, _unused = context(Member(), api)
    state = Member().create(MEMBER, made)
    assert api.calls == [
        ("create", "/organization/projects/p%2F1/users", {"user_id": "u1", "role": "member"})
    ]
    assert state == {
        "id": "p/1/u1",
        "project_id": "p/1",
        "user_id": "u1",
        "role": "member",
        "label": None,
        "secret": "s",
    }


@pytest.mark.parametrize("told", [{}, {"secret": None}, {"secret": "s***"}])
def test_a_secret_stays_as_it_was_told(told: dict[str, Any]) -> None:
    api = MemoryApi({"id": "u1", "role": "owner", "name": "Ada", **told})
    made, _unused = context(Member(), api)
    state = Member().read({**MEMBER, "project_id": "p1", "id": "p1/u1", "secret": "s"}, made)
    assert state is not None
    assert (state["secret"], state["role"], state["label"]) == ("s", "owner", "Ada")
    assert api.confirmed == ["u1"]


def test_what_is_absent_is_gone_and_deleted() -> None:
    api = MemoryApi({})
    made, _unused = context(Member(), api)
    assert Member().read({**MEMBER, "id": "p/u"}, made) is None
    Member().delete({**MEMBER, "id": "p/u"}, made)
    assert api.calls[-1] == ("delete", "/organization/projects/p%2F1/users/u1")


def test_an_archived_object_is_gone() -> None:
    made, _unused = context(Member(), MemoryApi({"id": "u1", "archived_at": 1}))
    assert Member().read({**MEMBER, "id": "p/u"}, made) is None


def test_only_what_changed_is_sent_and_null_when_it_was_taken_away() -> None:
    api = MemoryApi({"id": "u1", "role": None, "name": "Ada"})
    made, _unused = context(Member(), api)
    prior = {**MEMBER, "project_id": "p1", "id": "p1/u1", "secret": "s", "label": "Ada"}
    state = Member().update(prior, {**prior, "role": None}, made)
    assert api.calls == [("post", "/organization/projects/p1/users/u1", {"role": None})]
    assert state["role"] is None
    assert Member().update(prior, dict(prior), made) == prior
    assert len(api.calls) == 1


def test_import_ids_of_several_parts() -> None:
    for text in ("p1/u1", "p1:u1"):
        made, _unused = context(Member(), MemoryApi({}))
        state = Member().import_state(text, made)
        assert (state["project_id"], state["user_id"]) == ("p1", "u1")
        assert IMPORTED in made.private
    for text in ("p1", "p1/", "/u1"):
        made, _unused = context(Member(), MemoryApi({}))
        with pytest.raises(ProviderError, match="project_id/user_id"):
            Member().import_state(text, made)


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


def test_whoever_reads_the_events_is_told_of_paid_calls_by_the_plan_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FJCORP_OPENAI_EVENTS", "/somewhere/events.jsonl")
    plan, report = planned(Ask(), MemoryApi({"id": "a1"}), None, {"text": "x"})
    assert (plan.proposed["paid_call"], report.diagnostics) == ("POST /ask", [])


def test_a_paid_call_is_planned_once_and_announced() -> None:
    api = MemoryApi({"id": "a1"})
    plan, report = planned(Ask(), api, None, {"text": "x"})
    assert report.diagnostics[0].summary == "Paid call: POST /ask"
    assert plan.proposed["paid_call"] == "POST /ask"
    made, _unused = context(Ask(), api)
    state = Ask().create(plan.proposed, made)
    assert [call[0] for call in api.calls] == ["paid", "post"]
    assert state["id"] == "a1"

    plan, report = planned(Ask(), api, state, {"text": "x", "triggers": None})
    assert plan.proposed == state
    assert (plan.replacements, report.diagnostics) == (set(), [])
    plan, report = planned(Ask(), api, state, {"text": "y", "triggers": None})
    assert plan.replacements == {"digest", "text"}
    assert report.diagnostics[0].detail == "Applying this plan asks question, because of text."
    assert report.diagnostics[0].summary == "Paid call: POST /ask"
    plan, _unused = planned(Ask(), api, state, {"text": UNKNOWN, "triggers": None})
    assert plan.replacements == {"digest", "text"}
    assert plan.proposed["digest"] is UNKNOWN
    plan, _unused = planned(Ask(), api, state, {"text": "y", "triggers": None}, {IMPORTED: b"1"})
    assert plan.replacements == set()
    made, _unused = context(Ask(), api)
    assert Ask().read(state, made) == state
    Ask().delete(state, made)
    assert len(api.calls) == 2


def test_a_paid_call_for_other_bytes_than_planned_is_not_made() -> None:
    api = MemoryApi({"id": "a1"})
    made, _unused = context(Ask(), api)
    with pytest.raises(ProviderError, match="changed after the plan"):
        Ask().create({"text": "x", "digest": "0" * 64}, made)
    assert api.calls == []

"""The life cycles that resources are made of, with an API in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.lifecycles.managed import IMPORTED, Managed, identifier
from fjcorp_openai.provider.lifecycles.one_shot import OneShot, digest, triggers
from fjcorp_openai.provider.lifecycles.paid import paid_call
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.values import UNKNOWN
from unit.resources.memory_api import MemoryApi, context, planned

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context


class Member(Managed):
    """A key of a user of a project: two ids, a secret shown once, a field by another name."""

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


class Listed(Member):
    """One that is found in a list with a query, by its label."""

    list_parameters: dict[str, Any] = {"include": "all"}  # noqa: RUF012
    unique = ("label",)


class Asked(MemoryApi):
    """One that writes down the queries too."""

    def find(self, path: str, identifier: str, *, params: Any = None) -> dict[str, Any]:
        return self._answer("find", path, identifier, params)

    def list(self, path: str, params: Any = None) -> list[dict[str, Any]]:
        self.calls.append(("list", path, params))
        return [{"id": "u1", "name": "Ada"}, {"id": "u2", "name": "Bo"}]


def test_what_is_listed_is_read_with_the_query_of_the_list() -> None:
    api = Asked({"id": "u1", "role": "owner"})
    made, _unused = context(Listed(), api)
    state = Listed().read({**MEMBER, "id": "p/1/u1", "secret": "s"}, made)
    assert state is not None
    assert state["id"] == "p/1/u1"
    assert api.calls == [("find", "/organization/projects/p%2F1/users", "u1", {"include": "all"})]


@pytest.mark.parametrize("unknown", ["project_id", "label"])
def test_nothing_is_a_twin_of_what_is_not_known_yet(unknown: str) -> None:
    api = Asked({})
    values = {**MEMBER, "label": "Ada"}
    assert Listed().twins({**values, unknown: UNKNOWN}, api) == []  # type: ignore[arg-type]
    assert api.calls == []
    assert Listed().twins(values, api) == [{"id": "u1", "name": "Ada"}]  # type: ignore[arg-type]
    assert api.calls == [("list", "/organization/projects/p%2F1/users", {"include": "all"})]
    assert Listed().import_id(values, {"id": "u1"}) == "p/1/u1"
    assert Member().twins(values, api) == []  # type: ignore[arg-type]

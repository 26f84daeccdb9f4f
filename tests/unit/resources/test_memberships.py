"""Memberships: those that are there already, refusals that stand, and import ids."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from fjcorp_openai.api.errors import Archived, BadRequest, Conflict, Forbidden, NotFound, status_error
from fjcorp_openai.provider.lifecycles import membership
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.group_user import GroupUser
from fjcorp_openai.provider.resources.project_group import ProjectGroup
from fjcorp_openai.provider.resources.project_user import ProjectUser
from fjcorp_openai.provider.resources.role_assignment import OrganizationUserRole, ProjectGroupRole

MEMBER = {"id": "user-1", "email": "ada@example.com"}


class Listing:
    """An API whose POST fails, and whose list is given."""

    def __init__(
        self, refusal: Exception, listed: list[dict[str, Any]] | Exception, lag: float = 0.0
    ) -> None:
        self.refusal, self.listed, self.lag = refusal, listed, lag
        self.calls: list[str] = []
        self.paused = 0.0

    def pause(self, seconds: float) -> None:
        self.paused += seconds

    def post(self, path: str, body: Any, *, retry_unsafe: bool) -> Any:
        self.calls.append(f"POST {path}")
        raise self.refusal

    def invalidate(self, path: str) -> None:
        self.calls.append(f"invalidate {path}")

    def list(self, path: str) -> Any:
        self.calls.append(f"GET {path}")
        if isinstance(self.listed, Exception):
            raise self.listed
        return self.listed if self.paused >= self.lag else []


def context() -> Any:
    """Return the context of a call that needs no API."""
    return SimpleNamespace(private={})


def first(listed: list[dict[str, Any]]) -> dict[str, Any] | None:
    return listed[0] if listed else None


@pytest.mark.parametrize("kind", [BadRequest, Conflict])
def test_a_member_that_is_there_already_is_found(kind: type[BadRequest]) -> None:
    api = Listing(kind(400, "already a member"), [MEMBER])
    assert membership.add(api, "/list", {}, first) == (MEMBER, False)  # type: ignore[arg-type]
    assert api.calls == ["POST /list", "invalidate /list", "GET /list"]


def test_a_list_that_lags_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FJCORP_OPENAI_LIST_DELAY", "10")
    api = Listing(BadRequest(400, "a member already"), [MEMBER], lag=3)
    assert membership.add(api, "/list", {}, first) == (MEMBER, False)  # type: ignore[arg-type]
    assert api.paused == 3.5


@pytest.mark.parametrize(("words", "paused"), [("a member already", 10.0), ("no such person", 0.0)])
def test_nobody_waits_for_a_list_longer_than_it_may_lag(
    monkeypatch: pytest.MonkeyPatch, words: str, paused: float
) -> None:
    monkeypatch.setenv("FJCORP_OPENAI_LIST_DELAY", "10")
    api = Listing(BadRequest(400, words), [])
    with pytest.raises(BadRequest, match=words):
        membership.add(api, "/list", {}, first)  # type: ignore[arg-type]
    assert api.paused == paused


@pytest.mark.parametrize("listed", [[], NotFound(404, "no list"), Archived(400, "it is archived")])
def test_a_refusal_stands_where_nobody_is_in_the_list(listed: Any) -> None:
    refusal = BadRequest(400, "no such person")
    with pytest.raises(BadRequest) as raised:
        membership.add(Listing(refusal, listed), "/list", {}, first)  # type: ignore[arg-type]
    assert raised.value is refusal


def test_another_refusal_is_not_looked_into() -> None:
    api = Listing(Forbidden(403, "not with this key"), [MEMBER])
    with pytest.raises(Forbidden):
        membership.add(api, "/list", {}, first)  # type: ignore[arg-type]
    assert api.calls == ["POST /list"]


@pytest.mark.parametrize(
    ("resource", "text", "known"),
    [
        (GroupUser(), "group_1/user-1", {"group_id": "group_1", "user_id": "user-1"}),
        (GroupUser(), "group_1:a/b@example.com", {"group_id": "group_1:a", "email": "b@example.com"}),
        (GroupUser(), "group_1/a/b@example.com", {"group_id": "group_1", "email": "a/b@example.com"}),
        (ProjectUser(), "proj_1:ada@example.com", {"project_id": "proj_1", "email": "ada@example.com"}),
        (ProjectUser(), "proj_1/user-1", {"user_id": "user-1", "status": "active", "allow_pending": False}),
        (ProjectGroup(), "proj_1/group_1", {"group_id": "group_1", "role": "member"}),
        (ProjectGroup(), "proj_1:group_1:owner", {"group_id": "group_1", "role": "owner"}),
        (OrganizationUserRole(), "user-1/Data/EU", {"user_id": "user-1", "role": "Data/EU"}),
        (
            ProjectGroupRole(),
            "proj_1/group_1/role_1",
            {"project_id": "proj_1", "group_id": "group_1", "role": "role_1"},
        ),
    ],
)
def test_an_import_id_names_list_and_member(resource: Any, text: str, known: dict[str, Any]) -> None:
    state = resource.import_state(text, context())
    assert {name: state[name] for name in known} == known
    assert state.keys() == resource.schema.attributes.keys()


@pytest.mark.parametrize(
    ("resource", "text", "form"),
    [
        (GroupUser(), "group_1", "group_id/user_id or group_id/email"),
        (ProjectUser(), "proj_1/", "project_id/user_id or project_id/email"),
        (ProjectGroup(), "proj_1", "project_id/group_id or project_id/group_id/role"),
        (ProjectGroupRole(), "proj_1/group_1", "project_id/group_id/role"),
    ],
)
def test_an_import_id_of_another_form_is_refused(resource: Any, text: str, form: str) -> None:
    with pytest.raises(ProviderError) as raised:
        resource.import_state(text, context())
    assert raised.value.detail == f"The import id of {resource.type_name} is {form}."


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (400, "Project proj_1 is archived.", Archived),
        (400, "Not so.", BadRequest),
        (409, "Project proj_1 is archived.", Conflict),
    ],
)
def test_an_archived_object_has_its_own_error(status: int, message: str, kind: type[BadRequest]) -> None:
    body = {"error": {"message": message, "type": "invalid_request_error", "code": None, "param": None}}
    assert status_error(status, body, operation="GET /x").__class__ is kind

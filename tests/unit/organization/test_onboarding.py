"""Onboarding brings each person as far as they can be brought, and no further."""

from __future__ import annotations

from typing import Any

import pytest

from fjcorp_openai.api.errors import Forbidden, ServerError
from fjcorp_openai.organization import Onboarding, OnboardOptions, OrganizationError
from fjcorp_openai.organization.directory import INVITES, PROJECTS, USERS

OWNER, ADA, BOB = "owner@example.com", "ada@example.com", "bob@example.com"
LAB = {"id": "proj_lab", "name": "Lab", "status": "active", "created_at": 1}


def invite(number: int, email: str, status: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"invite-{number}",
        "email": email,
        "role": "reader",
        "status": status,
        "created_at": number,
    } | more


def user(number: int, email: str, role: str = "reader", **more: Any) -> dict[str, Any]:
    return {"id": f"user-{number}", "email": email, "role": role, "added_at": 1000 * number} | more


class Api:
    """An organization in memory, with one owner and one project."""

    def __init__(self, *users: dict[str, Any], invites: Any = (), members: Any = ()) -> None:
        self.lists: dict[str, list[dict[str, Any]]] = {
            USERS: [user(0, OWNER, "owner"), *users],
            INVITES: [*invites],
            PROJECTS: [LAB],
            f"{PROJECTS}/proj_lab/users": [*members],
        }
        self.calls: list[tuple[str, str, Any]] = []
        self.refuses: dict[str, Exception] = {}

    def list(self, path: str, _parameters: Any = None) -> list[dict[str, Any]]:
        return [dict(each) for each in self.lists[path]]

    def invalidate(self, path: str = "/") -> None:
        pass

    def create(self, path: str, body: Any, *, natural_key: Any, resource: str) -> dict[str, Any]:
        self.called("create", path, body)
        made = {"id": body.get("user_id", f"invite-{len(self.lists[path]) + 1}"), "status": "pending"} | body
        assert natural_key(made), resource
        assert not natural_key({"id": "user-other", "email": "other@example.com", "status": "pending"})
        self.lists[path].append(made)
        return made

    def post(self, path: str, body: Any, *, retry_unsafe: bool) -> None:
        assert retry_unsafe
        self.called("post", path, body)

    def delete(self, path: str) -> None:
        self.called("delete", path, None)

    def called(self, method: str, path: str, body: Any) -> None:
        self.calls.append((method, path, body))
        for part, error in self.refuses.items():
            if part in f"{path} {body}":
                raise error


class Clock:
    """Time that passes while somebody sleeps, and what happens meanwhile."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.slept = 0.0, list[float]()
        self.then: dict[int, Any] = {}
        monkeypatch.setattr("fjcorp_openai.organization.onboarding.time.monotonic", lambda: self.now)
        monkeypatch.setattr("fjcorp_openai.organization.onboarding.time.sleep", self.sleep)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        if action := self.then.get(len(self.slept)):
            action()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def run(api: Api, *people: dict[str, Any], **options: Any) -> tuple[dict[str, Any], Onboarding, list[str]]:
    lines: list[str] = []
    onboarding = Onboarding(api, OnboardOptions(**{"wait": False, **options}), lines.append)  # type: ignore[arg-type]
    return onboarding.run([*people]), onboarding, lines


def in_lab(email: str, role: str = "member", **more: Any) -> dict[str, Any]:
    return {"email": email, "projects": [{"project": "Lab", "role": role}], **more}


def test_a_stranger_is_invited_as_a_reader_and_into_no_project() -> None:
    api = Api()
    result, onboarding, _lines = run(api, in_lab(ADA))
    assert api.calls == [("create", INVITES, {"email": ADA, "role": "reader", "projects": []})]
    assert result["changed"] is True
    (person,) = result["people"]
    assert (person["status"], person["invited"], person["invite_id"]) == ("invited", True, "invite-1")
    assert person["projects"] == [
        {"project": "Lab", "project_id": "proj_lab", "role": "member", "added": False}
    ]
    assert onboarding.differences() == [
        {"before_header": ADA, "after_header": ADA, "before": "", "after": "invited: reader\n"}
    ]


def test_check_mode_says_so_and_writes_nothing() -> None:
    api = Api(user(2, BOB), invites=[invite(1, "cy@example.com", "pending", role="owner")])
    people = [in_lab(ADA, role="owner"), in_lab(BOB), {"email": "cy@example.com", "role": "reader"}]
    result, _onboarding, _lines = run(api, *people, check_mode=True, wait=True)
    assert api.calls == []
    assert [each["status"] for each in result["people"]] == ["invited", "added", "invited"]
    assert "invite_id" not in result["people"][0]
    counts = result["counts"]
    assert (counts["invited"], counts["pending"], counts["added"], counts["changed_roles"]) == (2, 2, 1, 1)


@pytest.mark.parametrize(
    ("statuses", "limit", "status"),
    [
        (["expired"], 1, "invited"),
        (["expired", "expired"], 1, "expired"),
        (["expired", "expired", "accepted", "expired"], 1, "invited"),
        (["accepted", "expired", "expired"], 1, "expired"),
        ([], 0, "invited"),
    ],
)
def test_invites_that_expired_since_the_last_acceptance_count(
    statuses: list[str], limit: int, status: str
) -> None:
    made = [invite(number, ADA, each, accepted_at=500_000) for number, each in enumerate(statuses, 1)]
    api = Api(invites=made)
    result, _onboarding, _lines = run(api, {"email": ADA}, resend_limit=limit)
    assert result["people"][0]["status"] == status
    assert bool(api.calls) == (status == "invited")
    if status == "expired":
        assert result["people"][0]["message"] == f"2 invites have expired; resend_limit is {limit}"


def test_a_pending_invite_stays_unless_it_is_for_another_role() -> None:
    pending = [invite(1, ADA, "pending"), invite(2, ADA.upper(), "pending", role="owner")]
    api = Api(invites=pending)
    result, _onboarding, _lines = run(api, {"email": ADA, "role": "owner"})
    assert api.calls == []
    assert (result["people"][0]["status"], result["people"][0]["invite_id"]) == ("pending", "invite-2")
    api = Api(invites=pending[:1])
    result, onboarding, _lines = run(api, {"email": ADA, "role": "owner"})
    assert api.calls == [
        ("delete", f"{INVITES}/invite-1", None),
        ("create", INVITES, {"email": ADA, "role": "owner", "projects": []}),
    ]
    assert result["counts"]["changed_roles"] == 1
    assert onboarding.differences()[0]["before"] == "invited: reader\n"


@pytest.mark.parametrize(
    ("joined_at", "removed", "status", "invited"),
    [
        (5005, "invite", "other_address", False),
        (5006, "invite", "invited", True),
        (5006, "report", "removed", False),
    ],
)
def test_somebody_who_accepted_and_is_not_there(
    joined_at: int, removed: str, status: str, *, invited: bool
) -> None:
    other = user(2, "ada@elsewhere.org", added_at=joined_at)
    api = Api(other, invites=[invite(1, ADA, "accepted", accepted_at=5000)])
    result, _onboarding, _lines = run(api, {"email": ADA}, removed=removed)
    (person,) = result["people"]
    assert (person["status"], person["invited"]) == (status, invited)
    if status == "other_address":
        assert "it seems by ada@elsewhere.org" in person["message"]
    if not invited:
        assert (person["invite_id"], api.calls) == ("invite-1", [])


def test_a_member_gets_the_roles_of_the_list() -> None:
    api = Api(user(2, ADA), user(3, BOB), members=[{"id": "user-3", "email": BOB, "role": "member"}])
    result, onboarding, _lines = run(api, in_lab(ADA), in_lab(BOB, "owner"), {"email": OWNER})
    assert api.calls == [
        ("create", f"{PROJECTS}/proj_lab/users", {"user_id": "user-2", "role": "member"}),
        ("post", f"{PROJECTS}/proj_lab/users/user-3", {"role": "owner"}),
    ]
    assert [each["status"] for each in result["people"]] == ["added", "changed", "already"]
    assert [each["projects"][0]["added"] for each in result["people"][:2]] == [True, False]
    assert [each["after"] for each in onboarding.differences()] == ["Lab: member\n", "Lab: owner\n"]
    assert result["counts"]["added"] == 1


def test_who_becomes_an_owner_comes_first_and_joins_no_project() -> None:
    api = Api(user(2, ADA))
    result, _onboarding, _lines = run(
        api, {"email": OWNER, "role": "reader"}, in_lab(ADA, role="member") | {"role": "owner"}
    )
    assert api.calls == [
        ("post", f"{USERS}/user-2", {"role": "owner"}),
        ("post", f"{USERS}/user-0", {"role": "reader"}),
    ]
    assert [each["status"] for each in result["people"]] == ["changed", "changed"]


@pytest.mark.parametrize(("check_mode", "added"), [(True, [True]), (False, [False])])
def test_who_is_no_owner_any_more_joins_what_an_owner_owned_anyway(
    *, check_mode: bool, added: list[bool]
) -> None:
    # An owner is listed as a member of every project, in check mode still.
    rows = [{"id": "user-0", "email": OWNER, "role": "member"}]
    api = Api(user(2, ADA, "owner"), members=rows)
    lowered = {"email": OWNER, "role": "reader", "projects": [{"project": "Lab", "role": "member"}]}
    result, _onboarding, _lines = run(api, lowered, check_mode=check_mode)
    assert [each["added"] for each in result["people"][0]["projects"]] == added


def test_several_join_while_it_waits_each_with_what_is_theirs(clock: Clock) -> None:
    cy = "cy@example.com"
    api = Api()
    clock.then[1] = lambda: api.lists[USERS].extend([user(2, ADA), user(3, BOB)])
    clock.then[2] = lambda: api.lists[USERS].append(user(4, cy))
    result, _onboarding, lines = run(
        api, in_lab(ADA), in_lab(BOB, "owner"), {"email": cy}, wait=True, timeout=100, interval=30
    )
    assert [each for each in api.calls if each[1] != INVITES] == [
        ("create", f"{PROJECTS}/proj_lab/users", {"user_id": "user-2", "role": "member"}),
        ("create", f"{PROJECTS}/proj_lab/users", {"user_id": "user-3", "role": "owner"}),
    ]
    assert [(each["email"], each["user_id"], each["status"]) for each in result["people"]] == [
        (ADA, "user-2", "added"),
        (BOB, "user-3", "added"),
        (cy, "user-4", "joined"),
    ]
    assert [line.split(" have")[0] for line in lines] == ["3 of 3", "1 of 3"]


def test_what_became_of_each_is_counted_by_name() -> None:
    cy, dan, eve, fay, gil = (f"{name}@example.com" for name in ("cy", "dan", "eve", "fay", "gil"))
    api = Api(
        user(2, ADA),
        user(3, BOB),
        user(9, "eve@elsewhere.org", added_at=7000),
        invites=[
            invite(1, cy, "expired"),
            invite(2, dan, "accepted", accepted_at=500_000),
            invite(3, eve, "accepted", accepted_at=7000),
        ],
    )
    api.refuses[fay] = Forbidden(403, "not this one", operation=f"POST {INVITES}")
    people = [{"email": each} for each in (ADA, cy, dan, eve, fay, gil)]
    result, _onboarding, _lines = run(
        api, *people, {"email": BOB, "role": "owner"}, resend_limit=0, removed="report"
    )
    assert result["counts"] == {
        "people": 7,
        "invited": 1,
        "pending": 1,
        "added": 0,
        "changed_roles": 1,
        "already": 1,
        "changed": 1,
        "joined": 0,
        "expired": 1,
        "removed": 1,
        "other_address": 1,
        "failed": 1,
    }


def test_what_the_api_refuses_one_person_for_keeps_nobody_waiting() -> None:
    api = Api()
    api.refuses[ADA] = Forbidden(403, "not this one", operation=f"POST {INVITES}")
    result, _onboarding, _lines = run(api, {"email": ADA}, {"email": BOB})
    assert [each["status"] for each in result["people"]] == ["failed", "invited"]
    assert "not this one" in result["people"][0]["message"]
    assert result["counts"]["failed"] == 1
    api.refuses[ADA] = ServerError(500, "broken")
    with pytest.raises(ServerError):
        run(api, {"email": ADA}, {"email": BOB})


def test_it_waits_until_everybody_is_there(clock: Clock) -> None:
    api = Api()
    clock.then[2] = lambda: api.lists[USERS].append(user(2, ADA.upper()))
    result, _onboarding, lines = run(api, in_lab(ADA), wait=True, timeout=100, interval=30)
    assert clock.slept == [30, 30]
    assert api.calls[-1] == ("create", f"{PROJECTS}/proj_lab/users", {"user_id": "user-2", "role": "member"})
    assert result["people"][0]["status"] == "added"
    assert lines[0] == "1 of 1 have not accepted yet: looking again in 30 s, for 2 min at most"
    assert len(lines) == 2


def test_it_stops_waiting_when_the_time_is_over(clock: Clock) -> None:
    result, _onboarding, lines = run(Api(), {"email": ADA}, wait=True, timeout=50, interval=30)
    assert clock.slept == [30, 20]
    assert lines[-1] == "1 of 1 have not accepted yet; the next run goes on"
    assert (result["people"][0]["status"], result["counts"]["pending"]) == ("invited", 1)


def test_a_large_organization_is_looked_at_less_often(clock: Clock) -> None:
    api = Api(*(user(number, f"p{number}@example.com") for number in range(1, 800)))
    run(api, {"email": ADA}, wait=True, timeout=130, interval=30, window=60.0)
    assert clock.slept == [67.5, 62.5]


def test_all_that_is_wrong_stands_in_one_error() -> None:
    api = Api()
    people = [
        {"email": "nobody"},
        {"email": ADA},
        {"email": f" {ADA.upper()}"},
        in_lab(BOB) | {"projects": [{"project": "Lab"}, {"project": "proj_lab"}, {"project": "Labb"}]},
        {"email": OWNER, "role": "reader"},
    ]
    with pytest.raises(OrganizationError) as refused:
        run(api, *people)
    lines = str(refused.value).splitlines()
    assert lines[0] == "people[0] (nobody): email is not an address"
    assert lines[1] == f"people[2] ({ADA.upper()}): the same person as people[1]"
    assert lines[2] == f"people[3] ({BOB}): projects[1]: the same project as Lab"
    assert lines[3].startswith(f'people[3] ({BOB}): projects[2]: there is no project "Labb"')
    assert lines[3].endswith('did you mean "Lab"?')
    assert lines[4] == f"{OWNER}: role: the organization must keep an owner, and nobody else is one"
    assert api.calls == []


@pytest.mark.parametrize(
    ("ids", "described", "refused"),
    [
        ({"lab": "proj_lab"}, {}, None),
        ({}, {"lab": "Lab"}, None),
        ({"lab": ""}, {}, 'the project "lab" is not made yet'),
        ({}, {}, 'there is no project "lab"'),
    ],
)
def test_a_project_may_be_named_by_a_key(ids: Any, described: Any, refused: str | None) -> None:
    api = Api(user(2, ADA))
    person = {"email": ADA, "projects": [{"project": "lab", "role": "member"}]}
    if refused:
        with pytest.raises(OrganizationError, match=refused):
            run(api, person, project_ids=ids, described=described)
        assert api.calls == []
    else:
        run(api, person, project_ids=ids, described=described)
        assert [each[1] for each in api.calls] == [f"{PROJECTS}/proj_lab/users"]


def test_check_mode_takes_a_project_that_is_still_to_be_made() -> None:
    api = Api(user(2, ADA))
    person = {"email": ADA, "projects": [{"project": "new", "role": "member"}]}
    for options in ({"project_ids": {"new": ""}}, {"described": {"new": "New"}}):
        result, _onboarding, _lines = run(api, person, check_mode=True, **options)
        assert result["people"][0]["projects"] == [
            {"project": "new", "project_id": "new", "role": "member", "added": True}
        ]

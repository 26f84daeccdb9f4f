"""Offboarding finds exactly those who are named, whatever the form, and reports everybody else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from fjcorp_openai.api.clock import Clock
from fjcorp_openai.organization import Offboarding, OrganizationError
from fjcorp_openai.organization.offboarding import names

ADA, BOB, CY = "ada@example.com", "bob@example.com", "cy@example.com"


class Api:
    """Lists of an organization with two owners and a reader; writes down what is deleted."""

    settings = SimpleNamespace(admin_key="sk-admin-0")
    clock = Clock(dict)

    def __init__(self, **more: Any) -> None:
        self.deleted: list[str] = []
        roles = {ADA: "owner", BOB: "owner", CY: "reader", "not-cy@example.com": "owner"} | more
        self.users = [
            {"id": f"user-{number}", "email": email, "role": role}
            for number, (email, role) in enumerate(roles.items())
        ]

    def list(self, path: str, _parameters: Any = None) -> list[dict[str, Any]]:
        return self.users if path == "/organization/users" else []

    def delete(self, path: str) -> None:
        assert path not in self.deleted
        self.deleted.append(path)


class InLab(Api):
    """One with a project, its members, and invites."""

    def __init__(self, *members: str) -> None:
        super().__init__()
        self.members, self.invites = members, list[dict[str, Any]]()

    def list(self, path: str, _parameters: Any = None) -> list[dict[str, Any]]:
        if path == "/organization/projects":
            return [{"id": "proj_lab", "name": "Lab", "status": "active"}]
        if path == "/organization/projects/proj_lab/users":
            return [user for user in self.users if user["email"] in self.members]
        return self.invites if path == "/organization/invites" else super().list(path)


def run(api: Api, *people: str, **options: Any) -> dict[str, Any]:
    wanted = {"only_projects": False, "recent_days": 30, **options}
    return Offboarding(api, check_mode=False).run(people, [], **wanted)


@pytest.mark.parametrize(
    "given",
    [
        [f"{ADA}\n{BOB}"],
        [f" {ADA} \r\n\r\n{BOB}\t"],
        [f"{ADA},{BOB}"],
        [f"{ADA}; {BOB};"],
        [ADA, f"{BOB}\u00a0"],
        [ADA, BOB, ADA],
    ],
)
def test_all_who_are_named_in_one_text_leave(given: list[str]) -> None:
    api = Api()
    told = run(api, *given)
    assert names(given) == [ADA, BOB]
    assert api.deleted == ["/organization/users/user-0", "/organization/users/user-1"]
    assert [person["status"] for person in told["people"]] == ["removed", "removed"]


@pytest.mark.parametrize("given", ["ada", "ada@", "Ada Lovelace", "proj_1", "@example.com"])
def test_what_is_no_address_is_refused(given: str) -> None:
    api = Api()
    with pytest.raises(OrganizationError, match="is neither an address nor an id"):
        run(api, ADA, given)
    with pytest.raises(OrganizationError, match="an empty text is neither"):
        run(api, " , ;")
    assert api.deleted == []


def test_who_is_not_there_is_an_error_unless_that_is_as_good_as_gone() -> None:
    api = Api()
    with pytest.raises(OrganizationError) as refused:
        run(api, ADA, "bobb@example.com", "gone@elsewhere.org", "y@example.com")
    assert str(refused.value).splitlines() == [
        f"{email}: is not in the organization, nor invited to it{meant} Nobody was removed. Where this is no "
        "mistake, set missing: ok (openai_missing_leavers)"
        for email, meant in [
            ("bobb@example.com", '; did you mean "bob@example.com"?'),
            ("gone@elsewhere.org", "."),
            ("y@example.com", '; did you mean "cy@example.com"?'),
        ]
    ]
    assert api.deleted == []
    told = run(api, ADA, "gone@elsewhere.org", missing="ok")
    assert [person["status"] for person in told["people"]] == ["removed", "gone"]


def test_one_person_by_two_names_leaves_once() -> None:
    api = Api()
    told = run(api, "CY@example.com", "user-2", CY)
    assert api.deleted == ["/organization/users/user-2"]
    assert [person["email"] for person in told["people"]] == ["CY@example.com"]


def test_all_owners_together_are_refused() -> None:
    api = Api(**{"not-cy@example.com": "reader"})
    with pytest.raises(OrganizationError, match=f"{ADA}, {BOB}: the organization must keep an owner"):
        run(api, f"{ADA} {BOB}", CY)
    assert api.deleted == []


def test_an_address_that_two_people_have_is_refused() -> None:
    api = Api(**{"ADA@example.com": "reader"})
    with pytest.raises(OrganizationError, match="2 people have the address"):
        run(api, ADA)
    assert api.deleted == []


def test_one_of_two_owners_may_leave_whatever_readers_leave_too() -> None:
    api = Api(**{"not-cy@example.com": "reader"})
    run(api, ADA, CY)
    assert api.deleted == ["/organization/users/user-0", "/organization/users/user-2"]


def test_nobody_leaves_where_an_identity_provider_manages_one_of_two() -> None:
    api = Api()
    api.users[1]["is_scim_managed"] = True
    with pytest.raises(OrganizationError) as refused:
        run(api, ADA, BOB)
    assert str(refused.value) == f"{BOB}: is managed by the identity provider; remove the person there"
    assert api.deleted == []
    # Projects are left here, whoever manages the person.
    assert run(api, BOB, only_projects=True)["people"][0]["status"] == "already"


def test_an_owner_of_the_organization_leaves_no_project() -> None:
    api = InLab(ADA, CY)
    with pytest.raises(OrganizationError) as refused:
        run(api, ADA, CY, only_projects=True)
    assert str(refused.value) == (f"{ADA}: owns the organization, and so every project; lower the role first")
    assert api.deleted == []
    told = run(api, CY, BOB, only_projects=True)
    assert api.deleted == ["/organization/projects/proj_lab/users/user-2"]
    assert [(each["status"], each["projects"]) for each in told["people"]] == [
        ("removed", ["Lab"]),
        ("already", []),
    ]


def test_invites_that_are_pending_are_withdrawn_and_others_are_not() -> None:
    api = InLab()
    api.invites = [
        {"id": f"invite-{number}", "email": "NEW@example.com", "status": status}
        for number, status in enumerate(("expired", "pending", "accepted", "pending"))
    ]
    told = run(api, "new@example.com")
    assert api.deleted == ["/organization/invites/invite-1", "/organization/invites/invite-3"]
    assert told["changed"] is True
    assert [each["invites"] for each in told["people"]] == [["invite-1", "invite-3"]]
    with pytest.raises(OrganizationError, match="is not in the organization; did"):
        run(api, "new@example.com", only_projects=True)


class WithGroups(Api):
    """Cy is in two groups, one of which an identity provider manages, and has roles."""

    lists: ClassVar[dict[str, Any]] = {
        "/organization/groups": [
            {"id": "group_1", "name": "Engineers", "is_scim_managed": False},
            {"id": "group_2", "name": "Everybody", "is_scim_managed": True},
            {"id": "group_3", "name": "Others", "is_scim_managed": False},
        ],
        "/organization/groups/group_1/users": [{"id": "user-2"}],
        "/organization/groups/group_2/users": [{"id": "user-2"}],
        "/organization/roles": [{"id": "role_1", "name": "Auditor", "predefined_role": False}],
        "/organization/users/user-2/roles": [
            {"id": "role_1", "name": "Auditor", "predefined_role": False},
            {"id": "role-api-organization-reader", "name": "reader", "predefined_role": True},
            {
                "id": "role_2",
                "name": "Spender",
                "predefined_role": False,
                "assignment_sources": [{"principal_id": "group_1"}],
            },
        ],
        "/organization/projects": [
            {"id": "proj_1", "name": "Research", "status": "active", "created_at": 1},
        ],
        "/organization/projects/proj_1/users": [{"id": "user-2", "role": "member"}],
        "/organization/projects/proj_1/groups": [{"group_id": "group_1", "group_name": "Engineers"}],
        "/projects/proj_1/roles": [{"id": "role_3", "name": "Tester", "predefined_role": False}],
        "/projects/proj_1/users/user-2/roles": [{"id": "role_3", "name": "Tester", "predefined_role": False}],
    }

    def list(self, path: str, _parameters: Any = None) -> list[dict[str, Any]]:
        return self.users if path == "/organization/users" else self.lists.get(path, [])


def test_groups_are_left_and_those_of_the_identity_provider_are_named() -> None:
    api = WithGroups()
    (told,) = run(api, CY)["people"]
    assert api.deleted == ["/organization/groups/group_1/users/user-2", "/organization/users/user-2"]
    assert (told["groups"], told["identity_provider_groups"]) == (["Engineers"], ["Everybody"])
    assert told["roles"] == ["Auditor", "Tester in Research"], "a role of a group is not the person's own"
    assert told["still_through"] == []


def test_who_leaves_projects_alone_still_reaches_those_of_their_groups() -> None:
    api = WithGroups()
    (told,) = run(api, CY, only_projects=True)["people"]
    assert api.deleted == ["/organization/projects/proj_1/users/user-2"]
    assert told["still_through"] == ["Research through Engineers"]
    assert (told["groups"], told["identity_provider_groups"]) == ([], [])
    assert told["roles"] == ["Tester in Research"]

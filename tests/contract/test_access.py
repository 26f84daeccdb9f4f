"""Groups, roles and access through the wire calls of the provider: what is held, what stays, is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from support.wire import RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator
    from support.wire import InProcess, Values

PEOPLE = ("ada", "bo", "cy")
ADA, BO, CY = (f"{name}@example.com" for name in PEOPLE)


@dataclass
class Company:
    """A small organization, and the provider of which each call is a run of its own."""

    emulator: Emulator
    start: Callable[[], InProcess]
    ids: dict[str, str]

    def apply(self, name: str, config: Values | None, saved: Saved | None = None) -> Saved:
        """Refresh and apply as one run; a new object where nothing is saved."""
        run = self.start()
        if saved is not None:
            saved = run.read(name, saved)
        made = run.apply(name, config, saved)
        self.warnings = run.warnings
        return made or Saved({})

    def is_settled(self, name: str, config: Values, saved: Saved) -> bool:
        """Refresh and plan; return whether nothing is to be done."""
        run = self.start()
        found = run.read(name, saved)
        assert found is not None
        planned, _private = run.plan(name, config, found)
        return planned == found.state

    def import_(self, name: str, identifier: str) -> Values:
        """Import an object and read it, and return its state."""
        run = self.start()
        saved = run.read(name, run.import_(name, identifier))
        assert saved is not None
        return saved.state

    def plan(self, name: str, config: Values, saved: Saved | None = None) -> Values | None:
        """Plan alone."""
        run = self.start()
        planned, _private = run.plan(name, config, saved)
        self.warnings = run.warnings
        return planned

    def written(self) -> list[str]:
        """Return the operations that wrote something since the last look."""
        found = [call["operation"] for call in self.emulator.calls() if call["method"] != "GET"]
        self.emulator.clear_calls()
        return found

    def members(self, group: str) -> list[str]:
        """Return the addresses of a group's members."""
        path = f"/organization/groups/{self.ids[group]}/users"
        return sorted(each["email"] for each in self._listed(path))

    def roles(self, kind: str, whom: str, project: str = "") -> list[str]:
        """Return the names of the roles of a person or group."""
        root = f"/projects/{self.ids[project]}" if project else "/organization"
        return sorted(each["name"] for each in self._listed(f"{root}/{kind}/{self.ids[whom]}/roles"))

    def groups(self, project: str) -> list[str]:
        """Return the names of a project's groups."""
        path = f"/organization/projects/{self.ids[project]}/groups"
        return sorted(each["group_name"] for each in self._listed(path))

    def call(self, method: str, path: str, **body: Any) -> Any:
        """Call the API as somebody else does."""
        answer = self.emulator.call(method, path, admin=True, **({"json": body} if body else {})).json()
        self.emulator.clear_calls()
        return answer

    def _listed(self, path: str) -> list[Values]:
        return list(self.call("GET", path)["data"])


@pytest.fixture
def company(shared_emulator: Emulator, start: Callable[[], InProcess]) -> Company:
    shared_emulator.seed(
        {
            "projects": [{"name": "Research"}],
            "users": [{"email": f"{name}@example.com", "name": name} for name in PEOPLE],
            "project_users": [{"project": "Research", "email": ADA, "role": "member"}],
            "roles": [
                {"name": "Auditor", "permissions": ["api.usage.read"]},
                {"name": "Watcher", "permissions": ["api.groups.read"]},
                {"name": "Tester", "permissions": ["api.model.read"], "project": "Research"},
                {"name": "Checker", "permissions": ["api.files.read"], "project": "Research"},
            ],
            "groups": [
                {"name": "Engineers", "members": [ADA], "projects": {"Research": "member"}},
                {"name": "Everybody", "members": [ADA, BO], "is_scim_managed": True},
            ],
        }
    )
    dump = shared_emulator.dump()
    ids = {row["name"]: row["id"] for family in ("project", "user", "group", "role") for row in dump[family]}
    shared_emulator.clear_calls()
    return Company(shared_emulator, start, ids)


# Members of a group.


def test_members_are_added_and_whoever_else_is_in_stays(company: Company) -> None:
    config = {"group_id": company.ids["Engineers"], "members": [BO.upper(), company.ids["cy"]]}
    saved = company.apply("openai_group_users", config)
    assert company.written() == ["add-group-user", "add-group-user"]
    assert company.members("Engineers") == [ADA, BO, CY]
    assert company.is_settled("openai_group_users", config, saved)
    other = {**config, "members": config["members"][::-1]}
    assert company.is_settled("openai_group_users", other, saved), "the order does not count"
    fewer = {**config, "members": [company.ids["cy"]]}
    saved = company.apply("openai_group_users", fewer, saved)
    assert company.members("Engineers") == [ADA, CY]
    company.apply("openai_group_users", None, saved)
    assert company.members("Engineers") == [ADA]


def test_an_exclusive_list_names_and_removes_the_others(company: Company) -> None:
    config = {"group_id": company.ids["Engineers"], "members": [BO], "exclusive": True}
    company.plan("openai_group_users", config)
    assert ADA in "\n".join(company.warnings)
    assert company.written() == []
    saved = company.apply("openai_group_users", config)
    assert company.members("Engineers") == [BO]
    company.call("POST", f"/organization/groups/{company.ids['Engineers']}/users", user_id=company.ids["cy"])
    assert not company.is_settled("openai_group_users", config, saved), "somebody added by hand is seen"
    company.apply("openai_group_users", config, saved)
    assert company.members("Engineers") == [BO]


def test_who_has_not_joined_is_added_by_the_first_run_after_they_join(company: Company) -> None:
    config = {"group_id": company.ids["Engineers"], "members": [ADA, "eve@example.com"]}
    with pytest.raises(RefusedError, match=r"There is no user eve@example\.com"):
        company.plan("openai_group_users", config)
    config["allow_pending"] = True
    saved = company.apply("openai_group_users", config)
    assert saved.state["pending"] == ["eve@example.com"]
    assert company.is_settled("openai_group_users", config, saved)
    company.emulator.seed({"users": [{"email": "eve@example.com", "name": "eve"}]})
    assert not company.is_settled("openai_group_users", config, saved)
    saved = company.apply("openai_group_users", config, saved)
    assert saved.state["pending"] == []
    assert company.members("Engineers") == [ADA, "eve@example.com"]


def test_an_import_takes_all_members_and_what_is_said_to_be_true(company: Company) -> None:
    state = company.import_("openai_group_users", f"{company.ids['Everybody']}/allow_pending")
    assert (state["members"], state["allow_pending"], state["exclusive"]) == ([ADA, BO], True, False)
    with pytest.raises(RefusedError, match="allow_pending"):
        company.import_("openai_group_users", f"{company.ids['Everybody']}/wrong")


# A group that an identity provider manages.


def test_a_group_of_the_identity_provider_is_found_and_never_written(company: Company) -> None:
    config = {"name": "Everybody", "from_identity_provider": True}
    saved = company.apply("openai_group", config)
    assert (saved.state["id"], saved.state["is_scim_managed"]) == (company.ids["Everybody"], True)
    assert company.is_settled("openai_group", config, saved)
    with pytest.raises(RefusedError, match="Cannot rename"):
        company.plan("openai_group", {**config, "name": "All"}, saved)
    company.apply("openai_group", None, saved)
    assert company.written() == []
    assert company.members("Everybody") == [ADA, BO]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"name": "Everybody"}, r'Cannot make a second group "Everybody": an identity provider manages'),
        ({"name": "Everbody", "from_identity_provider": True}, r'Did you mean "Everybody"\?'),
        ({"name": "Engineers", "from_identity_provider": True}, "No group of an identity provider"),
    ],
)
def test_a_group_that_cannot_be_had_is_refused_before_a_write(
    company: Company, config: Values, message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        company.plan("openai_group", config)
    assert company.written() == []


def test_members_of_a_group_of_the_identity_provider_may_be_named_and_not_changed(company: Company) -> None:
    group = company.ids["Everybody"]
    saved = company.apply("openai_group_users", {"group_id": group, "members": [BO, ADA], "exclusive": True})
    for members, said in (([ADA, BO, CY], f"add {CY}"), ([ADA], f"remove {BO}")):
        with pytest.raises(RefusedError, match=f"The plan would {said}"):
            company.plan("openai_group_users", {"group_id": group, "members": members, "exclusive": True})
    company.apply("openai_group_users", None, saved)
    assert company.written() == []
    assert company.members("Everybody") == [ADA, BO]


# Custom roles.


@pytest.mark.parametrize("project", [None, "Research"])
def test_a_role_lives_at_either_level(company: Company, project: str | None) -> None:
    place = {"project_id": company.ids[project]} if project else {}
    config = {**place, "name": "Sender", "permissions": ["api.model.request"]}
    saved = company.apply("openai_role", config)
    assert saved.state["id"] == "/".join([*place.values(), saved.state["role_id"]])
    assert company.is_settled("openai_role", config, saved)
    assert company.import_("openai_role", saved.state["id"]) == saved.state
    company.written()
    company.apply("openai_role", {**config, "description": "Sends"}, saved)
    company.apply("openai_role", None, saved)
    middle = "project-" if project else ""
    assert company.written() == [f"update-{middle}role", f"delete-{middle}role"]


@pytest.mark.parametrize(
    ("permissions", "message"),
    [
        (["api.model.read", "api.modle.read"], r'"api\.modle\.read" \(did you mean "api\.model\.read"\?\)'),
        (["everything"], 'No role of the API has the permission "everything"'),
    ],
)
def test_a_permission_that_there_is_none_of_is_refused_before_a_write(
    company: Company, permissions: list[str], message: str
) -> None:
    config = {"name": "Sender", "permissions": permissions}
    with pytest.raises(RefusedError, match=message):
        company.plan("openai_role", config)
    assert company.written() == []
    assert company.plan("openai_role", {**config, "allow_unknown_permissions": True}) is not None


# Roles of people and groups.


@pytest.mark.parametrize(
    ("kind", "whom", "type_"), [("groups", "Engineers", "group"), ("users", "ada", "user")]
)
def test_roles_are_given_and_those_that_others_gave_stay(
    company: Company, kind: str, whom: str, type_: str
) -> None:
    company.emulator.seed(
        {"role_assignments": [{"role": "Watcher", type_: "Engineers" if type_ == "group" else ADA}]}
    )
    place = {"project_id": company.ids["Research"], "role": company.ids["Tester"]}
    config = {f"{type_}_id": company.ids[whom], "roles": ["Auditor"], "project_roles": [place]}
    name = f"openai_{type_}_roles"
    saved = company.apply(name, config)
    middle = f"{type_}-role"
    assert company.written() == [f"assign-{middle}", f"assign-project-{middle}"]
    assert {"Auditor", "Watcher"} <= set(company.roles(kind, whom))
    assert set(company.roles(kind, whom, "Research")) == {"Tester", "member"}
    assert company.is_settled(name, config, saved)
    by_id = {**config, "roles": [company.ids["Auditor"]], "project_roles": [{**place, "role": "Tester"}]}
    assert company.is_settled(name, by_id, saved), "another way to name the same roles is no change"
    imported = company.import_(name, f"{company.ids[whom]}/{company.ids['Research']}")
    assert imported["roles"] == ["Auditor", "Watcher"]
    assert imported["project_roles"] == [{**place, "role": "Tester"}]

    saved = company.apply(name, {**config, "exclusive": True}, saved)
    assert "Watcher" in "\n".join(company.warnings)
    assert "Watcher" not in company.roles(kind, whom)
    company.apply(name, None, saved)
    assert "Auditor" not in company.roles(kind, whom)
    assert company.roles(kind, whom, "Research") == ["member"]


def test_a_role_that_a_group_gives_is_not_the_persons_own(company: Company) -> None:
    company.emulator.seed({"role_assignments": [{"role": "Auditor", "group": "Engineers"}]})
    config = {"user_id": company.ids["ada"], "roles": ["Watcher"], "exclusive": True}
    saved = company.apply("openai_user_roles", config)
    assert company.written() == ["assign-user-role"]
    assert company.is_settled("openai_user_roles", config, saved)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            {"roles": ["Auditer"]},
            r'There is no role "Auditer" in the organization(?s:.*)did you mean "Auditor"\?',
        ),
        ({"project_roles": [{"project_id": "<Research>", "role": "Auditor"}]}, "Known are Checker, Tester"),
        ({"project_roles": [{"project_id": "proj_none", "role": "Tester"}]}, "There is no project proj_none"),
        ({}, "at least one of roles, project_roles"),
    ],
)
def test_a_role_that_is_not_there_is_refused_before_a_write(
    company: Company, config: Values, message: str
) -> None:
    for each in config.get("project_roles", []):
        each["project_id"] = each["project_id"].replace("<Research>", company.ids["Research"])
    with pytest.raises(RefusedError, match=message):
        company.plan("openai_group_roles", {"group_id": company.ids["Engineers"], **config})
    assert company.written() == []


def test_a_role_in_a_project_waits_for_the_membership_of_the_same_run(company: Company) -> None:
    """Which is made beside it: the emulator's clock brings it after some refusals."""
    path = f"/organization/projects/{company.ids['Research']}/users"
    run = company.start()
    paused: list[float] = []

    def join(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) == 2:
            company.emulator.call(
                "POST", path, admin=True, json={"user_id": company.ids["bo"], "role": "member"}
            )

    run.api.pause = join  # type: ignore[method-assign]
    place = {"project_id": company.ids["Research"], "role": "Tester"}
    run.apply("openai_user_roles", {"user_id": company.ids["bo"], "project_roles": [place]})
    assert len(paused) == 2
    assert company.roles("users", "bo", "Research") == ["Tester", "member"]


# Groups of a project.


def test_the_groups_of_a_project_are_those_and_no_others(company: Company) -> None:
    entry = {"group_id": company.ids["Everybody"], "role": "viewer"}
    config = {"project_id": company.ids["Research"], "groups": [entry]}
    company.plan("openai_project_groups", config)
    assert "Engineers" in "\n".join(company.warnings)
    saved = company.apply("openai_project_groups", config)
    assert company.written() == ["add-project-group", "remove-project-group"]
    assert company.groups("Research") == ["Everybody"]
    assert company.is_settled("openai_project_groups", config, saved)
    company.apply("openai_project_groups", None, saved)
    assert company.groups("Research") == []


def test_another_role_of_a_group_keeps_what_else_it_has(company: Company) -> None:
    company.emulator.seed(
        {"role_assignments": [{"role": "Checker", "group": "Engineers", "project": "Research"}]}
    )
    entry = {"group_id": company.ids["Engineers"], "role": "member"}
    config = {"project_id": company.ids["Research"], "groups": [entry]}
    saved = Saved(company.import_("openai_project_groups", company.ids["Research"]))
    assert saved.state["groups"] == [entry]
    assert company.is_settled("openai_project_groups", config, saved)
    other = {**config, "groups": [{**entry, "role": company.ids["Tester"]}]}
    saved = company.apply("openai_project_groups", other, saved)
    assert company.roles("groups", "Engineers", "Research") == ["Checker", "Tester"]
    by_name = {**config, "groups": [{**entry, "role": "Tester"}]}
    assert company.is_settled("openai_project_groups", by_name, saved)


def test_a_group_or_role_that_is_not_there_is_refused_before_a_write(company: Company) -> None:
    entry = {"group_id": company.ids["Engineers"], "role": "member"}
    for groups, message in (
        ([{**entry, "group_id": "group_none"}], "There is no group group_none"),
        ([{**entry, "role": "Testre"}], r'did you mean "Tester"\?'),
        ([entry, {**entry, "role": "owner"}], "stands there twice"),
    ):
        with pytest.raises(RefusedError, match=message):
            company.plan("openai_project_groups", {"project_id": company.ids["Research"], "groups": groups})
    assert company.written() == []


def test_members_named_by_another_name_of_their_role_are_unchanged(company: Company) -> None:
    config = {"project_id": company.ids["Research"], "members": {ADA: company.ids["Tester"]}}
    saved = company.apply("openai_project_users", config)
    assert company.is_settled("openai_project_users", {**config, "members": {ADA: "Tester"}}, saved)

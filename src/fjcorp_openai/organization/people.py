"""The people that an onboarding is asked for, checked as far as one can before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fjcorp_openai.organization.directory import quoted
from fjcorp_openai.organization.errors import OrganizationError
from fjcorp_openai.organization.guards import folded, is_address, leaves_no_owner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fjcorp_openai.organization.directory import Directory

WAITING = ("invited", "pending")


@dataclass
class Person:
    """One person: what is wanted, and what has become of it.

    Attributes:
        email: Address, as given.
        role: Role in the organization; None leaves a member's role alone and invites a reader.
        projects: Role by project id.
        names: Names of these projects, as given.
        status: What has become of the person; see the documentation of the module.
        invited: Whether this run sent an invite.
        role_changes: Number of roles changed.
        added: Ids of the projects the person was added to.
    """

    email: str
    role: str | None
    projects: dict[str, str]
    names: dict[str, str]
    status: str = ""
    invited: bool = False
    invite_id: str = ""
    user_id: str = ""
    message: str = ""
    role_changes: int = 0
    added: list[str] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def waiting(self) -> bool:
        """Whether the person has an invite and has not accepted it."""
        return self.status in WAITING

    @property
    def changed(self) -> bool:
        """Whether something was written for the person."""
        return bool(self.invited or self.role_changes or self.added)

    def summary(self) -> dict[str, Any]:
        """Return the person's part of the result."""
        projects = [
            {"project": self.names[id_], "project_id": id_, "role": role, "added": id_ in self.added}
            for id_, role in self.projects.items()
        ]
        optional = {name: getattr(self, name) for name in ("invite_id", "user_id", "message")}
        return {
            "email": self.email,
            "status": self.status,
            "invited": self.invited,
            "projects": projects,
            **{name: value for name, value in optional.items() if value},
        }


def read_people(
    given: Sequence[Mapping[str, Any]],
    directory: Directory,
    project_ids: Mapping[str, str],
    *,
    check_mode: bool,
    described: Mapping[str, str] | None = None,
) -> list[Person]:
    """Read and check the people, with all that is wrong in one error.

    Args:
        given: People as the module's option has them.
        directory: The organization.
        project_ids: Ids of projects by keys of the user's own, which come before names. An empty one is of a
            project that is still to be made; the key stands for it.
        check_mode: Whether nothing is written, so that projects to be made may be named.
        described: Names of projects by the keys of their items.

    Raises:
        OrganizationError: An address is none or stands there twice, a project is unknown, archived or
            ambiguous, or nobody would own the organization any more.
    """
    problems: list[str] = []
    people: list[Person] = []
    places: dict[str, int] = {}
    for number, entry in enumerate(given):
        email = str(entry["email"]).strip()
        place = f"people[{number}] ({email})"
        if not is_address(email):
            problems.append(f"{place}: email is not an address")
        if folded(email) in places:
            problems.append(f"{place}: the same person as people[{places[folded(email)]}]")
        places.setdefault(folded(email), number)
        projects: dict[str, str] = {}
        names: dict[str, str] = {}
        for index, membership in enumerate(entry.get("projects") or []):
            name = str(membership["project"])
            try:
                to_come = check_mode and is_to_come(name, project_ids)
                id_ = name if to_come else _project(name, directory, project_ids, described or {})
            except OrganizationError as error:
                if not check_mode or name not in {*(described or {}), *(described or {}).values()}:
                    problems.append(f"{place}: projects[{index}]: {error}")
                    continue
                id_ = name
            if id_ in projects:
                problems.append(f"{place}: projects[{index}]: the same project as {names[id_]}")
            projects[id_] = membership.get("role") or "member"
            names[id_] = name
        people.append(Person(email, entry.get("role"), projects, names))
    problems += _last_owner(people, directory)
    if problems:
        raise OrganizationError("\n".join(problems))
    return people


def keys_and_names(projects: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the keys and the names of described projects, none of which has an id yet.

    Args:
        projects: Items of ``openai_projects``.
    """
    names = [str(item.get("name")) for item in projects.values() if item]
    return dict.fromkeys([*names, *projects], "")


def is_to_come(name: str, project_ids: Mapping[str, str]) -> bool:
    """Return whether a key is of a project that is still to be made."""
    return name in project_ids and not project_ids[name]


def _project(
    name: str, directory: Directory, project_ids: Mapping[str, str], described: Mapping[str, str]
) -> str:
    if is_to_come(name, project_ids):
        raise OrganizationError(f"the project {quoted(name)} is not made yet")
    return str(directory.project(str(project_ids.get(name) or described.get(name, name)))["id"])


def _last_owner(people: list[Person], directory: Directory) -> list[str]:
    """Return a problem when nobody would own the organization any more."""
    users = directory.users_by_address()
    owning = directory.owners()
    lowered: dict[str, str] = {}
    raised: set[str] = set()
    for person in people:
        user = users.get(folded(person.email))
        if user is not None and person.role == "owner":
            raised.add(user["id"])
        elif user is not None and person.role is not None and user["id"] in owning:
            lowered[user["id"]] = person.email
    if not leaves_no_owner(owning, lowered.keys(), raised):
        return []
    names = ", ".join(lowered.values())
    return [f"{names}: role: the organization must keep an owner, and nobody else is one"]

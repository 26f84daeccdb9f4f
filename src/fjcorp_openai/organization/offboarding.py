"""The way out: a person leaves projects, or the organization."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fjcorp_openai.organization.access import GROUPS, AccessReader
from fjcorp_openai.organization.directory import INVITES, PROJECTS, USERS, Directory, quoted
from fjcorp_openai.organization.errors import OrganizationError
from fjcorp_openai.organization.guards import folded, is_address, key_owners, leaves_no_owner
from fjcorp_openai.organization.info import DAY, OrganizationInfo
from fjcorp_openai.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.organization.directory import Item

SEPARATORS = re.compile(r"[\s,;]+")
USER_ID = re.compile(r"user-[\w-]+", re.ASCII)
SHORTEST_END = 3
"""Characters at the end of a key that must be shown to recognize it."""


@dataclass
class Leaver:
    """Somebody who leaves.

    Attributes:
        email: As given.
        user: The person, unless they are no member.
        invites: Pending invites to withdraw.
        projects: Projects they leave, or lose with the organization.
        keys: Keys that end.
        groups: Groups that they are in, those of an identity provider among them.
        roles: Names of the custom roles that end, with the project where there is one.
        through: Ways into projects that stay, through groups.
    """

    email: str
    user: Item | None
    invites: list[Item] = field(default_factory=list)
    projects: list[Item] = field(default_factory=list)
    keys: list[Item] = field(default_factory=list)
    groups: list[Item] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    through: list[str] = field(default_factory=list)


class Offboarding:
    """One run over a list of people."""

    def __init__(self, api: Api, *, check_mode: bool) -> None:
        """Prepare a run over a client of the API; check mode writes nothing."""
        self.api, self.check_mode = api, check_mode
        self.directory, self.info = Directory(api), OrganizationInfo(api)
        self.access = AccessReader(api)

    def run(
        self,
        people: Sequence[str],
        projects: Sequence[str],
        *,
        only_projects: bool,
        recent_days: int,
        missing: str = "error",
    ) -> dict[str, Any]:
        """Remove people.

        Args:
            people: Addresses or ids; see :func:`names`.
            projects: Projects to leave; empty for all.
            only_projects: Whether the people stay in the organization.
            recent_days: A key used in so many days is not ended; 0 ends all.
            missing: ``ok`` when somebody who is not there counts as gone, else ``error``.

        Returns:
            The result of the task.

        Raises:
            OrganizationError: Somebody cannot be found, or a guard refuses, before anything is written.
        """
        wanted = names(people)
        if projects and not only_projects:
            raise OrganizationError(
                "projects: somebody who leaves the organization leaves all; set only_projects"
            )
        where = [self.directory.project(name) for name in projects] or self.directory.projects()
        leavers = self._leavers(wanted, where, only_projects)
        problems = [] if missing == "ok" else self._missing(leavers, only_projects)
        problems += self._last_owners(leavers) if not only_projects else []
        for leaver in leavers:
            problems += self._guards(leaver, only_projects=only_projects, recent_days=recent_days)
        if problems:
            raise OrganizationError("\n".join(problems))
        for leaver in leavers:
            self._remove(leaver, only_projects=only_projects)
        return {
            "changed": any(_does(leaver, only_projects) for leaver in leavers),
            "people": [_summary(leaver, only_projects) for leaver in leavers],
        }

    def _leavers(self, wanted: Sequence[str], where: list[Item], only_projects: bool) -> list[Leaver]:
        """Find everybody; who is named twice, as by address and by id, leaves once."""
        leavers: dict[str, Leaver] = {}
        for name in wanted:
            leaver = self._leaver(name, where, only_projects)
            leavers.setdefault(leaver.user["id"] if leaver.user else folded(name), leaver)
        return list(leavers.values())

    def _leaver(self, email: str, where: list[Item], only_projects: bool) -> Leaver:
        user = self.directory.find_user(email)
        leaver = Leaver(email, user)
        if not only_projects:
            invites = self.directory.invites_by_address().get(folded(email), [])
            leaver.invites = [invite for invite in invites if invite["status"] == "pending"]
        if user is None:
            return leaver
        for project in where:
            if user["id"] not in self.directory.members(project["id"]):
                continue
            leaver.projects.append(project)
            keys = self.info.project_keys(project["id"])
            leaver.keys += [key for key in keys if key["owner"].get("id") == user["id"]]
        if not only_projects:
            keys = self.info.admin_keys()
            leaver.keys += [key for key in keys if key["owner"].get("id") == user["id"]]
        self._find_access(leaver, user["id"], where, only_projects)
        return leaver

    def _find_access(self, leaver: Leaver, user_id: str, where: list[Item], only_projects: bool) -> None:
        """Find groups and roles. Every list is read once for all leavers."""
        leaver.groups = [
            group
            for group in self.api.list(GROUPS)
            if any(each["id"] == user_id for each in self.api.list(f"{GROUPS}/{group['id']}/users"))
        ]
        if not only_projects and self.access.roles():
            leaver.roles += _custom(self.access.given("users", user_id))
        for project in leaver.projects:
            if self.access.roles(project["id"]):
                given = self.access.given("users", user_id, project["id"])
                leaver.roles += [f"{name} in {project['name']}" for name in _custom(given)]
        names = {group["id"]: group["name"] for group in leaver.groups}
        for project in where if only_projects and names else ():
            for group in self.api.list(f"{PROJECTS}/{project['id']}/groups"):
                if group["group_id"] in names:
                    leaver.through.append(f"{project['name']} through {group['group_name']}")

    # Guards

    def _missing(self, leavers: list[Leaver], only_projects: bool) -> list[str]:
        emails = [user["email"] for user in self.directory.users()]
        where = "in the organization" if only_projects else "in the organization, nor invited to it"
        problems = []
        for leaver in leavers:
            if leaver.user is None and not leaver.invites:
                hint = did_you_mean(leaver.email, emails)
                meant = f"; {hint}" if hint else "."
                problems.append(
                    f"{leaver.email}: is not {where}{meant} Nobody was removed. Where this is no mistake, "
                    "set missing: ok (openai_missing_leavers)"
                )
        return problems

    def _last_owners(self, leavers: list[Leaver]) -> list[str]:
        leaving = {leaver.user["id"] for leaver in leavers if leaver.user}
        owners = self.directory.owners()
        if leaves_no_owner(owners, leaving):
            names = ", ".join(
                leaver.email for leaver in leavers if leaver.user and leaver.user["id"] in owners
            )
            return [f"{names}: the organization must keep an owner, and nobody else is one"]
        return []

    def _guards(self, leaver: Leaver, *, only_projects: bool, recent_days: int) -> list[str]:
        if leaver.user is None:
            return []
        problems = []
        if only_projects and leaver.user["role"] == "owner" and leaver.projects:
            problems.append("owns the organization, and so every project; lower the role first")
        if not only_projects and leaver.user.get("is_scim_managed"):
            problems.append("is managed by the identity provider; remove the person there")
        if key_owners(leaver.keys, self.api.settings.admin_key):
            problems.append("owns the admin key that this run uses; run with the key of somebody else")
        since = self.api.clock.now() - recent_days * DAY
        used = [key for key in leaver.keys if recent_days and (key.get("last_used_at") or 0) >= since]
        if used:
            names = ", ".join(f"{quoted(key['name'])} ({key['id']})" for key in used)
            problems.append(
                f"keys that end were used in the last {recent_days} days: {names}. Replace them, or set "
                f"recent_days to 0"
            )
        return [f"{leaver.email}: {problem}" for problem in problems]

    # Writing

    def _remove(self, leaver: Leaver, *, only_projects: bool) -> None:
        if self.check_mode:
            return
        for invite in leaver.invites:
            self.api.delete(f"{INVITES}/{invite['id']}")
        if leaver.user is None:
            return
        if not only_projects:
            for group in leaver.groups:
                if not group.get("is_scim_managed"):
                    self.api.delete(f"{GROUPS}/{group['id']}/users/{leaver.user['id']}")
            # Memberships of projects, roles and keys go with the person.
            self.api.delete(f"{USERS}/{leaver.user['id']}")
            return
        for project in leaver.projects:
            self.api.delete(f"{PROJECTS}/{project['id']}/users/{leaver.user['id']}")


def names(given: Sequence[str]) -> list[str]:
    """Return the people who are named.

    Surveys and command lines give several in one text: white space, commas and semicolons part them.

    Raises:
        OrganizationError: One is neither an address nor an id.
    """
    found = [name for text in given for name in SEPARATORS.split(str(text)) if name]
    wrong = [name for name in found if not is_address(name) and not USER_ID.fullmatch(name)]
    if wrong or (given and not found):
        what = ", ".join(map(quoted, wrong)) or "an empty text"
        raise OrganizationError(f"people: {what} is neither an address nor an id (user-...) of a person")
    return list(dict.fromkeys(found))


def _does(leaver: Leaver, only_projects: bool) -> bool:
    return bool(leaver.invites or leaver.projects or (leaver.user and not only_projects))


def _summary(leaver: Leaver, only_projects: bool) -> dict[str, Any]:
    gone = leaver.user is None and not leaver.invites
    status = "gone" if gone else "removed" if _does(leaver, only_projects) else "already"
    leaves = [] if only_projects else leaver.groups
    keys = [{name: key[name] for name in ("id", "name", "project_id") if name in key} for key in leaver.keys]
    return {
        "email": leaver.email,
        "status": status,
        "projects": [project["name"] for project in leaver.projects],
        "invites": [invite["id"] for invite in leaver.invites],
        "keys": keys,
        "groups": [group["name"] for group in leaves if not group.get("is_scim_managed")],
        "identity_provider_groups": [group["name"] for group in leaves if group.get("is_scim_managed")],
        "roles": leaver.roles,
        "still_through": leaver.through,
    }


def _custom(roles: list[Item]) -> list[str]:
    return [role["name"] for role in roles if not role["predefined_role"]]

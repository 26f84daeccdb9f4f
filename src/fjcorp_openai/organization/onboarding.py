"""Invite, wait, add: from a list of people to members of the organization and of its projects.

The organization itself shows how far each person is, so a run needs no memory of the one before it.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import BadRequest, Conflict, Forbidden, NotFound
from fjcorp_openai.organization.directory import INVITES, PROJECTS, USERS, Directory
from fjcorp_openai.organization.guards import folded, may_invite_again
from fjcorp_openai.organization.people import is_to_come, read_people

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.organization.directory import Item
    from fjcorp_openai.organization.people import Person

PAGE = 100
"""People on one page of the API's list."""

CALLS_PER_WINDOW = 8
"""Calls of one family that the API is known to let pass before its limits refill, roughly."""

REFUSALS = (BadRequest, Forbidden, NotFound, Conflict)
"""Errors by which the API refuses one call, and which say nothing of the next one."""

SAME_MOMENT = 5
"""Seconds between the acceptance of an invite and the joining of the person who accepted it, at most."""


@dataclass(frozen=True)
class OnboardOptions:
    """How to onboard.

    Attributes:
        wait: Whether to wait for people to accept.
        timeout: Seconds to wait, at most.
        interval: Seconds between two looks, at least.
        resend_limit: How often an invite that expired is sent again.
        removed: ``invite`` or ``report``: what to do about people who were members and are not any more.
        project_ids: Ids of projects by keys of the user's own.
        described: Names of projects by the keys of their items.
        check_mode: Whether nothing may be written.
        window: Seconds after which the API's limits refill.
    """

    wait: bool = True
    timeout: float = 3600.0
    interval: float = 30.0
    resend_limit: int = 3
    removed: str = "invite"
    project_ids: Mapping[str, str] | None = None
    described: Mapping[str, str] | None = None
    check_mode: bool = False
    window: float = 60.0


class Onboarding:
    """One run over a list of people."""

    def __init__(self, api: Api, options: OnboardOptions, report: Callable[[str], None]) -> None:
        """Prepare a run.

        Args:
            api: Client of the API.
            options: How to do it.
            report: Shows one line while the run lasts.
        """
        self.api, self.options, self.report = api, options, report
        self.directory = Directory(api)
        self.people: list[Person] = []
        # Read once and kept: every write makes the client forget the list it belongs to.
        self._users: dict[str, Item] = {}
        self._invites: dict[str, list[Item]] = {}
        self._members: dict[str, dict[str, Item]] = {}
        self._to_come: set[str] = set()

    def run(self, given: list[Mapping[str, Any]]) -> dict[str, Any]:
        """Bring everybody as far as they can be brought.

        Args:
            given: The people, as the option of the module has them.

        Returns:
            The result of the task.

        Raises:
            OrganizationError: The list is wrong; nothing was written.
            OpenAIError: The API cannot be used.
        """
        project_ids = self.options.project_ids or {}
        self.people = read_people(
            given,
            self.directory,
            project_ids,
            check_mode=self.options.check_mode,
            described=self.options.described,
        )
        self._to_come = {key for key in project_ids if is_to_come(key, project_ids)}
        described = self.options.described or {}
        self._to_come |= {*described, *described.values()}
        self._users = self.directory.users_by_address()
        if any(folded(person.email) not in self._users for person in self.people):
            self._invites = self.directory.invites_by_address()
        # Who becomes an owner comes first, so that there is always one.
        for person in sorted(self.people, key=lambda each: each.role != "owner"):
            self._attempt(person, self._settle)
        if self.options.wait and not self.options.check_mode:
            self._wait()
        return self._result()

    # One person

    def _attempt(self, person: Person, action: Callable[[Person], None]) -> None:
        try:
            action(person)
        except REFUSALS as error:
            # What the API refuses one person for must not keep the others waiting.
            person.status, person.message = "failed", str(error)

    def _settle(self, person: Person) -> None:
        user = self._users.get(folded(person.email))
        if user is not None:
            self._admit(person, user)
            return
        invites = self._invites.get(folded(person.email), [])
        pending = [invite for invite in invites if invite["status"] == "pending"]
        if pending:
            self._keep(person, pending)
            return
        accepted = [number for number, invite in enumerate(invites) if invite["status"] == "accepted"]
        if accepted and self._is_gone(person, invites[accepted[-1]]):
            return
        expired = len(invites) - (accepted[-1] + 1 if accepted else 0)
        if not may_invite_again(expired, self.options.resend_limit):
            person.status = "expired"
            person.message = f"{expired} invites have expired; resend_limit is {self.options.resend_limit}"
            return
        self._invite(person)

    def _keep(self, person: Person, pending: list[Item]) -> None:
        """Leave a pending invite as it is, unless it is for another role; the API changes none."""
        wrong = [invite for invite in pending if person.role and invite["role"] != person.role]
        if len(wrong) == len(pending):
            if not self.options.check_mode:
                for invite in wrong:
                    self.api.delete(f"{INVITES}/{invite['id']}")
            person.role_changes += 1
            person.before = {"invited": wrong[-1]["role"]}
            self._invite(person)
            return
        person.status = "pending"
        person.invite_id = next(invite["id"] for invite in reversed(pending) if invite not in wrong)

    def _is_gone(self, person: Person, invite: Item) -> bool:
        """Return whether somebody who accepted and is not there needs no new invite."""
        moment = invite.get("accepted_at") or 0
        same = [
            user["email"]
            for address, user in self._users.items()
            if address not in self._invites and abs(user["added_at"] - moment) <= SAME_MOMENT
        ]
        person.invite_id = invite["id"]
        if len(same) == 1:
            person.status = "other_address"
            person.message = f"the invite was accepted, it seems by {same[0]}; put that address into the list"
            return True
        if self.options.removed == "report":
            person.status = "removed"
            person.message = "was a member and is not any more"
            return True
        person.invite_id = ""
        return False

    def _invite(self, person: Person) -> None:
        # No project goes with the invite: without any it would lead into the default project, and those
        # named here are not granted reliably. They follow when the person is there.
        role = person.role or "reader"
        if not self.options.check_mode:
            address = folded(person.email)
            invite = self.api.create(
                INVITES,
                {"email": person.email, "role": role, "projects": []},
                natural_key=lambda item: folded(item["email"]) == address and item["status"] == "pending",
                resource=f"the invite for {person.email}",
            )
            person.invite_id = invite["id"]
        person.invited, person.status = True, "invited"
        person.after = {"invited": role}

    def _admit(self, person: Person, user: Item) -> None:
        """Give a member of the organization the roles that the list says."""
        person.user_id = user["id"]
        owns = user["role"] == "owner"
        changes = person.role is not None and person.role != user["role"]
        if changes:
            if not self.options.check_mode:
                self.api.post(f"{USERS}/{user['id']}", {"role": person.role}, retry_unsafe=True)
                # An owner is listed as a member of every project.
                self._members.clear()
                self.api.invalidate(PROJECTS)
            person.role_changes += 1
            person.before["role"], person.after["role"] = user["role"], person.role
        lowered = changes and owns
        if (person.role or user["role"]) != "owner":
            for project_id, role in person.projects.items():
                unknown = self.options.check_mode and (lowered or project_id in self._to_come)
                self._join(person, project_id, role, unknown=unknown)
        if person.added:
            person.status = "added"
        elif person.invited or person.waiting:
            person.status = "joined"
        else:
            person.status = "changed" if person.role_changes else "already"

    def _join(self, person: Person, project_id: str, role: str, *, unknown: bool) -> None:
        """Make a person a member of a project; who owns the organization owns every project anyway."""
        path = f"{PROJECTS}/{project_id}/users"
        name = person.names[project_id]
        if project_id not in self._members and not unknown:
            self._members[project_id] = self.directory.members(project_id)
        row = None if unknown else self._members[project_id].get(person.user_id)
        if row is None:
            if not self.options.check_mode:
                self.api.create(
                    path,
                    {"user_id": person.user_id, "role": role},
                    natural_key=lambda item: item["id"] == person.user_id,
                    resource=f"{person.email} in {name}",
                )
            person.added.append(project_id)
            person.after[name] = role
        elif row["role"] != role:
            if not self.options.check_mode:
                self.api.post(f"{path}/{person.user_id}", {"role": role}, retry_unsafe=True)
            person.role_changes += 1
            person.before[name], person.after[name] = row["role"], role

    # Waiting

    def _wait(self) -> None:
        """Look until nobody is pending or the time is over: one list for each look."""
        end = time.monotonic() + self.options.timeout
        while waiting := [person for person in self.people if person.waiting]:
            left = end - time.monotonic()
            if left <= 0:
                self.report(
                    f"{len(waiting)} of {len(self.people)} have not accepted yet; the next run goes on"
                )
                return
            pause = min(self._pause(), left)
            self.report(
                f"{len(waiting)} of {len(self.people)} have not accepted yet: looking again in "
                f"{pause:.0f} s, for {left / 60:.0f} min at most"
            )
            time.sleep(pause)
            self.api.invalidate(USERS)
            self._users = self.directory.users_by_address()
            for person in waiting:
                user = self._users.get(folded(person.email))
                if user is not None:
                    self._attempt(person, lambda each, user=user: self._admit(each, user))  # type: ignore[misc]

    def _pause(self) -> float:
        """Return the seconds until the next look: long enough for its pages to pass the API's limits."""
        pages = math.ceil((len(self._users) + 1) / PAGE)
        return max(self.options.interval, pages * self.options.window / CALLS_PER_WINDOW)

    # The result

    def _result(self) -> dict[str, Any]:
        statuses = [person.status for person in self.people]
        names = ("already", "changed", "joined", "expired", "removed", "other_address", "failed")
        counts = {
            "people": len(self.people),
            "invited": sum(person.invited for person in self.people),
            "pending": sum(person.waiting for person in self.people),
            "added": sum(bool(person.added) for person in self.people),
            "changed_roles": sum(person.role_changes for person in self.people),
            **{name: statuses.count(name) for name in names},
        }
        return {
            "changed": any(person.changed for person in self.people),
            "counts": counts,
            "people": [person.summary() for person in self.people],
        }

    def differences(self) -> list[dict[str, str]]:
        """Return what changed, in the form of Ansible's diff mode."""
        return [
            {
                "before_header": person.email,
                "after_header": person.email,
                "before": _text(person.before),
                "after": _text(person.after),
            }
            for person in self.people
            if person.changed
        ]


def _text(value: Mapping[str, Any]) -> str:
    return "".join(f"{name}: {entry}\n" for name, entry in sorted(value.items()))

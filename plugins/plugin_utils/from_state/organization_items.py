# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a former state holds of an organization, as items of the roles.

Items name each other by key where the state holds both, else by id. A state holds what one team manages, and
not all there is: so a list of an item that would remove what it does not name is written on request alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..import_.import_result import (
    ACCOUNT,
    ADMIN_KEY,
    GROUP,
    INVITE,
    LIMIT,
    MEMBER,
    PERSON,
    PROJECT,
    ROLE,
)
from ..migration.sources import text_of
from ..package import organization
from .former_types import LIMITS
from .project_parts import OWN_ROLE, ProjectParts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..import_.import_result import ImportResult, Item, Kind
    from .held_objects import Held

KEY_LEFT = "Its key {id} goes on; the playbook import_keys takes it over, for its name is not in the state."
BY_MEMBERSHIP = "It is the role that the membership gives."


class OrganizationItems:
    """Takes over projects, people, groups, roles, invites, accounts, keys and limits."""

    def __init__(self, imports: ImportResult, held: list[Held], *, project_groups: bool) -> None:
        """Take what the states hold.

        Args:
            imports: Collects what is taken over.
            held: All objects.
            project_groups: Whether the groups of a project in the states are all that it has.
        """
        self.imports, self.held, self.project_groups = imports, held, project_groups
        self._projects: dict[str, str] = {}
        self._roles: dict[tuple[str, str], str] = {}
        self._groups: dict[str, str] = {}
        self._people: dict[str, str] = {}
        self._emails = {
            each.get("user_id"): each.get("email")
            for noun in ("group_user", "project_user", "person")
            for each in self._of(noun)
            if each.get("email")
        }

    def take(self) -> None:
        """Take everything over."""
        for each in self._of("project"):
            self._project(each)
        for noun in ("role", "project_role"):
            for each in self._of(noun):
                self._role(each)
        for each in self._of("person"):
            self._person(each)
        for each in self._of("group"):
            self._group(each)
        for kind, noun, in_project, owner in (
            (GROUP, "group_role", "project_group_role", "group_id"),
            (PERSON, "user_role", "project_user_role", "user_id"),
        ):
            self._given(kind, noun, in_project, owner)
        ProjectParts(self.imports, self.held, self._projects).take(
            self._groups if self.project_groups else None
        )
        for each in self._of("project_user"):
            self._member(each)
        for each in self._of("invite"):
            self._invite(each)
        for each in self._of("account"):
            self._account(each)
        for each in self._of("limit"):
            self._limit(each)
        for each in self._of("admin_key"):
            self._admin_key(each)

    def _of(self, noun: str) -> Iterator[Held]:
        return (each for each in self.held if each.noun == noun)

    def _take(
        self,
        held: Held,
        kind: Kind,
        id_: str,
        item: Item,
        names: tuple[str, ...],
        fits: Callable[[Item], bool],
    ) -> tuple[str, str]:
        key, status = self.imports.take(kind, id_, item, names, fits)
        held.becomes = f"{kind.variable}: {key}"
        return key, status

    def project(self, id_: str) -> str:
        """Return what an item calls a project: its key where it has one, else its id."""
        return self._projects.get(id_, id_)

    def _aliases(self, id_: str) -> set[str]:
        return {id_, self.project(id_)}

    def _role_name(self, project: str, id_: str) -> str:
        return self._roles.get((project, id_), organization.word(id_))

    def _project(self, held: Held) -> None:
        name = held.get("name")
        if held.get("status") == "archived":
            held.noun, held.left = "", "It is archived, which is final."
            return
        item: Item = {"name": name}
        if held.get("external_key_id"):
            item["external_key_id"] = held.get("external_key_id")
        if held.get("geography"):
            held.notes.append("Its geography stays; residency is chosen for a new project alone.")
        alone = [each.get("name") for each in self._of("project")].count(name) == 1
        key, _status = self._take(
            held, PROJECT, held.get("id"), item, (name,), lambda each: alone and each.get("name") == name
        )
        self._projects[held.get("id")] = key

    def _role(self, held: Held) -> None:
        if held.values.get("predefined") is True:
            held.noun, held.left = "", "It is a role of the API's own."
            return
        project, name = held.get("project_id"), held.get("name")
        item: Item = {"name": name, **({"project": self.project(project)} if project else {})}
        if held.get("description"):
            item["description"] = held.get("description")
        item["permissions"] = sorted(held.values["permissions"])
        places = self._aliases(project) if project else {None, ""}
        key, _status = self._take(
            held,
            ROLE,
            f"{project}/{held.get('id')}" if project else held.get("id"),
            item,
            (name, *([self.project(project)] if project in self._projects else [])),
            lambda each: (
                str(each.get("name") or "").casefold() == name.casefold() and each.get("project") in places
            ),
        )
        self._roles[project, held.get("id")] = key

    def _person(self, held: Held) -> None:
        id_ = held.get("user_id")
        key = self._named(id_)
        held.becomes = f"{PERSON.variable}: {key}"
        new = (self.imports.added.get(PERSON.variable) or {}).get(key)
        if new is not None:
            more = {name: held.get(name) for name in ("role", "technical_level", "developer_persona")}
            new |= {name: value for name, value in more.items() if value}

    def _named(self, id_: str) -> str:
        """Return the key of a person's item, which is made where there is none."""
        if id_ not in self._people:
            email = self._emails.get(id_, "")
            item: Item = {"email": email} if email else {"user_id": id_}
            name = email.partition("@")[0] or id_
            self._people[id_], _status = self.imports.take(
                PERSON, id_, item, (name,), organization_is(id_, email)
            )
        return self._people[id_]

    def _group(self, held: Held) -> None:
        id_, name = held.get("id"), held.get("name")
        scim = held.values.get("scim") is True
        item: Item = {"name": name, **({"from_identity_provider": True} if scim else {})}
        mine = [each for each in self._of("group_user") if each.get("group_id") == id_]
        members = sorted(self._emails.get(each.get("user_id")) or each.get("user_id") for each in mine)
        if members and not scim:
            item["members"] = members
        key, status = self._take(held, GROUP, id_, item, (name,), lambda each: each.get("name") == name)
        self._groups[id_] = key
        for each in mine:
            each.becomes = f"{GROUP.variable}: {key}"
            if scim:
                each.becomes, each.noun = "", ""
                each.left = "The identity provider manages the group."
        described = self.imports.item(GROUP, key)
        if status != "managed" and described.get("members") and members:
            flags = "/allow_pending/exclusive" if described.get("exclusive") else "/allow_pending"
            self.imports.block(GROUP, key, "openai_group_users.this[0]", id_, ["members"], f"{id_}{flags}")

    def _given(self, kind: Kind, noun: str, in_project: str, owner: str) -> None:
        """Take over the roles that groups or people have besides those of membership."""
        rows: dict[str, list[Held]] = {}
        for each in [*self._of(noun), *self._of(in_project)]:
            if each.get("role_id").startswith(OWN_ROLE):
                if each.noun == "project_group_role":
                    continue
                each.noun, each.left = "", BY_MEMBERSHIP
            else:
                rows.setdefault(each.get(owner), []).append(each)
        for id_, mine in sorted(rows.items()):
            key = self._groups.get(id_) if kind is GROUP else self._named(id_)
            if key is None:
                for each in mine:
                    each.notes.append("Its group is not in the states: its import block is in HCL alone.")
                continue
            roles = sorted(self._role_name("", each.get("role_id")) for each in mine if each.noun == noun)
            placed = [
                {
                    "project": self.project(each.get("project_id")),
                    "role": self._role_name(each.get("project_id"), each.get("role_id")),
                }
                for each in mine
                if each.noun == in_project
            ]
            new = (self.imports.added.get(kind.variable) or {}).get(key)
            if new is not None:
                new |= {"roles": roles} if roles else {}
                new |= {"project_roles": placed} if placed else {}
            for each in mine:
                each.becomes = f"{kind.variable}: {key}"
            described = self.imports.item(kind, key)
            part = next((part for part in ("roles", "project_roles") if described.get(part)), None)
            if part is not None:
                projects = dict.fromkeys(each.get("project_id") for each in mine if each.noun == in_project)
                named = [*projects] if described.get("project_roles") else []
                parts = [id_, *named, *(["exclusive"] if described.get("exclusive") else [])]
                resource = "openai_group_roles" if kind is GROUP else "openai_user_roles"
                self.imports.block(kind, key, f"{resource}.this[0]", id_, [part], "/".join(parts))

    def _member(self, held: Held) -> None:
        project, id_ = held.get("project_id"), held.get("user_id")
        email, person = self._emails.get(id_, ""), self._people.get(id_)
        who = {"user": person} if person else {"email": email} if email else {"user": id_}
        item: Item = {"project": self.project(project), **who}
        ids = [each for each in held.values.get("role_ids") or [] if isinstance(each, str)]
        role = held.get("role") or next(
            (organization.word(each) for each in ids if each.startswith(OWN_ROLE)),
            self._role_name(project, ids[0]) if ids else "member",
        )
        if len(ids) > 1:
            held.notes.append(
                f"It has {len(ids)} roles; its item has {role}. Name the others in project_roles."
            )
        if role != "member":
            item["role"] = role
        # An item that names somebody by address alone has no user, and fits nobody else.
        names, aliases = {id_, person or id_}, self._aliases(project)
        self._take(
            held,
            MEMBER,
            f"{project}/{id_}",
            item,
            (self._label(project), email.partition("@")[0] or person or id_),
            lambda each: (
                each.get("project") in aliases
                and (each.get("user") in names or bool(email and each.get("email") == email))
            ),
        )

    def _label(self, project: str) -> str:
        return self._projects.get(project, "")

    def _invite(self, held: Held) -> None:
        email, status = held.get("email"), held.get("status") or "pending"
        if status != "pending":
            held.noun, held.left = "", f"It is {'accepted' if status == 'accepted' else 'not pending'}."
            return
        item: Item = {"email": email}
        if held.get("role") not in ("", "reader"):
            item["role"] = held.get("role")
        projects = [each for each in held.values.get("projects") or [] if isinstance(each, dict)]
        named = [(text_of(each.get("id")), each.get("role")) for each in projects if text_of(each.get("id"))]
        if named:
            item["projects"] = [
                {"project": self.project(id_), **({"role": role} if role not in (None, "", "member") else {})}
                for id_, role in named
            ]
        self._take(held, INVITE, email, item, (email.partition("@")[0],), organization_is("", email))

    def _account(self, held: Held) -> None:
        project, name = held.get("project_id"), held.get("name")
        item: Item = {"project": self.project(project), "name": name}
        if held.get("role") not in ("", "member"):
            item["role"] = held.get("role")
        aliases = self._aliases(project)
        self._take(
            held,
            ACCOUNT,
            f"{project}/{held.get('id')}",
            item,
            (self._label(project), name),
            lambda each: each.get("name") == name and each.get("project") in aliases,
        )
        if held.get("key_id"):
            held.notes.append(KEY_LEFT.format(id=held.get("key_id")))

    def _limit(self, held: Held) -> None:
        project, model = held.get("project_id"), held.get("model")
        limits = {name: held.values[name] for name in LIMITS if held.values.get(name)}
        if not limits:
            held.noun, held.left = "", "The state says no limit of it."
            return
        aliases = self._aliases(project)
        self._take(
            held,
            LIMIT,
            f"{project}/{model}",
            {"project": self.project(project), "model": model, **limits},
            (self._label(project), model),
            lambda each: each.get("model") == model and each.get("project") in aliases,
        )

    def _admin_key(self, held: Held) -> None:
        name = held.get("name")
        alone = [each.get("name") for each in self._of("admin_key")].count(name) == 1
        self._take(
            held,
            ADMIN_KEY,
            held.get("id"),
            {"name": name},
            (name,),
            lambda each: alone and each.get("name") == name,
        )
        held.notes.append("Its value stays where it is: name a secret_sink before it is rotated.")


def organization_is(id_: str, email: str) -> Callable[[Item], bool]:
    """Return what says whether an item describes a person."""
    return lambda each: (
        bool(id_ and each.get("user_id") == id_)
        or bool(email and organization.folded(str(each.get("email") or "")) == organization.folded(email))
    )

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles of a play, checked together before the first of them changes anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..package import COLLECTION, organization, spelling
from ..survey_text import structured
from . import named_files, protection
from .description import Description
from .items import not_set
from .moves import State
from .named_people import NamedPeople
from .references import PENDING, Expression
from .settings import load_yaml, read_modules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from .credentials import Keys
    from .named_people import Named
    from .references import Reference
    from .root_module import Module

PEOPLE = "administrative"
"""The role that people and projects belong to."""


def role_modules(role: str) -> list[Module]:
    """Return the modules of a role of this collection; its files are read once.

    Raises:
        StackError: There is no such role.
    """
    return [*_modules(role)]


@cache
def _modules(role: str) -> list[Module]:
    folder = COLLECTION / "roles" / role
    if not (folder / "vars/main.yml").is_file():
        raise StackError(f"roles: {role} is no role of this collection")
    declared = load_yaml(folder / "vars/main.yml")[f"{role}_modules"]
    return read_modules(role, declared, folder / "meta/argument_specs.yml")


@dataclass
class Part:
    """What a play says for one role.

    Attributes:
        role: Name of the role.
        given: Items by module; None where the variable is not set.
        folders: Where relative paths start from.
        keys: Keys of the API.
    """

    role: str
    given: dict[str, Any]
    folders: list[Path]
    keys: Keys
    modules: list[Module] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the modules of the role."""
        self.modules = self.modules or role_modules(self.role)
        self.description = Description(self.role, self.modules, self.folders)


class DeclaredItems:
    """Items of other roles as references find them before anything is applied.

    What a variable of the play holds is there after its role; where it is not set, the state has it.
    """

    def __init__(self, parts: list[Part], state: Callable[[str], Mapping[str, Any]]) -> None:
        """Take the parts of the play, and what returns the state of a role."""
        self.parts = {part.role: part for part in parts}
        self.outputs = cache(lambda role: State(state(role)).outputs)

    def find(self, reference: Reference, key: str) -> str | Expression | None:
        """Return something for a key that is there."""
        return Expression(PENDING) if key in self._there(reference) else None

    def keys(self, reference: Reference) -> list[str]:
        """Return the keys there are."""
        return sorted(self._there(reference))

    def _there(self, reference: Reference) -> Mapping[str, Any]:
        part = self.parts.get(reference.category)
        if part is not None and not not_set(part.given.get(reference.module)):
            return part.description.items.get(reference.module, {})
        return self.outputs(reference.category).get(reference.module) or {}

    def item(self, reference: Reference, key: str) -> Mapping[str, Any]:
        """Return what this play says of an item; nothing where it does not describe it."""
        part = self.parts.get(reference.category)
        found: Mapping[str, Any] = (
            part.description.items.get(reference.module, {}).get(key, {}) if part else {}
        )
        return found


class Validation:
    """One look at everything.

    Attributes:
        problems: What is wrong, each beginning with the role.
        warnings: What may be wrong.
    """

    def __init__(self, parts: list[Part], state: Callable[[str], Mapping[str, Any]]) -> None:
        """Prepare to look.

        Args:
            parts: The roles, in the order in which the play applies them.
            state: Returns the state of a role as Terraform keeps it; only asked where it is needed.
        """
        self.parts, self.state = parts, cache(state)
        self.problems: list[str] = []
        self.warnings: list[str] = []

    def items(self) -> None:
        """Check all items, their keys of the API, their paths, and the references between them."""
        output_paths: dict[str, str] = {}
        for part in self.parts:
            part.description.read(part.given)
            for module in part.modules:
                self._check_key(part, module)
        elsewhere = DeclaredItems(self.parts, self.state)
        variables = {
            f"{part.role}/{module.name}": module.variable for part in self.parts for module in part.modules
        }
        for part in self.parts:
            part.description.resolve(elsewhere)
            part.description.problems += named_files.problems(part.description, elsewhere, variables)
            for path, where in part.description.output_paths.items():
                if output_paths.setdefault(path, where) != where:
                    part.description.problems.append(
                        f"{where}: {output_paths[path]} goes to {path} too; one of them would be lost"
                    )
            self._add(part.role, part.description.problems)

    def moved(self, declared: Mapping[str, Any]) -> None:
        """Check the names of variables in ``openai_moved``."""
        variables = [module.variable for part in self.parts for module in part.modules]
        for name, value in declared.items():
            if isinstance(value, dict) and name not in variables:
                known = spelling.did_you_mean(name, variables) or f"known are {', '.join(variables)}"
                self.problems.append(f"openai_moved: {name} is no variable of items; {known}")

    def described(self, role: str, module: str) -> dict[str, dict[str, Any]]:
        """Return the items of a module, checked; none where its role is not in the play."""
        part = next((part for part in self.parts if part.role == role), None)
        return part.description.items.get(module, {}) if part else {}

    def people(self, people: list[Any]) -> list[Named]:
        """Return those of the named people whom only the API knows.

        Args:
            people: ``openai_people``.
        """
        part = next((part for part in self.parts if part.role == PEOPLE), None)
        named = NamedPeople(part.description.items if part else {}, people)
        self._add(PEOPLE, named.problems)
        unknown = named.unknown(set())
        return named.unknown(self._people_of_state()) if unknown else []

    def destruction(self, stack: str, confirmed: str | None) -> None:
        """Check that nothing is protected, and that somebody said that everything is to go.

        Args:
            stack: Name of the stack.
            confirmed: What ``openai_confirm_destroy`` says.
        """
        there = []
        for part in self.parts:
            state = State(self.state(part.role))
            number = 0
            for module in part.modules:
                for key in sorted(state.keys(module.name)):
                    objects = state.objects(module.name, key)
                    number += len(objects)
                    if any(values.get("deletion_protection") for values in objects):
                        self._add(part.role, [self._protected(part, module, key)])
            there += [f"{part.role} {number}"] if number else []
        if there and confirmed != stack:
            said = f" (not {confirmed!r})" if confirmed else ""
            self.problems.append(
                f"everything in the stack {stack} would be destroyed: {', '.join(there)} in the states. If "
                f"that is meant, say so with the name of the stack: openai_confirm_destroy: {stack}{said}"
            )

    def _protected(self, part: Part, module: Module, key: str) -> str:
        given = part.given.get(module.name)
        try:
            described = None if not_set(given) else structured(given, "dict") or {}
        except StackError:
            described = {}
        return protection.refusal(module.variable, key, described, absent=True)

    def _check_key(self, part: Part, module: Module) -> None:
        for key in list(part.description.items[module.name])[:1]:
            try:
                part.keys.check(module.key, module.variable, key)
            except StackError as error:
                part.description.problems.append(str(error))

    def _people_of_state(self) -> set[str]:
        """Return the addresses and ids of the people whom the state of the role administrative holds."""
        state, found = State(self.state(PEOPLE)), set()
        for module in ("organization_users", "project_user"):
            for key in state.keys(module):
                for values in state.attributes(module, key):
                    found |= {
                        organization.folded(str(values[name]))
                        for name in ("email", "user_id")
                        if values.get(name)
                    }
        for key in state.keys("projects"):
            for values in state.objects("projects", key):
                pending = {organization.folded(who) for who in values.get("pending_members") or ()}
                found |= {organization.folded(who) for who in values.get("members") or ()} - pending
        return found

    def _add(self, role: str, problems: list[str]) -> None:
        self.problems += [f"{role}: {problem}" for problem in problems]

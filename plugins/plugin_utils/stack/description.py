# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a play says of one category: items that are checked, and references that lead somewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import StackError
from .items import Reader, found_file, place
from .references import PENDING, Expression, Resolver, output_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from .references import Reference
    from .root_module import Items, Module
    from .state_outputs import Outputs


class ItemsElsewhere(Protocol):
    """The items of other categories, as references find them."""

    def find(self, reference: Reference, key: str) -> str | Expression | None:
        """Return what stands for a key, or None; LookupError says why it is not there yet."""

    def keys(self, reference: Reference) -> list[str]:
        """Return the keys there are, for messages."""

    def item(self, reference: Reference, key: str) -> Mapping[str, Any]:
        """Return what this play says of an item; nothing where it does not describe it."""


class Description:
    """The items of one category.

    Attributes:
        items: Items by module and key, checked.
        problems: One sentence for each thing that is wrong, each beginning with its place.
        output_paths: Place of the option by path of each file that the run writes.
        hints: One sentence for each thing that is right and may surprise.
    """

    def __init__(self, category: str, modules: list[Module], folders: Iterable[Path]) -> None:
        """Take what may be described, and where relative paths start from."""
        self.category, self.modules, self.folders = category, modules, list(folders)
        self.items: dict[str, Items] = {module.name: {} for module in modules}
        self.problems: list[str] = []
        self.output_paths: dict[str, str] = {}
        self.hints: list[str] = []

    def read(self, given: Mapping[str, Any]) -> None:
        """Check the items and bring them to one form.

        Args:
            given: Items by module; None where the user set no variable.
        """
        for module in self.modules:
            reader = Reader(module.variable, self.folders)
            self.items[module.name] = reader.items(given.get(module.name), module.options)
            self.problems += reader.problems + self._alike(module)
            self.hints += reader.hints
            for path, where in reader.output_paths:
                if self.output_paths.setdefault(path, where) != where:
                    self.problems.append(
                        f"{where}: {self.output_paths[path]} goes to {path} too; one of them would be lost"
                    )

    def resolve(self, elsewhere: ItemsElsewhere) -> dict[str, Items]:
        """Return the items with ids and expressions in the place of keys."""

        def lookup(reference: Reference, key: str) -> str | Expression | None:
            if reference.category != self.category:
                return elsewhere.find(reference, key)
            known = key in self.items.get(reference.module, {})
            return output_of(reference.module, key, reference.output) if known else None

        def known(reference: Reference) -> list[str]:
            if reference.category != self.category:
                return elsewhere.keys(reference)
            return sorted(self.items.get(reference.module, {}))

        resolved = {}
        for module in self.modules:
            resolver = Resolver(module.variable, lookup, known, module.pairs)
            resolved[module.name] = resolver.resolve(self.items[module.name], module.references)
            self.problems += resolver.problems
            for reference in module.references:
                self._put_beside(module, reference, resolved[module.name], elsewhere)
        return resolved

    def named(self, reference: Reference, key: Any, elsewhere: ItemsElsewhere) -> Mapping[str, Any]:
        """Return what the play says of the item that a reference names; nothing for an id, or none."""
        if not isinstance(key, str):
            return {}
        if reference.category != self.category:
            return elsewhere.item(reference, key)
        return self.items.get(reference.module, {}).get(key, {})

    def _put_beside(
        self, module: Module, reference: Reference, resolved: Items, elsewhere: ItemsElsewhere
    ) -> None:
        """Take what an item leaves open from the item that it names: its file is on the disk already."""
        for key, item in self.items[module.name].items() if reference.beside else ():
            named = self.named(reference, item.get(reference.option), elsewhere)
            for option, other in reference.beside:
                value = named.get(other)
                if module.options.get(option, {}).get("type") == "path":
                    value = found_file(value, self.folders)
                if resolved[key].get(option) is None and value is not None:
                    resolved[key][option] = value

    def check(self) -> None:
        """Stop where something is wrong.

        Raises:
            StackError: All of it.
        """
        if self.problems:
            raise StackError("\n".join(self.problems))

    def _alike(self, module: Module) -> list[str]:
        """Say which items describe one and the same object."""
        seen: dict[tuple[Any, ...], str] = {}
        problems = []
        for key, item in self.items[module.name].items() if module.unique else ():
            given = [name for name in module.natural_key if item.get(name) is not None]
            values = (*given, *(str(item[name]).strip().casefold() for name in given))
            if not module.natural_key and seen.setdefault((), key) != key:
                first = place(module.variable, seen[()])
                problems.append(
                    f"{place(module.variable, key)}: the organization has one item, {first}; put both into it"
                )
            elif given and seen.setdefault(values, key) != key:
                names = " and ".join("address" if name == "email" else name for name in given)
                first = place(module.variable, seen[values])
                problems.append(
                    f"{place(module.variable, key)}: the same {names} as {first}; take one of them out"
                )
        return problems


class AppliedItems:
    """Items of other categories, as their states have them.

    In check mode, what this play declares counts too: its roles do not apply.
    """

    def __init__(
        self, outputs: Callable[[str], Outputs], declared: Mapping[str, Collection[str]], *, check_mode: bool
    ) -> None:
        """Take the outputs of a category, and the keys that this play declares by ``category/module``."""
        self.outputs, self.declared, self.check_mode = outputs, declared, check_mode

    def find(self, reference: Reference, key: str) -> str | Expression | None:
        """Return what stands for a key, or None; LookupError says why it is not there yet."""
        applied = self.outputs(reference.category).get(reference.module, {})
        if key in applied:
            value = applied[key].get(reference.output)
            return Expression(PENDING) if value is None else str(value)
        if key not in self._declared(reference):
            return None
        if self.check_mode:
            return Expression(PENDING)
        raise LookupError(
            f"{json.dumps(key)} of {reference.category}/{reference.module} is declared but not there "
            f"yet; apply the role {reference.category} first"
        )

    def keys(self, reference: Reference) -> list[str]:
        """Return the keys there are, for messages."""
        applied = self.outputs(reference.category).get(reference.module, {})
        return sorted({*applied, *self._declared(reference)})

    def item(self, reference: Reference, key: str) -> Mapping[str, Any]:
        """Return what this play says of an item, as it is written; nothing where it does not describe it."""
        declared = self._declared(reference)
        found = declared.get(key) if isinstance(declared, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def _declared(self, reference: Reference) -> Collection[str]:
        return self.declared.get(f"{reference.category}/{reference.module}") or ()

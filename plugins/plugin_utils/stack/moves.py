# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items whose keys have changed: the object stays, and its place in the state moves.

A key that vanished and one that appeared belong to one object when it is known again by its natural key, or
when ``openai_moved`` says so.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .items import place
from .plan import item_of
from .references import Expression, literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .root_module import Items, Module


@dataclass(frozen=True)
class Move:
    """The key of an item, or of an item within an item, that has changed.

    Attributes:
        module: Module of the item.
        old: Former key.
        new: Present key.
        item: Key of the item that holds it; empty where it is the item itself.
        resource: Resource of the item within the item.
    """

    module: str
    old: str
    new: str
    item: str = ""
    resource: str = ""

    def block(self) -> dict[str, str]:
        """Return Terraform's block."""
        if not self.item:
            return {
                "from": _instance(f"module.{self.module}", self.old),
                "to": _instance(f"module.{self.module}", self.new),
            }
        within = f"{_instance(f'module.{self.module}', self.item)}.{self.resource}"
        return {"from": _instance(within, self.old), "to": _instance(within, self.new)}


class State:
    """What the state of a category holds, by the keys of its items."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Read the state as Terraform keeps it."""
        self.outputs = {name: each.get("value") for name, each in (document.get("outputs") or {}).items()}
        self._found: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
        for resource in document.get("resources") or []:
            module, key = item_of(str(resource.get("module") or ""))
            if key is None or resource.get("mode") == "data":
                continue
            address = f"{resource['type']}.{resource['name']}"
            for instance in resource.get("instances") or []:
                index = instance.get("index_key")
                objects = self._found.setdefault(module, {}).setdefault(key, {})
                full = address if index is None else f"{address}[{json.dumps(index)}]"
                objects[full] = instance.get("attributes") or {}

    def keys(self, module: str) -> set[str]:
        """Return the keys of the items that have objects."""
        return set(self._found.get(module, {}))

    def attributes(self, module: str, key: str) -> list[dict[str, Any]]:
        """Return the attributes of the objects of an item that stand alone."""
        objects = self._found.get(module, {}).get(key, {})
        return [values for address, values in objects.items() if not address.endswith("]")]

    def objects(self, module: str, key: str) -> list[dict[str, Any]]:
        """Return the attributes of all objects of an item."""
        return list(self._found.get(module, {}).get(key, {}).values())

    def everything(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield module, key of the item and attributes of each object."""
        for module, items in self._found.items():
            for key, objects in items.items():
                for values in objects.values():
                    yield module, key, values

    def within(self, module: str, key: str, resource: str) -> dict[str, dict[str, Any]]:
        """Return the attributes of the items within an item, by their keys."""
        objects = self._found.get(module, {}).get(key, {})
        start = f"{resource}["
        return {
            str(json.loads(address[len(start) : -1])): values
            for address, values in objects.items()
            if address.startswith(start)
        }


class Moves:
    """Finds which items have other keys now.

    Attributes:
        found: They.
        problems: One sentence for each wrong entry of ``openai_moved``.
    """

    def __init__(
        self,
        modules: list[Module],
        items: Mapping[str, Items],
        resolved: Mapping[str, Items],
        declared: Mapping[str, Any],
    ) -> None:
        """Take what is wanted.

        Args:
            modules: Modules of the category.
            items: Items by module and key.
            resolved: The same with ids and expressions in the place of keys.
            declared: New key by old key, for all variables or by variable.
        """
        self.modules, self.items, self.resolved, self.declared = modules, items, resolved, declared
        self.found: list[Move] = []
        self.problems: list[str] = []

    def find(self, state: State) -> list[Move]:
        """Return the moves that the state asks for; what was moved before is none."""
        self.found, self.problems = [], []
        for module in self.modules:
            there, wanted = state.keys(module.name), set(self.items.get(module.name, {}))
            said = self._said(module, there, wanted)
            self._take(module, said, there, wanted)
            gone = there - wanted - {move.old for move in self._of(module)}
            new = wanted - there - {move.new for move in self._of(module)}
            for old, key in _pairs(
                gone, new, lambda old, key, m=module: self._known_again(m, old, key, state)
            ):
                self.found.append(Move(module.name, old, key))
            for inner in module.inner:
                self._find_within(module, inner, state)
        return self.found

    # What the user says

    def _said(self, module: Module, there: set[str], wanted: set[str]) -> list[tuple[str, str, bool]]:
        """Return old key, new key, and whether they were said of this very variable."""
        of_variable = self.declared.get(module.variable)
        pairs = [(str(old), str(new), True) for old, new in (of_variable or {}).items()]
        for old, new in self.declared.items():
            if not isinstance(new, dict) and old in there - wanted and str(new) in wanted - there:
                pairs.append((old, str(new), False))
        return pairs

    def _take(
        self, module: Module, said: list[tuple[str, str, bool]], there: set[str], wanted: set[str]
    ) -> None:
        for old, new, _certain in said:
            if old not in there:
                continue
            before, after = place(module.variable, old), place(module.variable, new)
            if old in wanted:
                self.problems.append(
                    f"openai_moved: {before} is still there; take it out if it is {after} now"
                )
            elif new not in wanted:
                self.problems.append(f"openai_moved: {before} goes to {after}, which is not there")
            elif new in there:
                self.problems.append(
                    f"openai_moved: {before} cannot go to {after}, which has an object already"
                )
            else:
                self.found.append(Move(module.name, old, new))

    # What is known again

    def _of(self, module: Module, item: str = "") -> list[Move]:
        return [move for move in self.found if (move.module, move.item) == (module.name, item)]

    def _known_again(self, module: Module, old: str, new: str, state: State) -> bool:
        wanted = self.resolved.get(module.name, {}).get(new) or {}
        given = [option for option in module.natural_key if wanted.get(module.argument(option)) is not None]
        values = {module.argument(option): self._value(module, option, new, state) for option in given}
        return bool(given) and any(_fits(values, each) for each in state.attributes(module.name, old))

    def _value(self, module: Module, option: str, key: str, state: State) -> Any:
        """Return the value of an option; an id of an object of the same category is taken from the state."""
        value = self.resolved[module.name][key][module.argument(option)]
        if not isinstance(value, Expression):
            return value
        reference = next((each for each in module.references if each.option == option), None)
        if reference is None:
            return value
        named = str(self.items[module.name][key].get(option))
        former = {
            move.new: move.old for move in self.found if move.module == reference.module and not move.item
        }
        outputs = (state.outputs.get(reference.module) or {}).get(former.get(named, named)) or {}
        return outputs.get(reference.output, value)

    def _find_within(self, module: Module, inner: Mapping[str, Any], state: State) -> None:
        former = {move.new: move.old for move in self._of(module)}
        for key, item in self.items.get(module.name, {}).items():
            there = state.within(module.name, former.get(key, key), inner["resource"])
            wanted = item.get(inner["option"]) or {}
            for old, new in self._said_within(module, key):
                if old in there and old not in wanted and new in wanted and new not in there:
                    self.found.append(Move(module.name, old, new, key, inner["resource"]))
            taken = self._of(module, key)
            gone = set(there) - set(wanted) - {move.old for move in taken}
            new_keys = set(wanted) - set(there) - {move.new for move in taken}

            def fits(old: str, new: str, there: Any = there, wanted: Any = wanted) -> bool:
                values = {name: (wanted[new] or {}).get(name) for name in inner["natural_key"]}
                values = {name: new if value is None else value for name, value in values.items()}
                return _fits(values, there[old])

            for old, new in _pairs(gone, new_keys, fits):
                self.found.append(Move(module.name, old, new, key, inner["resource"]))

    def _said_within(self, module: Module, key: str) -> Iterator[tuple[str, str]]:
        """Yield old and new key of the items within an item, written as ``item/key``."""
        flat = {old: new for old, new in self.declared.items() if not isinstance(new, dict)}
        for old, new in (flat | (self.declared.get(module.variable) or {})).items():
            start = f"{key}/"
            if str(old).startswith(start) and str(new).startswith(start):
                yield str(old)[len(start) :], str(new)[len(start) :]


def _pairs(gone: set[str], new: set[str], fits: Any) -> list[tuple[str, str]]:
    """Return who belongs to whom; where several could, nobody does."""
    found = [(old, key) for old in sorted(gone) for key in sorted(new) if fits(old, key)]
    olds, news = Counter(old for old, _new in found), Counter(key for _old, key in found)
    return [(old, key) for old, key in found if olds[old] == 1 and news[key] == 1]


def _fits(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    return all(name in there and _plain(value) == _plain(there[name]) for name, value in wanted.items())


def _plain(value: Any) -> Any:
    """Return a value without what is not set; letter case and blanks round a text do not count."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.strip().casefold() if isinstance(value, str) else value


def _instance(address: str, key: str) -> str:
    return f"{address}[{literal(json.dumps(key, ensure_ascii=False))}]"

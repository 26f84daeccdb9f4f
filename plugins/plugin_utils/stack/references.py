# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References: an option that names another item by its key where the API requires an id."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..package import spelling
from .items import describe, place

PENDING = "terraform_data.pending.id"
"""An expression whose value is unknown until apply: stands for an id that does not exist yet."""


@dataclass(frozen=True)
class Expression:
    """A Terraform expression in place of a value."""

    code: str


@dataclass(frozen=True)
class Reference:
    """An option of a module's items that takes the key of another item.

    Attributes:
        option: Option that takes the key; dots lead through maps and lists, as in ``messages.parts.file``. A
            star stands for each value of a map of texts, as in ``members.*``.
        variable: Name the option has in the HCL module, as in ``file_id``.
        category: Category the other item belongs to.
        module: Module the other item belongs to.
        output: Output of that module that holds the id.
        prefix: How a literal id begins; a value that begins so and is no key is taken as it stands.
        names: Whether what is no key may be a name, which the API knows: it is taken as it stands, too.
        beside: Pairs of an option of this item and one of the item that is named: where this item says
            nothing, it takes what the other one says.
        content: What the file that is named is held to, as :mod:`named_files` knows it; empty for nothing.
    """

    option: str
    variable: str
    category: str
    module: str
    output: str
    prefix: str
    names: bool = False
    beside: tuple[tuple[str, str], ...] = ()
    content: str = ""

    @classmethod
    def read(cls, declared: Mapping[str, Any]) -> Reference:
        """Build from a role's variables.

        Args:
            declared: ``option``, ``variable``, ``to``, ``output``, ``prefix``, and maybe ``names``,
                ``beside`` (options of the named item by options of this one) and ``content``.
        """
        category, _separator, module = declared["to"].partition("/")
        return cls(
            declared["option"],
            declared["variable"],
            category,
            module,
            declared["output"],
            declared["prefix"],
            bool(declared.get("names")),
            tuple((declared.get("beside") or {}).items()),
            declared.get("content") or "",
        )


Lookup = Callable[[Reference, str], "str | Expression | None"]
"""Finds what stands for a key; None when there is no such key; LookupError when it is not there yet."""


class Resolver:
    """Puts ids and expressions in the place of keys.

    Attributes:
        problems: One sentence for each reference that leads nowhere.
    """

    def __init__(
        self,
        variable: str,
        lookup: Lookup,
        known: Callable[[Reference], list[str]],
        pairs: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        """Prepare to resolve.

        Args:
            variable: Name of the variable that the items are in, for messages.
            lookup: Finds the id for a key.
            known: Lists the keys there are, for messages.
            pairs: Options that are written as a map and passed on as a list of objects, by what key and value
                are called there. A key of a map of Terraform's must be known before anything is made.
        """
        self.variable = variable
        self.pairs = pairs or {}
        self.lookup = lookup
        self.known = known
        self.problems: list[str] = []

    def resolve(
        self, items: dict[str, dict[str, Any]], references: list[Reference]
    ) -> dict[str, dict[str, Any]]:
        """Return the items with every reference resolved and renamed to the module's variable."""
        options: dict[str, Any] = {}
        for reference in references:
            *steps, last = reference.option.split(".")
            branch = options
            for step in steps:
                branch = branch.setdefault(step, {})
            branch[last] = reference
        return {key: self._walk(item, options, key, []) for key, item in items.items()}

    def _walk(self, value: Any, options: Mapping[str, Any], key: str, path: list[str | int]) -> Any:
        """Return a value with the references in it resolved.

        Args:
            value: A value of an item.
            options: The options of it that are references, or hold some.
            key: Key of the item.
            path: Where the value is in the item.
        """
        if isinstance(value, list):
            return [self._walk(entry, options, key, [*path, index]) for index, entry in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if isinstance(each := options.get("*"), Reference):
            return {
                name: self._find(entry, each, place(self.variable, key, [*path, name]))
                for name, entry in value.items()
            }
        if path and _is_map_of_items(value, options):
            return {name: self._walk(entry, options, key, [*path, name]) for name, entry in value.items()}
        result = {}
        for name, entry in value.items():
            option, where = options.get(name), [*path, name]
            if not path and name in self.pairs and isinstance(entry, dict):
                result[name] = [
                    self._walk(
                        dict(zip(self.pairs[name], pair, strict=True)), option or {}, key, [name, pair[0]]
                    )
                    for pair in entry.items()
                ]
            elif isinstance(option, Reference):
                result[option.variable] = self._found(entry, option, place(self.variable, key, where))
            else:
                result[name] = entry if option is None else self._walk(entry, option, key, where)
        return result

    def _found(self, given: Any, reference: Reference, where: str) -> Any:
        if isinstance(given, list):
            return [self._find(entry, reference, where) for entry in given]
        return self._find(given, reference, where)

    def _find(self, value: Any, reference: Reference, where: str) -> Any:
        if value is None:
            return None
        try:
            found = self.lookup(reference, str(value))
        except LookupError as error:
            self.problems.append(f"{where}: {error.args[0]}")
            return None
        if found is not None:
            return found
        if reference.names or str(value).startswith(reference.prefix):
            return str(value)
        known = self.known(reference)
        there = f"known are {', '.join(known)}" if known else f"{reference.category} has none yet"
        hint = spelling.did_you_mean(value, known) or there
        self.problems.append(
            f"{where}: {describe(value)} is neither a key of {reference.category}/{reference.module} "
            f"nor an id ({reference.prefix}...); {hint}"
        )
        return None


def _is_map_of_items(value: dict[str, Any], options: Mapping[str, Any]) -> bool:
    """Distinguish objects by the user's keys from one object; a key may have the name of an option."""
    inner = {name for name, option in options.items() if not isinstance(option, Reference)}
    return bool(value) and all(isinstance(entry, dict) for entry in value.values()) and not inner & set(value)


def expressions_in(value: Any) -> bool:
    """Return whether an expression stands anywhere in the value."""
    if isinstance(value, Expression):
        return True
    if isinstance(value, dict):
        return any(expressions_in(entry) for entry in value.values())
    return isinstance(value, list) and any(expressions_in(entry) for entry in value)


def render(value: Any) -> Any:
    """Write a value for Terraform's JSON syntax: expressions in ``${}``, all other text taken literally."""
    if isinstance(value, Expression):
        return "${" + value.code + "}"
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, dict):
        return {literal(key): render(entry) for key, entry in value.items()}
    return [render(entry) for entry in value] if isinstance(value, list) else value


def literal(text: str) -> str:
    """Escape what Terraform would read as the start of an expression."""
    return text.replace("${", "$${").replace("%{", "%%{")


def output_of(module: str, key: str, output: str) -> Expression:
    """Return the expression for an output of an item in the same root module."""
    return Expression(f"module.{module}[{literal(json.dumps(key, ensure_ascii=False))}].{output}")

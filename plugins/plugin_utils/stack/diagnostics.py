# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Terraform's complaints, in the terms of the person who wrote the items."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from . import protection
from .items import not_set, place
from .plan import instance_of, item_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from .root_module import Items, Module

CHECKED_BY = re.compile(r"\s*This was checked by the validation rule at \S+\s*$")
ASSIGNMENT = re.compile(r'^\s*"?(\w+)"?\s*[:=]')
CONTEXT = re.compile(r"^module\.(\w+)$")
KIND = re.compile(r"\.openai_(\w+)\.\w+(?:\[[^\]]*\])?$")
"""The resource at the end of an address, by its noun."""
FILE = re.compile(r"(?:^|/)([\w-]+)/[^/]+\.tf$")
SETTING = re.compile(
    r"\b(?=(?:api_key|admin_key|base_url|max_wait|insecure|prices|webhook_listener|identity_\w+"
    r"|service_account_id) \(environment variable OPENAI_)"
)
FIELD = re.compile(r"([a-z][a-z0-9_]*)(?:: | (?=must |has to |is required))")
"""How a sentence begins that names the field it is about."""

TYPE = re.compile(r"\b(?:data\.)?openai_([a-z_]+)\.(?:this|file)\b(?:\[[^\]]*\])?(\.)?")
"""A resource of Terraform in a sentence; a person knows items."""

VARIABLE = re.compile(r"^var\.(\w+)")


def read(text: str) -> Iterator[dict[str, Any]]:
    """Yield the diagnostics in what a Terraform command with ``-json`` printed, each once.

    Args:
        text: Standard output; may stand within other text, as in the messages of community.general.terraform.
    """
    seen = set()
    for line in text.splitlines():
        start = line.find("{")
        try:
            document = json.loads(line[start:]) if start >= 0 else None
        except ValueError:
            continue
        found = document.get("diagnostic") if isinstance(document, dict) else None
        identity = json.dumps(found, sort_keys=True)
        if isinstance(found, dict) and identity not in seen:
            seen.add(identity)
            yield found


def _without_types(text: str) -> str:
    """Write nouns in the place of Terraform's resources: `openai_spend_limit.this` is the spend limit."""
    return TYPE.sub(lambda found: f"the {found[1].replace('_', ' ')}{' ' if found[2] else ''}", text)


class Translator:
    """Turns diagnostics into sentences that name item and field."""

    def __init__(
        self,
        modules: list[Module],
        items: Mapping[str, Items],
        given: Mapping[str, Any] | None = None,
        *,
        absent: bool = False,
    ) -> None:
        """Take what the run is about.

        Args:
            modules: Modules of the category.
            items: Items by module and key, checked.
            given: The same as the user gave them.
            absent: Whether the run is to destroy everything.
        """
        self.modules = {module.name: module for module in modules}
        self.items = items
        self.given, self.absent = given or {}, absent

    def sentence(self, diagnostic: Mapping[str, Any]) -> str:
        """Write one diagnostic as ``place: summary: detail``."""
        summary = str(diagnostic.get("summary") or "").strip()
        detail = CHECKED_BY.sub("", str(diagnostic.get("detail") or "").strip())
        if summary.startswith(protection.REFUSED):
            name, key = item_of(str(diagnostic.get("address") or ""))
            if name in self.modules and key is not None:
                return protection.refusal(
                    self.modules[name].variable, key, self._described(name), absent=self.absent
                )
        if summary == "Invalid value for variable":
            summary = ""
        # The provider's settings are the role's variables.
        text = SETTING.sub("openai_", ": ".join(part for part in (summary, detail) if part))
        text = _without_types(text)
        where = self._place(diagnostic)
        if where:
            text = self._without_field(where, text)
        return f"{where}: {text}" if where else text

    def item(self, address: str) -> str:
        """Return the item that an address of Terraform belongs to, as its author wrote it."""
        return self._place({"address": address}) or address

    def _without_field(self, where: str, text: str) -> str:
        """Take the field off the beginning of a sentence, where its place ends with it already."""
        fields = {where.rpartition(".")[2]}
        for module in self.modules.values():
            fields |= {each.variable for each in module.references if each.option in fields}
        found = FIELD.match(text)
        return text[found.end() :] if found and found[1] in fields else text

    def _described(self, module: str) -> Collection[str] | None:
        """Return the keys that the user gave, also where a run that destroys everything needs none."""
        given = self.given.get(module)
        if not_set(given):
            return None
        return self.items.get(module) or (given if isinstance(given, dict) else {})

    def _place(self, diagnostic: Mapping[str, Any]) -> str:
        snippet = diagnostic.get("snippet") or {}
        code = str(snippet.get("code") or "")
        assigned = ASSIGNMENT.match(code)
        fields = [assigned.group(1)] if assigned else []
        address = str(diagnostic.get("address") or "")
        name, key = item_of(address)
        if name in self.modules:
            if key is None:
                return self.modules[name].variable
            return place(self.modules[name].variable, key, self._within(address, name, key, fields))
        called = CONTEXT.match(str(snippet.get("context") or ""))
        inside = FILE.search(str((diagnostic.get("range") or {}).get("filename") or ""))
        name = next((match.group(1) for match in (called, inside) if match), "")
        if name not in self.modules or not self.items.get(name):
            return ""
        module = self.modules[name]
        values = snippet.get("values") or []
        if not called:
            # A condition inside the module: what it looked at is what is wrong.
            looked_at = [VARIABLE.match(str(value.get("traversal"))) for value in values]
            fields = [match.group(1) for match in looked_at if match][:1]
        option = self._option(name, [field for field in fields if field in module.arguments()])
        keys = self._keys_with(name, option, values)
        if len(keys) == 1:
            return place(module.variable, keys[0], option)
        return f"{module.variable} ({', '.join(keys)})" + "".join(f".{field}" for field in option)

    def _within(self, address: str, module: str, key: str, fields: list[str]) -> list[str]:
        """Find the option that a complaint about a resource means, also one of an item within the item."""
        inner, kind = instance_of(address), KIND.search(address)
        for name, option in self.modules[module].options.items():
            within = (self.items.get(module, {}).get(key) or {}).get(name)
            if option.get("type") == "dict" and option.get("elements") and inner in (within or {}):
                return [name, inner, *(field for field in fields if field in option["options"])]
            if kind and kind[1] == name and option.get("options"):
                return [name, *(field for field in fields if field in option["options"])]
        return self._option(module, [field for field in fields if field in self.modules[module].arguments()])

    def _option(self, module: str, fields: list[str]) -> list[str]:
        renamed = {reference.variable: reference.option for reference in self.modules[module].references}
        return [renamed.get(field, field) for field in fields]

    def _keys_with(self, module: str, option: list[str], values: list[Mapping[str, str]]) -> list[str]:
        """Find the items a complaint about a module's variable can mean; Terraform names no instance."""
        items = self.items.get(module, {})
        statements = [str(value.get("statement", "")) for value in values]
        matching = [
            key
            for key, item in items.items()
            if option
            and any(f"is {json.dumps(item.get(option[0]))}" == statement for statement in statements)
        ]
        given = [key for key, item in items.items() if option and item.get(option[0]) is not None]
        return matching or given or list(items)

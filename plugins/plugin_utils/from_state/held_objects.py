# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects in states that three public providers have left, read by the names of :mod:`former_types`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..migration.sources import documents, list_of, map_of, text_of
from ..migration.states import entries, is_state
from ..untrusted import one_line
from .former_types import ADDRESS_OF_MAIL, ID, LEFT, NOUNS, OWN, PROVIDERS, TYPES, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

PROVIDER = re.compile(r"([\w-]+/[\w-]+)\"?\]?(?:\.[\w-]+)?$")
NEEDED = {
    "project": ("id", "name"),
    "group": ("id", "name"),
    "group_user": ("group_id", "user_id"),
    "role": ("id", "name", "permissions"),
    "project_role": ("project_id", "id", "name", "permissions"),
    "group_role": ("group_id", "role_id"),
    "user_role": ("user_id", "role_id"),
    "person": ("user_id",),
    "project_user": ("project_id", "user_id"),
    "project_user_role": ("project_id", "user_id", "role_id"),
    "project_group": ("project_id", "group_id"),
    "project_group_role": ("project_id", "group_id", "role_id"),
    "invite": ("email",),
    "account": ("project_id", "id", "name"),
    "admin_key": ("id", "name"),
    "limit": ("project_id", "model"),
    "model_permissions": ("project_id", "mode", "model_ids"),
    "hosted_tools": ("project_id",),
    "data_retention": ("project_id", "type"),
    "spend_limit": ("project_id", "threshold_amount"),
    "spend_alert": ("project_id", "id", "threshold_amount", "recipients"),
    "organization_data_retention": ("type",),
    "certificate": ("id", "name", "certificate"),
    "organization_spend_limit": ("threshold_amount",),
    "organization_spend_alert": ("id", "threshold_amount", "recipients"),
    "file": ("id", "file_path", "purpose"),
    "store": ("id", "name"),
    "store_file": ("store_id", "file_id"),
    "store_files": ("store_id", "file_ids"),
}
"""Without what an object is left out."""
TEXTS = {"permissions", "role_ids", "model_ids", "recipients", "file_ids"}
NUMBERS = {
    "threshold_amount",
    "days",
    "largest",
    "overlap",
    "rpm_limit",
    "tpm_limit",
    "max_images_per_1_minute",
    "max_audio_megabytes_per_1_minute",
    "max_requests_per_1_day",
    "batch_1_day_max_input_tokens",
}
LARGEST = 2**53
"""What a number of the API is below."""
IDS = {"id", "project_id", "group_id", "user_id", "role_id", "model", "store_id", "file_id", "key_id"}


@dataclass
class Held:
    """An object that a state holds.

    Attributes:
        noun: What it is, one of ``NOUNS``; empty for what becomes nothing.
        type: Type of its resource.
        address: Its address in the state.
        source: File that it is in.
        values: What is known of it, by our names.
        becomes: Variable and key of its item.
        resource: Address of its resource in HCL.
        left: Why it becomes nothing.
        notes: A sentence for each thing that is lost or to be done.
        is_twin: Whether another one is the same object.
    """

    noun: str
    type: str
    address: str
    source: str
    values: dict[str, Any] = field(default_factory=dict)
    becomes: str = ""
    resource: str = ""
    left: str = ""
    notes: list[str] = field(default_factory=list)
    is_twin: bool = False

    def get(self, name: str) -> str:
        """Return a text of it, or an empty one."""
        return text_of(self.values.get(name))

    @property
    def key(self) -> tuple[str, ...]:
        """What distinguishes it from all others."""
        parts = ("project_id", "group_id", "store_id", "user_id", "role_id", "id", "model", "file_id")
        return (self.noun, *(self.get(part) for part in parts), self.get("email"))

    def shown(self) -> dict[str, Any]:
        """Return it for a report."""
        return {
            "type": self.type,
            "address": self.address,
            "source": self.source,
            "becomes": self.becomes or None,
            "resource": self.resource or None,
            "left_out": self.left or None,
            "notes": self.notes,
        }


def read(paths: Iterable[Path]) -> list[Held]:
    """Return all objects that states hold, in the order of their addresses.

    Raises:
        StackError: A file cannot be read, or is no state.
    """
    found: list[Held] = []
    for path in paths:
        read_documents = documents(path)
        if not all(map(is_state, read_documents)) or not read_documents:
            raise StackError(
                f"{path} is no state of Terraform: name a state file, or what `terraform show -json` prints"
            )
        for document in read_documents:
            found += [
                _held(type_, address, provider, values, str(path))
                for type_, address, provider, values in entries(document)
                if type_.startswith("openai_")
            ]
    return sorted(_each_once(found), key=lambda each: (each.address, each.source))


def _each_once(found: list[Held]) -> Iterator[Held]:
    seen: dict[tuple[str, ...], Held] = {}
    for each in found:
        if each.noun and (first := seen.setdefault(each.key, each)) is not each:
            each.noun, each.is_twin = "", True
            each.left = one_line(f"It is that of {first.address} ({first.source}).")
        yield each


def _held(type_: str, address: str, provider: str, values: Any, source: str) -> Held:
    held = Held("", type_, address, source)
    named = PROVIDER.search(provider)
    known = named[1] if named else ""
    if known == OWN:
        held.left = "This collection's provider manages it already."
    elif known not in PROVIDERS:
        held.left = one_line(
            f"Its provider is {known or 'not named'}, which is none of {', '.join(PROVIDERS)}."
        )
    elif type_ in LEFT or type_ not in TYPES:
        held.left = LEFT.get(type_, UNKNOWN)
    elif not isinstance(values, dict):
        held.left = "The state says nothing of it."
    else:
        noun = TYPES[type_]
        if type_ == "openai_user_role" and not values.get("role_id"):
            noun = "person"
        held.values = {name: _value(name, values, paths) for name, paths in NOUNS[noun].items()}
        if noun == "limit" and not held.get("model"):
            # The API calls the limits of a model by its name.
            held.values["model"] = held.get("rate_limit_id").removeprefix("rl-")
        held.left = _fault(noun, held)
        held.noun = "" if held.left else noun
    return held


def _fault(noun: str, held: Held) -> str:
    for name in sorted(IDS & held.values.keys()):
        if held.get(name) and not ID.fullmatch(held.get(name)):
            return f"Its {name} is none that the API gives out."
    if held.get("email") and not ADDRESS_OF_MAIL.fullmatch(held.get("email")):
        return "Its email is no address."
    missing = [name for name in NEEDED[noun] if held.values.get(name) in (None, "", [])]
    if missing:
        return f"The state does not say its {' and '.join(missing)}."
    return ""


def _value(name: str, values: Mapping[str, Any], paths: tuple[str, ...]) -> Any:
    for path in paths:
        value: Any = values
        for step in path.split("."):
            value = map_of(value).get(step)
        if value in (None, "", [], {}):
            continue
        if name in TEXTS:
            return list(dict.fromkeys(each for each in list_of(value) if isinstance(each, str) and each))
        if name in NUMBERS:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return int(value) if number and 0 < value < LARGEST and value == int(value) else None
        if name == "metadata":
            return {key: each for key, each in map_of(value).items() if isinstance(each, str)}
        if isinstance(value, bool):
            return value
        return value if name == "projects" and isinstance(value, list) else text_of(value)
    return None

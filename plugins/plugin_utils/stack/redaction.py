# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be shown of a change: sensitive values never, unknown ones by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from .items import place
from .plan import instance_of, item_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .plan import Change
    from .root_module import Module

SENSITIVE = "(sensitive value)"
UNKNOWN = "(known after apply)"
LONGEST = 400
MOST_REASONS = 5
DIGESTS = {
    "content_sha256": "its content (content_sha256)",
    "digest": "the bytes of a local file (digest)",
}
"""Computed values that stand for what was changed."""
VERBS = {
    "create": "will be created",
    "update": "will be changed",
    "replace": "will be replaced",
    "delete": "will be destroyed",
    "import": "will be imported",
    "forget": "will be forgotten",
    "move": "will be moved",
}
ARCHIVING = {
    "delete": "will be archived, which is final",
    "replace": "will be replaced: the old one will be archived, which is final",
}


def redact(value: Any, sensitive: Any, unknown: Any = False) -> Any:
    """Take out of a value what must not be shown.

    Args:
        value: The value, as in ``before`` or ``after`` of a plan.
        sensitive: Its marks, as in ``before_sensitive``: True for the whole value, or marks of its parts.
        unknown: What is not known before apply, in the same form.

    Returns:
        The value with markers in the place of what is hidden or unknown.
    """
    if sensitive is True:
        return SENSITIVE
    if unknown is True:
        return UNKNOWN
    if isinstance(value, dict) or (value is None and isinstance(unknown, dict) and unknown):
        value = value or {}
        marks = sensitive if isinstance(sensitive, dict) else {}
        unknowns = unknown if isinstance(unknown, dict) else {}
        names = [*value, *(name for name in unknowns if name not in value)]
        return {name: redact(value.get(name), marks.get(name), unknowns.get(name)) for name in names}
    if isinstance(value, list) or (value is None and isinstance(unknown, list) and unknown):
        value = value or []
        count = max(len(value), len(unknown) if isinstance(unknown, list) else 0)
        return [
            redact(_at(value, index), _at(sensitive, index), _at(unknown, index)) for index in range(count)
        ]
    return value


def _at(values: Any, index: int) -> Any:
    return values[index] if isinstance(values, list) and index < len(values) else None


def difference(change: Change, modules: dict[str, Module]) -> dict[str, str]:
    """Prepare one resource's change for Ansible's diff mode.

    Args:
        change: The change.
        modules: The role's modules by name.

    Returns:
        An entry of Ansible's ``diff`` result.
    """
    details = change.raw["change"]
    before = redact(details.get("before"), details.get("before_sensitive"))
    after = redact(details.get("after"), details.get("after_sensitive"), details.get("after_unknown"))
    if change.action == "update":
        before, after = _without_equal(before, after)
    elif change.action == "move":
        before, after = _keys(change.former), _keys(change.address)
    elif isinstance(after, dict):
        # What the API alone decides says nothing about a new object, nor does its old value.
        decided = {name for name, value in after.items() if value == UNKNOWN}
        # The list of paid calls says the estimate in words.
        left_out = decided | {"estimate"}
        before, after = _without(before, left_out), _without(after, left_out)
    module = modules.get(change.module)
    name = former = place(module.variable, change.item) if module and change.item else change.address
    if change.former:
        old = item_of(change.former)[1] or ""
        former = place(module.variable, old) if module and old != change.item else change.former
    kind = change.kind
    verb = VERBS.get(change.action, change.action)
    if change.former and change.action != "move":
        verb = f"will be moved, and {verb.removeprefix('will be ')}"
    if module and change.kind in module.archived and change.action in ARCHIVING:
        verb = ARCHIVING[change.action]
    because = _reasons(details)
    paid = ", a paid call" if change.paid else ""
    return {
        "before_header": f"{former} ({kind})",
        "after_header": f"{name} ({kind}) {verb}{because}{paid}",
        "before": _text(before),
        "after": _text(after),
    }


def _keys(address: str) -> dict[str, str]:
    """Return the key of an item, and of the item within it, as far as an address has them."""
    inner = instance_of(address)
    return {"key": item_of(address)[1] or ""} | ({"inner key": inner} if inner else {})


def _without(value: Any, names: set[str]) -> Any:
    return {name: value[name] for name in value if name not in names} if isinstance(value, dict) else value


def _without_equal(before: Any, after: Any) -> tuple[Any, Any]:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return before, after
    names = [name for name in after if before.get(name) != after[name]]
    kept = [name for name in ("id", "name") if name in after and name not in names]
    return {n: before.get(n) for n in kept + names}, {n: after[n] for n in kept + names}


def _reasons(details: Mapping[str, Any]) -> str:
    """Say which values have an object replaced; a digest is a reason only where nothing else says more."""
    paths = [path for path in details.get("replace_paths") or [] if path]
    telling = [path for path in paths if str(path[0]) not in DIGESTS]
    if paths and not telling:
        return f" because of {DIGESTS[str(paths[0][0])]}"
    # Values that are hidden are compared, and only their places are shown.
    before = redact(details.get("before"), None)
    after = redact(details.get("after"), None, details.get("after_unknown"))
    places: list[str] = []
    for path in telling:
        old, new = _within(before, path), _within(after, path)
        places += [_written([*path, *steps]) for steps in _differing(old, new)]
    places = list(dict.fromkeys(places))
    more = f" and {len(places) - MOST_REASONS} more" if len(places) > MOST_REASONS else ""
    return f" because of {', '.join(places[:MOST_REASONS])}{more}" if places else ""


def _within(value: Any, path: list[Any]) -> Any:
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        else:
            value = _at(value, step) if isinstance(step, int) else None
    return value


def _differing(old: Any, new: Any) -> Iterator[list[str | int]]:
    """Yield the places at which two values differ, as deep as both have the same shape."""
    pairs: list[tuple[str | int, Any, Any]] = []
    if isinstance(old, dict) and isinstance(new, dict):
        pairs = [(name, old.get(name), new.get(name)) for name in {**old, **new}]
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = [(index, *both) for index, both in enumerate(zip(old, new, strict=True))]
    found = [
        [step, *rest] for step, left, right in pairs if left != right for rest in _differing(left, right)
    ]
    yield from found or [[]]


def _written(path: Iterable[str | int]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _text(value: Any) -> str:
    if value is None:
        return ""
    shown = {name: _shorten(entry) for name, entry in value.items() if entry is not None}
    return yaml.safe_dump(shown, allow_unicode=True, sort_keys=True, default_flow_style=False, width=110)


def _shorten(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]}... ({len(value)} characters)"
    if isinstance(value, dict):
        return {name: _shorten(entry) for name, entry in value.items() if entry is not None}
    return [_shorten(entry) for entry in value] if isinstance(value, list) else value


def scrub(value: Any, secrets: list[str]) -> Any:
    """Replace the keys wherever they stand; the last guard before a result leaves the engine."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, SENSITIVE)
        return value
    if isinstance(value, dict):
        return {scrub(name, secrets): scrub(entry, secrets) for name, entry in value.items()}
    return [scrub(entry, secrets) for entry in value] if isinstance(value, list | tuple) else value

"""Further organizations of one emulator, each with keys, people and projects of its own.

A call belongs to the organization whose key it shows; the others' objects are not there for it. Clock,
faults, throttle, lag and the log of calls are one for all.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from fjcorp_openai.emulator.state import keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.emulator.emulator import Emulator


class Organizations:
    """The organizations beside the first one.

    Args:
        first: The emulator's first organization.
        begin: Opens or begins the organization of a name.
    """

    def __init__(self, first: Emulator, begin: Callable[[str], Emulator]) -> None:
        """Open those that an emulator before this one had."""
        self._first = first
        self._begin = begin
        self._folder = first.store.folder / "organizations"
        names = sorted(each.name for each in self._folder.iterdir()) if self._folder.exists() else []
        self.others = [begin(name) for name in names]

    def add(self) -> Emulator:
        """Begin another organization."""
        made = self._begin(f"org-emulator-{len(self.others) + 2}")
        self.others.append(made)
        return made

    def clear(self) -> None:
        """Forget all but the first."""
        for each in self.others:
            each.timers.close()
            each.store.close()
        self.others.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def named(self, name: str) -> Emulator:
        """Return the organization with an id; the first one for no id.

        Raises:
            ValueError: There is none.
        """
        found = [each for each in (self._first, *self.others) if name in ("", each.organization)]
        if not found:
            raise ValueError(f"there is no organization {name!r}")
        return found[0]

    def of(self, authorization: str) -> Emulator:
        """Return the organization whose key an Authorization header shows, else the first."""
        secret = authorization.partition(" ")[2].strip()
        now = self._first.clock.now()
        return next(
            (each for each in self.others if secret and keys.recognize(each.store, secret, now)), self._first
        )

    def described(self) -> list[dict[str, str]]:
        """Return id and first keys of each organization, the first one's too."""
        return [{"id": each.organization, **each.credentials} for each in (self._first, *self.others)]

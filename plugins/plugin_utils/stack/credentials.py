# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two kinds of key: which one an item needs, and whether it is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import StackError
from .items import place

if TYPE_CHECKING:
    from collections.abc import Mapping

ADMIN_PREFIX = "sk-admin-"
PROJECT_PREFIXES = ("sk-proj-", "sk-svcacct-", "sk-None-")


@dataclass(frozen=True)
class Keys:
    """The API's keys. Their text stands in no message and no representation."""

    api_key: str | None = field(repr=False, default=None)
    admin_key: str | None = field(repr=False, default=None)

    @classmethod
    def find(cls, api_key: str | None, admin_key: str | None, environ: Mapping[str, str]) -> Keys:
        """Take the keys from the options, else from the environment."""
        return cls(
            api_key or environ.get("OPENAI_API_KEY") or None,
            admin_key or environ.get("OPENAI_ADMIN_KEY") or None,
        )

    def check(self, kind: str, variable: str, key: str) -> None:
        """Make sure that the key an item needs is there and of the right kind.

        Args:
            kind: ``project`` or ``admin``.
            variable: Name of the variable the item stands in.
            key: Key of the item.

        Raises:
            StackError: The key is missing, or it is of the other kind.
        """
        where = place(variable, key)
        if kind == "admin":
            value, option, environment = self.admin_key, "openai_admin_key", "OPENAI_ADMIN_KEY"
            wrong = (self.admin_key or "").startswith(PROJECT_PREFIXES)
            needed, other = f"an admin key ({ADMIN_PREFIX}...)", "a project key"
        else:
            value, option, environment = self.api_key, "openai_api_key", "OPENAI_API_KEY"
            wrong = (self.api_key or "").startswith(ADMIN_PREFIX)
            needed, other = "a project key (sk-proj-...)", "an admin key"
        if not value:
            raise StackError(f"{where}: needs {needed}, and there is none. Set {option} or {environment}")
        if wrong:
            raise StackError(f"{where}: needs {needed}, and {option} (or {environment}) holds {other}")

    def document(self) -> dict[str, str]:
        """Return what stands in the credentials file."""
        pairs = {"api_key": self.api_key, "admin_key": self.admin_key}
        return {name: value for name, value in pairs.items() if value}

    def secrets(self) -> list[str]:
        """Return the texts that must stand nowhere."""
        return [value for value in (self.api_key, self.admin_key) if value]

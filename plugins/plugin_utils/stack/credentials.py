# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two kinds of key, and the identity that signs in without one: which an item needs, and is it there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..package import home
from .items import place

if TYPE_CHECKING:
    from collections.abc import Mapping

ADMIN_PREFIX = "sk-admin-"
PROJECT_PREFIXES = ("sk-proj-", "sk-svcacct-", "sk-None-")

IDENTITY = {
    "identity_provider_id": "OPENAI_IDENTITY_PROVIDER_ID",
    "service_account_id": "OPENAI_SERVICE_ACCOUNT_ID",
    "identity_token_file": "OPENAI_IDENTITY_TOKEN_FILE",
    "identity_token_command": "OPENAI_IDENTITY_TOKEN_COMMAND",
    "identity_token_url": "OPENAI_IDENTITY_TOKEN_URL",
}
"""Options of an identity, and the variables of the environment that fill them in."""

PROVIDER_ID, TOKEN_FILE = "identity_provider_id", "identity_token_file"


def _identity(options: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    given = [name for name in IDENTITY if options.get(name)]
    found = {name: options.get(name) or environ.get(variable) for name, variable in IDENTITY.items()}
    if not found[PROVIDER_ID]:
        # Other programs know these variables of the environment too; who gives options means this one.
        if given:
            raise StackError(
                f"openai_{given[0]}: says how an identity signs in, and openai_{PROVIDER_ID} (or "
                f"{IDENTITY[PROVIDER_ID]}) is not set"
            )
        return {}
    if file := found[TOKEN_FILE]:
        # Terraform runs in a folder of its own.
        found[TOKEN_FILE] = str(home.expanded(file).absolute())
    return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class Keys:
    """The API's keys. No message and no representation shows their text."""

    api_key: str | None = field(repr=False, default=None)
    admin_key: str | None = field(repr=False, default=None)
    identity: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the identity that signs in where there is no key of a project; none without one."""

    @classmethod
    def find(
        cls,
        api_key: str | None,
        admin_key: str | None,
        environ: Mapping[str, str],
        options: Mapping[str, Any] | None = None,
    ) -> Keys:
        """Take the keys from the options, else from the environment.

        Args:
            api_key: Key of a project.
            admin_key: Key of an administrator.
            environ: The environment.
            options: Options that hold those of an identity; see `IDENTITY`.

        Raises:
            StackError: There are two ways to sign in, or half of one.
        """
        keys = cls(
            api_key or environ.get("OPENAI_API_KEY") or None,
            admin_key or environ.get("OPENAI_ADMIN_KEY") or None,
            _identity(options or {}, environ),
        )
        if keys.api_key and keys.identity:
            raise StackError(
                "openai_identity_provider_id: there are two ways to sign in, for openai_api_key (or "
                "OPENAI_API_KEY) is set as well. Unset one of them"
            )
        return keys

    def check(self, kind: str, variable: str, key: str) -> None:
        """Make sure that the key an item needs is there and of the right kind.

        Args:
            kind: ``project`` or ``admin``.
            variable: Name of the variable that the item is in.
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
        if not value and kind != "admin" and self.identity:
            self._check_token(where)
            return
        if not value and self.identity:
            raise StackError(
                f"{where}: needs {needed}, for which no identity can sign in. Set {option} or {environment}"
            )
        if not value:
            raise StackError(f"{where}: needs {needed}, and there is none. Set {option} or {environment}")
        if wrong:
            raise StackError(f"{where}: needs {needed}, and {option} (or {environment}) holds {other}")

    def document(self) -> dict[str, Any]:
        """Return what is in the credentials file."""
        pairs = {"api_key": self.api_key, "admin_key": self.admin_key, **self.identity}
        return {name: value for name, value in pairs.items() if value}

    def _check_token(self, where: str) -> None:
        file = self.identity.get(TOKEN_FILE)
        if file and not Path(file).is_file():
            raise StackError(
                f"{where}: openai_{TOKEN_FILE} (or {IDENTITY[TOKEN_FILE]}) is {file}, and there is no such "
                "file. It is to hold the token of this workload"
            )

    def secrets(self) -> list[str]:
        """Return the texts that must stand nowhere."""
        return [value for value in (self.api_key, self.admin_key) if value]

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the state of a category lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..written_paths import path_of_option

if TYPE_CHECKING:
    from collections.abc import Mapping

DATABASE = ("PG_CONN_STR", "PGHOST", "PGHOSTADDR", "PGSERVICE")
"""Environment variables that name a PostgreSQL server to Terraform; `conn_str` itself is refused."""

SECRETS = {
    "access_key": "AWS_ACCESS_KEY_ID, ARM_ACCESS_KEY or ALICLOUD_ACCESS_KEY",
    "access_token": "GOOGLE_OAUTH_ACCESS_TOKEN or CONSUL_HTTP_TOKEN",
    "client_certificate_password": "ARM_CLIENT_CERTIFICATE_PASSWORD",
    "client_secret": "ARM_CLIENT_SECRET",
    "conn_str": "PG_CONN_STR",
    "credentials": "GOOGLE_BACKEND_CREDENTIALS",
    "encryption_key": "GOOGLE_ENCRYPTION_KEY",
    "http_auth": "CONSUL_HTTP_AUTH",
    "password": "TF_HTTP_PASSWORD",
    "sas_token": "ARM_SAS_TOKEN",
    "secret_id": "TENCENTCLOUD_SECRET_ID",
    "secret_key": "AWS_SECRET_ACCESS_KEY or ALICLOUD_SECRET_KEY",
    "sse_customer_key": "AWS_SSE_CUSTOMER_KEY",
    "token": "TF_TOKEN_<host> or CONSUL_HTTP_TOKEN",
}
"""Settings that are secrets, and the environment variables that Terraform reads in their place."""


class Backend:
    """A Terraform backend, with a place for each category.

    Attributes:
        kind: Type of the backend, such as ``s3``; empty for a state file in the working folder.
    """

    def __init__(self, declared: dict[str, Any] | None, stack: str) -> None:
        """Read what the user declares.

        Args:
            declared: One pair of the backend's type and its settings, or nothing.
            stack: Name of the stack, put in the place of ``{stack}``.

        Raises:
            StackError: More than one type, a secret among the settings, or one place for all categories.
        """
        self.stack = stack
        self.kind, self.settings = "", {}
        if not declared:
            return
        if len(declared) != 1:
            raise StackError(
                f"openai_backend: name one type of backend, not {len(declared)} ({', '.join(declared)})"
            )
        [(self.kind, settings)] = declared.items()
        if settings is not None and not isinstance(settings, dict):
            raise StackError(f"openai_backend.{self.kind}: must be a map of the backend's settings")
        self.settings = settings or {}
        for name, environment in SECRETS.items():
            if name in self.settings:
                raise StackError(
                    f"openai_backend.{self.kind}.{name}: a secret would stand in clear in Terraform's files. "
                    f"Leave it out and set the environment variable {environment}"
                )
        if "{category}" not in str(self.settings):
            raise StackError(
                f"openai_backend.{self.kind}: every category has a state of its own, so one of the settings "
                'must hold {category}, as in key: "openai/{stack}/{category}.tfstate"'
            )

    def check(self, environ: Mapping[str, str]) -> None:
        """Refuse a database that nothing names: it would be looked for on this machine.

        Args:
            environ: The environment of the run.

        Raises:
            StackError: Neither the settings nor the environment name one.
        """
        if self.kind == "pg" and not any(environ.get(name) for name in DATABASE):
            raise StackError(
                "openai_backend.pg: nothing names the database. Set the environment variable PG_CONN_STR, "
                "as in postgres://user:password@host/database"
            )

    def block(self, category: str) -> dict[str, Any]:
        """Return the ``backend`` block of a category; empty for a state file in the working folder.

        Raises:
            StackError: A state file would lie in a collection, or below a home that nobody has.
        """
        if not self.kind:
            return {}
        settings = self._fill(self.settings, category)
        for name in ("path", "workspace_dir") if self.kind == "local" else ():
            if name in settings:
                settings[name] = str(path_of_option(f"openai_backend.local.{name}", settings[name]))
        return {self.kind: settings}

    def _fill(self, value: Any, category: str) -> Any:
        if isinstance(value, str):
            return value.replace("{category}", category).replace("{stack}", self.stack)
        if isinstance(value, dict):
            return {name: self._fill(entry, category) for name, entry in value.items()}
        return [self._fill(entry, category) for entry in value] if isinstance(value, list) else value

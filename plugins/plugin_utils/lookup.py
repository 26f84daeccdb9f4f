# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the look-ups share: options, a connection, and one client for all terms of a play's look-up."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ansible.errors import AnsibleLookupError  # type: ignore[import-untyped]
from ansible.plugins.lookup import LookupBase  # type: ignore[import-untyped]
from ansible.utils.display import Display  # type: ignore[import-untyped]

from .connection import OPTIONS, Connection
from .errors import StackError
from .package import organization
from .stack.credentials import IDENTITY
from .untrusted import one_line, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.api import Api
    from fjcorp_openai.organization import Directory, Item

display = Display()


class ApiLookup(LookupBase):  # type: ignore[misc]
    """Asks the API something about each term."""

    def ask(
        self,
        terms: list[Any],
        variables: dict[str, Any] | None,
        options: dict[str, Any],
        answer: Callable[[Api, str], Any],
    ) -> list[Any]:
        """Return the answer about each term.

        Args:
            terms: What is asked about.
            variables: As Ansible gives them.
            options: As Ansible gives them.
            answer: Asks about one term.

        Raises:
            AnsibleLookupError: The API or the package refuses, or the API cannot be used.
        """
        self.set_options(var_options=variables, direct=options)
        known = self.get_options()
        connection = Connection(
            {name: known.get(name) for name in (*OPTIONS, "api_key", *IDENTITY)}, os.environ, _report
        )
        try:
            with connection:
                return [answer(connection.api, str(term)) for term in terms]
        except StackError as error:
            raise AnsibleLookupError(printable(str(connection.scrubbed(str(error))))) from None


class DirectoryLookup(ApiLookup):
    """Finds objects of the organization by the names that people use."""

    def find(
        self,
        terms: list[Any],
        variables: dict[str, Any] | None,
        options: dict[str, Any],
        pick: Callable[[Directory, str], Item],
    ) -> list[Any]:
        """Return what is found for each term: one field of it, or the whole object.

        Args:
            terms: Names or ids.
            variables: As Ansible gives them.
            options: As Ansible gives them.
            pick: Finds the object for a term.

        Raises:
            AnsibleLookupError: A term fits nothing or several objects, or the API cannot be used.
        """
        found = self.ask(terms, variables, options, lambda api, term: pick(organization.Directory(api), term))
        field = self.get_option("field")
        missing = [name for name in [field] if name != "*" and any(name not in item for item in found)]
        if missing:
            known = ", ".join(sorted(found[0]))
            raise AnsibleLookupError(f"field: there is no field {missing[0]}; there are {known} and *")
        return found if field == "*" else [item[field] for item in found]


def _report(line: str) -> None:
    # Standard output is the callback's; see ControllerAction.say.
    display.display(f"  {one_line(line)}", stderr=True)

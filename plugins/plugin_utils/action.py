# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actions share that call the API themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible.errors import AnsibleActionFail  # type: ignore[import-untyped]

from .connection import Connection
from .controller_action import ControllerAction
from .errors import StackError, told
from .stack.settings import argument_spec, parse_yaml
from .survey_text import Options
from .untrusted import failure, outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def validated(action: Any, specification: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the checked options of an action, whose maps and lists may have come as the text of a survey.

    Args:
        action: The action.
        specification: Its options.
        prefix: What stands before an option in the name of the variable it comes from.

    Raises:
        AnsibleActionFail: Options are wrong; all are named.
    """
    reader = Options()
    # A template without a value is an empty text in older releases of Ansible.
    given = {name: value for name, value in action._task.args.items() if value not in (None, "")}  # noqa: SLF001
    action._task.args = reader.read(given, specification, prefix)  # noqa: SLF001
    if reader.problems:
        raise AnsibleActionFail("\n".join(reader.problems))
    _validation, options = action.validate_argument_spec(specification)
    return dict(options)


class LocalAction(ControllerAction):
    """An action that runs on the controller, and needs no connection to the API."""

    def run_alone(
        self,
        documentation: str,
        tmp: str | None,
        task_vars: dict[str, Any] | None,
        work: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> dict[str, Any]:
        """Check the options and do the work; a problem becomes one message without a traceback.

        Args:
            documentation: The module's documentation, which declares the options.
            tmp: As Ansible gives it.
            task_vars: As Ansible gives it.
            work: Takes the options and returns the result.
        """
        result = self.begin(tmp, task_vars)
        options = validated(self, argument_spec(parse_yaml(documentation)))
        try:
            result.update(work(options))
        except StackError as error:
            return failure(str(error))
        except OSError as error:
            return failure(told(error))
        return outcome(result)


class ApiAction(LocalAction):
    """An action that runs on the controller and calls the API."""

    def run_connected(
        self,
        documentation: str,
        tmp: str | None,
        task_vars: dict[str, Any] | None,
        work: Callable[[Connection, dict[str, Any]], dict[str, Any]],
    ) -> dict[str, Any]:
        """Check the options, connect, and do the work; a problem becomes one message without a traceback.

        Args:
            documentation: The module's documentation, which declares the options.
            tmp: As Ansible gives it.
            task_vars: As Ansible gives it.
            work: Takes the connection and the options, and returns the result.
        """
        result = self.begin(tmp, task_vars)
        options = validated(self, argument_spec(parse_yaml(documentation)))
        with self.surroundings() as environ:
            connection = Connection(options, environ, self.report)
            try:
                with connection:
                    result.update(work(connection, options))
                result["api_calls"] = connection.api_calls()
            except OSError as error:
                return failure(str(connection.scrubbed(told(error))))
            except StackError as error:
                return failure(str(connection.scrubbed(str(error))))
            return outcome(connection.scrubbed(result))

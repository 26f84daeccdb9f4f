# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.stack``: what Ansible gives, handed to the engine."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from ansible_collections.fjcorp.openai.plugins.modules.stack import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import validated
from ansible_collections.fjcorp.openai.plugins.plugin_utils.caller import caller
from ansible_collections.fjcorp.openai.plugins.plugin_utils.controller_action import ControllerAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import COLLECTION, home
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.credentials import Keys
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.engine import Engine
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.money import amount, earlier, price_list
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.play_variables import data_folders
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.settings import (
    Settings,
    argument_spec,
    parse_yaml,
    read_modules,
)
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.terraform import interpreter
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.working_directory import state_folder
from ansible_collections.fjcorp.openai.plugins.plugin_utils.survey_text import structured
from ansible_collections.fjcorp.openai.plugins.plugin_utils.untrusted import (
    failure,
    outcome,
    printable,
)

# Ansible loads this once for a play, and forks each task from there: the tasks find these done.
OPTIONS = argument_spec(parse_yaml(DOCUMENTATION))
with suppress(ImportError):  # that it is missing is said where it is used
    import_module("ansible_collections.community.general")


class ActionModule(ControllerAction):
    """Brings the objects of one category to a described state."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the engine; a problem becomes one message without a traceback."""
        result = self.begin(tmp, task_vars)
        task_vars = task_vars or {}
        options = validated(self, OPTIONS, "openai_")
        category = options["category"]
        try:
            with self.surroundings():
                settings = self._settings(options, task_vars)
                specification = Path(options["specification"])
                engine = Engine(
                    settings,
                    read_modules(category, options["modules"], specification, settings.modules_dir),
                    lambda arguments, variables: self._terraform(arguments, variables, task_vars),
                    lambda line: self.report(line, category),
                )
                result.update(engine.run(options["items"]))
        except StackError as error:
            return failure("\n".join(f"{category}: {line}" for line in printable(str(error)).split("\n")))
        return outcome(result)

    def _settings(self, options: dict[str, Any], task_vars: dict[str, Any]) -> Settings:
        return Settings(
            category=options["category"],
            state=options["state"],
            stack=options["stack"],
            state_dir=state_folder(options["state_dir"]),
            workspace=options["workspace"],
            backend=options["backend"],
            binary=options["terraform_binary"],
            parallelism=options["parallelism"],
            lock_timeout=options["lock_timeout"],
            modules_dir=Path(options["modules_dir"] or COLLECTION / "modules_tf").absolute(),
            keys=Keys.find(options["api_key"], options["admin_key"], os.environ, options),
            provider={
                "base_url": options["base_url"],
                "organization": options["organization"],
                "project": options["project_id"],
                "max_wait": options["max_wait"],
                "insecure": options["insecure"],
                "webhook_listener": _listener(options["webhook_listener"]),
                **price_list(options["prices"]),
            },
            max_cost=amount(options["max_cost"]),
            max_cost_of_play=amount(options["max_cost_of_play"]),
            spent_before=earlier(task_vars),
            folders=tuple(data_folders(options["data_dirs"], task_vars)),
            declared_elsewhere={
                name: structured(items, "dict") or {} for name, items in options["declared_elsewhere"].items()
            },
            check_mode=self._task.check_mode or options["state"] == "planned",
            diff=bool(self._task.diff),
            lock_id=options["lock_id"],
            duplicates=options["duplicates"],
            confirm_destroy=None if options["confirm_destroy"] is None else str(options["confirm_destroy"]),
            moved=options["moved"] or {},
            environ=dict(os.environ),
            caller=caller(self._task),
            host=str(task_vars.get("inventory_hostname") or ""),
        )

    def _terraform(
        self, arguments: dict[str, Any], variables: dict[str, str], task_vars: dict[str, Any]
    ) -> dict[str, Any]:
        """Run community.general.terraform on the controller, with this very Python.

        The module is kept from check and diff mode, in which it prints unredacted values. Planning writes
        nothing.
        Ansible would put the task's environment on a command line, where keys and a proxy's password could be
        read: the module inherits this process's environment instead, as this very user.
        """
        task, connection = self._task, self._connection
        kept = task.check_mode, task.diff, task.environment
        become, pipelining = connection.become, connection.get_option("pipelining")
        task.check_mode, task.diff, task.environment = False, False, []
        connection.become = None
        # The module is handed over as it is, without a file of its own and the five programs that this takes.
        connection.set_option("pipelining", True)
        try:
            with self.surroundings(**variables):
                ended: dict[str, Any] = self._execute_module(
                    module_name="community.general.terraform",
                    module_args=arguments,
                    task_vars=task_vars
                    | {"ansible_python_interpreter": interpreter(arguments["binary_path"])},
                )
        finally:
            task.check_mode, task.diff, task.environment = kept
            connection.become = become
            connection.set_option("pipelining", pipelining)
        return ended


def _listener(described: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return where to listen; the file with the secret starts from the current folder."""
    file = (described or {}).get("secret_file")
    if described and file:
        return {**described, "secret_file": str(home.expanded(str(file)).absolute())}
    return described

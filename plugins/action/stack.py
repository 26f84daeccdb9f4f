# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.stack``: what Ansible gives, handed to the engine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.fjcorp.openai.plugins.modules.stack import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import validated
from ansible_collections.fjcorp.openai.plugins.plugin_utils.caller import caller
from ansible_collections.fjcorp.openai.plugins.plugin_utils.credentials import Keys
from ansible_collections.fjcorp.openai.plugins.plugin_utils.engine import Engine
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.folder import state_home
from ansible_collections.fjcorp.openai.plugins.plugin_utils.play_variables import data_folders
from ansible_collections.fjcorp.openai.plugins.plugin_utils.settings import (
    Settings,
    argument_spec,
    read_modules,
)
from ansible_collections.fjcorp.openai.plugins.plugin_utils.source import COLLECTION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.survey_text import structured
from ansible_collections.fjcorp.openai.plugins.plugin_utils.terraform import KEY_VARIABLES
from ansible_collections.fjcorp.openai.plugins.plugin_utils.untrusted import (
    failure,
    one_line,
    outcome,
    printable,
)

display = Display()


class ActionModule(ActionBase):
    """Brings the objects of one category to a described state."""

    _requires_connection = True
    _supports_check_mode = True
    _supports_diff = True
    _supports_async = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the engine; a problem becomes one message without a traceback."""
        result = super().run(tmp, task_vars)
        task_vars = task_vars or {}
        options = validated(self, argument_spec(yaml.safe_load(DOCUMENTATION)), "openai_")
        category = options["category"]
        if self._connection.transport != "local":
            raise AnsibleActionFail(
                f"{category}: runs on the controller; use hosts: localhost, connection: local"
            )
        environ = self._environment()
        try:
            engine = Engine(
                self._settings(options, environ, task_vars),
                read_modules(category, options["modules"], Path(options["specification"])),
                lambda arguments, variables: self._terraform(arguments, environ | variables, task_vars),
                lambda line: display.display(f"  {category}: {one_line(line)}"),
            )
            result.update(engine.run(options["items"]))
        except StackError as error:
            return failure("\n".join(f"{category}: {line}" for line in printable(str(error)).split("\n")))
        return outcome(result)

    def _settings(
        self, options: dict[str, Any], environ: dict[str, str], task_vars: dict[str, Any]
    ) -> Settings:
        return Settings(
            category=options["category"],
            state=options["state"],
            stack=options["stack"],
            state_dir=Path(options["state_dir"]).absolute() if options["state_dir"] else state_home(),
            workspace=options["workspace"],
            backend=options["backend"],
            binary=options["terraform_binary"],
            parallelism=options["parallelism"],
            lock_timeout=options["lock_timeout"],
            modules_dir=Path(options["modules_dir"] or COLLECTION / "modules_tf").absolute(),
            keys=Keys.find(options["api_key"], options["admin_key"], {**os.environ, **environ}),
            provider={
                "base_url": options["base_url"],
                "organization": options["organization"],
                "project": options["project_id"],
            },
            folders=tuple(data_folders(options["data_dirs"], task_vars)),
            others={name: structured(items, "dict") or {} for name, items in options["others"].items()},
            dry=self._task.check_mode or options["state"] == "planned",
            diff=bool(self._task.diff),
            lock_id=options["lock_id"],
            duplicates=options["duplicates"],
            confirm_destroy=None if options["confirm_destroy"] is None else str(options["confirm_destroy"]),
            moved=options["moved"] or {},
            max_wait=options["max_wait"],
            insecure=options["insecure"],
            environ={**os.environ, **environ},
            caller=caller(self._task),
        )

    def _environment(self) -> dict[str, str]:
        """Return what the ``environment`` keyword of the play gives."""
        environ: dict[str, Any] = {}
        self._compute_environment_string(environ)
        return {str(name): str(value) for name, value in environ.items()}

    def _terraform(
        self, arguments: dict[str, Any], environ: dict[str, str], task_vars: dict[str, Any]
    ) -> dict[str, Any]:
        """Run community.general.terraform on the controller, with this very Python.

        The module is kept from check and diff mode, in which it prints unredacted values. Planning writes
        nothing.
        Ansible puts the environment on a command line, so the keys must not be in it.
        """
        clean = {name: "" if name in KEY_VARIABLES else value for name, value in environ.items()}
        kept = self._task.check_mode, self._task.diff, self._task.environment
        self._task.check_mode, self._task.diff, self._task.environment = False, False, [clean]
        try:
            outcome: dict[str, Any] = self._execute_module(
                module_name="community.general.terraform",
                module_args=arguments,
                task_vars=task_vars | {"ansible_python_interpreter": sys.executable},
            )
        finally:
            self._task.check_mode, self._task.diff, self._task.environment = kept
        return outcome

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.validate``: all roles are checked before the first changes anything."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.fjcorp.openai.plugins.modules.onboard import DOCUMENTATION as ONBOARD
from ansible_collections.fjcorp.openai.plugins.modules.validate import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import validated
from ansible_collections.fjcorp.openai.plugins.plugin_utils.connection import Connection
from ansible_collections.fjcorp.openai.plugins.plugin_utils.controller_action import ControllerAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import organization
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.credentials import Keys
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.known_variables import (
    known_variables,
    unread,
)
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.named_people import NamedPeople
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.play_variables import (
    LaterError,
    PlayVariables,
)
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.role_states import RoleStates
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.settings import (
    argument_spec,
    check_names,
    parse_yaml,
)
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.validation import (
    PEOPLE,
    Part,
    Validation,
    role_modules,
)
from ansible_collections.fjcorp.openai.plugins.plugin_utils.survey_text import Options, structured
from ansible_collections.fjcorp.openai.plugins.plugin_utils.untrusted import failure, outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.named_people import Named

    from fjcorp_openai.organization import Directory

NO_CALLS = {"total": 0, "paid": 0, "by_operation": {}}


class ActionModule(ControllerAction):
    """Checks the variables of roles, and changes nothing."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the checks; what is wrong becomes one message without a traceback."""
        result = self.begin(tmp, task_vars)
        options = validated(self, argument_spec(parse_yaml(DOCUMENTATION)))
        variables = task_vars or {}
        play = PlayVariables(variables, self._templar.template)
        try:
            with self.surroundings() as environ:
                validation, calls = self._validate(play, options["roles"], environ)
        except LaterError as error:
            result.update(changed=False, api_calls=dict(NO_CALLS), warnings=[f"nothing was checked: {error}"])
            return result
        except StackError as error:
            return failure(str(error))
        warnings = [*unread(variables, known_variables()), *validation.warnings]
        if validation.problems:
            # What nothing reads may be why.
            return failure("\n".join([*validation.problems, *warnings, "nothing was changed"]))
        result.update(changed=False, api_calls=calls)
        if warnings:
            result["warnings"] = warnings
        return outcome(result)

    def _validate(
        self, play: PlayVariables, roles: list[str], environ: Mapping[str, str]
    ) -> tuple[Validation, dict[str, Any]]:
        settings = {role: play.settings(role) for role in roles}
        parts = []
        for role in roles:
            modules, mine = role_modules(role), settings[role]
            check_names(mine["stack"], mine["workspace"])
            keys = Keys.find(mine["api_key"], mine["admin_key"], environ, mine)
            parts.append(Part(role, play.items(role, modules), play.folders(mine), keys, modules))
        first = settings[PEOPLE if PEOPLE in roles else roles[0]]
        states = RoleStates(settings, first, environ)
        validation = Validation(parts, states.of)
        if first["state"] == "absent":
            confirmed = first["confirm_destroy"]
            told = first["stack"] if self._task.check_mode else confirmed
            validation.destruction(first["stack"], None if told is None else str(told))
            return validation, dict(NO_CALLS)
        if first["state"] == "unlocked":
            return validation, dict(NO_CALLS)
        validation.items()
        validation.moved(first["moved"] or {})
        people, problems = self._people(play)
        validation.problems += problems
        unknown = validation.people(people)
        if not (unknown or people) or problems or not (first["admin_key"] or environ.get("OPENAI_ADMIN_KEY")):
            return validation, dict(NO_CALLS)
        return validation, self._ask(validation, first, unknown, people, play)

    def _people(self, play: PlayVariables) -> tuple[list[dict[str, Any]], list[str]]:
        """Return ``openai_people`` as the action ``onboard`` would take them, and what is wrong in them."""
        given = play.value("openai_people")
        if given is None:
            return [], []
        specification = argument_spec(parse_yaml(ONBOARD))["people"]
        reader = Options()
        read = reader.read({"people": given}, {"people": specification}, "openai_")
        if reader.problems:
            return [], reader.problems
        checked = ArgumentSpecValidator({"people": specification}).validate(read)
        return checked.validated_parameters.get("people") or [], [
            f"openai_people: {problem}" for problem in checked.error_messages
        ]

    def _ask(
        self,
        validation: Validation,
        settings: dict[str, Any],
        unknown: list[Named],
        people: list[dict[str, Any]],
        play: PlayVariables,
    ) -> dict[str, Any]:
        """Ask the API for what the variables do not show, in as few lists as there are."""
        connection = Connection(settings, os.environ, self.report)
        projects = organization.keys_and_names(validation.described(PEOPLE, "projects"))
        projects |= structured(play.value("openai_project_ids"), "dict") or {}
        try:
            with connection:
                directory = organization.Directory(connection.api)
                problems, warnings = NamedPeople.missing(unknown, directory) if unknown else ([], [])
                validation.problems += [f"{PEOPLE}: {problem}" for problem in problems]
                validation.warnings += warnings
                self._check_people(validation, people, directory, projects)
        except StackError as error:
            # The API cannot be asked; what the variables alone show is reported nevertheless.
            validation.problems.append(str(connection.scrubbed(str(error))))
        return connection.api_calls()

    def _check_people(
        self,
        validation: Validation,
        people: list[dict[str, Any]],
        directory: Directory,
        projects: dict[str, str],
    ) -> None:
        try:
            if people:
                organization.read_people(people, directory, projects, check_mode=True)
        except organization.OrganizationError as error:
            validation.problems += [f"openai_{line}" for line in str(error).splitlines()]

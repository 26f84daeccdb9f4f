# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.onboard``: invite people, wait for them, add them to their projects."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.modules.onboard import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import ApiAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import organization, pacing_window
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.moves import State
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.role_states import RoleStates

if TYPE_CHECKING:
    from ansible_collections.fjcorp.openai.plugins.plugin_utils.connection import Connection


class ActionModule(ApiAction):
    """Brings a list of people into the organization and its projects."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the onboarding."""
        return self.run_connected(DOCUMENTATION, tmp, task_vars, self._onboard)

    def _onboard(self, connection: Connection, options: dict[str, Any]) -> dict[str, Any]:
        described = {
            str(key): str((item or {}).get("name") or "") for key, item in options["projects"].items()
        }
        onboard_options = organization.OnboardOptions(
            wait=options["wait"],
            timeout=options["timeout"],
            interval=options["interval"],
            resend_limit=options["resend_limit"],
            removed=options["removed"],
            project_ids=self._project_ids(options, described),
            described=described,
            check_mode=bool(self._task.check_mode),
            window=pacing_window(os.environ),
        )
        onboarding = organization.Onboarding(connection.api, onboard_options, self.report)
        result = onboarding.run(options["people"])
        if self._task.diff:
            result["diff"] = onboarding.differences()
        failed = [person for person in onboarding.people if person.status == "failed"]
        if failed:
            result["failed"] = True
            result["msg"] = "\n".join(f"{person.email}: {person.message}" for person in failed)
        return result

    def _project_ids(self, options: dict[str, Any], described: dict[str, str]) -> dict[str, str]:
        """Return ids of projects by key: those given, and those that the state of the roles knows."""
        ids = {str(key): str(id_ or "") for key, id_ in options["project_ids"].items()}
        named = {str(each["project"]) for person in options["people"] for each in person["projects"]}
        left = named - ids.keys()
        if options["backend"]:
            # Slow to read, and needed for keys alone that the variables do not explain.
            left -= {*described, *described.values()}
        if not left:
            return ids
        outputs = State(RoleStates({}, options, dict(os.environ)).of("administrative")).outputs
        there = {key: values.get("project_id") for key, values in (outputs.get("projects") or {}).items()}
        return {key: id_ for key, id_ in there.items() if id_} | ids

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.drift``: the report of drift and access."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.modules.drift import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.drift.report import Drift
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.import_action import ImportAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import organization
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.run_folder import RunFolder
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.settings import check_names

if TYPE_CHECKING:
    from ansible_collections.fjcorp.openai.plugins.plugin_utils.connection import Connection


class ActionModule(ImportAction):
    """Reads an organization and the states, and changes nothing."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Put the report together."""
        return self.run_connected(DOCUMENTATION, tmp, task_vars, self._report)

    def _report(self, connection: Connection, options: dict[str, Any]) -> dict[str, Any]:
        check_names(options["stack"], options["workspace"])
        scratch = RunFolder(self.state_dir(options), f"{options['stack']}.drift")
        try:
            with scratch.use():
                # Nothing is written, so there is no file of items.
                imports = self.imports({**options, "path": os.devnull}, scratch.path)
        except OSError as error:
            raise StackError(f"the folder {scratch.path} cannot be used: {error}") from error
        info = organization.OrganizationInfo(connection.api).everything()
        drift = Drift(info, imports, options["people"], options["results"], connection.api.clock.now())
        return {"changed": False, "report": drift.report(), "organization_info": info}

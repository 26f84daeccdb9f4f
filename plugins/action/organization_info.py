# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.organization_info``: what there is in an organization."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.modules.organization_info import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import ApiAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import organization

if TYPE_CHECKING:
    from ansible_collections.fjcorp.openai.plugins.plugin_utils.connection import Connection


class ActionModule(ApiAction):
    """Reads an organization and changes nothing."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Read it."""
        return self.run_connected(DOCUMENTATION, tmp, task_vars, self._read)

    def _read(self, connection: Connection, options: dict[str, Any]) -> dict[str, Any]:
        info = organization.OrganizationInfo(connection.api)
        found = info.read(options["include"], archived=options["archived"])
        return {"changed": False, "organization_info": found}

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.adopt``: an organization that exists becomes YAML and import blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.modules.adopt import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.import_action import ImportAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.import_result import KINDS
from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.organization_import import (
    OrganizationImport,
)

if TYPE_CHECKING:
    from ansible_collections.fjcorp.openai.plugins.plugin_utils.connection import Connection


class ActionModule(ImportAction):
    """Reads an organization, and writes items and import blocks for what is in it."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the adoption."""
        return self.run_connected(DOCUMENTATION, tmp, task_vars, self._adopt)

    def _adopt(self, connection: Connection, options: dict[str, Any]) -> dict[str, Any]:
        with self.held(options, connection.report) as scratch:
            imports = self.imports(options, scratch)
            found = OrganizationImport(connection.api, imports).run()
            items = {kind.variable: imports.items(kind) for kind in KINDS}
            return self.finish(imports, options) | {"found": found, "variables": items}

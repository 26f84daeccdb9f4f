# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.import_keys``: keys that exist become items of the role api_management."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.modules.import_keys import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.import_action import ImportAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.key_import import Choice, KeyImport

if TYPE_CHECKING:
    from ansible_collections.fjcorp.openai.plugins.plugin_utils.connection import Connection


class ActionModule(ImportAction):
    """Finds keys, and writes items and import blocks for those that are chosen."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the import."""
        return self.run_connected(DOCUMENTATION, tmp, task_vars, self._import)

    def _import(self, connection: Connection, options: dict[str, Any]) -> dict[str, Any]:
        choice = Choice(
            kinds=options["kinds"],
            projects=options["projects"],
            names=options["names"],
            owners=options["owners"],
            used_days=options["used_days"],
            unused_days=options["unused_days"],
        )
        with self.held(options, connection.report) as scratch:
            imports = self.imports(options, scratch)
            keys = KeyImport(connection.api, imports).run(choice)
            return self.finish(imports, options) | {"keys": keys}

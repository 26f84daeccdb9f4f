# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.offboard``: remove people from projects or the organization."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.modules.offboard import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import ApiAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import organization

if TYPE_CHECKING:
    from ansible_collections.fjcorp.openai.plugins.plugin_utils.connection import Connection


class ActionModule(ApiAction):
    """Removes people, behind guards."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the offboarding."""
        return self.run_connected(DOCUMENTATION, tmp, task_vars, self._offboard)

    def _offboard(self, connection: Connection, options: dict[str, Any]) -> dict[str, Any]:
        result = organization.Offboarding(connection.api, check_mode=bool(self._task.check_mode)).run(
            options["people"],
            options["projects"],
            only_projects=options["only_projects"],
            recent_days=options["recent_days"],
            missing=options["missing"],
        )
        if self._task.diff:
            result["diff"] = [
                {
                    "before_header": person["email"],
                    "after_header": f"{person['email']} (removed)",
                    "before": "".join(f"{name}\n" for name in [*person["projects"], *person["invites"]])
                    + "".join(f"key {key['name']}\n" for key in person["keys"]),
                    "after": "",
                }
                for person in result["people"]
                if person["status"] == "removed"
            ]
        return result

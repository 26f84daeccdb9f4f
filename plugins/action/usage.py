# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.usage``: usage and costs by project, model and key."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.modules.usage import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import ApiAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.files import make_folder, write
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import housekeeping
from ansible_collections.fjcorp.openai.plugins.plugin_utils.written_paths import written_path

if TYPE_CHECKING:
    from ansible_collections.fjcorp.openai.plugins.plugin_utils.connection import Connection


class ActionModule(ApiAction):
    """Reads usage and costs, and changes nothing at the API."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Put the report together."""
        return self.run_connected(DOCUMENTATION, tmp, task_vars, self._report)

    def _report(self, connection: Connection, options: dict[str, Any]) -> dict[str, Any]:
        file = options["csv_file"]
        try:
            path = written_path(file) if file else None
        except StackError as error:
            raise StackError(f"csv_file: {error}") from None
        if options["days"] < 1:
            raise StackError("days is 1 or more")
        today = datetime.fromtimestamp(connection.api.clock.now(), UTC).date()
        last = _day("last", options["last"]) or today
        first = _day("first", options["first"]) or last - timedelta(options["days"] - 1)
        try:
            found = housekeeping.UsageReport(connection.api).read(first, last, options["projects"])
        except housekeeping.HousekeepingError as error:
            raise StackError(str(error)) from None
        if path:
            make_folder(path.parent)
            write(path, housekeeping.csv_text(found["rows"]))
        return {"changed": False, "usage": found}


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        raise StackError(f"{option} is a day as in 2026-11-01, not {text!r}") from None

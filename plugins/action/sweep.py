# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.sweep``: find what nobody uses, and remove what is confirmed by its number."""

from __future__ import annotations

import json
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.modules.sweep import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import ApiAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import housekeeping
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.role_states import ROLES, RoleStates
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.settings import check_names
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.working_directory import state_folder
from ansible_collections.fjcorp.openai.plugins.plugin_utils.untrusted import texts_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ansible_collections.fjcorp.openai.plugins.plugin_utils.connection import Connection

Row = dict[str, Any]
OPTION = "openai_confirm_sweep"


class ActionModule(ApiAction):
    """Reads, and removes what a person has seen and confirmed."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Find what nobody uses."""
        return self.run_connected(DOCUMENTATION, tmp, task_vars, self._sweep)

    def _sweep(self, connection: Connection, options: dict[str, Any]) -> dict[str, Any]:
        check_names(options["stack"], options["workspace"])
        if options["days"] < 1:
            raise StackError("days is 1 or more: what was used today is in use")
        price = options["storage_price"]
        if price is not None and not 0 <= price < float("inf"):
            raise StackError("storage_price is a number of dollars for a gigabyte a day, 0 or more")
        reviewed = _reviewed(options)
        state_dir = state_folder(options["state_dir"])
        search = housekeeping.UnusedObjects(
            connection.api,
            days=options["days"],
            held=set(_held(state_dir, options)),
            keep=set(options["keep"]),
            storage_price=None if price is None else Decimal(str(price)),
        )
        rows = search.find(options["kinds"], sorted(state_dir.glob("*/*/journal")))
        removable = [row for row in rows if row["removable"]]
        result = {
            "changed": False,
            "unused": rows,
            "confirm": len(removable),
            "days": options["days"],
            "left_out": search.left_out,
            "removed": [],
        }
        if reviewed is None:
            return result
        wanted = [row for row in removable if (row["kind"], row["id"]) in reviewed]
        _check_number(options["confirm"], wanted, len(removable))
        if self._task.diff:
            result["diff"] = [{"prepared": "".join(f"remove {_line(row)}\n" for row in wanted)}]
        if self._task.check_mode:
            return result | {"changed": bool(wanted)}
        done = housekeeping.remove(connection.api, wanted, connection.report)
        over = {(each["kind"], each["id"]) for each in done if each["outcome"] in ("removed", "gone")}
        result["unused"] = [row for row in rows if (row["kind"], row["id"]) not in over]
        result["confirm"] = len([row for row in result["unused"] if row["removable"]])
        result["removed"] = done
        result["changed"] = any(each["outcome"] == "removed" for each in done)
        failed = [each for each in done if each["outcome"] == "failed"]
        if failed:
            lines = [f"{_line(each)}: {each['detail']}" for each in failed]
            message = f"{len(failed)} of {len(wanted)} objects could not be removed. The others were"
            result |= {"failed": True, "msg": "\n".join([message, *lines])}
        return result


def _reviewed(options: Mapping[str, Any]) -> set[tuple[str, str]] | None:
    """Return kind and id of what a person has seen in a report; None where nothing is to be removed.

    Raises:
        StackError: There is a number and no report.
    """
    if options["confirm"] is None:
        return None
    path = Path(options["reviewed"] or "")
    if not options["reviewed"] or not path.is_file():
        raise StackError(
            f"{OPTION} says how many objects of a report to remove, and there is no report"
            f"{f' in {path}' if options['reviewed'] else ''}. Run without it first, and read what nobody uses"
        )
    try:
        rows = json.loads(path.read_text("utf-8"))["unused"]
        return {(str(row["kind"]), str(row["id"])) for row in rows if row["removable"]}
    except (ValueError, KeyError, TypeError):
        raise StackError(f"{path} is no report of this playbook. Run without {OPTION} first") from None


def _check_number(confirmed: int, wanted: list[Row], found: int) -> None:
    """Refuse another number than that of the objects that would be removed.

    Raises:
        StackError: It is another one.
    """
    if confirmed == len(wanted):
        return
    kinds = Counter(row["kind"].replace("_", " ") for row in wanted)
    counts = ", ".join(f"{number} of kind {kind}" for kind, number in kinds.items()) or "none"
    new = f" {found - len(wanted)} more are unused now and stay: they are not in the report." * (
        found > len(wanted)
    )
    raise StackError(
        f"{OPTION} is {confirmed}, and {len(wanted)} objects of the report are unused ({counts}).{new} "
        f"Nothing was removed. If these are meant, say {OPTION}: {len(wanted)}; to choose, use "
        "openai_sweep_kinds and openai_sweep_keep"
    )


def _held(state_dir: Path, options: Mapping[str, Any]) -> Iterator[str]:
    """Yield all texts in the states of the stack and in the local states of all others, ids among them."""
    states = RoleStates({}, options, dict(os.environ))
    for role in ROLES:
        yield from texts_in(states.of(role).get("resources"))
    for path in sorted(state_dir.glob("*/*/**/*.tfstate")):
        try:
            yield from texts_in(json.loads(path.read_text("utf-8") or "{}").get("resources"))
        except (ValueError, AttributeError):
            raise StackError(f"the state {path} cannot be read, so nobody knows what it manages") from None


def _line(row: Mapping[str, Any]) -> str:
    name = f" {json.dumps(row['name'], ensure_ascii=False)}" if row["name"] else ""
    return f"{row['kind'].replace('_', ' ')}{name} ({row['id']})"

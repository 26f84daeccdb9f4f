# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.controller_objects``: modules of AWX by names that are known when it runs."""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING, Any

from ansible.plugins.action import ActionBase
from ansible.plugins.loader import module_loader
from ansible_collections.fjcorp.openai.plugins.modules.controller_objects import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import validated
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.settings import argument_spec, parse_yaml
from ansible_collections.fjcorp.openai.plugins.plugin_utils.untrusted import as_data, failure, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

COLLECTIONS = ("ansible.controller", "awx.awx")
NAMES = ("name", "identifier", "username")
NODE, STEPS = "workflow_job_template_node", "simplified_workflow_nodes"
LINKS = ("success_nodes", "failure_nodes", "always_nodes")


class ActionModule(ActionBase):
    """Calls a module for each object."""

    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Call the modules in the order given; the first that fails ends the run."""
        result = super().run(tmp, task_vars)
        options = validated(self, argument_spec(parse_yaml(DOCUMENTATION)))
        collection = options["collection"] or next(filter(_is_installed, COLLECTIONS), None)
        if collection is None:
            return failure(
                "neither ansible.controller nor awx.awx is here: ansible-galaxy collection install awx.awx"
            )
        made: list[dict[str, Any]] = []
        for group in options["objects"]:
            module = str(group["module"])
            if not re.fullmatch(r"[a-z_]+", module) or not module_loader.has_plugin(f"{collection}.{module}"):
                return failure(f"the collection {collection} has no module {module}")
            for called, arguments in _calls(module, group["items"]):
                name = next((str(arguments[each]) for each in NAMES if arguments.get(each)), "without a name")
                found = self._execute_module(f"{collection}.{called}", arguments, task_vars=task_vars)
                # What it needs would be made before it, and is not there now.
                waits = self._task.check_mode and (
                    options["after_changes"] or any(each["changed"] for each in made)
                )
                if found.get("failed") and not waits:
                    why = found.get("msg") or found.get("module_stderr") or "it failed without a message"
                    return failure(printable(f"{called} {name}: {why}"))
                changed = bool(found.get("changed") or found.get("failed"))
                made.append({"module": called, "name": name, "changed": changed})
        result.update(
            changed=any(each["changed"] for each in made), collection=collection, objects=as_data(made)
        )
        return result


def _calls(module: str, items: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each call of a module with its arguments; the steps of a workflow are made after it, last first.

    The module that takes a workflow with all its steps reports a change at each run where one is an approval.
    The one for a single step links no approval while it makes it.
    """
    for item in items:
        steps = item.get(STEPS) or []
        yield module, {name: value for name, value in item.items() if name != STEPS}
        for step in reversed(steps):
            links = {name: value for name, value in step.items() if name in LINKS}
            whole = {"workflow_job_template": item["name"], "organization": item.get("organization"), **step}
            if step.get("approval_node") and links:
                yield NODE, {name: value for name, value in whole.items() if name not in LINKS}
                whole = {
                    name: whole[name]
                    for name in ("identifier", "workflow_job_template", "organization", *links)
                }
            yield NODE, {name: value for name, value in whole.items() if value is not None}


def _is_installed(collection: str) -> bool:
    try:
        return importlib.util.find_spec(f"ansible_collections.{collection}") is not None
    except ModuleNotFoundError:  # not even its namespace is there
        return False

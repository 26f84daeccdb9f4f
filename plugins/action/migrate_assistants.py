# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.migrate_assistants``: what is left of the API that ended becomes YAML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.modules.migrate_assistants import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import LocalAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.files import make_folder, write, write_json
from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.items_file import ItemsFile
from ansible_collections.fjcorp.openai.plugins.plugin_utils.migration.conversion import migrate, read
from ansible_collections.fjcorp.openai.plugins.plugin_utils.migration.states import commands, removed_blocks
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import home
from ansible_collections.fjcorp.openai.plugins.plugin_utils.written_paths import path_of_option

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ansible_collections.fjcorp.openai.plugins.plugin_utils.migration.conversion import Migration

LOST, PAGE = "lost.json", "lost.txt"
COMMANDS, BLOCKS = "forget.sh", "removed.tf"


class ActionModule(LocalAction):
    """Reads exports and states, and writes items; it calls nobody."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the migration."""
        return self.run_alone(DOCUMENTATION, tmp, task_vars, self._migrate)

    def _migrate(self, options: Mapping[str, Any]) -> dict[str, Any]:
        file = ItemsFile(path_of_option("path", options["path"]))
        folder = path_of_option("report_dir", options["report_dir"])
        sources = [home.expanded(each).absolute() for each in options["sources"]]
        if not sources:
            raise StackError("sources: name an export or a state")
        made = migrate(read(sources), _models(options["models"]), runs=options["runs"])
        added, kept = _new(made, file)
        text = file.with_items(added)
        changed = text != file.text
        if not self._task.check_mode:
            _report(folder, made)
            if changed:
                file.write(text)
        result: dict[str, Any] = {
            "changed": changed,
            "path": str(file.path),
            "report_dir": str(folder),
            "added": {name: list(items) for name, items in added.items()},
            "kept": kept,
            "lost": made.account,
            "forget": made.forget,
        }
        if self._task.diff:
            # What people said to an assistant is in the file, and not on the screen.
            lines = [f"{name}: {key}\n" for name, items in added.items() for key in items]
            result["diff"] = [{"prepared": "".join(lines)}]
        return result


def _models(given: Mapping[str, Any]) -> dict[str, str]:
    """Return names of models as plain texts; those of Ansible remember where they come from."""
    for former, model in given.items():
        if not isinstance(model, str) or not model:
            raise StackError(f"models.{former} must be the name of a model")
    plain: dict[str, str] = json.loads(json.dumps({**given}))
    return plain


def _new(made: Migration, file: ItemsFile) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return the items that the file lacks, and the keys of those that stand there otherwise."""
    added: dict[str, Any] = {}
    kept: dict[str, list[str]] = {}
    for variable, items in made.items.items():
        there = file.variables.get(variable) or {}
        if not isinstance(there, dict):
            raise StackError(f"{file.path}: {variable} is no map of items")
        for key, item in items.items():
            if key not in there:
                added.setdefault(variable, {})[key] = item
            elif there[key] != item:
                kept.setdefault(variable, []).append(key)
    return added, kept


def _report(folder: Path, made: Migration) -> None:
    make_folder(folder)
    write_json(folder / LOST, {"objects": made.account, "forget": made.forget})
    write(folder / PAGE, made.text())
    if made.forget:
        write(folder / COMMANDS, commands(made.forget))
        write(folder / BLOCKS, removed_blocks(made.forget))

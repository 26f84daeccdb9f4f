# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.from_terraform``: a state of another provider becomes YAML and import blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ansible_collections.fjcorp.openai.plugins.modules.from_terraform import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.from_state.data_items import FILE, STORE
from ansible_collections.fjcorp.openai.plugins.plugin_utils.from_state.report import (
    check_folder,
    convert,
    write_reports,
)
from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.import_action import ImportAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.import_result import KINDS
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import home
from ansible_collections.fjcorp.openai.plugins.plugin_utils.written_paths import path_of_option

if TYPE_CHECKING:
    from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.import_result import Kind


class ActionModule(ImportAction):
    """Reads states of other providers, and writes items and import blocks; it calls nobody."""

    kinds: ClassVar[tuple[Kind, ...]] = (*KINDS, FILE, STORE)

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the conversion; a problem becomes one message without a traceback."""
        return self.run_alone(DOCUMENTATION, tmp, task_vars, self._converted)

    def _converted(self, options: dict[str, Any]) -> dict[str, Any]:
        with self.surroundings():
            return self._convert(options)

    def _convert(self, options: dict[str, Any]) -> dict[str, Any]:
        sources = [home.expanded(each).absolute() for each in options["sources"]]
        if not sources:
            raise StackError("sources: name a state")
        folder = path_of_option("report_dir", options["report_dir"])
        with self.held(options, self.report) as scratch:
            imports = self.imports(options, scratch)
            made = convert(sources, imports, project_groups=options["project_groups"])
            texts = made.files()
            if not options["overwrite"]:
                check_folder(folder, texts)
            result = self.finish(imports, options)
            if not self._task.check_mode:
                write_reports(folder, texts)
        return result | {
            "report_dir": str(folder),
            "objects": made.account(),
            "forget": made.forget,
        }

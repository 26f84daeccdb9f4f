# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.from_terraform``: a state of another provider becomes YAML and import blocks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ansible_collections.fjcorp.openai.plugins.modules.from_terraform import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import validated
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError, told
from ansible_collections.fjcorp.openai.plugins.plugin_utils.from_state.data_items import FILE, STORE
from ansible_collections.fjcorp.openai.plugins.plugin_utils.from_state.report import (
    check_folder,
    convert,
    write_reports,
)
from ansible_collections.fjcorp.openai.plugins.plugin_utils.from_state.settings_items import (
    CERTIFICATE,
    SETTINGS,
)
from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.import_action import ImportAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.import_result import KINDS
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.settings import argument_spec, parse_yaml
from ansible_collections.fjcorp.openai.plugins.plugin_utils.untrusted import failure, outcome
from ansible_collections.fjcorp.openai.plugins.plugin_utils.written_paths import outside_collections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ansible_collections.fjcorp.openai.plugins.plugin_utils.import_.import_result import Kind


class ActionModule(ImportAction):
    """Reads states of other providers, and writes items and import blocks; it calls nobody."""

    kinds: ClassVar[tuple[Kind, ...]] = (*KINDS, SETTINGS, CERTIFICATE, FILE, STORE)

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the conversion; a problem becomes one message without a traceback."""
        result = self.begin(tmp, task_vars)
        options = validated(self, argument_spec(parse_yaml(DOCUMENTATION)))
        try:
            with self.surroundings():
                result.update(self._convert(options))
        except StackError as error:
            return failure(str(error))
        except OSError as error:
            return failure(told(error))
        return outcome(result)

    def _convert(self, options: dict[str, Any]) -> dict[str, Any]:
        sources = [Path(each).expanduser().absolute() for each in options["sources"]]
        if not sources:
            raise StackError("sources: name a state")
        folder = _folder(options)
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


def _folder(options: Mapping[str, Any]) -> Path:
    try:
        return outside_collections(Path(options["report_dir"]).expanduser().absolute())
    except StackError as error:
        raise StackError(f"report_dir: {error}") from None

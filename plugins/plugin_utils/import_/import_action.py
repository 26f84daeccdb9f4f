# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actions share that take over objects: where states and items lie, and what is written."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any, ClassVar

from ..action import ApiAction
from ..caller import caller
from ..errors import StackError
from ..package import install_provider, mirror_folder
from ..stack.backend import Backend
from ..stack.plan import item_of
from ..stack.run_folder import RunFolder
from ..stack.settings import check_names
from ..stack.state_outputs import StateOutputs
from ..stack.terraform import Terraform, environment, find_binary
from ..stack.working_directory import WorkingDirectory, state_folder
from ..survey_text import structured
from ..written_paths import path_of_option
from .import_blocks import ImportBlocks
from .import_result import KINDS, ImportResult
from .items_file import ItemsFile
from .managed_objects import ManagedObjects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from .import_result import Kind


class ImportAction(ApiAction):
    """An action that takes objects over.

    Attributes:
        kinds: Kinds of objects that it looks for.
    """

    kinds: ClassVar[tuple[Kind, ...]] = KINDS

    @property
    def categories(self) -> tuple[str, ...]:
        """Roles that manage what it looks for."""
        return tuple(dict.fromkeys(kind.category for kind in self.kinds))

    @contextlib.contextmanager
    def held(self, options: Mapping[str, Any], report: Callable[..., None]) -> Iterator[Path]:
        """Hold the working folders, and yield a folder for this run alone; in check mode nothing is held.

        Args:
            options: Options of the action.
            report: Takes a line that says who is waited for.

        Raises:
            StackError: A folder cannot be made, or another run holds it.
        """
        check_names(options["stack"], options["workspace"])
        state_dir = self.state_dir(options)
        scratch = RunFolder(state_dir, f"{options['stack']}.{self._task.action.rpartition('.')[2]}")
        with contextlib.ExitStack() as stack:
            for category in self.categories if not self._task.check_mode else ():
                folder = WorkingDirectory(state_dir, options["stack"], category)
                stack.enter_context(folder.hold(options["lock_timeout"], caller(self._task), report))
            try:
                stack.enter_context(scratch.use())
            except OSError as error:
                raise StackError(f"the folder {scratch.path} cannot be used: {error}") from error
            yield scratch.path

    def imports(self, options: Mapping[str, Any], scratch: Path) -> ImportResult:
        """Read what is managed and described already.

        Args:
            options: Options of the action.
            scratch: Folder of this run alone.

        Raises:
            StackError: A state or the file cannot be read, or an option means nothing.
        """
        path = path_of_option("path", options["path"])
        try:
            file = ItemsFile(path)
        except StackError as error:
            raise StackError(f"path: {error}") from None
        given = {name: structured(items, "dict") or {} for name, items in options["items"].items()}
        state_dir = self.state_dir(options)
        backend = Backend(dict(options["backend"] or {}), options["stack"])
        terraform = Terraform("terraform", {}, {})
        if backend.kind:
            # States at a backend are read by the program; local ones are files.
            folder = WorkingDirectory(state_dir, options["stack"], self.categories[0])
            mirror = install_provider(mirror_folder(state_dir))
            variables = environment(folder, mirror, None)
            terraform = Terraform(find_binary(options["terraform_binary"]), variables, dict(os.environ))
        states = StateOutputs(
            state_dir, options["stack"], options["workspace"], backend, terraform, scratch, planned=False
        )
        imports = ImportResult(given, file, {}, kinds=self.kinds)
        declared = {kind.module: imports.known(kind) for kind in self.kinds}
        managed = {}
        for category in self.categories:
            waiting = [
                block
                for block in self.import_blocks(options, category).read()
                if item_of(block["to"])[1] in declared.get(item_of(block["to"])[0], {})
            ]
            managed[category] = ManagedObjects(states.state(category), waiting)
        return ImportResult(given, file, managed, kinds=self.kinds)

    def finish(self, imports: ImportResult, options: Mapping[str, Any]) -> dict[str, Any]:
        """Write the items and the blocks, unless in check mode, and return the result's common part.

        Raises:
            StackError: The file cannot be added to or written.
        """
        text = imports.text()
        changed = text != imports.file.text or any(imports.blocks.values())
        if changed and not self._task.check_mode:
            # The blocks first: they do nothing without items; items without blocks would make new objects.
            for category, blocks in imports.blocks.items():
                self.import_blocks(options, category).add(blocks)
            imports.file.write(text)
        result: dict[str, Any] = {
            "changed": changed,
            "path": str(imports.file.path),
            "added": {name: sorted(items) for name, items in imports.added.items()},
            "blocks": {category: len(imports.blocks.get(category, [])) for category in self.categories},
            "waiting": {
                category: len(self.import_blocks(options, category).read()) for category in self.categories
            },
            "left_out": imports.omissions(),
        }
        if self._task.diff:
            result["diff"] = [
                {
                    "before_header": str(imports.file.path),
                    "after_header": str(imports.file.path),
                    "before": imports.file.text,
                    "after": text,
                },
                *(
                    {"prepared": "".join(f"import {block['to']}\n" for block in blocks)}
                    for blocks in imports.blocks.values()
                ),
            ]
        return result

    def import_blocks(self, options: Mapping[str, Any], category: str) -> ImportBlocks:
        """Return the import blocks of a category."""
        return ImportBlocks(WorkingDirectory(self.state_dir(options), options["stack"], category))

    def state_dir(self, options: Mapping[str, Any]) -> Path:
        """Return the folder of the working folders."""
        return state_folder(options["state_dir"])

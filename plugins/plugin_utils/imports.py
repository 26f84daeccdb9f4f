# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import blocks: objects that exist already, which the next run of a category takes over.

They are kept until a run has applied them. Terraform refuses a block for an address that is not declared, so
only those of declared items stand beside the root module.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .folder import write_json
from .plan import item_of
from .references import literal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .folder import Folder

WAITING = "imports.json"
GENERATED = "imports.tf.json"


def import_block(module: str, item: str, resource: str, id_: str) -> dict[str, str]:
    """Write the block that imports an object.

    Args:
        module: Module of the role, as in ``projects``.
        item: Key of the item.
        resource: Address of the resource within the module, as in ``openai_project.this``.
        id_: Import id of the object.
    """
    key = literal(json.dumps(item, ensure_ascii=False))
    return {"to": f"module.{module}[{key}].{resource}", "id": literal(id_)}


class Imports:
    """The import blocks of a category."""

    def __init__(self, folder: Folder) -> None:
        """Find them in the working folder of the category."""
        self.path = folder.path / WAITING
        self.generated = folder.path / GENERATED

    def read(self) -> list[dict[str, str]]:
        """Return the blocks that wait for a run."""
        try:
            blocks: list[dict[str, str]] = json.loads(self.path.read_text("utf-8"))["import"]
        except FileNotFoundError:
            return []
        return blocks

    def add(self, blocks: Collection[dict[str, str]]) -> None:
        """Add blocks; a new one for an address takes the place of an older one."""
        if not blocks:
            return
        merged = {block["to"]: block for block in [*self.read(), *blocks]}
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._write([*merged.values()])

    def generate(self, items: Mapping[str, Mapping[str, Any]]) -> None:
        """Write what Terraform reads: the blocks of declared items.

        Args:
            items: Items by module and key.
        """
        blocks = [block for block in self.read() if _declared(block, items)]
        if blocks:
            write_json(self.generated, {"import": blocks})
        else:
            self.generated.unlink(missing_ok=True)

    def done(self) -> None:
        """Forget the blocks that Terraform read: they are applied."""
        if not self.generated.is_file():
            return
        applied = json.loads(self.generated.read_text("utf-8"))["import"]
        self._write([block for block in self.read() if block not in applied])
        self.generated.unlink()

    def _write(self, blocks: list[dict[str, str]]) -> None:
        if blocks:
            write_json(self.path, {"import": blocks})
        else:
            self.path.unlink(missing_ok=True)


def _declared(block: dict[str, str], items: Mapping[str, Mapping[str, Any]]) -> bool:
    module, item = item_of(block["to"])
    return item in items.get(module, {})

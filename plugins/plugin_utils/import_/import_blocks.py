# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import blocks: objects that exist already, which the next run of a category takes over.

They are kept until a run has applied them. Terraform refuses a block for an address that is not declared, so
only those stand beside the root module whose items, and what the address needs of them, are declared.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..files import write_json
from ..stack.plan import item_of
from ..stack.references import literal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ..stack.working_directory import WorkingDirectory

WAITING = "imports.json"
GENERATED = "imports.tf.json"


Block = dict[str, Any]


def import_block(module: str, item: str, resource: str, id_: str, needs: Sequence[Any] = ()) -> Block:
    """Write the block that imports an object.

    Args:
        module: Module of the role, as in ``projects``.
        item: Key of the item.
        resource: Address of the resource within the module, as in ``openai_project.this``.
        id_: Import id of the object.
        needs: What the item must have for the address to be there, as a path: names in maps, and values by
            name that an entry of a list has.
    """
    key = literal(json.dumps(item, ensure_ascii=False))
    block: Block = {"to": f"module.{module}[{key}].{resource}", "id": literal(id_)}
    return block | ({"needs": list(needs)} if needs else {})


class ImportBlocks:
    """The import blocks of a category."""

    def __init__(self, folder: WorkingDirectory) -> None:
        """Find them in the working folder of the category."""
        self.path = folder.path / WAITING
        self.generated = folder.path / GENERATED

    def read(self) -> list[Block]:
        """Return the blocks that wait for a run.

        Raises:
            StackError: The file is damaged.
        """
        try:
            blocks: list[Block] = json.loads(self.path.read_text("utf-8"))["import"]
            complete = all({"to", "id"} <= block.keys() for block in blocks)
        except FileNotFoundError:
            return []
        except (ValueError, KeyError, TypeError, AttributeError):
            complete = False
        if not complete:
            raise StackError(
                f"{self.path} is torn. It tells which objects wait to be imported. Remove it, and run adopt "
                "or import_keys again, which writes it anew"
            )
        return blocks

    def add(self, blocks: Collection[Block]) -> None:
        """Add blocks; a new one for an address takes the place of an older one."""
        if not blocks:
            return
        merged = {block["to"]: block for block in [*self.read(), *blocks]}
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._write([*merged.values()])

    def generate(self, items: Mapping[str, Mapping[str, Any]], more: Collection[Block] = ()) -> None:
        """Write what Terraform reads: the blocks of declared items.

        Args:
            items: Items by module and key.
            more: Further blocks, which count for this run alone.
        """
        blocks = [_plain(block) for block in self.read() if _declared(block, items)]
        blocks = [*{block["to"]: block for block in [*blocks, *map(_plain, more)]}.values()]
        if blocks:
            write_json(self.generated, {"import": blocks})
        else:
            self.generated.unlink(missing_ok=True)

    def done(self) -> None:
        """Forget the blocks that Terraform read: they are applied."""
        if not self.generated.is_file():
            return
        applied = json.loads(self.generated.read_text("utf-8"))["import"]
        self._write([block for block in self.read() if _plain(block) not in applied])
        self.generated.unlink()

    def _write(self, blocks: list[Block]) -> None:
        if blocks:
            write_json(self.path, {"import": blocks})
        else:
            self.path.unlink(missing_ok=True)


def _plain(block: Block) -> dict[str, str]:
    return {"to": block["to"], "id": block["id"]}


def _declared(block: Block, items: Mapping[str, Mapping[str, Any]]) -> bool:
    module, item = item_of(block["to"])
    value = items.get(module, {}).get(item) if item is not None else None
    for step in block.get("needs") or []:
        if isinstance(step, dict):
            entries = value if isinstance(value, list) else []
            value = next((each for each in entries if step.items() <= each.items()), None)
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value is not None

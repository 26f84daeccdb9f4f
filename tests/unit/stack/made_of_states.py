"""What states of other providers become, with nothing around it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from plugins.plugin_utils.from_state.data_items import FILE, STORE
from plugins.plugin_utils.from_state.report import convert
from plugins.plugin_utils.import_.import_result import KINDS, ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.managed_objects import ManagedObjects

if TYPE_CHECKING:
    from pathlib import Path

    from plugins.plugin_utils.from_state.report import Conversion

ALL = (*KINDS, FILE, STORE)


class Made:
    """What was made of states."""

    def __init__(self, conversion: Conversion, imports: ImportResult) -> None:
        self.conversion, self.imports = conversion, imports
        self.items = imports.added
        self.rows = {each["address"]: each for each in conversion.account()}
        self.hcl = conversion.hcl

    @property
    def blocks(self) -> list[tuple[str, str]]:
        return [(each["to"], each["id"]) for blocks in self.imports.blocks.values() for each in blocks]

    @property
    def needs(self) -> dict[str, list[Any]]:
        """What items must have for blocks to count, by the ends of their addresses."""
        blocks = [each for rows in self.imports.blocks.values() for each in rows]
        return {each["to"].partition("].")[2]: each["needs"] for each in blocks if "needs" in each}


def converted(
    folder: Path,
    *documents: Any,
    groups: bool = False,
    given: dict[str, Any] | None = None,
    states: dict[str, Any] | None = None,
) -> Made:
    paths = []
    for number, document in enumerate(documents):
        paths.append(folder / f"{number}.tfstate")
        paths[-1].write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    managed = {kind.category: ManagedObjects((states or {}).get(kind.category, {}), []) for kind in ALL}
    imports = ImportResult(given or {}, ItemsFile(folder / "items.yml"), managed, kinds=ALL)
    return Made(convert(paths, imports, project_groups=groups), imports)


def written(hcl: str, address: str) -> tuple[str, dict[str, str]]:
    """Return the import id and the attributes of a resource, as they are written."""
    type_, _dot, name = address.partition(".")
    (id_,) = re.findall(rf'^import \{{\n  to = {re.escape(address)}\n  id = "(.*)"\n\}}$', hcl, re.MULTILINE)
    (inside,) = re.findall(rf'^resource "{type_}" "{name}" \{{\n(.*?)^\}}$', hcl, re.MULTILINE | re.DOTALL)
    return id_, dict(re.fullmatch(r"  (\w+) += (.+)", line).groups() for line in inside.splitlines())  # type: ignore[union-attr, misc]

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account of what became of a former state, and the files that have it forgotten."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..files import make_folder, write
from ..migration.states import ADDRESS, commands, removed_blocks
from ..untrusted import one_line
from .data_items import DataItems
from .held_objects import read
from .organization_items import OrganizationItems
from .settings_items import SettingsItems
from .state_resources import VERSIONS, StateResources

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ..import_.import_result import ImportResult
    from .held_objects import Held

REMOVED = """\
# What another provider held and is imported elsewhere now. Put this beside the former configuration in place
# of the resources, and apply: Terraform forgets them, and the API is not asked to delete anything. It takes
# Terraform 1.7, and the former provider. forget.sh needs neither.
"""
FORGET = """\
# Takes what is imported elsewhere now out of a former state, without a call of the API. Run it in the folder
# of the former configuration, once the resources are taken out of it. Terraform keeps a copy of the state.
# What is forgotten already is passed over.
"""


@dataclass
class Conversion:
    """What becomes of the objects in former states.

    Attributes:
        held: The objects.
        hcl: Resources and import blocks of HCL.
        forget: Addresses that are to go from the former state.
    """

    held: list[Held]
    hcl: str = ""
    forget: list[str] = field(default_factory=list)

    def account(self) -> list[dict[str, Any]]:
        """Return what becomes of each object."""
        return [each.shown() for each in self.held]

    def page(self) -> str:
        """Return the account for people; what others wrote has one line of its own."""
        taken = sum(1 for each in self.held if each.becomes or each.resource)
        lines = [f"{len(self.held)} objects in the former states; {taken} are taken over.", ""]
        for each in self.held:
            lines.append(one_line(f"{each.address} ({each.source})"))
            lines += [one_line(f"  item      {each.becomes}")] if each.becomes else []
            lines += [one_line(f"  resource  {each.resource}")] if each.resource else []
            lines += [one_line(f"  left out: {each.left}")] if each.left else []
            lines += [one_line(f"  - {note}") for note in each.notes]
        return "\n".join(lines) + "\n"

    def files(self) -> dict[str, str]:
        """Return the texts of the reports by the names of their files."""
        found = {
            "report.json": json.dumps(self.account(), ensure_ascii=False, indent=2) + "\n",
            "report.txt": self.page(),
        }
        if self.hcl:
            found |= {"imports.tf": self.hcl, "versions.tf": VERSIONS}
        if self.forget:
            found |= {
                "forget.sh": commands(self.forget, FORGET),
                "removed.tf": removed_blocks(self.forget, REMOVED),
            }
        return found


def convert(paths: Iterable[Path], imports: ImportResult, *, project_groups: bool) -> Conversion:
    """Take over what former states hold.

    Args:
        paths: The states.
        imports: Collects items and import blocks.
        project_groups: Whether the groups of a project in the states are all that it has.

    Raises:
        StackError: A state cannot be read.
    """
    held = read(paths)
    OrganizationItems(imports, held, project_groups=project_groups).take()
    SettingsItems(imports, held).take()
    DataItems(imports, held).take()
    made = Conversion(held, StateResources(held).text())
    for each in held:
        if each.left:
            imports.leave(each.type, each.left, each.address)
        if each.left and not each.is_twin:
            continue
        if ADDRESS.fullmatch(each.address):
            made.forget.append(each.address)
        else:
            each.notes.append("Its address is none of Terraform's: forget it by hand.")
    made.forget = list(dict.fromkeys(made.forget))
    return made


def check_folder(folder: Path, texts: dict[str, str]) -> None:
    """Refuse to write over what is not the same.

    Raises:
        StackError: A file is there, and holds something else.
    """
    other = [
        name for name, text in texts.items() if (folder / name).exists() and not _holds(folder / name, text)
    ]
    if other:
        raise StackError(
            f"{folder} holds another {', '.join(sorted(other))}: name another report_dir, or set overwrite"
        )


def write_reports(folder: Path, texts: dict[str, str]) -> None:
    """Write the reports, each for its owner alone."""
    make_folder(folder)
    for name, text in texts.items():
        write(folder / name, text)


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_text("utf-8") == text
    except (OSError, ValueError):
        return False

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outputs of an HCL module, read from its files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import StackError

if TYPE_CHECKING:
    from pathlib import Path

_OUTPUT = re.compile(r'^output "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_SENSITIVE = re.compile(r"^\s*sensitive\s*=(?!\s*false\b)", re.MULTILINE)


def public_outputs(module: Path, named: list[str] | None = None) -> list[str]:
    """Return the outputs that the engine gives back: those that are named, or all that are not sensitive.

    Args:
        module: Folder of the module. Its files are written as ``terraform fmt`` leaves them.
        named: Names of outputs.

    Raises:
        StackError: An output that is named is sensitive. Terraform 1.11 prints it in clear in every form in
            which a root module can give it back.
    """
    sensitive = {
        name: bool(_SENSITIVE.search(body))
        for path in sorted(module.glob("*.tf"))
        for name, body in _OUTPUT.findall(path.read_text("utf-8"))
    }
    if named is None:
        return [name for name, hidden in sensitive.items() if not hidden]
    secrets = [name for name in named if sensitive.get(name)]
    if secrets:
        raise StackError(
            f"{module.name}: the output {', '.join(secrets)} is sensitive and would be printed; "
            "take it out of the outputs of the module"
        )
    return named

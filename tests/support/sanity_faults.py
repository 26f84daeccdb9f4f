"""Faults that ansible-test has to find: one for each of its checks, in files that nothing else has."""

from __future__ import annotations

from pathlib import Path

_HEAD = """# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations
"""
_MODULES, _UTILITIES = "plugins/modules/fault_{}.py", "plugins/plugin_utils/fault_{}.py"

FAULTS: dict[str, tuple[str, str | Path]] = {
    "action-plugin-docs": ("plugins/action/fault_of_documents.py", _HEAD),
    # Of a kind that the collection lacks: the first fault of a kind ends the look at its others.
    "ansible-doc": ("plugins/callback/fault_of_documents.py", f'{_HEAD}\nDOCUMENTATION = "name: ["\n'),
    "changelog": ("changelogs/fragments/fault.yml", "---\nno_section:\n  - A change.\n"),
    "compile": (_UTILITIES.format("syntax"), f"{_HEAD}\nvalue = (\n"),
    "empty-init": ("plugins/modules/__init__.py", f"{_HEAD}\nVALUE = 1\n"),
    "import": (_MODULES.format("import"), f"{_HEAD}\nimport no_such_package\n"),
    "line-endings": ("docs/fault_of_lines.md", "Text.\r\n"),
    "no-assert": (_UTILITIES.format("assert"), f"{_HEAD}\nassert __name__\n"),
    "no-get-exception": (
        _UTILITIES.format("exception"),
        f"{_HEAD}\nfrom ansible.module_utils.pycompat24 import get_exception\n",
    ),
    "no-illegal-filenames": ("docs/fault<name>.md", "Text.\n"),
    "no-smart-quotes": ("docs/fault_of_quotes.md", "\N{LEFT DOUBLE QUOTATION MARK}Text\n"),
    "pep8": (_UTILITIES.format("style"), f"{_HEAD}\nVALUE=1\n"),
    "pylint": (_UTILITIES.format("name"), f"{_HEAD}\nVALUE = no_such_name\n"),
    "replace-urlopen": (_UTILITIES.format("address"), f"{_HEAD}\nfrom urllib.request import urlopen\n"),
    "shebang": (_UTILITIES.format("interpreter"), f"#!/usr/bin/python3\n{_HEAD}"),
    "shellcheck": ("examples/fault.sh", "#!/bin/sh\nrm $1\n"),
    "symlinks": ("docs/fault_of_links.md", Path("no_such_file")),
    "use-argspec-type-path": (
        _MODULES.format("path"),
        f"{_HEAD}\nimport os.path\n\nPATH = os.path.expanduser('~')\n",
    ),
    "use-compat-six": (_UTILITIES.format("six"), f"{_HEAD}\nimport six\n"),
    "validate-modules": (_MODULES.format("module"), _HEAD),
    "yamllint": ("roles/fault.yml", "---\na: b\na: c\n"),
}
"""By check: the path of a file in the collection, and its text or where it points to."""
WITHOUT = {
    "ignores": "There is no ignore file, which another assertion holds.",
    "pslint": "The collection has no PowerShell, and the program is not needed.",
    "runtime-metadata": "It looks at one file, which a fault would make useless for all others.",
}
"""Checks that no fault is made for, and why."""


def seed(collection: Path, checks: set[str]) -> set[str]:
    """Write the faults of some checks into a copy of the collection, and return their paths."""
    paths = set()
    for path, content in (FAULTS[check] for check in sorted(checks)):
        (collection / path).parent.mkdir(exist_ok=True)
        if isinstance(content, Path):
            (collection / path).symlink_to(content)
        else:
            (collection / path).write_bytes(content.encode())
        paths.add(path)
    return paths

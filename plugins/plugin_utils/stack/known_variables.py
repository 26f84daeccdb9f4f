# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables named ``openai_*`` that something reads, and those of a play that nothing reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..package import COLLECTION, spelling

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = re.compile(r"\bopenai_[a-z0-9_]+\b")
READ_BY = ("roles/*/meta/*.yml", "roles/*/defaults/*.yml", "roles/*/tasks/*.yml", "playbooks/**/*.yml")
"""Files of which every mention of a variable counts: options are declared there, and playbooks read them."""

OF_PLUGINS = ("plugins/inventory/*.py", "plugins/lookup/*.py", "plugins/doc_fragments/*.py")
NAMED = re.compile(r"- name: (openai_[a-z0-9_]+)")
"""How a plugin's documentation names a variable that it reads."""


def known_variables(root: Path = COLLECTION) -> set[str]:
    """Return the names of the variables that roles, playbooks and plugins read."""
    found: set[str] = set()
    for pattern in READ_BY:
        for path in root.glob(pattern):
            found.update(NAME.findall(path.read_text("utf-8")))
    for pattern in OF_PLUGINS:
        for path in root.glob(pattern):
            found.update(NAMED.findall(path.read_text("utf-8")))
    return found


def unread(names: Iterable[str], known: set[str]) -> list[str]:
    """Return a sentence for each variable ``openai_*`` that nothing reads."""
    sentences = []
    for name in sorted(names):
        if not name.startswith("openai_") or name in known:
            continue
        hint = spelling.did_you_mean(name, known, 0.75)
        sentences.append(f"the variable {name} is set, and nothing reads it{f'; {hint}' if hint else ''}")
    return sentences

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs a task, in the words of the person who started it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible import context  # type: ignore[import-untyped]


def caller(task: Any) -> str:
    """Name the playbook and the role, or the action, of a task, as in ``playbook site.yml, role core_ai``."""
    books = context.CLIARGS.get("args") or ()
    names = [Path(book).name for book in books] if isinstance(books, list | tuple) else []
    role = getattr(task, "_role", None)
    kind, name = ("role", role.get_name()) if role else ("action", task.action)
    parts = [f"playbook {', '.join(names)}" if names else "ansible", f"{kind} {name.rpartition('.')[2]}"]
    return ", ".join([*parts, "check mode"] if task.check_mode else parts)

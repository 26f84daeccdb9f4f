# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A local state that a full disk or a crash has torn: it is put aside, and what exists is adopted again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .damage import fault_of_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def set_aside(state: Path, report: Callable[[str], None]) -> None:
    """Put a state that is torn aside, so that a run begins with an empty one.

    Args:
        state: The state file; it may be whole, or missing.
        report: Shows one line.
    """
    if fault_of_state(state):
        aside = state.with_name(f"{state.name}.torn-{time.time_ns()}")
        state.rename(aside)
        report(f"the state was torn; it is kept as {aside}, and what exists is taken over")

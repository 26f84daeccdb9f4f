# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Protected objects that a run would destroy: why it would, and what to do.

Mostly nobody means it: a file of variables was not loaded, or a name is misspelt. That is said first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..package import spelling
from .items import place

if TYPE_CHECKING:
    from collections.abc import Collection

REFUSED = "Protected: cannot delete"
"""How the provider begins its refusal."""


def refusal(variable: str, key: str, described: Collection[str] | None, *, absent: bool) -> str:
    """Say that a protected object would be destroyed.

    Args:
        variable: Variable of its items.
        key: Key of its item.
        described: Keys that the variable has in this run; None where it is not set.
        absent: Whether the run is to destroy everything.
    """
    start = f"{place(variable, key)} is protected by deletion_protection"
    if described is None:
        return (
            f"{start}, and {variable} is not set in this run. Load the variables that hold it (-e @file), "
            "and look how its name is spelt. Nothing was changed"
        )
    if key not in described:
        near = spelling.nearest(key, described)
        hint = (
            f' Is it "{near}" now? Then say openai_moved: {{{variable}: {{{key}: {near}}}}}.' if near else ""
        )
        return (
            f"{start}, and {variable} of this run does not describe it. Load the variables that do, and look "
            f"how the key is spelt.{hint} If it is to go, describe it with deletion_protection: false, "
            "apply, and take it out then. Nothing was changed"
        )
    done = "destroyed" if absent else "changed"
    return f"{start}. To destroy it, apply deletion_protection: false first. Nothing was {done}"

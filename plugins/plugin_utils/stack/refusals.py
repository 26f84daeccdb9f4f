# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans that a run refuses, because nobody can have meant them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import StackError
from . import money
from .destruction import Destruction
from .items import not_set, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .plan import Plan
    from .root_module import Module
    from .settings import Settings


def check(plan: Plan, given: Mapping[str, Any], modules: list[Module], settings: Settings) -> None:
    """Refuse a plan that destroys what was forgotten, or much unsaid, costs too much, or does too much.

    Args:
        plan: The plan.
        given: Items by module, as the user gave them.
        modules: Modules of the category.
        settings: What the run is asked to do.

    Raises:
        StackError: The plan is refused.
    """
    _protect_unmentioned(plan, given, modules, settings)
    _only_imports(plan, modules, settings)
    money.check(plan, modules, settings)
    if not settings.check_mode:
        absent = settings.state == "absent"
        Destruction(plan, modules).refuse(settings.confirm_destroy, settings.stack, absent=absent)


def _protect_unmentioned(
    plan: Plan, given: Mapping[str, Any], modules: list[Module], settings: Settings
) -> None:
    """Refuse to destroy items whose variable is not set at all: somebody forgot to load it."""
    if settings.state == "absent":
        return
    for module in modules:
        lost = [change.item for change in plan.changes if change.module == module.name]
        if not_set(given.get(module.name)) and lost:
            raise StackError(
                f"{module.variable} is not set, and {', '.join(sorted(lost))} would be destroyed. "
                f"Set it to {{}} if that is meant, or load the variables with -e @file"
            )


def _only_imports(plan: Plan, modules: list[Module], settings: Settings) -> None:
    """Refuse to change anything where objects are to be taken over as they are."""
    changes = [change for change in plan.changes if not change.only_imported]
    if settings.state != "imported" or not changes:
        return
    variables = {module.name: module.variable for module in modules}
    lines = [
        f"{place(variables.get(change.module, change.module), change.item)}: {change.deviation()}"
        for change in changes
    ]
    more = [f"and {len(lines) - 10} more"] if len(lines) > 10 else []
    raise StackError("\n".join([*lines[:10], *more, "nothing was changed, and nothing was imported"]))

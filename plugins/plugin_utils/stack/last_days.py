# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The days that are left until what an item uses is shut.

They are counted when a result is made: in a state they would be another change every day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

LAST_DAY, LEFT = "shutdown_date", "days_left"


def with_days_left(outputs: Mapping[str, Any], today: date | None = None) -> dict[str, Any]:
    """Return the outputs of modules, with the days that are left beside each last day.

    Args:
        outputs: Outputs by module and item.
        today: The day to count from; that of the controller's clock, in UTC, when it is left out.

    Returns:
        The same, with ``days_left`` in each item that has ``shutdown_date``: a whole number, negative when
        the day is over, and null while no day is known.
    """
    day = today or datetime.now(UTC).date()
    return {module: _each(items, day) for module, items in outputs.items()}


def _each(items: Any, today: date) -> Any:
    if not isinstance(items, Mapping):
        return items
    return {key: _item(item, today) for key, item in items.items()}


def _item(item: Any, today: date) -> Any:
    if not isinstance(item, Mapping) or LAST_DAY not in item:
        return item
    try:
        left: int | None = (date.fromisoformat(str(item[LAST_DAY])) - today).days
    except ValueError:
        left = None
    return {**item, LEFT: left}

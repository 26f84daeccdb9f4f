# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``fjcorp.openai.printable``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.plugin_utils.untrusted import as_data, printable_values

if TYPE_CHECKING:
    from collections.abc import Callable


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return it by name."""
        return {"printable": lambda value: as_data(printable_values(value))}

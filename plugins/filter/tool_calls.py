# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter for calls of tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.plugin_utils.tool_calls import pending_calls
from ansible_collections.fjcorp.openai.plugins.plugin_utils.untrusted import as_data

if TYPE_CHECKING:
    from collections.abc import Callable


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return it by name; what a model wrote is data, which no template evaluates."""
        return {"pending_calls": lambda *arguments: as_data(pending_calls(*arguments))}

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one error the engine shows to its user."""

from __future__ import annotations


class StackError(Exception):
    """A problem a person can act on: bad input, a missing program, a refusal of Terraform or of the API.

    The message stands alone: it names the item and the field, and needs no traceback.
    """

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one error the engine shows to its user."""

from __future__ import annotations

import errno


class StackError(Exception):
    """A problem a person can act on: bad input, a missing program, a refusal of Terraform or of the API.

    The message stands alone: it names the item and the field, and needs no traceback.
    """


class StalePlanError(StackError):
    """The state was changed by another run between a plan and its apply: nothing of the plan was done."""

    SUMMARY = "Saved plan is stale"
    AGAIN = "another run changed the state between plan and apply: it was planned again"

    def __init__(self) -> None:
        """Say so, in case that it happens again."""
        super().__init__(
            "other runs changed the state between plan and apply, twice. Nothing was changed; run again when "
            "they have ended"
        )


def told(error: OSError) -> str:
    """Name the file that an error of the system, such as a full disk, is about."""
    where = f"{error.filename}: " if error.filename is not None else ""
    more = ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        more = ". Make room and run again: state and journal are whole, and the next run goes on from there"
    return f"{where}{error.strerror or type(error).__name__}{more}"

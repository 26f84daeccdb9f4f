"""What the plan of a paid call says: by it whoever reads the plan knows that something is paid for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fjcorp_openai.api.settings import events_file
from fjcorp_openai.provider.protocol.schema import Attribute, result
from fjcorp_openai.provider.protocol.types import STRING

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Plan


def paid_call() -> Attribute:
    """Return the schema of `paid_call`: by it whoever reads a plan knows that a create is paid for."""
    return result(STRING, "The call that making it pays for, such as `POST /chat/completions`.")


def plan_paid_call(plan: Plan, operation: str, does: str, what: str = "") -> None:
    """Name a paid call in `paid_call`, and warn of it.

    Where an event file is kept, its reader tells of the paid calls, which the plan names as data.

    Args:
        plan: The plan.
        operation: The call, such as `POST /batches`.
        does: What applying the plan does, such as `asks gpt-5.6-luna`.
        what: What is paid for, such as `20 requests`, where one call is not what is counted.
    """
    plan.proposed["paid_call"] = f"{operation}: {what}" if what else operation
    if not events_file(os.environ):
        plan.warn(f"Paid call: {operation}", f"Applying this plan {does}.")

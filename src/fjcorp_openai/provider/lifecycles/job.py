"""The life cycle of jobs: created, then moved through states by the API until one is final.

The id is in the state before the wait begins. A job that is still running when the time is up is a result,
not a failure: it is saved as it stands, and the next apply goes on waiting for it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.clock import moment
from fjcorp_openai.provider.lifecycles.managed import Managed, Values
from fjcorp_openai.provider.protocol.diagnostics import PartialState, ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import BOOL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0


def wait() -> Attribute:
    """Return the schema of `wait`."""
    return Attribute(
        BOOL,
        "Wait until the job has ended, within `timeouts`. A job that is still running then is kept as it is, "
        "and the next apply waits again.",
        default=True,
    )


class Job(Managed):
    """A managed object with a `status` that ends.

    The schema holds `wait()`, a computed `status` and timeouts for create and update.

    Attributes:
        ended: Final states, good or bad.
        failed: Those of them that are an error.
        progress_fields: Attributes that change while the job runs; known only after an apply that waits.
    """

    listed: ClassVar[bool] = False
    ended: ClassVar[frozenset[str]]
    failed: ClassVar[frozenset[str]] = frozenset()
    progress_fields: ClassVar[tuple[str, ...]] = ("status",)
    defaults_on_import: ClassVar[Mapping[str, Any]] = {"wait": True, "deletion_protection": False}

    def is_gone(self, answer: Mapping[str, Any]) -> bool:
        """Tell whether the job counts as gone; ended jobs do not."""
        return False

    def reason(self, answer: Mapping[str, Any]) -> str:
        """Return why a job failed, in the API's words."""
        error = answer.get("error") or answer.get("last_error") or {}
        return (
            str(error.get("message") or "the API gives no reason") if isinstance(error, dict) else str(error)
        )

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan to go on waiting for a job that had not ended when it was last seen."""
        if plan.is_update and plan.prior and plan.proposed.get("wait") and not self._ended(plan.prior):
            for name in self.progress_fields:
                plan.set_unknown(name)
        super().plan(plan, context)

    def create(self, planned: Values, context: Context) -> Values:
        """Create the job, save it, and wait for it."""
        state = super().create(planned, context)
        context.save(state)
        return self._wait(state, context, "create") if planned.get("wait") else state

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Send what changed, then wait for the job if it has not ended."""
        state = super().update(prior, planned, context)
        return (
            self._wait(state, context, "update") if planned.get("wait") and not self._ended(state) else state
        )

    def _ended(self, state: Mapping[str, Any]) -> bool:
        return state.get("status") in self.ended

    def _wait(self, state: Values, context: Context, operation: str) -> Values:
        api: Api = context.api
        seconds = context.timeout(operation)
        deadline = time.monotonic() + seconds
        until = moment(seconds)
        pause = FIRST_PAUSE
        while True:
            answer = api.get(self.item_path(state))
            if answer.get("status") != state.get("status"):
                told = f"{self.named(state)} is {answer.get('status')}"
                waits = answer.get("status") not in self.ended
                api.progress(self.type_name, f"{told}; waiting until {until} at most" if waits else told)
            state = self.to_state(answer, state)
            context.save(state)
            if self._ended(state):
                break
            rest = deadline - time.monotonic()
            if rest <= 0 or context.stopping.wait(min(pause, rest)):
                context.warn(
                    f"{self.named(state)} is still {state.get('status')}",
                    f"It was waited for until {until}, as timeouts says, and goes on at the API. Apply again "
                    "to wait for it; nothing is created twice.",
                )
                return state
            pause = min(pause * 1.5, LONGEST_PAUSE)
        if state["status"] in self.failed:
            raise PartialState(
                state, ProviderError(f"{self.named(state)} ended as {state['status']}", self.reason(answer))
            )
        return state

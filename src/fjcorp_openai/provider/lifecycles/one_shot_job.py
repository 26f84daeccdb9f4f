"""The life cycle of paid calls whose answer may still be made when the API has taken them, and is then kept.

It is that of one-shot calls and of jobs together. One digest is paid for once: the id is in the state before
the wait begins, so that a run that was stopped, or waited long enough, is followed by one that goes on with
the same answer. An answer that failed is a result, for it was paid for. A copy that the API keeps no longer
leaves its results in the state. Neither is made again by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.provider.lifecycles.job import Job
from fjcorp_openai.provider.lifecycles.managed import IMPORTED, Managed, Values
from fjcorp_openai.provider.lifecycles.one_shot import OneShot
from fjcorp_openai.provider.protocol.schema import Attribute, result
from fjcorp_openai.provider.protocol.types import BOOL
from fjcorp_openai.provider.protocol.values import is_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context


def stored(noun: str) -> Attribute:
    """Return the schema of `stored`."""
    return result(BOOL, f"Whether the API keeps the {noun}, as far as it was last seen.")


class OneShotJob(OneShot, Job):
    """A paid call, made once for each digest of its inputs, whose answer is waited for.

    The schema holds what those of `OneShot` and `Job` hold, and `stored()`.
    """

    # What a resource defines.

    def ask(self, planned: Values, context: Context) -> Mapping[str, Any]:
        """Make the paid call and return the API's object."""
        raise NotImplementedError

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state of an answer, with `status` and `stored`."""
        raise NotImplementedError

    def imported(self, state: Values, answer: Mapping[str, Any], context: Context) -> Values:
        """Return the state of an answer that was imported, with the inputs that the API gives back."""
        return self.to_state(answer, state)

    def told_incomplete(self, state: Mapping[str, Any], context: Context) -> None:
        """Warn when an answer that has ended is not whole."""

    # The life cycle.

    def run(self, planned: Values, context: Context) -> Values:
        """Make the paid call, save it, and wait for its answer."""
        answer = self.ask(planned, context)
        state = self.to_state(answer, planned)
        return self.follow(state, context, answer if self.has_ended(state) else None)

    def read(self, state: Values, context: Context) -> Values | None:
        """Look a kept answer up; its loss is reported, and makes no other paid call."""
        if not state["stored"]:
            return state
        try:
            answer = self.fetch(state, context.api)
        except NotFound:
            return None if state["status"] is None else self._vanished(state, context)
        if state["status"] is None:
            return self._with_cost(self.imported(state, answer, context), context)
        if self.has_ended(state):
            return state
        found = self.to_state(answer, state)
        if self.has_ended(found):
            self.told_incomplete(found, context)
        return self._with_cost(found, context)

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Take over inputs that need no new call, and go on with an answer that is not finished."""
        imported = context.private.pop(IMPORTED, None) is not None
        state = Job.update(self, prior, planned, context)
        state = {**state, "digest": self.digest(planned) if imported else prior["digest"]}
        return self._with_cost(state, context) if prior.get("status") not in self.ended else state

    def delete(self, state: Values, context: Context) -> None:
        """Cancel an answer that is being made, and delete one that is kept; forget any other."""
        if state["stored"]:
            Job.delete(self, state, context)

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete the kept answer."""
        api.delete(self.item_path(state))

    def import_state(self, identifier: str, context: Context) -> Values:
        """Return what `read` needs to find a kept answer by its id."""
        return {**Managed.import_state(self, identifier, context), "stored": True}

    def fetch(self, state: Mapping[str, Any], api: Api) -> Mapping[str, Any]:
        """Return the API's object."""
        answer: Mapping[str, Any] = api.get(self.item_path(state))
        return answer

    def is_finished(self, state: Mapping[str, Any]) -> bool:
        """Return whether nothing is left to do: the answer has ended, or nothing more is heard of it."""
        return self.has_ended(state) or state.get("stored") is False

    # Inside.

    def _wait(self, state: Values, context: Context, operation: str) -> Values:
        try:
            return super()._wait(state, context, operation)
        except NotFound:
            return self._vanished(context.saved or state, context)

    def _vanished(self, state: Mapping[str, Any], context: Context) -> Values:
        ended = self.has_ended(state)
        context.warn(
            f"The {'stored ' if ended else ''}{self.noun} {state['id']} is gone from the API",
            f"{'Its result stays in the state' if ended else 'Its answer was never seen, and was paid for'}. "
            "To ask the model again, which is paid for too, change triggers.",
        )
        kept = {name: value if is_known(value) else None for name, value in state.items()}
        return {**kept, "stored": False}

"""The life cycle of jobs: created, then moved through states by the API until one is final.

The id is in the state before the wait begins. A job that is still running when the time is up, when the user
stops the run, or when the API cannot be asked, is a result and not a failure: it is saved as it stands, and
the next apply goes on with it. What there is to do when a job has ended, such as to fetch its results, is
part of the job too, and made up for by the next apply. Deleting a job that runs cancels it.
"""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.clock import moment
from fjcorp_openai.api.errors import BadRequest, Conflict, NotFound, NotYetVisible, OpenAIError
from fjcorp_openai.provider.lifecycles.managed import Managed, Values
from fjcorp_openai.provider.lifecycles.progress import Progress
from fjcorp_openai.provider.protocol.diagnostics import PartialState, ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import BOOL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

    Ask = Callable[[Mapping[str, Any], Context], tuple[Mapping[str, Any], float | None]]

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
SHORTEST_PAUSE = 0.05
"""Seconds between two questions, however soon the API says that it may be asked again."""


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

    The schema holds `wait()`, a computed `status` and timeouts for create, update and delete.

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

    # What a resource may override.

    def start(self, planned: Values, context: Context) -> Values:
        """Create the job and return its state, without waiting for it."""
        return super().create(planned, context)

    def look(self, state: Mapping[str, Any], context: Context) -> tuple[Mapping[str, Any], float | None]:
        """Return what the API says about a job, and the seconds after which it says to ask again."""
        api: Api = context.api
        return api.poll(self.item_path(state))

    def advance(self, state: Mapping[str, Any], context: Context) -> tuple[Mapping[str, Any], float | None]:
        """Do what is due while a job is waited for, and return what `look` returns."""
        return self.look(state, context)

    def awaited(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the ids of the objects of whose end the API may send word; none where it sends none."""
        return (str(state[self.key]),)

    def is_gone(self, answer: Mapping[str, Any]) -> bool:
        """Return whether the job counts as gone; ended jobs do not."""
        return False

    def reason(self, answer: Mapping[str, Any]) -> str:
        """Return why a job failed, in the API's words."""
        error = answer.get("error") or answer.get("last_error") or {}
        return (
            str(error.get("message") or "the API gives no reason") if isinstance(error, dict) else str(error)
        )

    def progress(self, answer: Mapping[str, Any], context: Context, progress: Progress) -> str:
        """Return what stands beside the status in a progress line, such as `412 of 1,000 requests`.

        Args:
            answer: The API's object.
            context: The call's context, for what the object does not say.
            progress: Puts a count into words, with the time that is left.
        """
        return ""

    def finish(self, state: Values, answer: Mapping[str, Any], context: Context) -> Values:
        """Do what there is to do once a job has ended and not failed; return its state then.

        An error leaves the job as it is. A resource that overrides this overrides `is_finished` too, so that
        the next apply makes up for it.

        Args:
            state: The job's state.
            answer: The API's object.
            context: The call's context.

        Raises:
            OpenAIError, ProviderError, OSError: It could not be done now.
        """
        return state

    def is_finished(self, state: Mapping[str, Any]) -> bool:
        """Return whether a job has ended and nothing is left to do about it."""
        return self.has_ended(state)

    def cancel(self, state: Mapping[str, Any], api: Api) -> None:
        """Ask the API to cancel a job that runs.

        Operation: POST of the object's `cancel`.
        """
        api.post(f"{self.item_path(state)}/cancel", retry_unsafe=True)

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete what an ended job leaves at the API; nothing by itself, for the API deletes no jobs."""

    # The life cycle.

    def has_ended(self, state: Mapping[str, Any]) -> bool:
        """Return whether a state, or an object of the API, is final."""
        return state.get("status") in self.ended

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan to go on with a job that was not finished when it was last seen."""
        if plan.is_update and plan.prior and self._goes_on(plan.prior, plan.proposed):
            for name in self.progress_fields:
                plan.set_unknown(name)
        super().plan(plan, context)

    def create(self, planned: Values, context: Context) -> Values:
        """Create the job, save it, and wait for it."""
        return self.follow(self.start(planned, context), context)

    def follow(self, state: Values, context: Context, answer: Mapping[str, Any] | None = None) -> Values:
        """Save a job that was made just now, and wait for it.

        Args:
            state: Its state.
            context: The call's context.
            answer: The API's object, if it has ended already.
        """
        context.save(state)
        try:
            if answer is not None:
                return self._settle(state, answer, context)
            return self._wait(state, context, "create") if state.get("wait") else state
        except _Unfinished as error:
            # An error would mark the job as tainted, and have the next apply make another one.
            context.warn(
                f"{self.named(error.state)} is {error.state['status']}, and not finished", error.hint
            )
            return error.state

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Send what changed, then go on with the job if it is not finished."""
        state = super().update(prior, planned, context)
        if not self._goes_on(prior, planned):
            return state
        context.save(state)
        try:
            return self._wait(state, context, "update")
        except _Unfinished as error:
            raise PartialState(error.state, error.error) from error.error

    def delete(self, state: Values, context: Context) -> None:
        """Cancel the job if it runs, and wait until it has ended, within `timeouts`.

        Raises:
            ProviderError: The job has not ended by then.
        """
        self.refuse_if_protected(state, "delete")
        api: Api = context.api
        try:
            self._end(state, context)
            self.remove(state, api)
        except NotFound:
            return

    # Waiting.

    def _goes_on(self, prior: Mapping[str, Any], planned: Mapping[str, Any]) -> bool:
        """Return whether an apply has to do with a job: it waits, or fetches what an ended one left."""
        if self.is_finished(prior) or prior.get("status") in self.failed:
            return False
        return bool(planned.get("wait")) or self.has_ended(prior)

    def _wait(self, state: Values, context: Context, operation: str) -> Values:
        api: Api = context.api
        progress = Progress(partial(api.progress, self.type_name))
        # Without a wait, what is due is done once.
        seconds = context.timeout(operation) if state.get("wait") else 0.0
        until = moment(seconds)
        answer: Mapping[str, Any] = state
        try:
            for answer in self._answers(state, context, seconds, self.advance):
                changed = answer.get("status") != state.get("status")
                ended = self.has_ended(answer)
                state = self.to_state(answer, state)
                context.save(state)
                told = f"{self.named(state)} is {state['status']}"
                if beside := self.progress(answer, context, progress):
                    told += f": {beside}"
                elif not changed:
                    continue
                progress.tell(told if ended else f"{told}; waiting until {until} at most", at_once=changed)
        except NotFound:
            raise
        except OpenAIError as error:
            return self._still(state, context, f"The API could not be asked about it. {error}")
        if not self.has_ended(state):
            return self._still(state, context, _why(context, until)) if state.get("wait") else state
        return self._settle(state, answer, context)

    def _settle(self, state: Values, answer: Mapping[str, Any], context: Context) -> Values:
        """Return the state of a job that has ended, with all done that is due then."""
        if state["status"] in self.failed:
            raise PartialState(
                state, ProviderError(f"{self.named(state)} ended as {state['status']}", self.reason(answer))
            )
        try:
            return self.finish(state, answer, context)
        except (OpenAIError, ProviderError, OSError) as error:
            raise _Unfinished(state, error) from error

    def _answers(
        self, state: Mapping[str, Any], context: Context, seconds: float, ask: Ask
    ) -> Iterator[Mapping[str, Any]]:
        """Yield what the API says about a job, until it has ended, the time is up or the run is stopped.

        Pauses are as long as the API says, else they grow; where events are listened for, they end with one,
        and are long. Their sum counts against the time as well as what
        the clock says, so that the wait ends whatever becomes of the clock.
        """
        began, paused, pause = time.monotonic(), 0.0, FIRST_PAUSE
        inbox = context.api.deliveries.inbox() if seconds > 0 else None
        while True:
            told = None
            heard = inbox.heard(self.awaited(state)) if inbox else {}
            # What was made just now may not be shown yet.
            with suppress(NotYetVisible):
                answer, told = ask(state, context)
                yield answer
                if self.has_ended(answer):
                    return
                state = {**state, **answer}
            rest = seconds - max(paused, time.monotonic() - began)
            if rest <= 0:
                return
            if inbox and (ids := self.awaited(state)):
                interval = min(rest, context.api.deliveries.poll_interval)
                if not inbox.wait(ids, heard, interval, context.stopping):
                    paused += interval
                if context.stopping.is_set():
                    return
                continue
            next_pause = min(rest, pause if told is None else max(told, SHORTEST_PAUSE))
            if context.stopping.wait(next_pause):
                return
            paused += next_pause
            pause = min(pause * 1.5, LONGEST_PAUSE)

    def _still(self, state: Values, context: Context, why: str) -> Values:
        context.warn(
            f"{self.named(state)} is still {state.get('status')}",
            f"{why.rstrip('.')}. The job goes on at the API: apply again to go on with it; nothing is "
            "created twice.",
        )
        return state

    def _end(self, state: Values, context: Context) -> None:
        api: Api = context.api
        seconds = context.timeout("delete")
        answer = self.look(state, context)[0]
        if self.has_ended(answer):
            return
        try:
            self.cancel(state, api)
        except (BadRequest, Conflict):
            # It may have ended just now, or be cancelled already: what the API says of it next decides.
            answer = self.look(state, context)[0]
            if not self.has_ended(answer) and "cancel" not in str(answer.get("status")):
                raise
        progress = Progress(partial(api.progress, self.type_name))
        until = moment(seconds)
        for answer in self._answers(state, context, seconds, self.look):
            rest = "" if self.has_ended(answer) else f"; waiting until {until} at most"
            progress.tell(f"{self.named(state)} is {answer.get('status')}{rest}", at_once=True)
        if not self.has_ended(answer):
            raise ProviderError(
                f"{self.named(state)} is still {answer.get('status')}",
                f"{_why(context, until)}. It stays in the state until it has ended: destroy again to go on "
                "waiting.",
            )


def _why(context: Context, until: str) -> str:
    """Return why a wait is over before the job is."""
    stopped = context.stopping.is_set()
    return "The run was stopped" if stopped else f"It was waited for until {until}, as timeouts says"


class _Unfinished(Exception):  # noqa: N818 (its point is the state it carries)
    """A job has ended, and what is to be done then failed."""

    def __init__(self, state: Values, error: Exception) -> None:
        super().__init__(str(error))
        self.state = state
        self.error = error

    @property
    def hint(self) -> str:
        """What the user can do."""
        return f"{str(self.error).rstrip('.')}. Apply again to go on with it; nothing is created twice."

"""`openai_batch`: requests that the API executes within a day, at half the price.

Operations: POST /files and POST /batches for each batch that the requests are split into, both journalled;
GET /files for an uploaded file; GET /batches/{batch_id}; POST /batches/{batch_id}/cancel; GET
/files/{file_id}/content for the results; DELETE /files/{file_id} for input files that were made for it. The
API neither changes nor deletes batches.

A batch is paid for, so it is made once for each digest of its requests. That requests failed, expired or were
cancelled is a result; only a batch of which the API takes no request at all is an error.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.answers import object_in
from fjcorp_openai.api.errors import NotFound, OpenAIError
from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.digest import text_sha256
from fjcorp_openai.provider.lifecycles.job import Job
from fjcorp_openai.provider.lifecycles.managed import IMPORTED, Values, plain
from fjcorp_openai.provider.lifecycles.models import check_models
from fjcorp_openai.provider.lifecycles.paid import check_reckoned, plan_paid_call, spent
from fjcorp_openai.provider.protocol.diagnostics import Diagnostic, ProviderError
from fjcorp_openai.provider.protocol.schema import Schema
from fjcorp_openai.provider.protocol.validators import exactly_one_of
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known
from fjcorp_openai.provider.resources.batch import (
    estimate,
    fetched,
    input_file,
    marks,
    results_file,
    standing,
)
from fjcorp_openai.provider.resources.batch.attributes import ATTRIBUTES
from fjcorp_openai.provider.resources.batch.reading import Reading, reckoned
from fjcorp_openai.provider.resources.batch.requests import (
    SOURCES,
    Survey,
    assistant_faults,
    source,
    survey,
)
from fjcorp_openai.provider.resources.batch.work import ENDED, Work
from fjcorp_openai.provider.resources.responses.definitions import version_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.lifecycles.progress import Progress
    from fjcorp_openai.provider.protocol.resource import Context, Plan
    from fjcorp_openai.provider.resources.batch.outcomes import Outcomes

OPERATION = "POST /batches"
_ASKED = ("input_file_id", *SOURCES, "template", "assistant", "endpoint", "triggers")
"""Inputs that the digest is made of."""
_TOGETHER = (("template", "rows_file"), ("rows_file", "template"), ("input_file_path", "input_file_id"))
"""Inputs of which the first one needs the second."""
_ONE_SOURCE = exactly_one_of("input_file_id", *SOURCES)


class Batch(Job):
    """Requests that are executed in one batch, or several."""

    type_name = "openai_batch"
    noun = "batch"
    schema = Schema(
        ATTRIBUTES,
        description="Requests that the API executes within a day, with their results in one file.",
        timeouts={"create": 1200.0, "update": 1200.0, "delete": 660.0},
        validators=[_ONE_SOURCE],
    )
    collection = "/batches"
    ended = ENDED
    failed = frozenset({"failed"})
    progress_fields: ClassVar[tuple[str, ...]] = (
        "status",
        "batches",
        "request_count",
        "request_counts",
        "within_tolerance",
        "output_file_id",
        "error_file_id",
        "results_sha256",
        "usage",
        "cost",
        "errors",
        "model",
        "expires_at",
    )
    defaults_on_import: ClassVar[Mapping[str, Any]] = {
        "completion_window": "24h",
        "split": True,
        "retry_failed": 0,
        "tolerate_failed_pct": 100,
        "delete_outputs": False,
        "wait": True,
        "deletion_protection": False,
    }

    def validate(self, config: dict[str, Any]) -> Iterable[Diagnostic]:
        """Return what is wrong with a configuration: a template without rows, or rows without a template."""
        for name, other in _TOGETHER:
            if config.get(name) is not None and config.get(other) is None:
                yield Diagnostic("error", "Wrong combination", f"{name} needs {other}.", (name,))
        yield from assistant_faults(config)

    # Planning.

    def plan(self, plan: Plan, context: Context) -> None:
        """Read and check the requests, and say what is paid for."""
        if not plan.is_destroy:
            self._plan_requests(plan, context)
            # What is written already is the user's to change.
            if plan.prior is None or not self.is_finished(standing.seen(plan.prior, plan.proposed)):
                results_file.check(plan.proposed.get("results_file"))
        super().plan(plan, context)
        prior = plan.prior
        kept = prior is not None and plan.is_update and not plan.replacements
        if prior is not None and kept and not self._goes_on(prior, plan.proposed):
            standing.keep(plan, prior, self.progress_fields)

    def _plan_requests(self, plan: Plan, context: Context) -> None:
        values, prior = plan.proposed, plan.prior
        values["assistant_version"] = version_of(values["assistant"])
        given = {name: values.get(name) for name in (*_ASKED, "split")}
        found = None
        if is_known(given) and source(given) != "input_file_id":
            found = survey(given)
            if len(found.parts) > 1 and not given["split"]:
                raise ProviderError(
                    f"{found.count:,} requests are too much for one batch",
                    f"They make {len(found.parts)} batches: set split = true, or give fewer.",
                    (source(given),),
                )
        fresh = self._digest(given, found)
        if prior is not None and fresh == prior["digest"]:
            # The same file elsewhere, such as in another person's folder, is no change.
            plan.keep("input_file_path")
            self._plan_round(plan, prior, context, found)
            return
        values["digest"] = fresh
        if prior is not None and (IMPORTED in plan.private or prior["digest"] is None):
            return
        for name in ("digest", *_ASKED):
            if plan.changed(name):
                plan.replace(name)
        if plan.is_create:
            reading = self._reading(plan, context, found)
            if reading is not None:
                found = reading.survey
                values["request_count"] = found.count
                values["model"] = found.model
                check_models(plan, context, [(found.model, (source(given),))])
            count = "a file of requests"
            # Without a copy, nothing was known of the file before it had an id, and Terraform needs the same.
            if found is not None and (source(given) != "input_file_id" or values["input_file_path"]):
                count = standing.described(found.count, len(found.parts))
            self._pay(plan, context, count, reading)

    def _reading(self, plan: Plan, context: Context, found: Survey | None) -> Reading | None:
        """Return what is known of the requests before they are sent; None where that is nothing."""
        if source(plan.proposed) == "input_file_id":
            return input_file.requests_in(plan, context)
        return None if found is None else reckoned(plan.proposed, found, context)

    def _plan_round(self, plan: Plan, prior: Values, context: Context, found: Survey | None) -> None:
        """Plan to send once more what failed."""
        if self._goes_on(prior, plan.proposed) and self.has_ended(prior) and standing.may_send_again(prior):
            failed, number = prior["request_counts"]["failed"], standing.rounds(prior)
            if failed and number < plan.proposed["retry_failed"]:
                what = f"{standing.described(failed, 1)} once more, round {number + 1}"
                # Which of them failed is read when they are sent: all of them bound what these use.
                reading = None
                with suppress(ProviderError):
                    reading = self._reading(plan, context, found)
                self._pay(plan, context, what, reading)

    def _pay(self, plan: Plan, context: Context, what: str, reading: Reading | None) -> None:
        again = plan.proposed.get("retry_failed")
        if plan.is_create and isinstance(again, int) and again:
            what += f", and up to {again} times more what failed"
        usage = None if reading is None else reading.usage
        plan_paid_call(plan, context, OPERATION, f"sends {what}", what, usage)

    def _digest(self, values: Mapping[str, Any], found: Survey | None) -> Any:
        """Return the digest of what is asked, or UNKNOWN while it is not known yet."""
        asked = {name: values.get(name) for name in _ASKED}
        if not is_known(asked):
            return UNKNOWN
        document = {
            "endpoint": asked["endpoint"],
            "requests": found.sha256 if found else asked["input_file_id"],
            "triggers": asked["triggers"],
        }
        return text_sha256(json.dumps(plain(document), sort_keys=True, ensure_ascii=False))

    # The life cycle.

    def create(self, planned: Values, context: Context) -> Values:
        """Send the requests, wait, and write the results."""
        with fetched.keeping(context):
            return super().create(planned, context)

    def start(self, planned: Values, context: Context) -> Values:
        """Split the requests into batches, and send the first of them.

        Raises:
            ProviderError: The requests changed after the plan was made; nothing was sent.
        """
        found = None if source(planned) == "input_file_id" else survey(planned)
        fresh = self._digest(planned, found)
        if planned["digest"] not in (fresh, UNKNOWN):
            raise ProviderError(
                "The requests changed after the plan was made",
                "The plan was for others, so nothing was sent. Plan and apply again.",
                (source(planned),),
            )
        check_reckoned(planned, OPERATION, context)
        state = {name: value if is_known(value) else None for name, value in planned.items()}
        state |= {"digest": fresh, "assistant_version": version_of(planned["assistant"])}
        work = Work(state, context.api)
        if found is None:
            work.take(planned["input_file_id"])
        else:
            work.plan_round(found.parts)
            state["request_count"], state["model"] = found.count, found.model
        context.api.paid(self.type_name, str(planned["paid_call"]))
        try:
            work.send()
        except OpenAIError as error:
            if work.batches[0]["id"] is None:
                raise
            context.warn(
                "Not all requests were sent", f"{error} Apply again to send the rest; none is sent twice."
            )
        first = {name: work.batches[0][name] for name in ("id", "created_at")}
        return self.to_state({**standing.answer(work, state), **first}, state)

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the state with what the API says of batches that had not ended; the others do not change."""
        work = Work(state, context.api)
        try:
            if state["batches"] is None:
                state = self._imported(state, context, work)
            work.look()
        except NotFound:
            return None
        work.confirm()
        found = self.to_state(standing.answer(work, state), state)
        if found["status"] not in self.failed and found["cost"] is None and self.is_finished(found):
            # They ended between two runs, and left nothing to do that an apply would count the cost of.
            found["within_tolerance"] = standing.within(found)
            found["cost"] = spent(estimate.used(found), context)
        return found

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Go on with what is not finished; take over what the API does not know."""
        context.private.pop(IMPORTED, None)
        with fetched.keeping(context):
            state = super().update(prior, planned, context)
        return self.to_state({"within_tolerance": standing.within(state)}, state)

    def look(self, state: Mapping[str, Any], context: Context) -> tuple[Values, float | None]:
        """Return what the API says of the batches that have not ended."""
        work = Work(state, context.api)
        work.look()
        return standing.answer(work, state), work.pause

    def awaited(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the ids of the batches that have not ended."""
        batches = state["batches"] or ()
        return tuple(each["id"] for each in batches if each["id"] and each["status"] not in ENDED)

    def advance(self, state: Mapping[str, Any], context: Context) -> tuple[Values, float | None]:
        """Send what is queued and what failed once more, too."""
        work = Work(state, context.api, fetched.of(context))
        work.advance()
        return standing.answer(work, state), work.pause

    def finish(self, state: Values, answer: Mapping[str, Any], context: Context) -> Values:
        """Write the results, in the order of the requests."""
        if state["results_file"] is not None:
            state = self._joined(state, context)
        counts = state["request_counts"]
        state["within_tolerance"] = standing.within(state)
        state["cost"] = spent(estimate.used(state), context)
        if missed := counts["total"] - counts["completed"]:
            where = (
                f"{state['results_file']} says why" if state["results_file"] else "The API's files say why"
            )
            context.warn(
                f"{missed:,} of {counts['total']:,} requests of {self.named(state)} have no answer",
                f"{where}. To send them once more, raise retry_failed.",
            )
        return state

    def _goes_on(self, prior: Mapping[str, Any], planned: Mapping[str, Any]) -> bool:
        """Return whether an apply has to do with the batches, by what the configuration says now."""
        unsent = any(each["id"] is None for each in prior["batches"] or ())
        return super()._goes_on(standing.seen(prior, planned), planned) or (
            unsent and not self.has_ended(prior)
        )

    def is_finished(self, state: Mapping[str, Any]) -> bool:
        """Return whether the batches have ended, nothing is to be sent again, and the results are written."""
        if not self.has_ended(state):
            return False
        counts = state["request_counts"] or {}
        if (
            counts.get("failed")
            and standing.may_send_again(state)
            and standing.rounds(state) < (state["retry_failed"] or 0)
        ):
            return False
        path = state["results_file"]
        return not isinstance(path, str) or (state["results_sha256"] is not None and expanded(path).exists())

    def progress(self, answer: Mapping[str, Any], context: Context, progress: Progress) -> str:
        """Return how many requests are done."""
        counts = answer["request_counts"]
        done = counts["completed"] + counts["failed"] + counts["cancelled"]
        return progress.count(done, counts["total"], "requests") if counts["total"] else ""

    def reason(self, answer: Mapping[str, Any]) -> str:
        """Return why no batch was executed, in the API's words."""
        return standing.reason(answer)

    def delete(self, state: Values, context: Context) -> None:
        """Cancel the batches that have not ended, then delete the files that were made for them."""
        self.refuse_if_protected(state, "delete")
        work = Work(state, context.api)
        work.forget_queued()
        super().delete({**state, "batches": work.batches}, context)

    def cancel(self, state: Mapping[str, Any], api: Api) -> None:
        """Cancel the batches that have not ended."""
        Work(state, api).cancel()

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete the input files that were made for the batches, and the results if wanted."""
        Work(state, api).delete_files(outputs=bool(state["delete_outputs"]))

    def twins(self, planned: Values, api: Api) -> list[Mapping[str, Any]]:
        """Return the batches with the same requests that are being executed."""
        if not isinstance(planned.get("digest"), str):
            return []
        first = marks.mark(planned["digest"], 0, 0, None)
        return [
            each
            for each in api.list(self.collection)
            if marks.of(each).startswith(first) and each["status"] not in ENDED
        ]

    # Inside.

    def _joined(self, state: Values, context: Context) -> Values:
        work = Work(state, context.api, fetched.of(context))
        outcomes = work.outcomes()
        with results_file.replacing(state["results_file"]) as stream:
            counts, sha256 = outcomes.write(self._order(work, outcomes), stream)
        found = {
            "total": counts.completed + counts.failed + counts.cancelled,
            "completed": counts.completed,
            "failed": counts.failed,
            "cancelled": counts.cancelled,
        }
        return {**state, "request_counts": found, "results_sha256": sha256}

    def _imported(self, state: Values, context: Context, work: Work) -> Values:
        api: Api = context.api
        answer = api.get(self.item_path(state))
        work.take_over(marks.together(answer, api.list(self.collection)))
        # A file that was made for the batches is no input of anybody's.
        is_ours = work.batches[0]["count"] is not None and marks.read(answer) is not None
        return {
            **state,
            "endpoint": answer["endpoint"],
            "input_file_id": None if is_ours else answer["input_file_id"],
            "completion_window": answer.get("completion_window"),
            "metadata": {
                name: text for name, text in object_in(answer, "metadata").items() if name != marks.MARK
            }
            or None,
            "created_at": answer.get("created_at"),
        }

    def _order(self, work: Work, outcomes: Outcomes) -> Iterator[str]:
        """Yield each `custom_id` in the order of the requests; of the results where the input is gone."""
        try:
            yield from (each.custom_id for each in work.requests())
        except NotFound:
            yield from outcomes.custom_ids()

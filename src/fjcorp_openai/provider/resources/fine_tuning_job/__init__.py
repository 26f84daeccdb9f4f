"""`openai_fine_tuning_job`: a paid job that makes a tuned model.

Operations: POST /fine_tuning/jobs, the paid call; GET /fine_tuning/jobs/{id}, with its events as progress and
its checkpoints at the end; POST of its pause, resume and, when it is destroyed while it runs, cancel. Before
the paid call: GET /models, GET /files/{id} and its content, POST /fine_tuning/alpha/graders/validate. With
`delete_model`: DELETE /models/{model}. With `share_with_projects`: GET and POST
/fine_tuning/checkpoints/{checkpoint}/permissions, and DELETE of one of them.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from fjcorp_openai.api.errors import BadRequest, Conflict, Forbidden, NotYetVisible, OpenAIError
from fjcorp_openai.api.models import PATH
from fjcorp_openai.provider.lifecycles.job import FIRST_PAUSE, Job
from fjcorp_openai.provider.lifecycles.managed import IMPORTED, Values
from fjcorp_openai.provider.lifecycles.paid import check_reckoned, plan_paid_call, spent
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, PartialState, ProviderError
from fjcorp_openai.provider.protocol.values import UNKNOWN, conform, is_known
from fjcorp_openai.provider.resources.fine_tuning_checkpoint_permission import (
    give,
    permissions,
    take_back,
)
from fjcorp_openai.provider.resources.fine_tuning_job.checks import (
    CLOSING,
    check,
    check_copies,
    grader_of,
    method_of,
)
from fjcorp_openai.provider.resources.fine_tuning_job.estimate import usage_at_most, used
from fjcorp_openai.provider.resources.fine_tuning_job.inputs import LAST_EVENTS, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.lifecycles.progress import Progress
    from fjcorp_openai.provider.protocol.resource import Context, Plan

OPERATION = "POST /fine_tuning/jobs"
_SENT = (
    "model",
    "training_file",
    "validation_file",
    "method",
    "suffix",
    "seed",
    "integrations",
    "metadata",
)
_FINAL = (*_SENT, "triggers")
_COPIES = ("training_file_path", "validation_file_path")
_PAUSABLE = frozenset({"queued", "running"})
_WITHOUT_MODEL = frozenset({"failed", "cancelled"})


class FineTuningJob(Job):
    """A fine-tuning job. All that it is made from is final: a change makes another one."""

    type_name = "openai_fine_tuning_job"
    noun = "fine-tuning job"
    schema = SCHEMA
    collection = "/fine_tuning/jobs"
    create_fields = _SENT
    unique = ("model", "training_file", "validation_file", "method", "metadata")
    ended = frozenset({"succeeded", "failed", "cancelled"})
    failed = frozenset({"failed"})
    progress_fields = (
        "status",
        "fine_tuned_model",
        "shutdown_date",
        "finished_at",
        "estimated_finish",
        "trained_tokens",
        "cost",
        "result_files",
        "checkpoints",
        "events",
        "error",
    )
    defaults_on_import: ClassVar[Mapping[str, Any]] = {
        **Job.defaults_on_import,
        "paused": False,
        "delete_model": False,
    }

    # Planning.

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan another job where an input changed, and check all that can be before it is paid for."""
        prior = plan.prior or {}
        if plan.is_update:
            for name in filter(plan.changed, _FINAL):
                # What an import could not find out is taken over as it is written.
                if IMPORTED not in plan.private or not _may_be(prior[name], plan.proposed[name]):
                    plan.replace(name)
        if plan.is_update and not plan.replacements:
            for name in _COPIES:
                # The same file elsewhere, such as in another person's folder, is no change.
                plan.keep(name)
        if plan.is_create or plan.replacements:
            # A copy is there before the file is, and says the same afterwards.
            examples = check_copies(plan.proposed)
            with suppress(ConfigurationUnknown):
                uploaded = check(plan, context, context.api)
                examples = uploaded if examples is None else examples
            usage = usage_at_most(plan.proposed, method_of(plan.proposed), examples)
            plan_paid_call(plan, context, OPERATION, f"tunes {_model(plan.proposed)}", usage=usage)
        elif plan.is_update and prior["status"] in _WITHOUT_MODEL:
            plan.warn(
                f"{self.named(prior)} ended as {prior['status']}",
                "It made no model. To make another job, which is paid for, change an input or triggers.",
            )
        elif plan.is_update and plan.changed("paused") and not self.has_ended(prior):
            for name in self.progress_fields:
                plan.set_unknown(name)
        super().plan(plan, context)

    # The job.

    def body(self, values: Mapping[str, Any], fields: Iterable[str]) -> Values:
        """Return the JSON body of the create call; a grader is an object there."""
        body = super().body(values, fields)
        if grader := grader_of(values):
            body["method"]["reinforcement"]["grader"] = json.loads(grader)
        return body

    def create(self, planned: Values, context: Context) -> Values:
        """Make the paid call, then pause the job or wait for it.

        Raises:
            ProviderError: The organization may create no jobs.
        """
        check_reckoned(planned, OPERATION, context)
        context.api.paid(self.type_name, f"{OPERATION}: {_model(planned)}")
        waited = {**planned, "wait": planned["wait"] and not planned["paused"]}
        try:
            state = {**super().create(waited, context), "wait": planned["wait"]}
        except Forbidden as error:
            raise ProviderError(
                "OpenAI refused the fine-tuning job",
                "Fine-tuning is closed to organizations that never tuned a model (since 2026-05-07), to "
                "those that used no tuned model for 60 days (since 2026-07-02), and to all after "
                f"{CLOSING}; or the key lacks the permission. {error}",
            ) from error
        if planned["paused"]:
            return self._pause(state, context, "create")
        try:
            self._share(state, context.api)
        except (OpenAIError, ProviderError) as error:
            # The job is made and paid for: what is missing is seen by the next read.
            context.warn(f"{self.named(state)} is not shared with all projects", f"{error} Apply again.")
        return state

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state of a job; what was sent stays as it was written, for the API fills it up."""
        state = super().to_state(answer, known)
        for name in _FINAL:
            if name != "seed" and is_known(known.get(name)):
                state[name] = known.get(name)
        error = answer.get("error")
        told = error if error and isinstance(error, dict) else None
        state["error"] = conform(told, self.schema.attributes["error"].value_type)
        if state["status"] not in {*self.ended, "validating_files"}:
            state["paused"] = state["status"] == "paused"
        return state

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the job's state, with what it left if it has ended meanwhile."""
        found = super().read(state, context)
        if found is None:
            return None
        if IMPORTED in context.private and found["model"] is None:
            answer = self.fetch(state, context.api)
            # The suffix is not given back, and of the method and the integrations not what was written.
            found |= {name: answer.get(name) for name in ("model", "training_file", "validation_file")}
            found["metadata"] = answer.get("metadata") or None
        if found["share_with_projects"] and found["fine_tuned_model"]:
            there = permissions(found["fine_tuned_model"], context.api)
            # None of them is no list, as where nothing is set.
            found["share_with_projects"] = [
                each for each in found["share_with_projects"] if each in there
            ] or None
        return self._with_results(found, context)

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Pause or resume the job, and go on waiting for it."""
        context.private.pop(IMPORTED, None)
        api: Api = context.api
        if not self.has_ended(prior) and planned["paused"] != prior["paused"]:
            if planned["paused"]:
                kept = {name: prior[name] if each is UNKNOWN else each for name, each in planned.items()}
                return self._pause(kept, context, "update")
            with suppress(BadRequest, Conflict):  # it goes on already, or has ended
                prior = self.to_state(api.post(f"{self.item_path(prior)}/resume", retry_unsafe=True), prior)
        state = super().update(prior, planned, context)
        try:
            self._share(state, context.api)
            gone = set(prior["share_with_projects"] or ()) - set(planned["share_with_projects"] or ())
            if gone and state["fine_tuned_model"]:
                take_back(state["fine_tuned_model"], sorted(gone), context.api)
        except (OpenAIError, ProviderError) as error:
            kept = {**state, "share_with_projects": prior["share_with_projects"]}
            raise PartialState(kept, error) from error
        return state

    def _share(self, state: Mapping[str, Any], api: Api) -> None:
        """Let the projects use the model that may not yet, once there is one."""
        model, projects = state["fine_tuned_model"], state["share_with_projects"]
        if model and projects:
            there = permissions(model, api)
            for project in projects:
                if project not in there:
                    give(model, project, api)

    def _goes_on(self, prior: Mapping[str, Any], planned: Mapping[str, Any]) -> bool:
        return not planned.get("paused") and super()._goes_on(prior, planned)

    def _pause(self, state: Values, context: Context, operation: str) -> Values:
        """Pause a job as soon as it has checked its files, and return its state."""
        api: Api = context.api
        context.save(state)
        end = time.monotonic() + context.timeout(operation)
        while True:
            answer: Mapping[str, Any] = state
            with suppress(NotYetVisible, BadRequest, Conflict):
                answer = api.poll(self.item_path(state))[0]
                if answer["status"] in _PAUSABLE:
                    answer = api.post(f"{self.item_path(state)}/pause", retry_unsafe=True)
            state = self.to_state(answer, state)
            if state["status"] == "paused" or self.has_ended(state):
                return self._with_results({**state, "paused": True}, context)
            if time.monotonic() >= end or context.stopping.wait(FIRST_PAUSE):
                return self._still({**state, "paused": True}, context, "It could not be paused in time")

    def progress(self, answer: Mapping[str, Any], context: Context, progress: Progress) -> str:
        """Return the newest event."""
        api: Api = context.api
        try:
            events = api.list(f"{self.item_path(answer)}/events", {"limit": 1}, limit=1)
        except OpenAIError:
            return ""
        return str(events[0].get("message") or "") if events else ""

    def finish(self, state: Values, answer: Mapping[str, Any], context: Context) -> Values:
        """Fetch the checkpoints, and the last day of the model; that somebody cancelled a job is a result."""
        if state["status"] == "cancelled":
            context.warn(
                f"{self.named(state)} was cancelled",
                "It made no model. To make another job, which is paid for, change an input or triggers.",
            )
        return self._with_results(state, context)

    def _with_results(self, state: Values, context: Context) -> Values:
        api: Api = context.api
        if self.has_ended(state) and state["events"] is None:
            newest = api.list(f"{self.item_path(state)}/events", {"limit": LAST_EVENTS}, limit=LAST_EVENTS)
            state = {**state, "events": conform(newest, self.schema.attributes["events"].value_type)}
        if state["status"] != "succeeded":
            return state
        state = dict(state)
        ended_now = state["checkpoints"] is None
        if ended_now:
            # The list of models may be from before the job had ended.
            api.invalidate(PATH)
            found = api.list(f"{self.item_path(state)}/checkpoints")
            state["cost"] = spent(used(state), context)
            state["checkpoints"] = conform(found, self.schema.attributes["checkpoints"].value_type)
        standing = api.models.standing(state["fine_tuned_model"], fresh=ended_now)
        if standing and not standing.known:
            context.warn(
                f"The tuned model {state['fine_tuned_model']} is gone from the API",
                "To tune it again, which is paid for, change triggers.",
            )
        if standing and standing.shutdown_date:
            state["shutdown_date"] = standing.shutdown_date.isoformat()
        return state

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete the tuned model, if that is wished; else take back who may use it."""
        model = state["fine_tuned_model"]
        if model and state["delete_model"]:
            api.delete(f"/models/{quote(model, safe=':')}")
        elif model and state["share_with_projects"]:
            take_back(model, state["share_with_projects"], api)

    # What exists.

    def twins(self, planned: Values, api: Api) -> list[Mapping[str, Any]]:
        """Return the jobs of the same inputs that make or made a model."""
        return [each for each in super().twins(planned, api) if each.get("status") not in _WITHOUT_MODEL]

    def _recognize(self, planned: Values) -> Callable[[Mapping[str, Any]], bool]:
        sent = self.body(planned, [name for name in _SENT if name in planned and is_known(planned[name])])
        model = sent.pop("model", None)
        # Only some answers have the suffix, and under this name.
        suffix = sent.pop("suffix", None)
        metadata = sent.pop("metadata", {})

        def same(answer: Mapping[str, Any]) -> bool:
            # The API names the dated model behind a name without a date.
            named = answer.get("model") == model or str(answer.get("model")).startswith(f"{model}-")
            told = answer.get("user_provided_suffix", suffix) == suffix
            rest = (answer.get("validation_file") or None) == sent.get("validation_file")
            return (
                named
                and told
                and rest
                and (answer.get("metadata") or {}) == metadata
                and _covers(answer, sent)
            )

        return same


def _covers(kept: Any, sent: Any) -> bool:
    """Return whether what the API keeps holds all that was sent; it fills up what was left to it."""
    if isinstance(sent, dict):
        return isinstance(kept, dict) and all(_covers(kept.get(name), each) for name, each in sent.items())
    if isinstance(sent, list):
        return isinstance(kept, list) and len(kept) == len(sent) and all(map(_covers, kept, sent))
    return bool(kept == sent)


def _may_be(kept: Any, written: Any) -> bool:
    """Return whether an input of an imported job may be what is written: unknown, or a dated model."""
    return kept is None or (isinstance(kept, str) and kept.startswith(f"{written}-"))


def _model(values: Mapping[str, Any]) -> str:
    model = values["model"]
    return str(model) if isinstance(model, str) else "a model known after apply"

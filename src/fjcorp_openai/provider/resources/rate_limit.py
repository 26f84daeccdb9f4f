"""`openai_rate_limit`: the limits of one model in one project.

Operations: POST /organization/projects/{project_id}/rate_limits/{rate_limit_id}; found in the pages of
GET /organization/projects/{project_id}/rate_limits. The API has one row for each model, and neither makes
nor deletes any. Needs an admin key.

Only limits that are set are managed. What stood there before their first change is kept in the private state
and put back when a limit is left out or the resource is destroyed.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.errors import GONE, ApiStatusError, BadRequest, NotFound
from fjcorp_openai.provider.lifecycles.found_values import FoundValues, stored
from fjcorp_openai.provider.lifecycles.managed import Values, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import at_least_one_of, between, matches, whole
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.in_project import InProject
from fjcorp_openai.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_RELEASED = "released"
LIMITS = {
    "rpm_limit": ("max_requests_per_1_minute", "Requests a minute."),
    "tpm_limit": ("max_tokens_per_1_minute", "Tokens a minute."),
    "max_images_per_1_minute": ("max_images_per_1_minute", "Images a minute."),
    "max_audio_megabytes_per_1_minute": ("max_audio_megabytes_per_1_minute", "Megabytes of audio a minute."),
    "max_requests_per_1_day": ("max_requests_per_1_day", "Requests a day."),
    "batch_1_day_max_input_tokens": ("batch_1_day_max_input_tokens", "Input tokens of batches a day."),
}
"""Name at the API and meaning of each limit."""


def _limit(meaning: str) -> Attribute:
    return Attribute(
        NUMBER,
        f"{meaning} At most what the organization has. Unset leaves the limit as it is; "
        "null where the model has no such limit.",
        optional=True,
        computed=True,
        stable=True,
        validators=[whole(), between(0)],
    )


class RateLimit(InProject):
    """The limits of a model in a project."""

    type_name = "openai_rate_limit"
    noun = "rate limit"
    label = "model"
    schema = Schema(
        {
            "id": identifier("Project and model: `proj_.../MODEL`."),
            "project_id": Attribute(
                STRING,
                "Id of the project (`proj_...`). Another one sets the limits of another project.",
                required=True,
                replace=True,
            ),
            "model": Attribute(
                STRING,
                "Model, as the project's list of limits names it. Another one sets the limits of "
                "another model.",
                required=True,
                replace=True,
                validators=[matches(r"\S+", "the name of a model")],
            ),
            "rate_limit_id": Attribute(
                STRING, "Id of the model's row among the project's limits.", computed=True, stable=True
            ),
            **{name: _limit(meaning) for name, (_field, meaning) in LIMITS.items()},
            "restore_on_destroy": Attribute(
                BOOL,
                "Whether destroying puts the limits back that were found before the first change. Otherwise "
                "they stay.",
                default=True,
            ),
        },
        description="Limits of a model in a project. Limits that are not set stay as they are; on destroy, "
        "the values found before the first change are put back.",
        validators=[at_least_one_of(*LIMITS)],
    )
    collection = "/organization/projects/{project_id}/rate_limits"
    key = "rate_limit_id"
    import_parts = ("project_id", "model")
    renamed: ClassVar = {name: named for name, (named, _meaning) in LIMITS.items()}
    update_fields = tuple(LIMITS)
    defaults_on_import: ClassVar = {"restore_on_destroy": True}

    def check(self, plan: Plan, siblings: list[dict[str, Any]]) -> None:
        """Refuse models without a row and limits that the model does not have."""
        if isinstance(plan.proposed["model"], str):
            self._check(plan.config, self._row(plan.proposed, siblings))

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan to put back what was found of a limit that is not set any more."""
        super().plan(plan, context)
        if plan.prior is None or plan.is_destroy:
            return
        self._check(plan.config, {self.renamed[name]: plan.prior[name] for name in LIMITS})
        released = {
            name: value for name, value in stored(plan.private).items() if plan.config.get(name) is None
        }
        for name, value in released.items():
            if plan.proposed[name] != value:
                plan.proposed[name] = value
        plan.private[_RELEASED] = json.dumps([*released]).encode()

    def create(self, planned: Values, context: Context) -> Values:
        """Set the limits of the row there is."""
        api: Api = context.api
        row = self._row(planned, self.first_seen(planned, api))
        self._check(planned, row)
        known = {**planned, self.key: row["id"]}
        wanted = {
            name: planned[name] for name in LIMITS if planned[name] is not None and is_known(planned[name])
        }
        return self._set(wanted, row, known, context)

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the limits of the row, or None when the model has none any more."""
        found = super().read(state, context)
        if found is None:
            return None
        self._note(found, context).confirm()
        return found

    def fetch(self, state: Mapping[str, Any], api: Api) -> Mapping[str, Any]:
        """Find the row by its id; an import knows the model, or the row's id in its place."""
        path = self.collection_path(state)
        if state[self.key]:
            return api.find(path, state[self.key])
        try:
            return api.find(path, state["model"], key="model")
        except NotFound:
            return api.find(path, state["model"])

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Set the limits that changed; those that are not set any more get back what was found."""
        changed = {
            name: planned[name]
            for name in LIMITS
            if planned[name] is not None and is_known(planned[name]) and planned[name] != prior[name]
        }
        if not changed:
            return super().update(prior, planned, context)
        row = {self.renamed[name]: prior[name] for name in LIMITS}
        return self._set(changed, row, planned, context)

    def delete(self, state: Values, context: Context) -> None:
        """Put back what was found, if that is wanted and the row is still there."""
        note = self._note(state, context)
        found = {name: value for name, value in note.values().items() if value is not None}
        if found and state["restore_on_destroy"]:
            with suppress(*GONE):
                self._post(found, state, context.api)
        note.forget()

    # Helpers.

    def _set(self, limits: Values, row: Mapping[str, Any], known: Values, context: Context) -> Values:
        """Write down what is about to be changed, change it, and return the state."""
        note = self._note(known, context)
        fresh = {name: row.get(self.renamed[name]) for name in limits}
        note.remember(fresh)
        answer = self._send(limits, known, context.api)
        note.keep(fresh, without=tuple(json.loads(context.private.pop(_RELEASED, b"[]"))))
        return self.to_state(answer, known)

    def _post(self, limits: Mapping[str, Any], values: Mapping[str, Any], api: Api) -> dict[str, Any]:
        body = {self.renamed[name]: value for name, value in limits.items()}
        return api.post(self.item_path(values), body, retry_unsafe=True)

    def _send(self, limits: Mapping[str, Any], values: Mapping[str, Any], api: Api) -> dict[str, Any]:
        try:
            return self._post(limits, values, api)
        except ApiStatusError as error:
            raise self._refusal(error, values) from error

    def _refusal(self, error: ApiStatusError, values: Mapping[str, Any]) -> Exception:
        names = {named: name for name, named in self.renamed.items()}
        name = names.get(error.param)
        if not isinstance(error, BadRequest) or name is None:
            return self.explained(error, values)
        return ProviderError(
            f"{name} = {values[name]} is refused for {values['model']} in project {values['project_id']}",
            f"A project's limit is at most the organization's, and a model has only some limits. {error}",
            (name,),
        )

    def _row(self, values: Mapping[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
        model = values["model"]
        for row in rows:
            if row.get("model") == model:
                return row
        hint = did_you_mean(model, (row.get("model") for row in rows))
        raise ProviderError(
            f'Project {values["project_id"]} has no rate limit for the model "{model}"'
            + (f"; {hint}" if hint else ""),
            "The API has one row for each model that the project may use, and makes none. "
            "A model that was shut or that the project's permissions leave out has none.",
            ("model",),
        )

    def _check(self, config: Mapping[str, Any], row: Mapping[str, Any]) -> None:
        for name, named in self.renamed.items():
            if config.get(name) is not None and is_known(config[name]) and row.get(named) is None:
                has = ", ".join(each for each, other in self.renamed.items() if row.get(other) is not None)
                raise ProviderError(
                    f'The model "{config.get("model")}" has no limit {name}', f"It has {has}.", (name,)
                )

    def _note(self, values: Mapping[str, Any], context: Context) -> FoundValues:
        return FoundValues(context, self.item_path(values))

"""Data sources of fine-tuning: jobs, what happens in them, and the models that they made.

`openai_fine_tuning_job` and `openai_fine_tuning_jobs`: GET /fine_tuning/jobs. `openai_fine_tuning_events` and
`openai_fine_tuning_checkpoints`: GET /fine_tuning/jobs/{id}/events and .../checkpoints.
`openai_fine_tuned_models`: GET /models, and on demand GET /organization/usage/completions.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.answers import objects_in
from fjcorp_openai.api.models import PATH, base, is_tuned
from fjcorp_openai.provider.data_sources.looked_up import ListData, Listed, OneData
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import between, whole
from fjcorp_openai.provider.resources.fine_tuning_job.inputs import CHECKPOINT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.data_sources.base import Fields
    from fjcorp_openai.provider.protocol.resource import Context

JOB: Fields = {
    "id": (STRING, "Id of the job (`ftjob-...`)."),
    "status": (
        STRING,
        "State: `validating_files`, `queued`, `running`, `paused`, `succeeded`, `failed` or `cancelled`.",
    ),
    "model": (STRING, "Model that is tuned."),
    "fine_tuned_model": (STRING, "Name of the tuned model, once the job has succeeded."),
    "training_file": (STRING, "Id of the file that is learned from."),
    "validation_file": (STRING, "Id of the file that is validated with."),
    "created_at": (NUMBER, "Time of the job's creation, in Unix seconds."),
    "finished_at": (NUMBER, "Time at which the job ended, in Unix seconds."),
    "estimated_finish": (NUMBER, "Time at which the job is likely to end, in Unix seconds."),
    "trained_tokens": (NUMBER, "Tokens that were trained on."),
    "result_files": (list_of(STRING), "Ids of files with the metrics of each step."),
    "seed": (NUMBER, "Seed of the training."),
    "metadata": (map_of(STRING), "Texts by name that are kept at the job."),
}
EVENT: Fields = {
    "id": (STRING, "Id of the event."),
    "created_at": (NUMBER, "Time of the event, in Unix seconds."),
    "level": (STRING, "`info`, `warn` or `error`."),
    "type": (STRING, "`message` or `metrics`."),
    "message": (STRING, "What happened."),
}
TUNED: Fields = {
    "id": (STRING, "Name of the model (`ft:...`)."),
    "base": (STRING, "Model that it stands on."),
    "created": (NUMBER, "Time at which it was made, in Unix seconds."),
    "owned_by": (STRING, "Organization that owns it."),
    "shutdown_date": (STRING, "Day on which it is shut with its base (YYYY-MM-DD), once one is announced."),
    "days_left": (NUMBER, "Days from today to `shutdown_date`."),
    "last_used": (
        STRING,
        "Day of the last answer, in UTC (YYYY-MM-DD). Unset where there was none in `used_within_days`.",
    ),
}
_DAY = 86_400
_PAGE = 31
"""Days on a page of the API's usage."""


class _Jobs(Listed):
    path, noun, fields = "/fine_tuning/jobs", "fine-tuning job", JOB


class FineTuningJobData(_Jobs, OneData):
    """One job, by id."""

    type_name = "openai_fine_tuning_job"
    keys: ClassVar = {"fine_tuning_job_id": ("id", "Id of the job.")}
    description = "A fine-tuning job, found by its id."


class FineTuningJobsData(_Jobs, ListData):
    """All jobs, or those in one state."""

    type_name = "openai_fine_tuning_jobs"
    nouns = "fine_tuning_jobs"
    options: ClassVar = {"status": Attribute(STRING, "Only jobs in this state.", optional=True)}
    filters = ("status",)
    description = "The fine-tuning jobs of the key's project."


class FineTuningEventsData(ListData):
    """What happened in a job, newest first."""

    type_name = "openai_fine_tuning_events"
    path, noun, nouns, fields = f"{_Jobs.path}/{{fine_tuning_job_id}}/events", "event", "events", EVENT
    options: ClassVar = {
        "limit": Attribute(
            NUMBER,
            "Only so many of the newest events. Unset: all.",
            optional=True,
            validators=[whole(), between(1)],
        )
    }
    description = "What happened in a fine-tuning job, newest first."

    def limit(self, config: Mapping[str, Any]) -> int | None:
        """Return how many of the newest are wanted."""
        limit: int | None = config["limit"]
        return limit


class FineTuningCheckpointsData(ListData):
    """The models that the last epochs of a job left, newest first."""

    type_name = "openai_fine_tuning_checkpoints"
    path, noun = f"{_Jobs.path}/{{fine_tuning_job_id}}/checkpoints", "checkpoint"
    nouns, fields = "checkpoints", CHECKPOINT
    description = "The models that the last epochs of a fine-tuning job left, newest first."


class FineTunedModelsData(ListData):
    """All tuned models that the key can use."""

    type_name = "openai_fine_tuned_models"
    path, noun, nouns, fields = PATH, "tuned model", "fine_tuned_models", TUNED
    options: ClassVar = {
        "used_within_days": Attribute(
            NUMBER,
            "Number of days in which the last use of each model is looked for. It takes an admin key, and a "
            "call for every 31 days. Unset: it is not looked for.",
            optional=True,
            validators=[whole(), between(1, 366)],
        )
    }
    description = "Every tuned model that the key can use, with its base and the days that it has left."

    def items(self, config: dict[str, Any], context: Context) -> list[dict[str, Any]]:
        """Return the tuned models, each with its base, its last day, and its last use."""
        used = _last_uses(int(config["used_within_days"] or 0), context)
        models = zip(super().items(config, context), context.api.models.all(), strict=True)
        return [
            {
                **model,
                "base": base(standing.name),
                "shutdown_date": standing.shutdown_date and standing.shutdown_date.isoformat(),
                "days_left": standing.days_left,
                "last_used": used.get(standing.name),
            }
            for model, standing in models
            if is_tuned(standing.name)
        ]


def _last_uses(days: int, context: Context) -> dict[str, str]:
    """Return the day of the last answer of each model, as far as some days back."""
    if not days:
        return {}
    first = int(context.api.clock.now()) - days * _DAY
    query = {
        "start_time": first - first % _DAY,
        "bucket_width": "1d",
        "limit": min(days + 1, _PAGE),
        "group_by": ["model"],
    }
    return {
        str(result.get("model")): datetime.fromtimestamp(bucket["start_time"], UTC).date().isoformat()
        for bucket in sorted(
            context.api.list("/organization/usage/completions", query), key=lambda each: each["start_time"]
        )
        for result in objects_in(bucket, "results")
    }

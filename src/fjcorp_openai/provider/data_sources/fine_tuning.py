"""Data sources of fine-tuning: jobs, what happens in them, and the models that they made.

`openai_fine_tuning_job` and `openai_fine_tuning_jobs`: GET /fine_tuning/jobs. `openai_fine_tuning_events` and
`openai_fine_tuning_checkpoints`: GET /fine_tuning/jobs/{id}/events and .../checkpoints.
`openai_fine_tuned_models`: GET /models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.api.models import PATH, base, is_tuned
from fjcorp_openai.provider.data_sources.base import Fields, computed, listed, listing, only, pick
from fjcorp_openai.provider.data_sources.looked_up import ListData, list_schema, path_of
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import between, whole

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context

JOBS = "/fine_tuning/jobs"
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
CHECKPOINT: Fields = {
    "id": (STRING, "Id of the checkpoint."),
    "fine_tuned_model_checkpoint": (STRING, "Name of the model at this step."),
    "step_number": (NUMBER, "The step."),
    "created_at": (NUMBER, "Time of its creation, in Unix seconds."),
    "metrics": (map_of(NUMBER), "Losses and accuracies at this step, by the API's names."),
}
TUNED: Fields = {
    "id": (STRING, "Name of the model (`ft:...`)."),
    "base": (STRING, "Model that it stands on."),
    "created": (NUMBER, "Time at which it was made, in Unix seconds."),
    "owned_by": (STRING, "Organization that owns it."),
    "shutdown_date": (STRING, "Day on which it is shut with its base (YYYY-MM-DD), once one is announced."),
    "days_left": (NUMBER, "Days from today to `shutdown_date`."),
}
_JOB_ID: Fields = {"fine_tuning_job_id": (STRING, "Id of the job.")}


class FineTuningJobData(DataSource):
    """One job, by id."""

    type_name = "openai_fine_tuning_job"
    schema = Schema(
        computed(JOB) | {"fine_tuning_job_id": Attribute(STRING, "Id of the job.", required=True)},
        description="A fine-tuning job, found by its id.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Find the job in the list of all; one that the list leaves out is asked for by itself."""
        wanted = config["fine_tuning_job_id"]
        try:
            return pick(context.api.find(JOBS, wanted), JOB)
        except NotFound:
            return only([], "fine-tuning job", f'with id "{wanted}"')


class FineTuningJobsData(DataSource):
    """All jobs, or those of one state."""

    type_name = "openai_fine_tuning_jobs"
    schema = Schema(
        listing(JOB, "fine_tuning_jobs")
        | {"status": Attribute(STRING, "Only jobs in this state.", optional=True)},
        description="The fine-tuning jobs of the project.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the jobs."""
        wanted = config["status"]
        jobs = [each for each in context.api.list(JOBS) if wanted is None or each.get("status") == wanted]
        return listed(jobs, JOB, "fine_tuning_jobs")


class FineTuningEventsData(DataSource):
    """What happened in a job, newest first."""

    type_name = "openai_fine_tuning_events"
    schema = Schema(
        listing(EVENT, "events")
        | {
            "fine_tuning_job_id": Attribute(STRING, "Id of the job.", required=True),
            "limit": Attribute(
                NUMBER,
                "Only so many of the newest events. Unset: all.",
                optional=True,
                validators=[whole(), between(1)],
            ),
        },
        description="What happened in a fine-tuning job, newest first.",
    )
    path: ClassVar[str] = f"{JOBS}/{{fine_tuning_job_id}}/events"

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the events."""
        return listed(context.api.list(path_of(self.path, config), limit=config["limit"]), EVENT, "events")


class FineTuningCheckpointsData(ListData):
    """The models that the last epochs of a job left, newest first."""

    type_name = "openai_fine_tuning_checkpoints"
    nouns = "checkpoints"
    fields = CHECKPOINT
    path = f"{JOBS}/{{fine_tuning_job_id}}/checkpoints"
    schema = list_schema(
        CHECKPOINT, nouns, "The models that the last epochs of a fine-tuning job left, newest first.", _JOB_ID
    )


class FineTunedModelsData(DataSource):
    """All tuned models that the key can use."""

    type_name = "openai_fine_tuned_models"
    schema = Schema(
        listing(TUNED, "fine_tuned_models"),
        description="Every tuned model that the key can use, with the days that it has left.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the tuned models."""
        models = zip(context.api.list(PATH), context.api.models.all(), strict=True)
        tuned = [
            {
                **model,
                "base": base(standing.name),
                "shutdown_date": standing.shutdown_date and standing.shutdown_date.isoformat(),
                "days_left": standing.days_left,
            }
            for model, standing in models
            if is_tuned(standing.name)
        ]
        return listed(tuned, TUNED, "fine_tuned_models")

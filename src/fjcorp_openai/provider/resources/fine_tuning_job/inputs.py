"""The schema of `openai_fine_tuning_job`."""

from __future__ import annotations

from fjcorp_openai.provider.lifecycles.job import wait
from fjcorp_openai.provider.lifecycles.managed import deletion_protection, identifier
from fjcorp_openai.provider.lifecycles.one_shot import triggers
from fjcorp_openai.provider.lifecycles.paid import paid_attributes
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema, optional, result
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, Type, list_of, map_of, set_of
from fjcorp_openai.provider.protocol.validators import (
    between,
    each_element,
    each_key,
    exactly_one_of,
    json_object,
    length,
    matches,
    none_of,
    not_blank,
    one_of,
    whole,
)
from fjcorp_openai.provider.resources.training_data import METHODS

SMALLEST = 1e-9
"""Stands for a bound of 0 that is not included."""
_AUTO = "Unset: the API chooses."


def _hyperparameters(**more: Attribute) -> Attribute:
    common = {
        "n_epochs": optional(
            NUMBER, f"Passes over the training data, 1 to 50. {_AUTO}", whole(), between(1, 50)
        ),
        "batch_size": optional(NUMBER, f"Examples a step, 1 to 256. {_AUTO}", whole(), between(1, 256)),
        "learning_rate_multiplier": optional(
            NUMBER, f"Scales the learning rate; above 0. {_AUTO}", between(SMALLEST)
        ),
    }
    return optional(Nested("single", common | more), f"Hyperparameters. {_AUTO}")


def _copy(name: str, use: str) -> Attribute:
    return optional(
        STRING,
        f"Path of a local copy of the file of `{name}`. By it a plan {use} before the file is uploaded.",
        not_blank("a path"),
    )


_METHOD = {
    "type": Attribute(
        STRING, f"Kind of the method: {', '.join(METHODS)}.", required=True, validators=[one_of(*METHODS)]
    ),
    "supervised": optional(
        Nested("single", {"hyperparameters": _hyperparameters()}), "Learns from example answers."
    ),
    "dpo": optional(
        Nested(
            "single",
            {
                "hyperparameters": _hyperparameters(
                    beta=optional(
                        NUMBER,
                        f"Weight of the penalty for leaving the base model; above 0, up to 2. {_AUTO}",
                        between(SMALLEST, 2),
                    )
                )
            },
        ),
        "Learns from preferred answers and others.",
    ),
    "reinforcement": optional(
        Nested(
            "single",
            {
                "grader": Attribute(
                    STRING,
                    "The grader of the answers, as JSON: `string_check`, `text_similarity`, `python`, "
                    "`score_model` or `multi`. The API validates it at plan time, without cost.",
                    required=True,
                    validators=[json_object()],
                ),
                "hyperparameters": _hyperparameters(
                    reasoning_effort=optional(
                        STRING,
                        f"Effort of reasoning: default, low, medium or high. {_AUTO}",
                        one_of("default", "low", "medium", "high"),
                    ),
                    compute_multiplier=optional(
                        NUMBER,
                        f"Scales the compute that is spent on exploring, 0.00001 to 10. {_AUTO}",
                        between(1e-5, 10),
                    ),
                    eval_interval=optional(
                        NUMBER, f"Steps between two evaluations. {_AUTO}", whole(), between(1)
                    ),
                    eval_samples=optional(NUMBER, f"Samples of an evaluation. {_AUTO}", whole(), between(1)),
                ),
            },
        ),
        "Learns from what a grader says of the model's own answers.",
    ),
}
_METHOD_RULES = (
    *(none_of(*(other for other in METHODS if other != each), where=("type", (each,))) for each in METHODS),
    exactly_one_of("reinforcement", where=("type", ("reinforcement",))),
)
_WANDB = {
    "project": Attribute(
        STRING, "Project that the run is shown in.", required=True, validators=[not_blank("a project")]
    ),
    "name": optional(STRING, "Name of the run. Unset: the job's id."),
    "entity": optional(STRING, "Team or user. Unset: that of the key that the organization registered."),
    "tags": optional(list_of(STRING), "Tags of the run.", length(1)),
}
_INTEGRATION = {
    "type": Attribute(
        STRING, "Kind of the integration: `wandb`.", default="wandb", validators=[one_of("wandb")]
    ),
    "wandb": Attribute(Nested("single", _WANDB), "Weights & Biases.", required=True),
}
CHECKPOINT: dict[str, tuple[Type, str]] = {
    "id": (STRING, "Id of the checkpoint."),
    "fine_tuned_model_checkpoint": (STRING, "Name of the model at this step."),
    "step_number": (NUMBER, "The step."),
    "created_at": (NUMBER, "Time of its creation, in Unix seconds."),
    "metrics": (map_of(NUMBER), "Losses and accuracies at this step, by the API's names."),
}
"""What the API says of a checkpoint."""

LAST_EVENTS = 10
_EVENT: dict[str, tuple[Type, str]] = {
    "created_at": (NUMBER, "Time of the event, in Unix seconds."),
    "level": (STRING, "Its level: info, warn or error."),
    "message": (STRING, "What happened, in the API's words."),
}
_ERROR: dict[str, tuple[Type, str]] = {
    "code": (STRING, "The API's code."),
    "message": (STRING, "The reason, in the API's words."),
    "param": (STRING, "The input that it is about, such as training_file."),
}

SCHEMA = Schema(
    {
        "id": identifier("Id of the job (`ftjob-...`)."),
        "model": Attribute(
            STRING,
            "Model to tune, such as gpt-4o-mini or the id of a fine-tuned model.",
            required=True,
            validators=[not_blank("the name of a model")],
        ),
        "training_file": Attribute(
            STRING,
            "Id of the file to learn from, of purpose `fine-tune`.",
            required=True,
            validators=[not_blank("the id of a file")],
        ),
        "validation_file": optional(
            STRING, "Id of the file to validate with, of purpose `fine-tune`.", not_blank("the id of a file")
        ),
        "training_file_path": _copy(
            "training_file", "checks the examples against the method, and reckons what the job costs,"
        ),
        "validation_file_path": _copy("validation_file", "checks the examples against the method"),
        "method": optional(
            Nested("single", _METHOD),
            "How the model learns. Unset: supervised, with hyperparameters that the API chooses.",
            *_METHOD_RULES,
        ),
        "suffix": optional(STRING, "Part of the tuned model's name, up to 64 characters.", length(1, 64)),
        "seed": Attribute(
            NUMBER,
            "Seed of the training, 0 to 2147483647. Unset: the API chooses.",
            optional=True,
            computed=True,
            stable=True,
            validators=[whole(), between(0, 2147483647)],
        ),
        "integrations": optional(
            Nested("list", _INTEGRATION), "Where the API reports the training, up to five.", length(1, 5)
        ),
        "metadata": optional(
            map_of(STRING),
            "Up to 16 texts by name, kept at the job.",
            length(1, 16),
            each_key(length(1, 64)),
            each_element(length(0, 512)),
        ),
        "triggers": triggers(),
        "paused": Attribute(
            BOOL,
            "Pause the job, and with false resume it. A job that is checking its files is paused after that. "
            "A paused job is not waited for.",
            default=False,
        ),
        "wait": wait(),
        "share_with_projects": optional(
            set_of(STRING),
            "Ids of other projects that may use the tuned model, once there is one. Needs an admin key. Who "
            "else may use it is left as it is.",
            length(1),
            each_element(matches(r"proj_[\w-]+", "the id of a project (proj_...)")),
        ),
        "accept_end_dates": optional(
            BOOL,
            "Whether you know the days on which fine-tuning is closed and the base is shut with all that is "
            "tuned on it. Unset: a plan warns of them, with the days that are left, before anything is paid "
            "for. True: it does not, and after the day of closing the API decides. False: a base that is "
            "shut in less than 90 days is refused.",
        ),
        "delete_model": Attribute(
            BOOL,
            "Delete the tuned model, too, when the job is destroyed. The key has to be an owner's.",
            default=False,
        ),
        "deletion_protection": deletion_protection("Destroying a job that runs cancels it."),
        **paid_attributes(),
        "status": result(
            STRING, "State: validating_files, queued, running, paused, succeeded, failed or cancelled."
        ),
        "fine_tuned_model": result(STRING, "Name of the tuned model, once the job has succeeded."),
        "shutdown_date": result(
            STRING, "Day on which the tuned model is shut with its base (YYYY-MM-DD), once one is announced."
        ),
        "created_at": result(NUMBER, "Time of the job's creation, in Unix seconds."),
        "finished_at": result(NUMBER, "Time at which the job ended, in Unix seconds."),
        "estimated_finish": result(
            NUMBER, "Time at which the job is likely to end, in Unix seconds, while it runs."
        ),
        "trained_tokens": result(NUMBER, "Tokens that were trained on, and billed."),
        "result_files": result(list_of(STRING), "Ids of files with the metrics of each step."),
        "checkpoints": result(
            Nested("list", {name: result(*field) for name, field in CHECKPOINT.items()}),
            "Models that the last epochs left, of a job that succeeded.",
        ),
        "events": result(
            Nested("list", {name: result(*field) for name, field in _EVENT.items()}),
            f"The last {LAST_EVENTS} events of a job that has ended, the newest first.",
        ),
        "error": result(
            Nested("single", {name: result(*field) for name, field in _ERROR.items()}), "Why the job failed."
        ),
    },
    description="A fine-tuning job, which is paid for, and the model that it makes.",
    timeouts={"create": 14400, "update": 14400, "delete": 600},
)

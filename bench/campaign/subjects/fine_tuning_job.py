"""Jobs that tune a model, which the API does not delete."""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values, operations

_EXAMPLE = '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}'
TRAINING_FILE: dict[str, Values] = {
    "file": {"content": f"{_EXAMPLE}\n" * 10, "filename": "training.jsonl", "purpose": "fine-tune"}
}
# One epoch leaves one model and no earlier checkpoint.
TUNING: Values = {
    "model": "gpt-4o-mini",
    "training_file": "${openai_file.this.id}",
    "method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 1}}},
    "suffix": "support",
    "delete_model": True,
}

NOUNS = (
    Noun(
        "fine_tuning_job",
        (
            Subject(
                "fine_tuning_job",
                TUNING,
                None,
                operations("createFineTuningJob", "", "deleteModel"),
                "model",
                TRAINING_FILE,
            ),
        ),
        lambda at: {
            "model": "gpt-4o-mini",
            "training_file": at.training_file,
            "suffix": "support",
            "wait": False,
        },
        stays="the API deletes no jobs",
    ),
)

"""Permissions of projects to use a checkpoint."""

from __future__ import annotations

from campaign.office import PROJECT
from campaign.subject import Noun, Subject, operations
from campaign.subjects.fine_tuning_job import TRAINING_FILE, TUNING

NOUNS = (
    Noun(
        "fine_tuning_checkpoint_permission",
        (
            Subject(
                "fine_tuning_checkpoint_permission",
                {
                    **PROJECT,
                    "fine_tuned_model_checkpoint": "${openai_fine_tuning_job.this.fine_tuned_model}",
                },
                None,
                operations(
                    "createFineTuningCheckpointPermission", "", "deleteFineTuningCheckpointPermission"
                ),
                "checkpoint_permission",
                {**TRAINING_FILE, "fine_tuning_job": TUNING},
            ),
        ),
        lambda at: at.in_project(fine_tuned_model_checkpoint=at.tuned_model),
    ),
)

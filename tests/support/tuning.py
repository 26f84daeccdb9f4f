"""A model that is tuned at the emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.valid_bodies import TRAINING

if TYPE_CHECKING:
    from support.emulator import Emulator


def tuned_model(emulator: Emulator) -> tuple[str, str]:
    """Upload examples and tune a model on them; return the ids of the file and of the model."""
    form = {"files": {"file": ("training.jsonl", TRAINING.encode())}, "data": {"purpose": "fine-tune"}}
    file = emulator.call("POST", "/files", **form).json()["id"]
    tuning = {"model": "gpt-4o-mini", "training_file": file, "suffix": "office"}
    job = emulator.call("POST", "/fine_tuning/jobs", json=tuning).json()["id"]
    emulator.settle()
    return file, emulator.call("GET", f"/fine_tuning/jobs/{job}").json()["fine_tuned_model"]

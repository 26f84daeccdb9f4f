"""Models that are tuned at the emulator: training data, and a job with runs of Terraform over it."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

from support.valid_bodies import TRAINING
from support.wire import InProcess, Saved

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

JOB = "openai_fine_tuning_job"
GRADER = {
    "type": "string_check",
    "name": "same",
    "input": "{{ sample.output_text }}",
    "reference": "{{ item.answer }}",
    "operation": "eq",
}


def tuned_model(emulator: Emulator) -> tuple[str, str]:
    """Upload examples and tune a model on them; return the ids of the file and of the model."""
    form = {"files": {"file": ("training.jsonl", TRAINING.encode())}, "data": {"purpose": "fine-tune"}}
    file = emulator.call("POST", "/files", **form).json()["id"]
    tuning = {"model": "gpt-4o-mini", "training_file": file, "suffix": "office"}
    job = emulator.call("POST", "/fine_tuning/jobs", json=tuning).json()["id"]
    emulator.settle()
    return file, emulator.call("GET", f"/fine_tuning/jobs/{job}").json()["fine_tuned_model"]


def chat(number: int) -> dict[str, Any]:
    return {
        "messages": [
            {"role": "user", "content": f"What is the price of bicycle number{number}x?"},
            {"role": "assistant", "content": f"Bicycle {number} costs {100 + number} euros."},
        ]
    }


def preference(number: int) -> dict[str, Any]:
    question, answer = chat(number)["messages"]
    return {
        "input": {"messages": [question]},
        "preferred_output": [answer],
        "non_preferred_output": [{"role": "assistant", "content": "No idea."}],
    }


def task(number: int) -> dict[str, Any]:
    return {"messages": chat(number)["messages"][:1], "answer": str(number)}


def upload(emulator: Emulator, rows: list[Any], purpose: str = "fine-tune") -> str:
    text = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in rows)
    form = {"files": {"file": ("training.jsonl", text.encode())}, "data": {"purpose": purpose}}
    made: str = emulator.call("POST", "/files", **form).json()["id"]
    return made


class Tuning:
    """A job, and runs of Terraform over it, whose waits put the emulator's clock forward."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self.emulator, self.folder = emulator, folder
        self.file = upload(emulator, [chat(number) for number in range(12)])
        self.saved: Saved | None = None
        self.more: dict[str, str] = {}
        self.warnings: list[str] = []

    def run(self) -> InProcess:
        environment = self.emulator.environment() | {"FJCORP_OPENAI_EVENTS": str(self.folder / "events")}
        environment |= self.more
        return InProcess(environment, self.folder / "journal", self.emulator.clock.advance)

    def config(self, **more: Any) -> dict[str, Any]:
        return {"model": "gpt-4o-mini", "training_file": self.file, **more}

    def plan(self, **more: Any) -> dict[str, Any]:
        with closing(self.run()) as run:
            try:
                planned, _private = run.plan(JOB, self.config(**more), self.saved)
            finally:
                self.warnings, self.replaced = run.warnings, getattr(run, "replaced", [])
        assert planned is not None
        return planned

    def apply(self, **more: Any) -> dict[str, Any]:
        with closing(self.run()) as run:
            if self.saved:
                self.saved = run.read(JOB, self.saved)
            try:
                self.saved = run.apply(JOB, self.config(**more), self.saved)
            finally:
                self.warnings = run.warnings
        assert self.saved is not None
        return self.saved.state

    def destroy(self) -> None:
        with closing(self.run()) as run:
            assert run.apply(JOB, None, self.saved) is None

    def jobs(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.emulator.call("GET", "/fine_tuning/jobs").json()["data"]
        return listed

    def progress(self) -> list[str]:
        events = map(json.loads, (self.folder / "events").read_text().splitlines())
        return [each["message"] for each in events if each["event"] == "progress"]

    def posted(self) -> list[str]:
        return [each["operation"] for each in self.emulator.calls() if each["method"] != "GET"]

"""Batches with the provider in this process: an emulator, a folder, and what was sent."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from support.wire import InProcess, Saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.emulator import Emulator

NAME = "openai_batch"
EMBEDDINGS = "/v1/embeddings"
MODEL = "text-embedding-3-small"
STEP_SECONDS = 1.0


def bodies(count: int, *, broken: tuple[int, ...] = ()) -> dict[str, Any]:
    """Return bodies by `custom_id`, in no order of the alphabet; the API refuses those that are broken."""
    return {
        f"r{(number * 7) % count}": {"model": MODEL, "input": "" if number in broken else f"text {number}"}
        for number in range(count)
    }


class Place:
    """An emulator, and a folder with journal and results."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self.emulator, self.folder = emulator, folder
        self.results = folder / "results.jsonl"
        self.warnings: list[str] = []
        # Each step takes a second of the emulator's clock, which waits put forward.
        emulator.transitions(STEP_SECONDS)

    @contextmanager
    def run(self) -> Iterator[InProcess]:
        advance = self.emulator.clock.advance
        with closing(InProcess(self.emulator.environment(), self.folder / "journal", advance)) as started:
            yield started
        self.warnings = [each for each in started.warnings if not each.startswith("Paid call")]

    def config(self, count: int = 5, *, broken: tuple[int, ...] = (), **values: Any) -> dict[str, Any]:
        asked = json.dumps(bodies(count, broken=broken))
        return {"endpoint": EMBEDDINGS, "requests": asked, "results_file": str(self.results), **values}

    def apply(self, config: dict[str, Any] | None, saved: Saved | None = None) -> Saved | None:
        """Refresh, plan and apply; replaces where the plan says so."""
        with self.run() as run:
            if saved is not None:
                saved = run.read(NAME, saved)
            if saved is not None and config is not None:
                run.plan(NAME, config, saved)
                if run.replaced:
                    run.apply(NAME, None, saved)
                    saved = None
            return run.apply(NAME, config, saved)

    def is_settled(self, config: dict[str, Any], saved: Saved) -> bool:
        with self.run() as run:
            saved = run.read(NAME, saved)
            return run.plan(NAME, config, saved)[0] == saved.state and not run.replaced

    def written(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.results.read_text("utf-8").splitlines()]

    def batches(self) -> list[dict[str, Any]]:
        return self.emulator.dump().get("batch", [])

    def sent(self) -> list[int]:
        """Return the number of requests of each batch that was made, in the order they were made."""
        return [each["request_counts"]["total"] for each in self.batches()]

    def calls(self, operation: str) -> int:
        return len(self.emulator.calls(operation))

    def limit_tokens(self, tokens: int) -> None:
        (project,) = (each["id"] for each in self.emulator.dump()["project"])
        path = f"/organization/projects/{project}/rate_limits"
        limits = self.emulator.call("GET", path, admin=True, params={"limit": 100}).json()["data"]
        (id_,) = (each["id"] for each in limits if each["model"] == MODEL)
        body = {"batch_1_day_max_input_tokens": tokens}
        answer = self.emulator.call("POST", f"{path}/{id_}", admin=True, json=body)
        assert answer.status_code == 200, answer.text

"""A conversation, and runs in it."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

from support.wire import InProcess, Saved

if TYPE_CHECKING:
    from support.emulator import Emulator

NAME = "openai_run"
MODEL = "gpt-5.6-terra"
SCHEMA = {
    "type": "object",
    "properties": {"order": {"type": "string"}},
    "required": ["order"],
    "additionalProperties": False,
}
GET_ORDER = {"type": "function", "name": "get_order", "description": "Get an order", "parameters": SCHEMA}
SUPPORT = {
    "model": MODEL,
    "instructions": "Answer in one sentence.",
    "tools": [{**GET_ORDER, "strict": True}],
    "metadata": {"team": "support"},
}


class Desk:
    """A conversation, and the runs in it.

    Attributes:
        warnings: What the last call said.
        sent: Bodies of all POST calls of the provider.
    """

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.thread = emulator.call("POST", "/conversations", json={}).json()["id"]
        self.warnings: list[str] = []
        self.sent: list[Any] = []

    def started(self) -> InProcess:
        run = InProcess(self.emulator.environment(), advance=self.emulator.clock.advance)
        post = run.api.post

        def noted(path: str, body: Any = None, **more: Any) -> Any:
            self.sent.append(body)
            return post(path, body, **more)

        run.api.post = noted  # type: ignore[method-assign]
        return run

    def config(self, question: str = "Say hello.", **more: Any) -> dict[str, Any]:
        messages = [{"role": "user", "content": question}]
        return {
            "thread_id": self.thread,
            "assistant": json.dumps(SUPPORT),
            "additional_messages": messages,
            **more,
        }

    def apply(self, config: dict[str, Any] | None, saved: Saved | None = None) -> Saved:
        """Refresh, plan and apply."""
        with closing(self.started()) as run:
            if saved is not None:
                saved = run.read(NAME, saved)
            try:
                made = run.apply(NAME, config, saved)
            finally:
                self.warnings = run.warnings
        assert made is not None
        return made

    def destroy(self, saved: Saved) -> None:
        with closing(self.started()) as run:
            assert run.apply(NAME, None, saved) is None

    def is_settled(self, config: dict[str, Any], saved: Saved) -> bool:
        with closing(self.started()) as run:
            read = run.read(NAME, saved)
            assert read is not None
            planned, _private = run.plan(NAME, config, read)
            self.warnings = run.warnings
            return planned == read.state and not run.replaced

    def paid(self) -> int:
        return self.calls("createResponse")

    def calls(self, operation: str) -> int:
        return sum(call["operation"] == operation for call in self.emulator.calls())

    def items(self) -> list[dict[str, Any]]:
        path = f"/conversations/{self.thread}/items"
        found = self.emulator.call("GET", path, params={"order": "asc", "limit": 100}).json()["data"]
        return [each for each in found if each["type"] != "reasoning"]


def asked(desk: Desk, **more: Any) -> tuple[dict[str, Any], Saved]:
    """Ask for an order, which calls the function."""
    config = desk.config("Get the order 17.", **more)
    return config, desk.apply(config)

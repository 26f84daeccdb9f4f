"""Conversations with the provider in this process: an emulator, a folder, and what was said."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from support.life import KilledError
from support.wire import InProcess, Saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.emulator import Emulator

THREAD, MESSAGE = "openai_thread", "openai_message"


def said(count: int, first: int = 0) -> list[dict[str, Any]]:
    """Return messages of the user and the assistant in turn, each with its number."""
    return [
        {"role": ("user", "assistant")[number % 2], "content": f"Sentence {number}"}
        for number in range(first, first + count)
    ]


class Talk:
    """An emulator, a folder with the journal, and one conversation of a project."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self.emulator, self.folder = emulator, folder
        self.warnings: list[str] = []
        self.replaced = False

    @contextmanager
    def run(self, **settings: str) -> Iterator[InProcess]:
        environment = {**self.emulator.environment(), **settings}
        advance = self.emulator.clock.advance
        with closing(InProcess(environment, self.folder / "journal", advance)) as started:
            self.warnings = started.warnings
            yield started

    def apply(
        self, config: dict[str, Any] | None, saved: Saved | None = None, name: str = THREAD, **settings: str
    ) -> Saved | None:
        """Refresh, plan and apply; replaces where the plan says so."""
        with self.run(**settings) as run:
            if saved is not None:
                saved = run.read(name, saved)
            if saved is not None and config is not None:
                run.plan(name, config, saved)
                self.replaced = bool(run.replaced)
                if self.replaced:
                    run.apply(name, None, saved)
                    saved = None
            return run.apply(name, config, saved)

    def is_killed(
        self, config: dict[str, Any], saved: Saved | None, operation: str, nth: int, *, answered: bool
    ) -> None:
        """Apply in a process that ends at the nth call to a path, before or after it was answered."""
        with self.run() as run:
            if saved is not None:
                saved = run.read(THREAD, saved)
            post, seen = run.api.post, []

            def dying(path: str, *arguments: Any, **named: Any) -> Any:
                seen.append(path) if path.endswith(operation) else None
                dies = path.endswith(operation) and len(seen) == nth
                answer = post(path, *arguments, **named) if answered or not dies else None
                if dies:
                    raise KilledError
                return answer

            run.api.post = dying  # type: ignore[method-assign]
            try:
                run.apply(THREAD, config, saved)
            except KilledError:
                return
        raise AssertionError("it was not killed")

    def is_settled(self, config: dict[str, Any], saved: Saved, name: str = THREAD) -> bool:
        with self.run() as run:
            found = run.read(name, saved)
            return found is not None and run.plan(name, config, found)[0] == found.state and not run.replaced

    def conversations(self) -> list[str]:
        return [each["id"] for each in self.emulator.dump().get("conversation", [])]

    def texts(self, conversation: str) -> list[str]:
        """Return what was said, oldest first."""
        items = self.emulator.dump().get("conversation_item", [])
        mine = [each for each in items if each["parent"] == conversation]
        return [part.get("text", part["type"]) for each in mine for part in each.get("content", ())]

    def add(self, conversation: str, *texts: str) -> list[str]:
        """Let somebody else say something."""
        body = {"items": [{"role": "user", "content": each} for each in texts]}
        answer = self.emulator.call("POST", f"/conversations/{conversation}/items", json=body)
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["data"]]

    def written(self) -> list[str]:
        """Return the operations of all calls that write, and forget the calls."""
        calls = [call["operation"] for call in self.emulator.calls() if call["method"] != "GET"]
        self.emulator.clear_calls()
        return calls

"""The events of a run's stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.generation.answers import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    Event = tuple[str, dict[str, Any]]


def events(
    begun: dict[str, Any], ended: dict[str, Any], steps: list[dict[str, Any]], message: dict[str, Any] | None
) -> Iterator[Event]:
    """Yield the events of a run that has gone as far as it could.

    Args:
        begun: The run when it was queued.
        ended: The run now: completed, failed, or waiting for its functions' results.
        steps: Its steps, oldest first.
        message: What it answered, if it did.

    Yields:
        Names and objects.
    """
    yield "thread.run.created", begun
    yield "thread.run.queued", begun
    yield "thread.run.in_progress", {**begun, "status": "in_progress", "started_at": ended["started_at"]}
    for step in steps:
        open_step = {**step, "status": "in_progress", "completed_at": None, "usage": None}
        yield "thread.run.step.created", open_step
        yield "thread.run.step.in_progress", open_step
        if step["type"] == "message_creation" and message is not None:
            yield from _message(message)
        elif step["status"] == "in_progress":
            calls = [
                {"index": number, **call} for number, call in enumerate(step["step_details"]["tool_calls"])
            ]
            delta = {"step_details": {"type": "tool_calls", "tool_calls": calls}}
            yield (
                "thread.run.step.delta",
                {"id": step["id"], "object": "thread.run.step.delta", "delta": delta},
            )
        if step["status"] == "completed":
            yield "thread.run.step.completed", step
    yield f"thread.run.{ended['status']}", ended


def _message(message: dict[str, Any]) -> Iterator[Event]:
    begun = {**message, "status": "in_progress", "content": [], "completed_at": None}
    yield "thread.message.created", begun
    yield "thread.message.in_progress", begun
    for piece in tokens(message["content"][0]["text"]["value"]):
        content = [{"index": 0, "type": "text", "text": {"value": piece}}]
        yield (
            "thread.message.delta",
            {"id": message["id"], "object": "thread.message.delta", "delta": {"content": content}},
        )
    yield "thread.message.completed", message

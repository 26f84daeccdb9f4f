"""Moderation in the same call: input and output are scored; in the mode ``block`` a flagged one stops it.

How the service shows a stop is taken to be an incomplete answer by the content filter: no source says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.families.moderations import classify

if TYPE_CHECKING:
    from fjcorp_openai.emulator.generation.answers import Turn
    from fjcorp_openai.emulator.http.request import Context


def check(context: Context, body: dict[str, Any]) -> None:
    """Check the moderation model.

    Raises:
        ApiError: 404, there is none.
    """
    if body.get("moderation"):
        find_model(context, body["moderation"]["model"], "moderation")


def of_input(body: dict[str, Any], turns: list[Turn]) -> tuple[dict[str, Any] | None, bool]:
    """Return the verdict on what the user said last, and whether it stops the response."""
    said = next((turn.text for turn in reversed(turns) if turn.role == "user"), "")
    return _verdict(body, "input", said)


def of_output(body: dict[str, Any], output: list[dict[str, Any]]) -> tuple[dict[str, Any] | None, bool]:
    """Return the verdict on the text of an answer, and whether it is held back."""
    parts = [part for item in output if item["type"] == "message" for part in item["content"]]
    return _verdict(body, "output", "".join(part.get("text", "") for part in parts))


def _verdict(body: dict[str, Any], side: str, text: str) -> tuple[dict[str, Any] | None, bool]:
    wanted = body.get("moderation")
    if not wanted:
        return None, False
    mode = ((wanted.get("policy") or {}).get(side) or {}).get("mode") or "score"
    found = {"type": "moderation_result", "model": wanted["model"], **classify(text)}
    return found, mode == "block" and found["flagged"]

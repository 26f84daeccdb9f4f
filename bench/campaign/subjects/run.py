"""Runs: each life asks in a conversation of its own."""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values, operations

_THREAD: dict[str, Values] = {"thread": {"metadata": {"team": "web"}}}
_ASKED: Values = {
    "thread_id": "${openai_thread.this.id}",
    "model": "gpt-5.6-terra",
    "additional_messages": [{"role": "user", "content": "Which pads fit?"}],
    "delete_response": True,
}

NOUNS = (
    Noun(
        "run",
        apart="an answer that is paid for each time",
        calls=(
            Subject(
                "run",
                _ASKED,
                {**_ASKED, "triggers": {"again": "1"}},
                operations("createResponse", "createResponse", "deleteResponse"),
                setup=_THREAD,
            ),
        ),
    ),
)

"""Messages of a conversation."""

from __future__ import annotations

from campaign.subject import Noun, Subject, operations

NOUNS = (
    Noun(
        "message",
        (
            Subject(
                "message",
                {"thread_id": "${openai_thread.this.id}", "content": "Which pads fit?"},
                None,
                operations("createConversationItems", "", "deleteConversationItem"),
                "conversation_item",
                {"thread": {"metadata": {"team": "web"}}},
            ),
        ),
        lambda at: {"thread_id": at.thread, "role": "user", "content": "Which pads fit?"},
    ),
)

"""Conversations.

The API lists none: one whose answer is lost cannot be found again, so no create of one is struck.
"""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values, operations

_CONVERSATION: Values = {
    "messages": [{"role": "user", "content": "My brakes squeak."}],
    "metadata": {"team": "web"},
}

NOUNS = (
    Noun(
        "thread",
        (
            Subject(
                "thread",
                _CONVERSATION,
                {**_CONVERSATION, "metadata": {"team": "shop"}},
                operations("", "updateConversation", "deleteConversation"),
                "conversation",
            ),
        ),
        lambda _unused: dict(_CONVERSATION),
    ),
)

"""Conversations and messages, as the campaign changes and deletes them.

The API lists no conversations: one whose answer is lost cannot be found again, so no create of one is struck.
"""

from __future__ import annotations

from campaign.subject import CREATE, DELETE, UPDATE, Subject, Values

_CONVERSATION: Values = {
    "messages": [{"role": "user", "content": "My brakes squeak."}],
    "metadata": {"team": "web"},
}

CONVERSATIONS = (
    Subject(
        "thread",
        _CONVERSATION,
        {**_CONVERSATION, "metadata": {"team": "shop"}},
        {UPDATE: "updateConversation", DELETE: "deleteConversation"},
        "conversation",
    ),
    Subject(
        "message",
        {"thread_id": "${openai_thread.this.id}", "content": "Which pads fit?"},
        None,
        {CREATE: "createConversationItems", DELETE: "deleteConversationItem"},
        "conversation_item",
        {"thread": {"metadata": {"team": "web"}}},
    ),
)

"""Chat completions: of stored ones, what is written later; of others, the paid call."""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values, operations

_QUESTION: Values = {
    "model": "gpt-5.6-terra",
    "messages": [{"role": "user", "content": "Tell me about bicycles, please."}],
}
_STORED: Values = {**_QUESTION, "store": True, "metadata": {"team": "web"}}

NOUNS = (
    Noun(
        "chat_completion",
        (
            Subject(
                "chat_completion",
                _STORED,
                {**_STORED, "metadata": {"team": "shop"}},
                operations("", "updateChatCompletion", "deleteChatCompletion"),
                "chat_completion",
            ),
        ),
        lambda _unused: {**_STORED, "messages": [{"role": "user", "content": "Hello"}]},
        stays="its result stays, with a warning",
        calls=(
            Subject(
                "chat_completion",
                _QUESTION,
                {**_QUESTION, "triggers": {"again": "1"}},
                operations("createChatCompletion", "createChatCompletion", ""),
                variant="the paid call",
            ),
        ),
    ),
)

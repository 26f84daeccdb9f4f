"""Chat completions. A paid call is not struck: its own tests show that it is made once."""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values

_QUESTION: Values = {
    "model": "gpt-5.6-terra",
    "messages": [{"role": "user", "content": "Tell me about bicycles, please."}],
    "store": True,
    "metadata": {"team": "web"},
}

NOUNS = (
    Noun(
        "chat_completion",
        (Subject("chat_completion", _QUESTION, {**_QUESTION, "metadata": {"team": "shop"}}, {}),),
        lambda _unused: {**_QUESTION, "messages": [{"role": "user", "content": "Hello"}]},
        stays="its result stays, with a warning",
    ),
)

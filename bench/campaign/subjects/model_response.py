"""Responses. A paid call is not struck: its own tests show that it is made once."""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values

_QUESTION: Values = {
    "model": "gpt-5.6-terra",
    "input": "Tell me about bicycles, please.",
    "metadata": {"team": "web"},
}

NOUNS = (
    Noun(
        "model_response",
        (Subject("model_response", _QUESTION, {**_QUESTION, "metadata": {"team": "shop"}}, {}),),
        lambda _unused: dict(_QUESTION),
        stays="its result stays, with a warning",
    ),
)

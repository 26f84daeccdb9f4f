"""Responses: of stored ones, what is deleted; of others, the paid call."""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values, operations

_QUESTION: Values = {
    "model": "gpt-5.6-terra",
    "input": "Tell me about bicycles, please.",
    "metadata": {"team": "web"},
}
_NOT_KEPT: Values = {**_QUESTION, "store": False}

NOUNS = (
    Noun(
        "model_response",
        (
            Subject(
                "model_response",
                _QUESTION,
                {**_QUESTION, "metadata": {"team": "shop"}},
                operations("", "", "deleteResponse"),
                "response",
            ),
        ),
        lambda _unused: dict(_QUESTION),
        stays="its result stays, with a warning",
        calls=(
            Subject(
                "model_response",
                _NOT_KEPT,
                {**_NOT_KEPT, "triggers": {"again": "1"}},
                operations("createResponse", "createResponse", ""),
                variant="the paid call",
            ),
        ),
    ),
)

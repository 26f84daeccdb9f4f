"""Moderations, which leave nothing at the API."""

from __future__ import annotations

from campaign.subject import Noun, Subject, operations

NOUNS = (
    Noun(
        "moderation",
        apart="an answer that the API does not keep",
        calls=(
            Subject(
                "moderation",
                {"inputs": {"review": {"text": "The brakes squeak."}}},
                {"inputs": {"review": {"text": "The saddle is too hard."}}},
                operations("createModeration", "createModeration", ""),
            ),
        ),
    ),
)

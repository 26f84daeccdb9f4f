"""Groups."""

from __future__ import annotations

from campaign.subject import Noun, Subject, operations

NOUNS = (
    Noun(
        "group",
        (
            Subject(
                "group",
                {"name": "Readers"},
                {"name": "Watchers"},
                operations("create-group", "update-group", "delete-group"),
                "group",
            ),
        ),
        lambda _unused: {"name": "Readers"},
    ),
)

"""Projects."""

from __future__ import annotations

from campaign.subject import Noun, Subject, operations

NOUNS = (
    Noun(
        "project",
        (
            Subject(
                "project",
                {"name": "Research"},
                {"name": "Study"},
                operations("create-project", "modify-project", "archive-project"),
                "project",
            ),
        ),
        lambda _unused: {"name": "Research"},
    ),
)

"""Invites."""

from __future__ import annotations

from campaign.subject import Noun, Subject, operations

_EVE = {"email": "eve@example.com"}

NOUNS = (
    Noun(
        "invite",
        (
            Subject(
                "invite",
                _EVE,
                {**_EVE, "role": "owner"},
                operations("inviteUser", "inviteUser", "delete-invite"),
                "invite",
            ),
        ),
        lambda _unused: {**_EVE, "projects": []},
    ),
)

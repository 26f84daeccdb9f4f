"""People of the organization, who are there before."""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values, operations

_OWNER: Values = {"email": "ada@example.com", "role": "owner", "remove_on_destroy": True}

NOUNS = (
    Noun(
        "organization_user",
        (
            Subject(
                "organization_user",
                _OWNER,
                {**_OWNER, "role": "reader"},
                operations("modify-user", "modify-user", "delete-user"),
                "user",
                taken_over="<ada>",
            ),
        ),
        lambda _unused: {"email": "ada@example.com", "remove_on_destroy": True},
    ),
)

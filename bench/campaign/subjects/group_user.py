"""People in groups."""

from __future__ import annotations

from campaign.office import GROUP
from campaign.subject import Noun, Subject, operations

NOUNS = (
    Noun(
        "group_user",
        (
            Subject(
                "group_user",
                {"group_id": "${openai_group.this.id}", "email": "ada@example.com"},
                None,
                operations("add-group-user", "", "remove-group-user"),
                "group_user",
                GROUP,
            ),
        ),
        lambda at: {"group_id": at.group, "user_id": at.bo},
    ),
)

"""Members of a group, held in one list."""

from __future__ import annotations

from campaign.office import GROUP
from campaign.subject import Noun, Subject, operations

_GROUP = {"group_id": "${openai_group.this.id}"}

NOUNS = (
    Noun(
        "group_users",
        (
            Subject(
                "group_users",
                {**_GROUP, "members": ["ada@example.com"]},
                {**_GROUP, "members": ["bo@example.com"]},
                operations("add-group-user", "add-group-user", "remove-group-user"),
                "group_user",
                GROUP,
            ),
        ),
        lambda at: {"group_id": at.group, "members": ["bo@example.com"]},
    ),
)

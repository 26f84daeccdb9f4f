"""Keys of people in a project, which are there before."""

from __future__ import annotations

from campaign.office import PROJECT
from campaign.subject import Noun, Subject, Values, office_with_key, operations

_KEY: Values = {**PROJECT, "api_key_id": "<key>", "delete_on_destroy": True}

NOUNS = (
    Noun(
        "project_api_key",
        (
            Subject(
                "project_api_key",
                {**_KEY, "scopes": ["api.all.read"]},
                {**_KEY, "scopes": []},
                operations(*("update-project-api-key",) * 2, "delete-project-api-key"),
                "project_api_key",
                prepare=office_with_key,
                taken_over="<key>",
            ),
        ),
        lambda at: at.in_project(api_key_id=at.key, delete_on_destroy=True),
    ),
)

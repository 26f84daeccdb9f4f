"""Keys of service accounts."""

from __future__ import annotations

from campaign.office import PROJECT
from campaign.subject import UPDATE, Noun, Subject, Values, operations
from campaign.subjects.service_account import BOT

_KEY: Values = {
    **PROJECT,
    "service_account_id": "${openai_service_account.this.service_account_id}",
    "name": "ci",
    "secret_sink": {"file": "<folder>/key"},
}


def _life(called: dict[str, str], variant: str = "") -> Subject:
    return Subject(
        "service_account_api_key",
        _KEY,
        {**_KEY, "name": "deploy"},
        called,
        "project_api_key",
        {"service_account": BOT},
        key_file="<folder>/key",
        variant=variant,
    )


NOUNS = (
    Noun(
        "service_account_api_key",
        (
            _life(operations(*("CreateanAPIkeyforaserviceaccount",) * 2, "update-project-api-key")),
            _life({UPDATE: "update-project-api-key"}, "the rotated key"),
        ),
        lambda at: at.in_project(
            service_account_id=at.account, name="ci", secret_sink=at.sink("account"), rotation="a"
        ),
        stays="ended, and listed",
    ),
)

"""Storage in clouds."""

from __future__ import annotations

from campaign.office import PROJECT
from campaign.subject import CREATE, UPDATE, Noun, Subject, Values, operations

_STORAGE: Values = {
    "type": "aws",
    "bucket": "arn:aws:s3:::acme-records",
    "role_arn": "arn:aws:iam::111122223333:role/OpenAI",
}
_TRIAL = "validate-external-storage"


def _life(first: Values, second: Values | None, called: dict[str, str], variant: str = "") -> Subject:
    whole = {**PROJECT, **_STORAGE}
    return Subject(
        "external_storage",
        {**whole, **first},
        second and {**whole, **second},
        called,
        "external_storage",
        variant=variant,
    )


NOUNS = (
    Noun(
        "external_storage",
        (
            _life({}, None, operations("create-external-storage", "", "delete-external-storage")),
            _life({}, None, {CREATE: _TRIAL}, "its trial"),
            _life({"validate": False}, {"validate": True}, {UPDATE: _TRIAL}, "a trial later"),
        ),
        lambda at: at.in_project(**_STORAGE),
    ),
)

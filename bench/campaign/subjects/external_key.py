"""Keys of clouds."""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values, operations

_KEY: Values = {
    "name": "Vault",
    "type": "aws",
    "kms_arn": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd",
    "role_arn": "arn:aws:iam::111122223333:role/OpenAI",
    "external_id": "org-emulator",
}

NOUNS = (
    Noun(
        "external_key",
        (
            Subject(
                "external_key",
                _KEY,
                None,
                operations("create-external-key", "", "delete-external-key"),
                "external_key",
            ),
        ),
        lambda _unused: _KEY,
    ),
)

"""Admin keys."""

from __future__ import annotations

from campaign.subject import UPDATE, Noun, Subject, Values, operations

_KEY: Values = {"name": "ci", "secret_sink": {"file": "<folder>/key"}}


def _life(called: dict[str, str], variant: str = "") -> Subject:
    return Subject(
        "admin_api_key",
        _KEY,
        {**_KEY, "name": "deploy"},
        called,
        "admin_api_key",
        key_file="<folder>/key",
        variant=variant,
    )


NOUNS = (
    Noun(
        "admin_api_key",
        (
            _life(operations(*("admin-api-keys-create",) * 2, "admin-api-keys-delete")),
            _life({UPDATE: "admin-api-keys-delete"}, "the rotated key"),
        ),
        lambda at: {"name": "ci", "secret_sink": at.sink("admin"), "rotation": "a"},
    ),
)

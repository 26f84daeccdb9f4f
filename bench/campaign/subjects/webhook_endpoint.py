"""Webhook endpoints, and the secrets that their events are signed with."""

from __future__ import annotations

from campaign.subject import UPDATE, Noun, Subject, Values, operations

_ENDPOINT: Values = {
    "name": "Jobs",
    "url": "https://hooks.example.com/openai",
    "event_types": ["batch.completed"],
    "secret_sink": {"file": "<folder>/key"},
}


def _life(second: Values, called: dict[str, str], variant: str = "") -> Subject:
    return Subject(
        "webhook_endpoint",
        _ENDPOINT,
        {**_ENDPOINT, **second},
        called,
        "webhook_endpoint",
        key_file="<folder>/key",
        variant=variant,
    )


NOUNS = (
    Noun(
        "webhook_endpoint",
        (
            _life(
                {"event_types": ["batch.completed", "batch.failed"]},
                operations("create-webhook-endpoint", "update-webhook-endpoint", "delete-webhook-endpoint"),
            ),
            _life({"rotation": "a"}, {UPDATE: "rotate-webhook-endpoint-secret"}, "its secret"),
        ),
        lambda at: {
            "name": "Jobs",
            "url": "https://hooks.example.com/openai",
            "event_types": ["batch.completed"],
            "secret_sink": at.sink("webhook"),
            "rotation": "a",
        },
    ),
)

"""Issuers whose tokens sign workloads in."""

from __future__ import annotations

from campaign.subject import CREATE, DELETE, UPDATE, Noun, Subject, Values

ISSUER: Values = {
    "name": "CI",
    "issuer": "https://token.actions.example",
    "audience": "https://api.openai.com/v1",
}
"""A provider that federation rules are made for."""

NOUNS = (
    Noun(
        "workload_identity_provider",
        (
            Subject(
                "workload_identity_provider",
                ISSUER,
                {**ISSUER, "description": "Builds", "enabled": False},
                {each: f"{each}-workload-identity-provider" for each in (CREATE, UPDATE, DELETE)},
                "workload_identity_provider",
            ),
        ),
        lambda _unused: ISSUER,
    ),
)

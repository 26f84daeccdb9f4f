"""Rules by which tokens of an issuer stand for service accounts."""

from __future__ import annotations

from campaign.office import PROJECT
from campaign.subject import CREATE, DELETE, UPDATE, Noun, Subject, Values
from campaign.subjects.service_account import BOT
from campaign.subjects.workload_identity_provider import ISSUER

_MATCHERS = '{"sub": "repo:acme/site:*"}'
_RULE: Values = {
    **PROJECT,
    "workload_identity_provider_id": "${openai_workload_identity_provider.this.id}",
    "service_account_id": "${openai_service_account.this.service_account_id}",
    "attribute_matchers": _MATCHERS,
}

NOUNS = (
    Noun(
        "federation_rule",
        (
            Subject(
                "federation_rule",
                _RULE,
                {**_RULE, "name": "Deploys", "enabled": False},
                {each: f"{each}-federation-rule" for each in (CREATE, UPDATE, DELETE)},
                "federation_rule",
                {"workload_identity_provider": ISSUER, "service_account": BOT},
            ),
        ),
        lambda at: at.in_project(
            workload_identity_provider_id=at.workload_identity_provider,
            service_account_id=at.account,
            attribute_matchers=_MATCHERS,
        ),
    ),
)

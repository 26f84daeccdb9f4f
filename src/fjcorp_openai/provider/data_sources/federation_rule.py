"""Which tokens of a workload identity provider stand for which service account.

`openai_federation_rule(s)`: GET
/organization/workload_identity_providers/{workload_identity_provider_id}/federation_rules. They need an admin
key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.organization.workload_identity import RULES
from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, Listed, OneData
from fjcorp_openai.provider.protocol.schema import optional
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.resources.federation_rule import FederationRule, as_texts

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the rule (`idpm_...`)."),
    **{
        name: (each.value_type, each.description)
        for name, each in FederationRule.schema.attributes.items()
        if name not in ("id", "workload_identity_provider_id", "federation_rule_id", "deletion_protection")
    },
}
KEYS: Keys = {
    "federation_rule_id": ("id", "Id of the rule."),
    "name": ("name", "Name of the rule."),
    "service_account_id": ("service_account_id", "Id of the service account that the tokens stand for."),
}


class _Rule(Listed):
    """The list that both data sources read."""

    path, noun, fields = RULES, "federation rule", FIELDS

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return the rule with its matchers as text."""
        return as_texts(item)


class FederationRuleData(_Rule, OneData):
    """One federation rule."""

    type_name = "openai_federation_rule"
    keys = KEYS
    description = "A federation rule of a workload identity provider, found by id, name or service account."


class FederationRulesData(_Rule, ListData):
    """All federation rules of a provider."""

    type_name = "openai_federation_rules"
    nouns = "federation_rules"
    options: ClassVar = {"service_account_id": optional(STRING, "Only the rule of this service account.")}
    sent = ("service_account_id",)
    description = "The federation rules of a workload identity provider."

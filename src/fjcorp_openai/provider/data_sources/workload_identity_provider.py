"""Issuers whose tokens sign workloads in, in the place of keys.

`openai_workload_identity_provider(s)`: GET /organization/workload_identity_providers. They need an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.organization.workload_identity import PATH
from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, Listed, OneData
from fjcorp_openai.provider.resources.workload_identity_provider import WorkloadIdentityProvider, as_texts

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    name: (each.value_type, each.description)
    for name, each in WorkloadIdentityProvider.schema.attributes.items()
    if name != "deletion_protection"
}
KEYS: Keys = {
    "workload_identity_provider_id": ("id", "Id of the provider."),
    "name": ("name", "Name of the provider."),
}


class _Provider(Listed):
    """The list that both data sources read."""

    path, noun, fields = PATH, "workload identity provider", FIELDS

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return the provider with its keys as text."""
        return as_texts(item)


class WorkloadIdentityProviderData(_Provider, OneData):
    """One workload identity provider."""

    type_name = "openai_workload_identity_provider"
    keys = KEYS
    description = (
        "An issuer whose tokens the organization takes in the place of keys, found by id or by name."
    )


class WorkloadIdentityProvidersData(_Provider, ListData):
    """All workload identity providers."""

    type_name = "openai_workload_identity_providers"
    nouns = "workload_identity_providers"
    description = "The issuers whose tokens the organization takes in the place of keys."

"""Issuers whose tokens sign workloads in, in the place of keys.

`openai_workload_identity_provider(s)`: GET /organization/workload_identity_providers. They need an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.organization.workload_identity import PATH
from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, OneData
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


class WorkloadIdentityProviderData(OneData):
    """One workload identity provider."""

    type_name = "openai_workload_identity_provider"
    path, noun, fields, keys = PATH, "workload identity provider", FIELDS, KEYS
    description = (
        "An issuer whose tokens the organization takes in the place of keys, found by id or by name."
    )

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return the provider with its keys as text."""
        return as_texts(item)


class WorkloadIdentityProvidersData(ListData):
    """All workload identity providers."""

    type_name = "openai_workload_identity_providers"
    path, fields = PATH, FIELDS
    noun, nouns = "workload identity provider", "workload_identity_providers"
    description = "The issuers whose tokens the organization takes in the place of keys."

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return the provider with its keys as text."""
        return as_texts(item)

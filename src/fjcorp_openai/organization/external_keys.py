"""Keys of a company's own clouds: what says where each is, and those that an organization has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.api.answers import fields_in
from fjcorp_openai.organization.clouds import WORKLOAD_IDENTITY
from fjcorp_openai.organization.lists import list_if_enabled

if TYPE_CHECKING:
    from fjcorp_openai.api.client import Api
    from fjcorp_openai.organization.directory import Item

PATH = "/organization/external_keys"
PLACES = {
    "aws": {
        "kms_arn": "ARN of the master key.",
        "role_arn": "ARN of the role that OpenAI assumes to call the key management service.",
        "external_id": "External id that OpenAI names when it assumes the role: the id of the organization, "
        "or of one of its projects.",
    },
    "gcp": {
        "kms_project_id": "Name of the project in which the key management service is.",
        "kms_key_location": "Region of the master key.",
        "kms_key_ring_name": "Key ring of the master key.",
        "kms_key_name": "Name of the master key.",
        **WORKLOAD_IDENTITY,
        "audience": "Audience of the tokens that OpenAI shows: the id of the organization, or of one of its "
        "projects.",
    },
    "azure": {
        "tenant_id": "Id of the tenant.",
        "vault_uri": "Address of the vault with the master key.",
        "key_name": "Name of the master key.",
    },
    "oci": {
        "region": "Region of the vault.",
        "vault_ocid": "OCID of the vault.",
        "key_ocid": "OCID of the master key.",
    },
}
"""What says where a key is, by the kind of cloud: the cloud's names, and what they mean."""
VERSIONS = {"gcp": "kms_key_version", "azure": "key_version", "oci": "key_version_ocid"}
"""What names an exact version of a key, by the kind of cloud."""
FIELDS = (*(name for place in PLACES.values() for name in place), *VERSIONS.values())
EKM = "ekm"
"""The purpose of a key for which no other one is said."""


def external_keys(api: Api) -> list[Item]:
    """Return the external keys, each with what was said of it and the projects that use it.

    Operation: GET /organization/external_keys.
    """
    names = ("id", "name", "type", "created_at", "api_project_ids", *FIELDS)
    return [
        fields_in(row, names) | {"purpose": row.get("purpose") or EKM} for row in list_if_enabled(api, PATH)
    ]


def external_key_item(found: Item) -> Item:
    """Return an external key as its item has it."""
    item = {name: found[name] for name in ("name", "type", *FIELDS) if name in found}
    return item if found["purpose"] == EKM else {**item, "purpose": found["purpose"]}

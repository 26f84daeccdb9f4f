"""Storage in a company's own clouds: what says where it is, and what an organization has registered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import fields_in, object_in
from fjcorp_openai.organization.clouds import WORKLOAD_IDENTITY
from fjcorp_openai.organization.lists import list_if_enabled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.organization.directory import Item

PATH = "/organization/external_storage"
VALIDATED = "validated"
"""Status of storage that the API could use when it was tried last."""
PLACES = {
    "aws": {
        "bucket": "Name of the bucket, or its ARN.",
        "role_arn": "ARN of the role that OpenAI assumes, with the id of the project as external id.",
    },
    "gcp": {"bucket": "Name of the bucket.", **WORKLOAD_IDENTITY},
    "azure": {
        "tenant_id": "Id of the tenant.",
        "subscription_id": "Id of the subscription.",
        "resource_group": "Resource group of the storage account.",
        "account_name": "Name of the storage account.",
        "container": "Name of the container.",
    },
    "oci": {
        "bucket": "Name of the bucket.",
        "region": "Region of the bucket.",
        "tenancy_ocid": "OCID of the tenancy.",
    },
}
"""What says where storage is, by the kind of cloud: the cloud's names, and what they mean."""
FIELDS = tuple({name: None for place in PLACES.values() for name in place})
LOCATION = ("type", "bucket", "account_name", "container")
"""By what storage of a project is known again."""
_ARN = "arn:aws:s3:::"


def flat(answer: Mapping[str, Any]) -> Item:
    """Return storage with what says where it is beside the rest, as resources and items have it.

    Raises:
        MalformedAnswer: It has no provider, or one without a type.
    """
    provider = object_in(answer, "provider")
    return {**answer, **provider, "type": provider["type"]}


def location(values: Mapping[str, Any]) -> Item:
    """Return values with the bucket by its name, also where its ARN was said."""
    bucket = values.get("bucket")
    return {**values, "bucket": bucket.removeprefix(_ARN) if isinstance(bucket, str) else bucket}


def external_storages(api: Api) -> list[Item]:
    """Return the storage that is registered, each with its project, its status and what was said of it.

    Operation: GET /organization/external_storage.
    """
    names = ("id", "project_id", "type", "status", "geography", "created_at", *FIELDS)
    return [fields_in(flat(row), names) for row in list_if_enabled(api, PATH)]


def external_storage_item(found: Item, project: str) -> Item:
    """Return storage as its item has it, in a project that is named by its key."""
    item = {"project": project, "type": found["type"]}
    item |= {name: found[name] for name in PLACES.get(found["type"], ()) if name in found}
    return item if found["status"] == VALIDATED else {**item, "validate": False}

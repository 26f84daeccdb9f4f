"""A company's own clouds: what is said of all alike, and lists that not every organization has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.api.errors import Forbidden, UnattributedNotFound

if TYPE_CHECKING:
    from fjcorp_openai.api.client import Api
    from fjcorp_openai.organization.directory import Item

CLOUDS = {"aws": "AWS", "gcp": "Google Cloud", "azure": "Azure", "oci": "Oracle Cloud"}
"""Names of the clouds, by what the API calls them."""
WORKLOAD_IDENTITY = {
    "workload_identity_project_number": "Number of the project with the workload identity provider.",
    "workload_identity_pool_id": "Pool of the workload identity provider.",
    "workload_identity_provider_id": "Workload identity provider that is registered for OpenAI.",
}
"""What says at Google Cloud who OpenAI is."""


def list_if_enabled(api: Api, path: str) -> list[Item]:
    """Return the objects of a list of the organization.

    There are none where the organization has not been enabled for them: the API then has no such list, or
    does not let an administrator read it.
    """
    try:
        return api.list(path)
    except (Forbidden, UnattributedNotFound):
        return []

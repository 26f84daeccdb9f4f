"""A company's own clouds: what is said of all alike."""

from __future__ import annotations

CLOUDS = {"aws": "AWS", "gcp": "Google Cloud", "azure": "Azure", "oci": "Oracle Cloud"}
"""Names of the clouds, by what the API calls them."""
WORKLOAD_IDENTITY = {
    "workload_identity_project_number": "Number of the project with the workload identity provider.",
    "workload_identity_pool_id": "Pool of the workload identity provider.",
    "workload_identity_provider_id": "Workload identity provider that is registered for OpenAI.",
}
"""What says at Google Cloud who OpenAI is."""

"""What says where a key and storage are, in each kind of cloud."""

from __future__ import annotations

from typing import Any

from support.valid_bodies import EXTERNAL_KEY, EXTERNAL_STORAGE

_IDENTITY = {f"workload_identity_{each}": "1" for each in ("pool_id", "project_number", "provider_id")}

KEY_IN: dict[str, dict[str, Any]] = {
    "aws": EXTERNAL_KEY,
    "azure": {
        "name": "Azure",
        "type": "azure",
        "tenant_id": "t",
        "key_name": "k",
        "vault_uri": "https://v.example",
    },
    "gcp": {
        "name": "Google",
        "type": "gcp",
        "audience": "org-emulator",
        **{f"kms_{each}": "x" for each in ("key_location", "key_name", "key_ring_name", "project_id")},
        **_IDENTITY,
    },
    "oci": {"name": "Oracle", "type": "oci", "key_ocid": "k", "region": "eu-frankfurt-1", "vault_ocid": "v"},
}
"""Body that registers a key, by the kind of cloud."""
STORAGE_IN: dict[str, dict[str, Any]] = {
    "aws": EXTERNAL_STORAGE,
    "azure": {
        "type": "azure",
        **dict.fromkeys(("account_name", "container", "resource_group", "subscription_id", "tenant_id"), "x"),
    },
    "gcp": {"type": "gcp", "bucket": "acme", **_IDENTITY},
    "oci": {"type": "oci", "bucket": "acme", "region": "eu-frankfurt-1", "tenancy_ocid": "ocid1"},
}
"""What a body that registers storage has as `provider`, by the kind of cloud."""

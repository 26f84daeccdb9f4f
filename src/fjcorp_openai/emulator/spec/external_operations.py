"""The operations on external keys, which the official client knows and the document does not."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.emulator.spec.descriptions import (
    FILLED,
    NULLABLE,
    PAGE,
    TEXT,
    TIME,
    closed_object,
    operation,
    page_of,
    word,
)

_PURPOSE: dict[str, Any] = {"type": "string", "enum": ["ekm", "psp_decryption"]}

KEY_FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "aws": (("external_id", "kms_arn", "role_arn"), ()),
    "gcp": (
        (
            *("audience", "kms_key_location", "kms_key_name", "kms_key_ring_name", "kms_project_id"),
            *("workload_identity_pool_id", "workload_identity_project_number"),
            "workload_identity_provider_id",
        ),
        ("kms_key_version",),
    ),
    "azure": (("key_name", "tenant_id", "vault_uri"), ("key_version",)),
    "oci": (("key_ocid", "region", "vault_ocid"), ("key_version_ocid",)),
}
"""What says where a key is: what must be said and what may be, by the kind of cloud."""


_EVERY = {name for needed, more in KEY_FIELDS.values() for name in (*needed, *more)}
_NEW_KEY = {
    "anyOf": [
        closed_object(
            {
                "type": word(cloud),
                "name": FILLED,
                "purpose": _PURPOSE,
                **dict.fromkeys((*needed, *more), FILLED),
            },
            *("type", "name", *needed),
        )
        for cloud, (needed, more) in KEY_FIELDS.items()
    ]
}
_SHOWN = {
    "id": TEXT,
    "object": TEXT,
    "api_project_ids": {"type": "array", "items": TEXT},
    "created_at": TIME,
    "name": TEXT,
    "type": TEXT,
    "workspace_id": TEXT,
}
_KEY = closed_object({**_SHOWN, "purpose": _PURPOSE, **dict.fromkeys(sorted(_EVERY), NULLABLE)}, *_SHOWN)
_KEYS, _KEY_ID = "/organization/external_keys", "external_key_id"

PATHS: dict[str, dict[str, Any]] = {
    _KEYS: {
        "get": operation("list-external-keys", page_of(_KEY), query={**PAGE, "purpose": _PURPOSE}),
        "post": operation("create-external-key", _KEY, _NEW_KEY),
    },
    f"{_KEYS}/{{{_KEY_ID}}}": {
        "get": operation("retrieve-external-key", _KEY, path=[_KEY_ID]),
        "delete": operation("delete-external-key", _KEY, path=[_KEY_ID]),
    },
    f"{_KEYS}/{{{_KEY_ID}}}/validate": {
        "post": operation("validate-external-key", closed_object({"status": TEXT}, "status"), path=[_KEY_ID]),
    },
}
"""Paths of the document with their operations."""

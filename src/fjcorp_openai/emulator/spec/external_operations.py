"""The operations on external keys and external storage, which the official client alone knows."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.emulator.spec.descriptions import (
    FILLED,
    NULLABLE,
    PAGE,
    TEXT,
    TIME,
    closed_object,
    deleted,
    operation,
    page_of,
    word,
)

Fields = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""Two groups of names by the kind of cloud."""
_IDENTITY = tuple(f"workload_identity_{each}" for each in ("pool_id", "project_number", "provider_id"))
_PURPOSE: dict[str, Any] = {"type": "string", "enum": ["ekm", "psp_decryption"]}

KEY_FIELDS: Fields = {
    "aws": (("external_id", "kms_arn", "role_arn"), ()),
    "gcp": (
        (
            *("audience", "kms_key_location", "kms_key_name", "kms_key_ring_name", "kms_project_id"),
            *_IDENTITY,
        ),
        ("kms_key_version",),
    ),
    "azure": (("key_name", "tenant_id", "vault_uri"), ("key_version",)),
    "oci": (("key_ocid", "region", "vault_ocid"), ("key_version_ocid",)),
}
"""What says where a key is: what must be said and what may be, by the kind of cloud."""

STORAGE_FIELDS: Fields = {
    "aws": (("bucket", "role_arn"), ("account_id", "external_id", "region")),
    "gcp": (("bucket", *_IDENTITY), ("audience", "region")),
    "azure": (("account_name", "container", "resource_group", "subscription_id", "tenant_id"), ("region",)),
    "oci": (("bucket", "region", "tenancy_ocid"), ()),
}
"""What says where storage is: what must be said, and what the service adds, by the kind of cloud."""


def _of_a_cloud(fields: Fields, shared: dict[str, Any], *required: str) -> dict[str, Any]:
    """Return the schema of an object whose members depend on the kind of cloud, and of those of all kinds."""
    return {
        "anyOf": [
            closed_object(
                {"type": word(cloud), **shared, **dict.fromkeys((*needed, *more), FILLED)},
                *("type", *required, *needed),
            )
            for cloud, (needed, more) in fields.items()
        ]
    }


_EVERY = {name for needed, more in KEY_FIELDS.values() for name in (*needed, *more)}
_NEW_KEY = _of_a_cloud(KEY_FIELDS, {"name": FILLED, "purpose": _PURPOSE}, "name")
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

_ASKED: Fields = {cloud: (asked, ()) for cloud, (asked, _added) in STORAGE_FIELDS.items()}
_PLACE: Fields = {cloud: ((*asked, *added), ()) for cloud, (asked, added) in STORAGE_FIELDS.items()}
_NEW_STORAGE = closed_object(
    {"project_id": FILLED, "provider": _of_a_cloud(_ASKED, {})}, "project_id", "provider"
)
_STORED = {
    "id": TEXT,
    "object": word("organization.external_storage"),
    "created_at": TIME,
    "geography": TEXT,
    "project_id": TEXT,
    "provider": _of_a_cloud(_PLACE, {}),
    "status": {"type": "string", "enum": ["pending", "validated", "degraded", "unhealthy"]},
}
_STORAGE = closed_object(_STORED, *_STORED)
_STORAGES, _STORAGE_ID = "/organization/external_storage", "external_storage_id"

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
    _STORAGES: {
        "get": operation("list-external-storage", page_of(_STORAGE), query={**PAGE, "project_id": TEXT}),
        "post": operation("create-external-storage", _STORAGE, _NEW_STORAGE),
    },
    f"{_STORAGES}/{{{_STORAGE_ID}}}": {
        "get": operation("retrieve-external-storage", _STORAGE, path=[_STORAGE_ID]),
        "delete": operation(
            "delete-external-storage", deleted("organization.external_storage"), path=[_STORAGE_ID]
        ),
    },
    f"{_STORAGES}/{{{_STORAGE_ID}}}/validate": {
        "post": operation("validate-external-storage", _STORAGE, path=[_STORAGE_ID]),
    },
}
"""Paths of the document with their operations."""

EVENT_DETAILS: dict[str, dict[str, Any]] = {
    "external_storage.registered": {
        "type": "object",
        "properties": {"id": TEXT, "data": {"type": "object"}},
    },
    "external_storage.removed": {"type": "object", "properties": {"id": TEXT}},
}
"""What the audit log says of them, by the type of the event."""

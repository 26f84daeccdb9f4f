"""What the provider and the plugins share about an organization: its people, its projects, and their guards.

Public: the names below. They are imported on first use: the provider needs the guards alone.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False  # `typing` itself takes 10 ms to import
if TYPE_CHECKING:
    from typing import Any

    from fjcorp_openai.organization.access import Access, AccessReader
    from fjcorp_openai.organization.directory import Directory, Item, default_project
    from fjcorp_openai.organization.errors import OrganizationError
    from fjcorp_openai.organization.external_keys import external_key_item
    from fjcorp_openai.organization.external_storages import LOCATION, external_storage_item, location
    from fjcorp_openai.organization.guards import folded, is_address, same_address
    from fjcorp_openai.organization.info import DAY, SETTINGS, OrganizationInfo
    from fjcorp_openai.organization.offboarding import Offboarding
    from fjcorp_openai.organization.onboarding import Onboarding, OnboardOptions
    from fjcorp_openai.organization.people import Person, keys_and_names, read_people
    from fjcorp_openai.organization.project_settings import (
        ALERT_TYPE,
        ORGANIZATION_ALERT_TYPE,
        ORGANIZATION_TYPES,
        SETTING_TYPES,
        alerts_of,
        changed_organization,
        changed_settings,
        highest_limits,
    )
    from fjcorp_openai.organization.role_words import word
    from fjcorp_openai.organization.workload_identity import (
        federation_rule_item,
        workload_identity_provider_item,
    )

__all__ = [
    "ALERT_TYPE",
    "DAY",
    "LOCATION",
    "ORGANIZATION_ALERT_TYPE",
    "ORGANIZATION_TYPES",
    "SETTINGS",
    "SETTING_TYPES",
    "Access",
    "AccessReader",
    "Directory",
    "Item",
    "Offboarding",
    "OnboardOptions",
    "Onboarding",
    "OrganizationError",
    "OrganizationInfo",
    "Person",
    "alerts_of",
    "changed_organization",
    "changed_settings",
    "default_project",
    "external_key_item",
    "external_storage_item",
    "federation_rule_item",
    "folded",
    "highest_limits",
    "is_address",
    "keys_and_names",
    "location",
    "read_people",
    "same_address",
    "word",
    "workload_identity_provider_item",
]

_PARTS = {
    "access": ("Access", "AccessReader"),
    "directory": ("Directory", "Item", "default_project"),
    "errors": ("OrganizationError",),
    "guards": ("folded", "is_address", "same_address"),
    "info": ("DAY", "SETTINGS", "OrganizationInfo"),
    "offboarding": ("Offboarding",),
    "onboarding": ("OnboardOptions", "Onboarding"),
    "role_words": ("word",),
    "workload_identity": ("federation_rule_item", "workload_identity_provider_item"),
    "external_keys": ("external_key_item",),
    "external_storages": ("LOCATION", "external_storage_item", "location"),
    "people": ("Person", "read_people", "keys_and_names"),
    "project_settings": (
        *("ALERT_TYPE", "ORGANIZATION_ALERT_TYPE", "ORGANIZATION_TYPES", "SETTING_TYPES"),
        *("alerts_of", "changed_organization", "changed_settings", "highest_limits"),
    ),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    for part, names in _PARTS.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{part}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

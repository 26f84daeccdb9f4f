# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the resources of three public providers say, each by our names.

An attribute that is not named here is not read. Values of keys are named nowhere.
"""

from __future__ import annotations

import re

PROVIDERS = ("openai/openai", "mkdev-me/openai", "jianyuan/openai")
"""Providers whose states are read, by namespace and name."""
OWN = "fjcorp/openai"
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}")
"""What an id of the API, or the name of a model, may look like; a slash would name another object."""
ADDRESS_OF_MAIL = re.compile(r"[^\s/@]+@[^\s/@]+")

Fields = dict[str, tuple[str, ...]]
_LIMITS: Fields = {
    "rpm_limit": ("max_requests_per_1_minute", "max_requests_per_minute"),
    "tpm_limit": ("max_tokens_per_1_minute", "max_tokens_per_minute"),
    "max_images_per_1_minute": ("max_images_per_1_minute", "max_images_per_minute"),
    "max_audio_megabytes_per_1_minute": ("max_audio_megabytes_per_1_minute",),
    "max_requests_per_1_day": ("max_requests_per_1_day",),
    "batch_1_day_max_input_tokens": ("batch_1_day_max_input_tokens",),
}
LIMITS = tuple(_LIMITS)
_AMOUNT: Fields = {name: (name,) for name in ("threshold_amount", "currency", "interval")}
_ALERT: Fields = {
    "id": ("alert_id", "id"),
    **_AMOUNT,
    "recipients": ("notification_channel_recipients", "notification_channel.recipients"),
    "subject_prefix": ("notification_channel_subject_prefix", "notification_channel.subject_prefix"),
}
_ROLE: Fields = {
    "id": ("role_id", "id"),
    "name": ("role_name", "name"),
    "description": ("description",),
    "permissions": ("permissions",),
    "predefined": ("predefined_role",),
}
_PROJECT: Fields = {"project_id": ("project_id",)}
_PERSON: Fields = {"user_id": ("user_id", "id"), "email": ("email",), "role": ("role",)}
TOOLS = ("code_interpreter", "file_search", "image_generation", "mcp", "web_search")


def _same(*names: str) -> Fields:
    return {name: (name,) for name in names}


NOUNS: dict[str, Fields] = {
    "project": {
        "id": ("project_id", "id"),
        **_same("name", "external_key_id", "geography", "status"),
    },
    "group": {"id": ("group_id", "id"), "name": ("name",), "scim": ("is_scim_managed",)},
    "group_user": _same("group_id", "user_id", "email"),
    "role": _ROLE,
    "project_role": {**_PROJECT, **_ROLE},
    "group_role": _same("group_id", "role_id"),
    "user_role": _same("user_id", "role_id"),
    "person": {**_PERSON, **_same("technical_level", "developer_persona")},
    "project_user": {**_PROJECT, **_same("user_id", "email", "role", "role_ids")},
    "project_user_role": {**_PROJECT, **_same("user_id", "role_id")},
    "project_group": {**_PROJECT, **_same("group_id", "role", "role_ids")},
    "project_group_role": {**_PROJECT, **_same("group_id", "role_id")},
    "invite": _same("email", "role", "projects", "status"),
    "account": {
        **_PROJECT,
        "id": ("service_account_id", "id"),
        **_same("name", "role"),
        "key_id": ("api_key_id",),
    },
    "admin_key": _same("id", "name"),
    "limit": {**_PROJECT, **_same("model", "rate_limit_id"), **_LIMITS},
    "model_permissions": {**_PROJECT, **_same("mode", "model_ids")},
    "hosted_tools": {**_PROJECT, **{name: (f"{name}_enabled",) for name in TOOLS}},
    "data_retention": {**_PROJECT, "type": ("type",)},
    "spend_limit": {**_PROJECT, **_AMOUNT},
    "spend_alert": {**_PROJECT, **_ALERT},
    "organization_data_retention": _same("type"),
    "certificate": {"id": ("certificate_id", "id"), **_same("name", "certificate")},
    "organization_spend_limit": _AMOUNT,
    "organization_spend_alert": _ALERT,
    "file": {**_same("id", "purpose", "filename"), "file_path": ("file",)},
    "store": {
        **_same("id", "name", "file_ids", "metadata"),
        "days": ("expires_after.days",),
        "largest": ("chunking_strategy.max_chunk_size_tokens",),
        "overlap": ("chunking_strategy.chunk_overlap_tokens",),
    },
    "store_file": {"store_id": ("vector_store_id",), "file_id": ("file_id",)},
    "store_files": {"store_id": ("vector_store_id",), "file_ids": ("file_ids",)},
}
"""What is read of each noun: our name, and those of the providers, of which the first with a value counts."""

TYPES: dict[str, str] = {
    "openai_project": "project",
    "openai_group": "group",
    "openai_group_user": "group_user",
    "openai_role": "role",
    "openai_organization_role": "role",
    "openai_project_role": "project_role",
    "openai_group_role": "group_role",
    "openai_organization_group_role": "group_role",
    "openai_group_role_assignment": "group_role",
    "openai_user_role": "user_role",
    "openai_organization_user_role": "user_role",
    "openai_user_role_assignment": "user_role",
    "openai_organization_user": "person",
    "openai_project_user": "project_user",
    "openai_project_user_role": "project_user_role",
    "openai_project_user_role_assignment": "project_user_role",
    "openai_project_group": "project_group",
    "openai_project_group_role": "project_group_role",
    "openai_project_group_role_assignment": "project_group_role",
    "openai_invite": "invite",
    "openai_project_service_account": "account",
    "openai_admin_api_key": "admin_key",
    "openai_rate_limit": "limit",
    "openai_project_rate_limit": "limit",
    "openai_project_model_permissions": "model_permissions",
    "openai_project_hosted_tool_permissions": "hosted_tools",
    "openai_project_data_retention": "data_retention",
    "openai_project_spend_limit": "spend_limit",
    "openai_project_spend_alert": "spend_alert",
    "openai_data_retention": "organization_data_retention",
    "openai_organization_data_retention": "organization_data_retention",
    "openai_spend_limit": "organization_spend_limit",
    "openai_organization_spend_limit": "organization_spend_limit",
    "openai_spend_alert": "organization_spend_alert",
    "openai_organization_spend_alert": "organization_spend_alert",
    "openai_certificate": "certificate",
    "openai_file": "file",
    "openai_vector_store": "store",
    "openai_vector_store_file": "store_file",
    "openai_vector_store_file_batch": "store_files",
}
"""Nouns by type; what `openai_user_role` is depends on its attributes."""

_PAID = "Its answer was paid for once and stands in the former state alone; nothing asks for it again."
_ENDED = "The API has it no more; the playbook migrate_assistants makes an item of it."
_TUNED = "What was tuned lives on under its id, which items name as their model."
LEFT: dict[str, str] = {
    **dict.fromkeys(
        (
            "openai_audio_transcription",
            "openai_audio_translation",
            "openai_chat_completion",
            "openai_completion",
            "openai_edit",
            "openai_embedding",
            "openai_image_edit",
            "openai_image_generation",
            "openai_image_variation",
            "openai_model_response",
            "openai_moderation",
            "openai_response",
            "openai_speech_to_text",
            "openai_text_to_speech",
        ),
        _PAID,
    ),
    **dict.fromkeys(
        (
            "openai_assistant",
            "openai_assistant_file",
            "openai_message",
            "openai_run",
            "openai_run_step",
            "openai_thread",
            "openai_thread_run",
        ),
        _ENDED,
    ),
    "openai_batch": "It ran once; its files stay at the API. An item would be paid for anew.",
    "openai_fine_tuned_model": _TUNED,
    "openai_fine_tuning_job": _TUNED,
    "openai_fine_tuning_checkpoint_permission": "Name the projects in share_with_projects of a job's item.",
    "openai_model": "Models are looked up and not managed: write an item of openai_models.",
}
"""Why a type becomes nothing."""
UNKNOWN = "Nothing is known of this type."

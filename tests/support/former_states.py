"""States as three public providers write them, made up from the schemas that they have published.

Every instance has all attributes of its type; those that are not given are null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.former_api import resource, state

if TYPE_CHECKING:
    from collections.abc import Mapping

AMOUNT = "threshold_amount currency interval"
ALERT = (
    "id alert_id notification_channel_recipients notification_channel_type "
    f"notification_channel_subject_prefix {AMOUNT}"
)
LIMITS = (
    "batch_1_day_max_input_tokens max_audio_megabytes_per_1_minute max_images_per_1_minute "
    "max_requests_per_1_day max_requests_per_1_minute max_tokens_per_1_minute"
)
ROLE = "id role_id role_name permissions description predefined_role resource_type"
SECRET = "sk-svcacct-VALUE-OF-A-FORMER-KEY"

SCHEMAS: dict[str, dict[str, str]] = {
    # Version 1.1.0.
    "openai/openai": {
        "openai_certificate": "id certificate certificate_id name created_at expires_at valid_at",
        "openai_group": "id group_id name group_type created_at is_scim_managed",
        "openai_group_role": "group_id role_id",
        "openai_group_user": "group_id user_id",
        "openai_invite": "id invite_id email role projects status created_at expires_at accepted_at",
        "openai_organization_data_retention": "type object singleton_id",
        "openai_organization_spend_alert": ALERT,
        "openai_organization_spend_limit": f"{AMOUNT} enforcement_status object singleton_id",
        "openai_organization_user": (
            "id user_id email name role technical_level developer_persona added_at created "
            "api_key_last_used_at is_default is_scale_tier_authorized_purchaser is_scim_managed "
            "is_service_account"
        ),
        "openai_project": "id project_id name external_key_id geography status created_at archived_at",
        "openai_project_data_retention": "project_id type object",
        "openai_project_group": "project_id group_id role group_name group_type created_at",
        "openai_project_group_role": "project_id group_id role_id",
        "openai_project_hosted_tool_permissions": (
            "project_id code_interpreter_enabled file_search_enabled image_generation_enabled mcp_enabled "
            "web_search_enabled"
        ),
        "openai_project_model_permissions": "project_id mode model_ids object",
        "openai_project_rate_limit": f"id project_id rate_limit_id model {LIMITS}",
        "openai_project_role": f"project_id {ROLE}",
        "openai_project_service_account": "id service_account_id project_id name created_at",
        "openai_project_spend_alert": f"project_id {ALERT}",
        "openai_project_spend_limit": f"project_id {AMOUNT} enforcement_status object",
        "openai_project_user": "project_id user_id email role name added_at",
        "openai_project_user_role": (
            "project_id user_id role_id name description permissions predefined_role resource_type"
        ),
        "openai_role": ROLE,
        "openai_user_role": "user_id role_id",
    },
    # Versions 1.2.0 and 2.2.7.
    "mkdev-me/openai": {
        "openai_admin_api_key": "id name scopes expires_at created_at api_key_value object",
        "openai_audio_transcription": "id file model text",
        "openai_audio_translation": "id file model text",
        "openai_batch": "id input_file_id endpoint completion_window status output_file_id project_id",
        "openai_chat_completion": "id model messages choices created",
        "openai_embedding": "id model input embeddings",
        "openai_file": "id file purpose project_id filename bytes created_at",
        "openai_fine_tuning_job": (
            "id model training_file validation_file suffix seed status fine_tuned_model"
        ),
        "openai_group": "id name created_at is_scim_managed",
        "openai_group_user": "id group_id user_id user_name email is_service_account",
        "openai_image_edit": "id image prompt model data",
        "openai_image_generation": "id prompt model data",
        "openai_image_variation": "id image model data",
        "openai_invite": "id email role projects invite_id status created_at expires_at",
        "openai_model": "id owned_by created object",
        "openai_moderation": "id input model flagged",
        "openai_organization_group_role": "id group_id role_id",
        "openai_organization_role": "id name permissions description resource_type predefined_role",
        "openai_organization_user": "id user_id role email name added_at",
        "openai_organization_user_role": "id user_id role_id",
        "openai_project": "id name status created_at archived_at",
        "openai_project_group": "id project_id group_id group_name role_ids created_at",
        "openai_project_role": "id project_id name permissions description resource_type predefined_role",
        "openai_project_service_account": (
            "id project_id name service_account_id created_at role api_key_id api_key_value"
        ),
        # `role` in the older of the two, `role_ids` in the newer.
        "openai_project_user": "id project_id user_id role role_ids email added_at",
        "openai_rate_limit": (
            "id rate_limit_id project_id model max_requests_per_minute max_tokens_per_minute "
            "max_images_per_minute batch_1_day_max_input_tokens max_audio_megabytes_per_1_minute "
            "max_requests_per_1_day"
        ),
        "openai_response": "id model input output",
        "openai_speech_to_text": "id file model text",
        "openai_text_to_speech": "id input model voice output_file",
        "openai_thread": "id messages metadata created_at",
        "openai_vector_store": (
            "id name file_ids metadata expires_after chunking_strategy object status created_at usage_bytes "
            "file_counts"
        ),
        "openai_vector_store_file": (
            "id vector_store_id file_id chunking_strategy object status created_at usage_bytes last_error"
        ),
        "openai_vector_store_file_batch": (
            "id vector_store_id file_ids chunking_strategy object status created_at file_counts"
        ),
    },
    # Version 0.7.0.
    "jianyuan/openai": {
        "openai_admin_api_key": "id name api_key created_at",
        "openai_data_retention": "type",
        "openai_group": "id name created_at",
        "openai_group_role_assignment": "group_id role_id",
        "openai_group_user": "group_id user_id",
        "openai_invite": "id email role status created_at expires_at accepted_at",
        "openai_organization_role": "id name permissions description",
        "openai_project": "id name external_key_id geography status created_at archived_at",
        "openai_project_group_role_assignment": "project_id group_id role_id",
        "openai_project_model_permissions": "project_id mode model_ids",
        "openai_project_rate_limit": f"project_id rate_limit_id {LIMITS}",
        "openai_project_role": "id project_id name permissions description",
        "openai_project_service_account": "id project_id name role api_key api_key_id created_at",
        "openai_project_spend_alert": f"id project_id notification_channel {AMOUNT}",
        "openai_project_spend_limit": f"project_id {AMOUNT} enforcement",
        "openai_project_user": "project_id user_id role",
        "openai_project_user_role_assignment": "project_id user_id role_id",
        "openai_spend_alert": f"id notification_channel {AMOUNT}",
        "openai_spend_limit": f"{AMOUNT} enforcement",
        "openai_user_role": "user_id role",
        "openai_user_role_assignment": "user_id role_id",
    },
}
"""Attributes by provider and type."""


def held(
    provider: str, type_: str, name: str, values: Mapping[str, Any], *, module: str = ""
) -> dict[str, Any]:
    """Return a resource of a state, with all attributes that its type has.

    Raises:
        KeyError: The provider has published no such type, or the type no such attribute.
    """
    names = SCHEMAS[provider][type_].split()
    unknown = values.keys() - names
    if unknown:
        raise KeyError(f"{provider} {type_}: {sorted(unknown)}")
    attributes = {each: values.get(each) for each in names}
    return resource(type_, name, attributes, source=provider, module=module)


def former_state(provider: str, *rows: tuple[str, str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a state of a provider: type, name and attributes of each resource."""
    return state(*(held(provider, *row) for row in rows))


def shown_state(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a state as ``terraform show -json`` prints it."""
    resources = [
        {
            "address": f"{each['type']}.{each['name']}",
            "mode": each["mode"],
            "type": each["type"],
            "name": each["name"],
            "provider_name": each["provider"].removeprefix('provider["').removesuffix('"]'),
            "values": instance["attributes"],
        }
        for each in document["resources"]
        for instance in each["instances"]
    ]
    return {"format_version": "1.0", "values": {"root_module": {"resources": resources}}}

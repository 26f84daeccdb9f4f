"""What a right call of each operation sends: ``<kind>`` stands for the id of an object of that kind."""

from __future__ import annotations

import io
import json
import wave
from typing import Any

from fjcorp_openai.emulator.families.images import png
from fjcorp_openai.emulator.families.images.canvas import paint
from support.certificates import pem

MODEL = "gpt-5.6-terra"
TURN = [
    {"role": "user", "content": "What do bicycles cost?"},
    {"role": "assistant", "content": "100 euros."},
]
CHAT = {"model": MODEL, "messages": TURN[:1]}
TRAINING = (json.dumps({"messages": TURN}) + "\n") * 10
LINE = json.dumps({"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": CHAT})
TOOL = {
    "type": "function",
    "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}},
}
_GRADER = {
    "type": "string_check",
    "name": "same",
    "operation": "eq",
    "input": "{{sample.output_text}}",
    "reference": "x",
}
_ITEM = {"type": "message", "role": "user", "content": "Hi"}
_LIMIT = {"currency": "USD", "interval": "month", "threshold_amount": 1000}
_ALERT = _LIMIT | {"notification_channel": {"type": "email", "recipients": ["ada@example.com"]}}
_SPENDING = ("organization", "project")

WEBHOOK = {"name": "Watch", "url": "https://hooks.example.com/", "event_types": ["batch.completed"]}
IDENTITY_PROVIDER = {
    "name": "CI",
    "type": "oidc",
    "issuer": "https://token.actions.example",
    "audience": "https://api.openai.com/v1",
}

EXTERNAL_KEY = {
    "name": "Vault",
    "type": "aws",
    "external_id": "org-emulator",
    "kms_arn": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd",
    "role_arn": "arn:aws:iam::111122223333:role/OpenAI",
}

EXTERNAL_STORAGE = {
    "type": "aws",
    "bucket": "acme-records",
    "role_arn": "arn:aws:iam::111122223333:role/OpenAI",
}

BODIES: dict[str, Any] = {
    "CreateanAPIkeyforaserviceaccount": {"name": "second"},
    "Compactconversation": {"model": MODEL, "input": "Hi"},
    "Getinputtokencounts": {"model": MODEL, "input": "Hi"},
    "activateOrganizationCertificates": {"certificate_ids": ["<idle_certificate>"]},
    "activateProjectCertificates": {"certificate_ids": ["<idle_certificate>"]},
    "add-group-user": {"user_id": "<other_user>"},
    "add-project-group": {"group_id": "<other_group>", "role": "role-api-project-member"},
    "admin-api-keys-create": {"name": "Automation"},
    "assign-group-role": {"role_id": "<other_role>"},
    "assign-project-group-role": {"role_id": "<other_project_role>"},
    "assign-project-user-role": {"role_id": "<other_project_role>"},
    "assign-user-role": {"role_id": "<other_role>"},
    "completeUpload": {"part_ids": ["<part>"]},
    "create-external-key": EXTERNAL_KEY,
    "create-external-storage": {"project_id": "<project>", "provider": EXTERNAL_STORAGE},
    "create-group": {"name": "Engineers"},
    "create-project": {"name": "Research"},
    "create-project-role": {"role_name": "auditor", "permissions": ["api.read"]},
    "create-project-service-account": {"name": "Reporting"},
    "create-project-user": {"user_id": "<other_user>", "role": "member"},
    "create-role": {"role_name": "auditor", "permissions": ["api.read"]},
    "createAssistant": {"model": MODEL},
    "createBatch": {
        "input_file_id": "<batch_file>",
        "endpoint": "/v1/chat/completions",
        "completion_window": "24h",
    },
    "createChatCompletion": CHAT,
    "CreateContainer": {"name": "sandbox"},
    "UpdateSkillDefaultVersion": {"default_version": "1"},
    "create-webhook-endpoint": WEBHOOK,
    "create-workload-identity-provider": IDENTITY_PROVIDER,
    "update-workload-identity-provider": {"description": "Builds"},
    "create-federation-rule": {
        "project_id": "<project>",
        "service_account_id": "<other_service_account>",
        "attribute_matchers": {"sub": "repo:acme/*"},
    },
    "update-federation-rule": {"enabled": True},
    "exchange-identity-token": {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "subject_token": "<identity_token>",
        "identity_provider_id": "<identity_provider>",
        "service_account_id": "<service_account>",
    },
    "createCompletion": {"model": "gpt-3.5-turbo-instruct", "prompt": "Hi"},
    "createConversation": {"metadata": {"team": "x"}},
    "createConversationItems": {"items": [_ITEM]},
    "createEmbedding": {"model": "text-embedding-3-small", "input": "bicycle"},
    "createFineTuningCheckpointPermission": {"project_ids": ["<other_project>"]},
    "createFineTuningJob": {"model": "gpt-4.1-mini-2025-04-14", "training_file": "<training_file>"},
    "createImage": {"model": "gpt-image-2", "prompt": "a bicycle", "size": "1024x640"},
    "createMessage": {"role": "user", "content": "Hi"},
    "createModeration": {"input": "Hi"},
    "createResponse": {"model": MODEL, "input": "Hi"},
    "createRun": {"assistant_id": "<assistant>"},
    "createSpeech": {"model": "gpt-4o-mini-tts", "voice": "alloy", "input": "Hi"},
    "createThread": {"messages": TURN[:1]},
    "createThreadAndRun": {"assistant_id": "<assistant>", "thread": {"messages": TURN[:1]}},
    "createUpload": {"filename": "a.md", "purpose": "assistants", "bytes": 3, "mime_type": "text/markdown"},
    "createVectorStore": {"name": "Handbook"},
    "createVectorStoreFile": {"file_id": "<file>"},
    "createVectorStoreFileBatch": {"file_ids": ["<training_file>"]},
    "deactivateOrganizationCertificates": {"certificate_ids": ["<other_certificate>"]},
    "deactivateProjectCertificates": {"certificate_ids": ["<other_certificate>"]},
    "inviteUser": {"email": "cy@example.com", "role": "reader"},
    "modify-project": {"name": "Lab"},
    "modify-project-user": {"role": "owner"},
    "modify-user": {"role": "reader"},
    "modifyAssistant": {"name": "helper"},
    "modifyCertificate": {"name": "laptop"},
    "modifyMessage": {"metadata": {"team": "x"}},
    "modifyRun": {"metadata": {"team": "x"}},
    "modifyThread": {"metadata": {"team": "x"}},
    "modifyVectorStore": {"name": "Manual"},
    "runGrader": {"grader": _GRADER, "model_sample": "x"},
    "searchVectorStore": {"query": "bicycle"},
    "submitToolOuputsToRun": {"tool_outputs": [{"tool_call_id": "<tool_call>", "output": "4 degrees"}]},
    "rotate-webhook-endpoint-secret": {"keep_old_secret_active_for_24_hours": True},
    "test-webhook-endpoint": {"event_type": "batch.completed"},
    "update-webhook-endpoint": {"name": "Watcher"},
    "update-group": {"name": "Writers"},
    "update-organization-data-retention": {"retention_type": "zero_data_retention"},
    "update-project-api-key": {"expires_in_seconds": 86400},
    "update-project-data-retention": {"retention_type": "zero_data_retention"},
    "update-project-hosted-tool-permissions": {"web_search": {"enabled": False}},
    "update-project-model-permissions": {"mode": "allow_list", "model_ids": [MODEL]},
    "update-project-rate-limits": {"max_requests_per_1_minute": 60},
    "update-project-role": {"permissions": ["api.write"]},
    "update-project-service-account": {"name": "Reports"},
    "update-project-service-tier-settings": {"default": "fast"},
    "update-role": {"permissions": ["api.write"]},
    "updateChatCompletion": {"metadata": {"team": "x"}},
    "updateConversation": {"metadata": {"team": "x"}},
    "updateVectorStoreFileAttributes": {"attributes": {"team": "x"}},
    "updateVoiceConsent": {"name": "new"},
    "uploadCertificate": {"certificate": "<pem>"},
    "validateGrader": {"grader": _GRADER},
    **{f"{verb}-{level}-spend-alert": _ALERT for verb in ("create", "update") for level in _SPENDING},
    **{f"Update{level}spendlimit": _LIMIT for level in _SPENDING},
}
"""Bodies in JSON by operation."""


def new_pem() -> str:
    """Return a new certificate: none may be uploaded twice."""
    return pem()


def _silence() -> bytes:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8_000)
        sound.writeframes(bytes(16_000))
    return stream.getvalue()


_WAV = ("a.wav", _silence(), "audio/wav")
SKILL_FILES = [
    ("sums/SKILL.md", b"---\nname: sums\ndescription: Adds.\n---\nAdd.", "text/markdown"),
    ("sums/add.py", b"print(1 + 1)", "text/x-python"),
]
"""The files of a skill."""
_SKILL = [("files[]", file) for file in SKILL_FILES]
_PNG = ("a.png", png.encode(paint("x", 16, 16)), "image/png")

FORMS: dict[str, tuple[dict[str, str], Any]] = {
    "CreateContainerFile": ({}, {"file": ("a.txt", b"abc")}),
    "CreateSkill": ({}, _SKILL),
    "CreateSkillVersion": ({}, _SKILL),
    "addUploadPart": ({}, {"data": ("part", b"abc")}),
    "createFile": ({"purpose": "user_data"}, {"file": ("a.md", b"# Bicycles")}),
    "createImageEdit": (
        {"model": "gpt-image-2", "prompt": "a bicycle", "size": "1024x640"},
        {"image": _PNG},
    ),
    "createImageVariation": ({}, {"image": _PNG}),
    "createTranscription": ({"model": "whisper-1"}, {"file": _WAV}),
    "createTranslation": ({"model": "whisper-1"}, {"file": _WAV}),
    "createVoice": ({"name": "mine", "consent": "<consent>"}, {"audio_sample": _WAV}),
    "createVoiceConsent": ({"name": "mine", "language": "en-US"}, {"recording": _WAV}),
}
"""Fields and files of forms by operation."""

PARAMETERS = {
    "alert_id": "alert",
    "api_key_id": "api_key",
    "assistant_id": "assistant",
    "batch_id": "batch",
    "certificate_id": "certificate",
    "completion_id": "completion",
    "consent_id": "consent",
    "container_id": "container",
    "conversation_id": "conversation",
    "external_key_id": "external_key",
    "external_storage_id": "external_storage",
    "file_id": "file",
    "fine_tuned_model_checkpoint": "tuned_model",
    "fine_tuning_job_id": "job",
    "group_id": "group",
    "invite_id": "invite",
    "item_id": "item",
    "key_id": "admin_key",
    "message_id": "message",
    "model": "model",
    "permission_id": "permission",
    "project_id": "project",
    "rate_limit_id": "rate_limit",
    "response_id": "response",
    "role_id": "role",
    "run_id": "run",
    "service_account_id": "service_account",
    "step_id": "step",
    "thread_id": "thread",
    "upload_id": "upload",
    "user_id": "user",
    "skill_id": "skill",
    "vector_store_id": "vector_store",
    "version": "skill_version",
    "voice_id": "voice",
    "webhook_endpoint_id": "webhook_endpoint",
    "workload_identity_provider_id": "identity_provider",
    "workload_identity_federation_rule_id": "federation_rule",
}
"""Kinds of objects by the parameters of paths that name them."""

EXCEPTIONS: dict[str, dict[str, str]] = {
    **{
        f"{verb}-project-spend-alert": {"alert_id": "project_alert"}
        for verb in ("retrieve", "update", "delete")
    },
    **{f"{verb}-project-role": {"role_id": "project_role"} for verb in ("retrieve", "update")},
    **{
        f"{verb}-project-{who}-role": {"role_id": "project_role"}
        for verb in ("retrieve", "unassign")
        for who in ("user", "group")
    },
    **{
        operation: {"batch_id": "file_batch"}
        for operation in ("getVectorStoreFileBatch", "listFilesInVectorStoreBatch")
    },
    **{
        f"{verb}ContainerFile{what}": {"file_id": "container_file"}
        for verb in ("Retrieve", "Delete")
        for what in ("", "Content")
    },
    "archive-project": {"project_id": "other_project"},
    "cancelBatch": {"batch_id": "waiting_batch"},
    "cancelFineTuningJob": {"fine_tuning_job_id": "waiting_job"},
    "cancelResponse": {"response_id": "waiting_response"},
    "cancelRun": {"run_id": "waiting_run", "thread_id": "waiting_thread"},
    "cancelUpload": {"upload_id": "waiting_upload"},
    "cancelVectorStoreFileBatch": {"batch_id": "waiting_file_batch"},
    "createThreadAndRun": {},
    "delete-project-role": {"role_id": "other_project_role"},
    "delete-role": {"role_id": "other_role"},
    "delete-workload-identity-provider": {"workload_identity_provider_id": "other_identity_provider"},
    "deleteModel": {"model": "tuned_model"},
    "downloadFile": {"file_id": "batch_file"},
    "pauseFineTuningJob": {"fine_tuning_job_id": "running_job"},
    "resumeFineTuningJob": {"fine_tuning_job_id": "paused_job"},
    "submitToolOuputsToRun": {"run_id": "asking_run", "thread_id": "asking_thread"},
}
"""Operations that want other kinds of objects than the others with such a parameter."""

"""What the campaign creates, changes and deletes: at least one descriptor for each resource."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from campaign.conversations import CONVERSATIONS
from campaign.subject import CREATE, DELETE, UPDATE, Subject, Values, office_with_key, office_with_slow_jobs


def _operations(create: str, update: str, delete: str) -> dict[str, str]:
    named = {CREATE: create, UPDATE: update, DELETE: delete}
    return {name: operation for name, operation in named.items() if operation}


def _at(level: str) -> Values:
    return {"project_id": "<project>"} if level == "project" else {}


def _setting(level: str, name: str, first: Values, second: Values, path: str, delete: str = "") -> Subject:
    """Describe a setting: there is one at a place, and each write is the same operation."""
    update = f"update-{level}-{name.replace('_', '-')}"
    if name == "spend_limit":
        update, delete = f"Update{level}spendlimit", f"Delete{level}spendlimit"
    root = "/organization/projects/<project>" if level == "project" else "/organization"
    return Subject(
        f"{level}_{name}",
        {**_at(level), **first},
        {**_at(level), **second},
        _operations(update, update, delete or update),
        restored=f"{root}/{path}",
    )


def _role(level: str) -> Subject:
    both = {**_at(level), "permissions": [f"api.{level}.read"], "description": "Reads"}
    middle = "-project" if level == "project" else ""
    return Subject(
        f"{level}_role",
        {**both, "name": "Auditor"},
        {**both, "name": "Reader of all"},
        _operations(f"create{middle}-role", f"update{middle}-role", f"delete{middle}-role"),
        "role",
    )


def _alert(level: str) -> Subject:
    both = {**_at(level), "recipients": ["boss@example.com"], "subject_prefix": "Cost"}
    return Subject(
        f"{level}_spend_alert",
        {**both, "threshold_amount": 1000},
        {**both, "threshold_amount": 2000},
        {each: f"{each}-{level}-spend-alert" for each in (CREATE, UPDATE, DELETE)},
        "spend_alert",
    )


def _assignment(level: str, kind: str) -> Subject:
    setup = dict(_ROLES[level])
    if kind == "group":
        setup |= _GROUP
    whom = {"user": {"user_id": "<ada>"}, "group": {"group_id": "${openai_group.this.id}"}}[kind]
    if level == "project":
        setup |= _MEMBERSHIP[kind]
        whom = {f"{kind}_id": f"${{openai_project_{kind}.this.{kind}_id}}"}
    operation = f"{'project-' if level == 'project' else ''}{kind}-role"
    return Subject(
        f"{level}_{kind}_role",
        {**_at(level), **whom, "role": f"${{openai_{level}_role.this.name}}"},
        None,
        {CREATE: f"assign-{operation}", DELETE: f"unassign-{operation}"},
        "role_assignment",
        setup,
    )


_TEXT: Values = {
    "content": "A frame that is bent is never ridden again.",
    "filename": "a.txt",
    "purpose": "user_data",
}
_IN_PARTS: Values = {**_TEXT, "multipart_threshold": 1, "part_size": 10, "parallel": 2}
_PROJECT = {"project_id": "<project>"}
_ADA = {**_PROJECT, "email": "ada@example.com"}
_GROUP: dict[str, Values] = {"group": {"name": "Readers"}}
_MEMBERSHIP: dict[str, dict[str, Values]] = {
    "user": {"project_user": {**_PROJECT, "user_id": "<ada>"}},
    "group": {"project_group": {**_PROJECT, "group_id": "${openai_group.this.id}"}},
}
_ROLES: dict[str, dict[str, Values]] = {
    "organization": {"organization_role": {"name": "Auditor", "permissions": ["api.organization.read"]}},
    "project": {"project_role": {**_PROJECT, "name": "Tester", "permissions": ["api.project.read"]}},
}
_KEY: Values = {"name": "ci", "secret_sink": {"file": "<folder>/key"}}
_BOT = {**_PROJECT, "name": "bot", "role": "member"}
_ACCOUNT = {"service_account": _BOT}
_OF_THE_BOT = {"service_account_id": "${openai_service_account.this.service_account_id}"}
_BOTS_KEY: Values = {**_PROJECT, **_OF_THE_BOT, **_KEY}
_TAKEN_KEY: Values = {**_PROJECT, "api_key_id": "<key>", "delete_on_destroy": True}
_OWNER: Values = {"email": "ada@example.com", "role": "owner", "remove_on_destroy": True}
_QUESTION: dict[str, Any] = {
    "model": "gpt-5.6-terra",
    "messages": [{"role": "user", "content": "Tell me about bicycles, please."}],
    "store": True,
    "metadata": {"team": "web"},
}
_ASKED: dict[str, Any] = {
    "model": "gpt-5.6-terra",
    "input": "Tell me about bicycles, please.",
    "metadata": {"team": "web"},
}
_REQUESTS: dict[str, Any] = {
    "endpoint": "/v1/embeddings",
    "requests": json.dumps(
        {each: {"model": "text-embedding-3-small", "input": f"Bicycle {each}"} for each in "abc"}
    ),
    "wait": False,
}
_EXAMPLE = '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}'
_TRAINING_FILE: dict[str, Values] = {
    "file": {"content": f"{_EXAMPLE}\n" * 10, "filename": "training.jsonl", "purpose": "fine-tune"}
}
_TUNING: Values = {
    "model": "gpt-4o-mini",
    "training_file": "${openai_file.this.id}",
    "method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 1}}},
    "suffix": "support",
    "delete_model": True,
}
_CONSENT: Values = {
    "name": "Ada",
    "language": "en-US",
    "recording": str(Path(__file__).resolve().parents[2] / "examples/acme/files/voicemail.wav"),
}
_ALLOWED, _DENIED = ["gpt-5.6-terra"], ["gpt-5.6-luna"]

_MANUALS: Values = {
    "name": "Manuals",
    "folder": {
        "path": str(Path(__file__).resolve().parents[2] / "examples/acme/files/knowledge/shop"),
        "include": ["warranty.md"],
        "attributes_from": ["path"],
    },
}
_OTHER_MANUALS: Values = {
    **_MANUALS,
    "name": "Handbooks",
    "folder": {**_MANUALS["folder"], "include": ["returns.md"]},
}


def _store_files(variant: str, table: str, create: str, update: str, delete: str) -> Subject:
    operations = _operations(create, update, delete)
    return Subject("vector_store", _MANUALS, _OTHER_MANUALS, operations, table, variant=variant)


SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "project",
        {"name": "Research"},
        {"name": "Study"},
        _operations("create-project", "modify-project", "archive-project"),
        "project",
    ),
    Subject("file", _TEXT, None, _operations("createFile", "", "deleteFile"), "file"),
    Subject(
        "file", _IN_PARTS, None, _operations("createUpload", "", ""), "file", variant="an upload in parts"
    ),
    Subject("file", _IN_PARTS, None, _operations("addUploadPart", "", ""), "file", variant="a part"),
    Subject(
        "file", _IN_PARTS, None, _operations("completeUpload", "", "deleteFile"), "file", variant="all parts"
    ),
    Subject(
        "vector_store",
        _MANUALS,
        _OTHER_MANUALS,
        _operations("createVectorStore", "modifyVectorStore", "deleteVectorStore"),
        "vector_store",
    ),
    _store_files("its uploads", "file", "createFile", "createFile", "deleteFile"),
    _store_files("its batch", "vector_store_file", *("createVectorStoreFileBatch",) * 2, ""),
    _store_files("what leaves it", "vector_store_file", "", "deleteVectorStoreFile", ""),
    _store_files("what is deleted", "file", "", "deleteFile", ""),
    Subject(
        "batch",
        _REQUESTS,
        None,
        _operations("createBatch", "", "cancelBatch"),
        "batch",
        prepare=office_with_slow_jobs,
        ended=frozenset({"cancelled"}),
    ),
    Subject(
        "batch",
        _REQUESTS,
        None,
        {CREATE: "createFile"},
        "file",
        prepare=office_with_slow_jobs,
        variant="its input file",
    ),
    Subject(
        "project_user",
        _ADA,
        {**_ADA, "role": "owner"},
        _operations("create-project-user", "modify-project-user", "delete-project-user"),
        "project_user",
    ),
    Subject(
        "project_users",
        {**_PROJECT, "members": {"ada@example.com": "member"}},
        {**_PROJECT, "members": {"ada@example.com": "owner"}},
        _operations("create-project-user", "modify-project-user", "delete-project-user"),
        "project_user",
    ),
    Subject(
        "invite",
        {"email": "eve@example.com"},
        {"email": "eve@example.com", "role": "owner"},
        _operations("inviteUser", "inviteUser", "delete-invite"),
        "invite",
    ),
    Subject(
        "organization_user",
        _OWNER,
        {**_OWNER, "role": "reader"},
        _operations("modify-user", "modify-user", "delete-user"),
        "user",
        taken_over="<ada>",
    ),
    Subject(
        "group",
        {"name": "Readers"},
        {"name": "Watchers"},
        _operations("create-group", "update-group", "delete-group"),
        "group",
    ),
    Subject(
        "group_user",
        {"group_id": "${openai_group.this.id}", "email": "ada@example.com"},
        None,
        _operations("add-group-user", "", "remove-group-user"),
        "group_user",
        _GROUP,
    ),
    Subject(
        "project_group",
        {**_PROJECT, "group_id": "${openai_group.this.id}"},
        None,
        _operations("add-project-group", "", "remove-project-group"),
        "project_group",
        _GROUP,
    ),
    _role("organization"),
    _role("project"),
    *(_assignment(level, kind) for level in ("organization", "project") for kind in ("user", "group")),
    Subject(
        "rate_limit",
        {**_PROJECT, "model": "gpt-5.6-terra", "rpm_limit": 100},
        {**_PROJECT, "model": "gpt-5.6-terra", "rpm_limit": 50},
        _operations(*("update-project-rate-limits",) * 3),
        restored="/organization/projects/<project>/rate_limits",
    ),
    *(
        _setting(
            level, "spend_limit", {"threshold_amount": 50000}, {"threshold_amount": 70000}, "spend_limit"
        )
        for level in ("organization", "project")
    ),
    *(
        _setting(
            level,
            "data_retention",
            {"retention_type": "zero_data_retention"},
            {"retention_type": "enhanced_zero_data_retention"},
            "data_retention",
        )
        for level in ("organization", "project")
    ),
    _setting(
        "project",
        "model_permissions",
        {"mode": "allow_list", "model_ids": _ALLOWED},
        {"mode": "deny_list", "model_ids": _DENIED},
        "model_permissions",
        "delete-project-model-permissions",
    ),
    _setting(
        "project",
        "hosted_tool_permissions",
        {"web_search": False},
        {"web_search": True, "mcp": False},
        "hosted_tool_permissions",
    ),
    _alert("organization"),
    _alert("project"),
    Subject(
        "service_account",
        _BOT,
        {**_BOT, "name": "robot"},
        {each: f"{each}-project-service-account" for each in (CREATE, UPDATE, DELETE)},
        "service_account",
    ),
    Subject(
        "service_account",
        _BOT,
        None,
        {CREATE: "update-project-service-account"},
        "service_account",
        variant="its role",
    ),
    Subject(
        "service_account_api_key",
        _BOTS_KEY,
        {**_BOTS_KEY, "name": "deploy"},
        _operations(*("CreateanAPIkeyforaserviceaccount",) * 2, "update-project-api-key"),
        "project_api_key",
        _ACCOUNT,
        key_file="<folder>/key",
    ),
    Subject(
        "service_account_api_key",
        _BOTS_KEY,
        {**_BOTS_KEY, "name": "deploy"},
        {UPDATE: "update-project-api-key"},
        "project_api_key",
        _ACCOUNT,
        key_file="<folder>/key",
        variant="the rotated key",
    ),
    Subject(
        "project_api_key",
        {**_TAKEN_KEY, "scopes": ["api.all.read"]},
        {**_TAKEN_KEY, "scopes": []},
        _operations(*("update-project-api-key",) * 2, "delete-project-api-key"),
        "project_api_key",
        prepare=office_with_key,
        taken_over="<key>",
    ),
    Subject(
        "admin_api_key",
        _KEY,
        {**_KEY, "name": "deploy"},
        _operations(*("admin-api-keys-create",) * 2, "admin-api-keys-delete"),
        "admin_api_key",
        key_file="<folder>/key",
    ),
    Subject(
        "admin_api_key",
        _KEY,
        {**_KEY, "name": "deploy"},
        {UPDATE: "admin-api-keys-delete"},
        "admin_api_key",
        key_file="<folder>/key",
        variant="the rotated key",
    ),
    # One epoch leaves one model and no earlier checkpoint. The API deletes no jobs.
    Subject(
        "fine_tuning_job",
        _TUNING,
        None,
        _operations("createFineTuningJob", "", "deleteModel"),
        "model",
        _TRAINING_FILE,
    ),
    Subject(
        "fine_tuning_checkpoint_permission",
        {**_PROJECT, "fine_tuned_model_checkpoint": "${openai_fine_tuning_job.this.fine_tuned_model}"},
        None,
        _operations("createFineTuningCheckpointPermission", "", "deleteFineTuningCheckpointPermission"),
        "checkpoint_permission",
        {**_TRAINING_FILE, "fine_tuning_job": _TUNING},
    ),
    Subject(
        "voice_consent",
        _CONSENT,
        {**_CONSENT, "name": "Ada Wong"},
        {each: f"{each}VoiceConsent" for each in (CREATE, UPDATE, DELETE)},
        "voice_consent",
    ),
    *CONVERSATIONS,
    # A paid call is not struck: its own tests show that it is made once.
    Subject("chat_completion", _QUESTION, {**_QUESTION, "metadata": {"team": "shop"}}, {}),
    Subject("model_response", _ASKED, {**_ASKED, "metadata": {"team": "shop"}}, {}),
)

CALLS: tuple[Subject, ...] = (
    Subject(
        "moderation",
        {"inputs": {"review": {"text": "The brakes squeak."}}},
        {"inputs": {"review": {"text": "The saddle is too hard."}}},
        _operations("createModeration", "createModeration", ""),
    ),
)
"""Calls that leave nothing at the API: what is shown is that the next run gets their answer."""

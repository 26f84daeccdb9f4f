"""Operations of the API: a method and a path in which names take the place of ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

COLLECTIONS = {
    "admin_api_keys": "key_id",
    "api_keys": "api_key_id",
    "assistants": "assistant_id",
    "batches": "batch_id",
    "calls": "call_id",
    "certificates": "certificate_id",
    "characters": "character_id",
    "checkpoints": "fine_tuned_model_checkpoint",
    "completions": "completion_id",
    "containers": "container_id",
    "conversations": "conversation_id",
    "evals": "eval_id",
    "external_keys": "external_key_id",
    "external_storage": "external_storage_id",
    "federation_rules": "workload_identity_federation_rule_id",
    "file_batches": "batch_id",
    "files": "file_id",
    "groups": "group_id",
    "invites": "invite_id",
    "items": "item_id",
    "jobs": "fine_tuning_job_id",
    "messages": "message_id",
    "models": "model",
    "output_items": "output_item_id",
    "permissions": "permission_id",
    "projects": "project_id",
    "rate_limits": "rate_limit_id",
    "responses": "response_id",
    "roles": "role_id",
    "runs": "run_id",
    "service_accounts": "service_account_id",
    "sessions": "session_id",
    "skills": "skill_id",
    "spend_alerts": "alert_id",
    "steps": "step_id",
    "threads": "thread_id",
    "uploads": "upload_id",
    "users": "user_id",
    "vector_stores": "vector_store_id",
    "versions": "version",
    "videos": "video_id",
    "voice_consents": "consent_id",
    "webhook_endpoints": "webhook_endpoint_id",
    "workload_identity_providers": "workload_identity_provider_id",
}
"""What the API calls the id that follows the name of a collection."""

WORDS = {
    "activate",
    "characters",
    "compact",
    "deactivate",
    "edits",
    "extensions",
    "input_tokens",
    "runs",
}
"""What follows the name of a collection and is no id."""


def template(operation: str) -> str:
    """Return an operation without ids, as in ``GET /organization/projects/{project_id}/users``.

    Args:
        operation: Method and path.
    """
    method, _space, path = operation.partition(" ")
    steps: list[str] = []
    before = ""
    for step in path.partition("?")[0].split("/"):
        known = COLLECTIONS.get(before)
        before = "" if known and step not in WORDS else step
        steps.append("{" + known + "}" if known and step not in WORDS else step)
    return f"{method} {'/'.join(steps)}"


def filled(path: str, values: Mapping[str, Any]) -> str:
    """Return a path with ids, each as one step of it, in the place of the names in braces.

    Args:
        path: As in ``/organization/projects/{project_id}/users``.
        values: Ids by name.
    """
    return re.sub(r"{(\w+)}", lambda name: quote(str(values[name[1]]), safe=""), path)

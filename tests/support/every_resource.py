"""One object of every kind of resource, for what has to hold for all of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from support.emulator import HELLO
from support.sounds import tone
from support.tuning import tuned_model

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

Values = dict[str, Any]
PERMISSIONS = {"organization": ["api.organization.read"], "project": ["api.project.read"]}


@dataclass(frozen=True)
class Office:
    """A small organization: ids of what objects are made in and of."""

    project: str
    ada: str
    bo: str
    group: str
    account: str
    key: str
    organization_role: str
    project_role: str
    training_file: str
    tuned_model: str
    thread: str
    folder: Path


def office(emulator: Emulator, folder: Path) -> Office:
    """Make a project with two people, a group, a service account, a key and roles."""
    emulator.seed(
        {
            "projects": [{"name": "Office"}],
            "users": [{"email": "ada@example.com", "name": "Ada"}, {"email": "bo@example.com", "name": "Bo"}],
            "project_users": [{"project": "Office", "email": "ada@example.com", "role": "member"}],
            "groups": [
                {"name": "Engineers", "members": ["ada@example.com"], "projects": {"Office": "member"}}
            ],
            "service_accounts": [{"project": "Office", "name": "Bot", "role": "member"}],
            "project_keys": [{"project": "Office", "name": "laptop", "email": "ada@example.com"}],
        }
    )
    dump = emulator.dump()
    ids = {row["name"]: row["id"] for family in ("project", "user", "group") for row in dump[family]}
    project = ids["Office"]

    def role(path: str, level: str) -> str:
        body = {"role_name": f"Auditor of the {level}", "permissions": PERMISSIONS[level]}
        return emulator.call("POST", f"{path}/roles", admin=True, json=body).json()["id"]

    file, model = tuned_model(emulator)
    return Office(
        project,
        ids["Ada"],
        ids["Bo"],
        ids["Engineers"],
        dump["service_account"][0]["id"],
        next(row["id"] for row in dump["project_api_key"] if row["name"] == "laptop"),
        role("/organization", "organization"),
        role(f"/projects/{project}", "project"),
        file,
        model,
        emulator.call("POST", "/conversations", json={}).json()["id"],
        folder,
    )


def _in(place: Office, **more: Any) -> Values:
    return {"project_id": place.project, **more}


def _alert(**more: Any) -> Values:
    return {"threshold_amount": 1000, "recipients": ["boss@example.com"], "subject_prefix": "Cost", **more}


def _sink(place: Office, name: str) -> Values:
    return {"file": str(place.folder / name), "overwrite": True}


def _text(path: Path) -> Path:
    path.write_text("Bleed the brakes with mineral oil.")
    return path


def _recording(path: Path) -> Path:
    path.write_bytes(tone(3))
    return path


NO_OBJECT = {
    "openai_assistant",
    "openai_embeddings",
    "openai_image",
    "openai_moderation",
    "openai_run",
    "openai_speech",
    "openai_state_owner",
    "openai_transcription",
    "openai_translation",
    "openai_voice",
}
"""Resources that stand for nothing at the API, or for an answer that is paid for each time: each has tests of
its own in `tests/contract`, or `tests/provider/resources`."""

STAYS = {
    "openai_batch": "cancelled, and listed",
    "openai_chat_completion": "its result stays, with a warning",
    "openai_fine_tuning_job": "the API deletes no jobs",
    "openai_model_response": "its result stays, with a warning",
    "openai_organization_data_retention": "put back",
    "openai_project_data_retention": "put back",
    "openai_project_hosted_tool_permissions": "put back",
    "openai_project_users": "a project without members",
    "openai_rate_limit": "put back",
    "openai_service_account_api_key": "ended, and listed",
    "openai_vector_store": "made anew with the files that were uploaded for it",
}
"""What is still there after its deletion, and why."""

OBJECTS: dict[str, Callable[[Office], Values]] = {
    "openai_admin_api_key": lambda at: {"name": "ci", "secret_sink": _sink(at, "admin"), "rotation": "a"},
    "openai_batch": lambda _unused: {
        "endpoint": "/v1/embeddings",
        "requests": json.dumps({"a": {"model": "text-embedding-3-small", "input": "Hello"}}),
        "metadata": {"team": "web"},
        "wait": False,
    },
    "openai_chat_completion": lambda _unused: {
        **HELLO,
        "messages": [{"role": "user", "content": "Hello"}],
        "store": True,
        "metadata": {"team": "web"},
    },
    "openai_model_response": lambda _unused: {
        "model": "gpt-5.6-terra",
        "input": "Tell me about bicycles, please.",
        "metadata": {"team": "web"},
    },
    "openai_file": lambda _unused: {"content": "Hello", "filename": "a.txt", "purpose": "user_data"},
    "openai_fine_tuning_checkpoint_permission": lambda at: _in(
        at, fine_tuned_model_checkpoint=at.tuned_model
    ),
    "openai_fine_tuning_job": lambda at: {
        "model": "gpt-4o-mini",
        "training_file": at.training_file,
        "suffix": "support",
        "wait": False,
    },
    "openai_group": lambda _unused: {"name": "Readers"},
    "openai_group_user": lambda at: {"group_id": at.group, "user_id": at.bo},
    "openai_invite": lambda _unused: {"email": "eve@example.com", "projects": []},
    "openai_message": lambda at: {"thread_id": at.thread, "role": "user", "content": "Which pads fit?"},
    "openai_organization_data_retention": lambda _unused: {"retention_type": "zero_data_retention"},
    "openai_organization_group_role": lambda at: {"group_id": at.group, "role": at.organization_role},
    "openai_organization_role": lambda _unused: {
        "name": "Inspector",
        "description": "Reads",
        "permissions": PERMISSIONS["organization"],
    },
    "openai_organization_spend_alert": lambda _unused: _alert(),
    "openai_organization_spend_limit": lambda _unused: {"threshold_amount": 1000},
    "openai_organization_user": lambda _unused: {"email": "ada@example.com", "remove_on_destroy": True},
    "openai_organization_user_role": lambda at: {"user_id": at.ada, "role": at.organization_role},
    "openai_project": lambda _unused: {"name": "Research"},
    "openai_project_api_key": lambda at: _in(at, api_key_id=at.key, delete_on_destroy=True),
    "openai_project_data_retention": lambda at: _in(at, retention_type="zero_data_retention"),
    "openai_project_group": lambda at: _in(at, group_id=at.group),
    "openai_project_group_role": lambda at: _in(at, group_id=at.group, role=at.project_role),
    "openai_project_hosted_tool_permissions": lambda at: _in(at, web_search=False),
    "openai_project_model_permissions": lambda at: _in(at, mode="allow_list", model_ids=["gpt-5.6-terra"]),
    "openai_project_role": lambda at: _in(
        at, name="Tester", description="Tests", permissions=PERMISSIONS["project"]
    ),
    "openai_project_spend_alert": lambda at: _in(at, **_alert()),
    "openai_project_spend_limit": lambda at: _in(at, threshold_amount=1000),
    "openai_project_user": lambda at: _in(at, user_id=at.ada),
    "openai_project_user_role": lambda at: _in(at, user_id=at.ada, role=at.project_role),
    "openai_project_users": lambda at: _in(at, members={"ada@example.com": "member"}),
    "openai_rate_limit": lambda at: _in(at, model="gpt-5.6-terra", rpm_limit=10),
    "openai_service_account": lambda at: _in(at, name="deploy"),
    "openai_service_account_api_key": lambda at: _in(
        at, service_account_id=at.account, name="ci", secret_sink=_sink(at, "account"), rotation="a"
    ),
    "openai_voice_consent": lambda at: {
        "name": "Ada",
        "language": "en-US",
        "recording": str(_recording(at.folder / "consent.wav")),
    },
    "openai_thread": lambda _unused: {
        "messages": [{"role": "user", "content": "My brakes squeak."}],
        "metadata": {"team": "web"},
    },
    "openai_vector_store": lambda at: {
        "name": "Manuals",
        "metadata": {"team": "web"},
        "files": {"brakes": {"file_path": str(_text(at.folder / "brakes.md"))}},
        "wait": False,
    },
}
"""The configuration of one object by its kind."""

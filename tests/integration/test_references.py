"""Items that name items of other roles by key, in one play and in a later one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from support.checks import every

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible
    from support.shared_organization import SharedOrganization


def completions(file: str) -> dict[str, Any]:
    parts = [{"type": "file", "file": file}, {"type": "text", "text": "What is this?"}]
    card = {"model": "gpt-5.6-luna", "messages": [{"role": "user", "parts": parts}]}
    return {"openai_chat_completions": {"card": card}}


def test_a_later_play_with_one_role_alone(shared_organization: SharedOrganization) -> None:
    ansible = shared_organization.ansible
    made = shared_organization.made.results["data_management"]["outputs"]["files"]
    asked = ansible.apply(completions("handbook") | {"openai_confirm_destroy": 2}, roles=["core_ai"])
    counts = asked.results["core_ai"]["counts"]
    assert counts["add"] + counts["replace"] == 1
    # The literal id says the same as the key: nothing changes.
    same = ansible.apply(completions(made["handbook"]["file_id"]), roles=["core_ai"])
    assert not same.changed["core_ai"]
    other = ansible.apply(completions("talks"), "--check", roles=["core_ai"])
    assert [each["action"] for each in other.results["core_ai"]["resources"]] == ["replace"]
    unknown = ansible.apply(completions("nothing"), roles=["core_ai"], expect=2)
    assert "known are handbook, talks" in unknown.message


def test_states_in_a_backend_and_a_workspace(
    ansible: Ansible, emulator: Any, organization: dict[str, Any], tmp_path: Path
) -> None:
    roles = ["data_management", "core_ai"]
    remote = tmp_path / "remote"
    backend = {
        "openai_backend": {
            "local": {
                "path": f"{remote}/{{stack}}/{{category}}.tfstate",
                "workspace_dir": f"{remote}/{{stack}}/{{category}}.d",
            }
        }
    }
    variables = organization | backend
    assert every(ansible.apply(variables, roles=roles).changed.values())
    assert sorted(path.name for path in (remote / "default").glob("*.tfstate")) == [
        "core_ai.tfstate",
        "data_management.tfstate",
    ]
    # A machine that has never seen this stack: everything it needs is in the backend.
    shutil.rmtree(ansible.state_dir)
    alone = ansible.apply(
        completions("handbook")
        | backend
        | {"openai_chat_completions": organization["openai_chat_completions"]},
        roles=["core_ai"],
    )
    assert not alone.changed["core_ai"]

    # Another workspace is another state: nothing of the first one is known there, and twins are asked for.
    elsewhere = variables | {"openai_workspace": "trial", "openai_duplicates": "allow"}
    assert every(ansible.apply(elsewhere, roles=roles).changed.values())
    assert sorted(str(path.relative_to(remote)) for path in remote.rglob("trial/*")) == [
        "default/core_ai.d/trial/terraform.tfstate",
        "default/data_management.d/trial/terraform.tfstate",
    ]
    assert len(emulator.call("GET", "/files").json()["data"]) == 4
    assert not any(ansible.apply(elsewhere, roles=roles).changed.values())
    ansible.apply(
        {"openai_state": "absent", "openai_workspace": "trial", "openai_confirm_destroy": "default"}
        | backend,
        roles=list(reversed(roles)),
    )
    assert len(emulator.call("GET", "/files").json()["data"]) == 2

"""`openai_state_owner`: a state is not used with the key of somebody else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provider.resources.conftest import Stack

BODY = """
resource "openai_state_owner" "admin" {
  key = "admin"
}
resource "openai_state_owner" "project" {
  key = "project"
}
resource "openai_project" "this" {
  name = "Research"
}
"""


def test_only_keys_of_the_owner_are_taken(stack: Callable[..., Stack], shared_emulator: Any) -> None:
    made = stack(BODY)
    made.apply()
    default = next(
        each["id"]
        for each in shared_emulator.call("GET", "/organization/projects", admin=True).json()["data"]
        if each["name"] == "Default project"
    )
    assert made.values("openai_state_owner.admin")["project"] == default
    assert made.values("openai_state_owner.project")["project"] == default
    assert made.plan().code == 0
    made.written()

    rotated = shared_emulator.call(
        "POST", "/organization/admin_api_keys", admin=True, json={"name": "next"}
    ).json()
    made.env["OPENAI_ADMIN_KEY"] = rotated["value"]
    assert made.plan().code == 0, "another key of the same owner"

    before = (made.folder / "terraform.tfstate").read_bytes()
    mine = dict(made.env)
    other = shared_emulator.add_organization()
    made.env.update(OPENAI_API_KEY=other["api_key"], OPENAI_ADMIN_KEY=other["admin_key"])
    made.written()
    for act in (made.plan, made.apply, made.destroy):
        refused = act(check=False)
        assert refused.code == 1
        assert refused.text.count("This state belongs to somebody else") == 2
        assert f"the default project {default}" in refused.text
        assert f"the project {default} of" in refused.text
        assert f"organization {other['id']}" in refused.text
        assert "Use the key of the state's owner, or another state." in refused.text
    assert (made.folder / "terraform.tfstate").read_bytes() == before
    assert made.written() == []
    made.env.update(mine)
    made.destroy()


def test_the_api_is_asked_once_a_day_and_before_every_refusal(
    stack: Callable[..., Stack], shared_emulator: Any, tmp_path: Path
) -> None:
    pacing = tmp_path / "pacing"
    made = stack(BODY, env={"FJCORP_OPENAI_PACING_DIR": str(pacing)})
    made.apply()

    def asked() -> list[str]:
        shared_emulator.clear_calls()
        assert made.plan().code == 0
        return sorted(each["operation"] for each in shared_emulator.calls())

    assert asked() == ["list-projects"], "the project is looked at, and nobody's owner"
    files = list(pacing.glob("*-owner.json"))
    assert len(files) == 2
    for file in files:
        assert not any(key in file.read_text() for key in (made.env["OPENAI_API_KEY"], "sk-"))
    # Too old, of another day, of somebody else, or nonsense: the API is asked, and is right.
    now = json.loads(files[0].read_text())["time"]
    for told in (
        {"organization": "org-emulator", "project": "proj_other", "time": now},
        {"organization": "org-emulator", "project": "proj_other", "time": now - 90_000},
        {"organization": ["x"], "project": 7, "time": now},
        {"time": "yesterday"},
    ):
        for file in files:
            file.write_text(json.dumps(told))
        assert asked() == ["list-projects", "listFiles"]
        assert asked() == ["list-projects"]

"""The examples for Terraform users, as they stand, with the provider that `make provider` installs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.terraform import end_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]
CATEGORIES = {
    "core_ai": ["openai_chat_completion", "openai_embeddings", "openai_file", "openai_model_response"],
    "content_generation": ["openai_image", "openai_moderation", "openai_speech", "openai_transcription"],
    "data_management": ["openai_batch", "openai_file", "openai_file", "openai_vector_store"],
    "administrative": [
        "openai_group",
        "openai_group_roles",
        "openai_invite",
        "openai_organization_user",
        "openai_project",
        "openai_project_groups",
        "openai_project_hosted_tool_permissions",
        "openai_project_model_permissions",
        "openai_project_spend_alert",
        "openai_project_spend_limit",
        "openai_project_user",
        "openai_role",
    ],
    "api_management": [
        "openai_admin_api_key",
        "openai_project",
        "openai_rate_limit",
        "openai_service_account",
        "openai_service_account_api_key",
    ],
    "advanced_features": ["openai_assistant", "openai_message", "openai_run", "openai_thread"],
}
"""Types of what each example makes."""


@pytest.fixture
def run(shared_emulator: Emulator, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Run terraform in a copy of the examples, with the environment that the documented command sets."""
    clone = tmp_path / "clone"
    shutil.copytree(ROOT / "examples", clone / "examples")
    (clone / "modules_tf").symlink_to(ROOT / "modules_tf")
    install = [sys.executable, "-m", "fjcorp_openai.provider", "mirror", tmp_path / "provider"]
    source = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    line = subprocess.run(install, env=source, check=True, capture_output=True, text=True).stdout
    name, _separator, configuration = line.removeprefix("export ").strip().partition("=")
    env = {**os.environ, **shared_emulator.environment(), name: configuration, "CHECKPOINT_DISABLE": "1"}

    def terraform(example: str, command: str, *arguments: str) -> str:
        done = subprocess.run(
            ["terraform", command, *arguments],
            cwd=clone / "examples" / example,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    yield terraform
    end_templates(tmp_path)


def test_a_job_is_applied_once_and_destroyed(run: Callable[..., str], shared_emulator: Emulator) -> None:
    run("fine_tuning", "init", "-input=false", "-no-color")
    run("fine_tuning", "apply", "-auto-approve", "-input=false", "-no-color")
    assert json.loads(run("fine_tuning", "output", "-json"))["answer"]["value"]
    run("fine_tuning", "plan", "-detailed-exitcode", "-input=false", "-no-color")
    assert sum(each["paid"] for each in shared_emulator.calls()) == 2
    run("fine_tuning", "destroy", "-auto-approve", "-input=false", "-no-color")
    assert run("fine_tuning", "state", "list") == ""


def test_each_category_is_applied_once_and_destroyed(
    run: Callable[..., str], shared_emulator: Emulator, tmp_path: Path
) -> None:
    """One root calls the six examples, for each start of Terraform costs as much as what it does here."""
    examples = tmp_path / "clone/examples/terraform"
    folders = sorted(each.name for each in examples.iterdir() if each.is_dir())
    assert folders == sorted(CATEGORIES)
    shared_emulator.seed({"users": [{"email": "ada@example.com"}]})
    more = {
        "administrative": 'people = { "ada@example.com" = "reader" }',
        "api_management": f'keys_folder = "{tmp_path}/keys"',
        "content_generation": f'output_dir = "{tmp_path}/results"',
        "data_management": f'results_file = "{tmp_path}/reviews.jsonl"\n  multipart_threshold = 500',
    }
    calls = [
        f'module "{name}" {{\n  source = "./{name}"\n  {more.get(name, "")}\n}}\n'
        f'output "{name}" {{\n  value = module.{name}\n}}\n'
        for name in CATEGORIES
    ]
    (examples / "main.tf").write_text("".join(calls))
    run("terraform", "init", "-input=false", "-no-color")
    run("terraform", "apply", "-auto-approve", "-input=false", "-no-color")
    state = json.loads(run("terraform", "show", "-json"))["values"]
    made = {
        module["address"].removeprefix("module."): sorted(
            each["type"]
            for child in module["child_modules"]
            for each in child["resources"]
            if each["mode"] == "managed" and each["type"].startswith("openai_")
        )
        for module in state["root_module"]["child_modules"]
    }
    assert made == CATEGORIES
    outputs = {name: each["value"] for name, each in state["outputs"].items()}
    assert outputs["core_ai"]["answer"]
    assert set(json.loads(outputs["core_ai"]["brakes"])) == {"oil", "found"}
    assert Path(outputs["content_generation"]["poster"]).stat().st_size > 0
    assert "Acme" in outputs["content_generation"]["said"]
    answered = (tmp_path / "reviews.jsonl").read_text("utf-8").splitlines()
    assert outputs["data_management"]["answered"] == len(answered) > 1
    assert outputs["administrative"]["invites"] == {"eve@example.com": "pending"}
    assert outputs["advanced_features"]["answer"]
    for name in ("production", "auditor"):
        assert (tmp_path / "keys" / name).stat().st_mode & 0o777 == 0o600
        key = (tmp_path / "keys" / name).read_text("utf-8").strip()
        assert key.startswith("sk-")
        assert key not in (examples / "terraform.tfstate").read_text("utf-8")
    assert any(call["operation"] == "addUploadPart" for call in shared_emulator.calls())

    paid = sum(each["paid"] for each in shared_emulator.calls())
    run("terraform", "plan", "-detailed-exitcode", "-input=false", "-no-color")
    assert sum(each["paid"] for each in shared_emulator.calls()) == paid
    run("terraform", "destroy", "-auto-approve", "-input=false", "-no-color")
    assert run("terraform", "state", "list") == ""

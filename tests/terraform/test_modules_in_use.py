"""What people write with our modules, applied to the emulator."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator
    from support.terraform import Terraform

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLES = '{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}\n' * 10
CHAT = """
module "chat" {
  source = "./modules/chat_completion"

  model = "%s"
  messages = [
    {
      role    = "system"
      content = "You are a helpful assistant."
    },
    {
      role    = "user"
      content = "Hello!"
    }
  ]
}

output "response" {
  value = module.chat.content
}
"""


def test_a_chat_and_its_content(root: Callable[[str], Terraform], shared_emulator: Emulator) -> None:
    made = root(CHAT % "gpt-5.6-terra")
    made.apply()
    assert made.output()["response"]
    assert made.plan().code == 0
    assert sum(each["paid"] for each in shared_emulator.calls()) == 1


def test_a_chat_with_a_model_that_was_shut_says_so(root: Callable[[str], Terraform]) -> None:
    made = root(CHAT % "gpt-4")
    assert made.validate().code == 0
    result = made.apply(check=False)
    assert result.code == 1
    assert "gpt-4" in result.text
    assert "module.chat.openai_chat_completion.this" in result.text


def test_a_training_file_and_its_id(root: Callable[[str], Terraform], shared_emulator: Emulator) -> None:
    made = root(
        """
module "training_file" {
  source    = "./modules/files"
  file_path = "training.jsonl"
  purpose   = "fine-tune"
}
output "id" {
  value = module.training_file.file_id
}
"""
    )
    made.write("training.jsonl", EXAMPLES)
    made.apply()
    assert shared_emulator.call("GET", f"/files/{made.output()['id']}").json()["purpose"] == "fine-tune"
    assert made.plan().code == 0


def test_an_upload_that_is_safe_from_deletion(root: Callable[[str], Terraform]) -> None:
    body = """
module "safe_upload" {
  source = "./modules/files"

  file_path = "data.jsonl"
  purpose   = "fine-tune"
  %s
}
"""
    made = root(body % "deletion_protection = true")
    made.write("data.jsonl", EXAMPLES)
    made.apply()
    result = made.destroy(check=False)
    assert result.code == 1
    assert "Protected: cannot delete file" in result.text
    assert "module.safe_upload.openai_file.this" in result.text
    made.write("main.tf", (made.folder / "main.tf").read_text().replace("= true\n}\n", "= false\n}\n"))
    made.apply()
    made.destroy()
    made.write("main.tf", body % "lifecycle {\n  prevent_destroy = true\n}")
    assert made.validate(check=False).code == 1, (
        "Terraform came to allow what deletion_protection stands in for"
    )


def test_a_file_imported_into_a_module(root: Callable[[str], Terraform], shared_emulator: Emulator) -> None:
    made = root(
        """
module "existing_file" {
  source    = "./modules/upload"
  purpose   = "assistants"
  file_path = "placeholder.txt"  # Ignored for imports
}
"""
    )
    form = {"files": {"file": ("rules.txt", b"rules")}, "data": {"purpose": "assistants"}}
    identifier = shared_emulator.call("POST", "/files", **form).json()["id"]
    made.import_("module.existing_file.openai_file.file", identifier)
    assert made.plan().code == 0
    made.write("rules.txt", "other bytes, under the name of the imported file")
    made.write("main.tf", (made.folder / "main.tf").read_text().replace("placeholder.txt", "rules.txt"))
    kept = made.plan()
    assert kept.code == 0
    assert "has other bytes" in kept.text


def test_a_project_a_model_and_all_their_outputs(root: Callable[[str], Terraform]) -> None:
    made = root(
        """
module "research" {
  source = "./modules/projects"
  name   = "Research"
}
module "drafts" {
  source                = "./modules/model"
  model_id              = "gpt-5.4-nano"
  shutdown_warning_days = 36500
}
output "project" {
  value = module.research
}
output "model" {
  value = module.drafts
}
"""
    )
    result = made.apply()
    assert "gpt-5.4-nano is shut on 2027-04-01" in result.text
    project, model = made.output()["project"], made.output()["model"]
    assert project["id"] == project["project_id"]
    assert project["project_name"] == "Research"
    assert project["project_status"] == "active"
    assert model["shutdown_date"] == "2027-04-01"
    assert model["model_details"]["owned_by"] == model["owned_by"]
    made.destroy()


REPLACED = """
module "research" {
  source            = "./modules/projects"
  name              = "Research"
  residency         = "%s"
  members           = { "ada@example.com" = "owner" }
  model_permissions = { mode = "allow_list", model_ids = ["gpt-5.6-terra"] }
  hosted_tools      = { mcp = false }
  data_retention    = "zero_data_retention"
  spend_limit       = { threshold_amount = 100 }
  spend_alerts      = [{ threshold_amount = 50, recipients = ["ada@example.com"] }]
}
output "id" {
  value = module.research.id
}
"""


def test_a_replaced_project_is_archived_when_the_new_one_is_complete(
    root: Callable[[str], Terraform], shared_emulator: Emulator
) -> None:
    def told(path: str) -> dict[str, Any]:
        answer: dict[str, Any] = shared_emulator.call(
            "GET", f"/organization/projects{path}", admin=True
        ).json()
        return answer

    def settings(project: str) -> list[Any]:
        return [
            sorted(each["email"] for each in told(f"/{project}/users")["data"]),
            told(f"/{project}/model_permissions")["model_ids"],
            told(f"/{project}/hosted_tool_permissions")["mcp"],
            told(f"/{project}/data_retention")["type"],
            told(f"/{project}/spend_limit")["threshold_amount"],
            [each["threshold_amount"] for each in told(f"/{project}/spend_alerts")["data"]],
        ]

    shared_emulator.seed({"users": [{"email": "ada@example.com"}]})
    made = root(REPLACED % "EU_STORAGE_PROCESSING")
    made.apply()
    old = made.output()["id"]
    wanted = settings(old)
    made.write("main.tf", (made.folder / "main.tf").read_text().replace("EU_", "US_"))
    shared_emulator.fault("Updateprojectspendlimit", status=400, message="not this one", times=0)
    refused = made.apply(check=False)
    assert refused.code == 1
    assert "not this one" in refused.text
    assert told(f"/{old}")["status"] == "active"

    shared_emulator.clear_faults()
    made.apply()
    new = made.output()["id"]
    assert settings(new) == wanted
    assert told(f"/{old}")["status"] == "archived"
    projects = told("")["data"]
    assert [each["id"] for each in projects if each["name"] == "Research"] == [new]
    assert made.plan().code == 0


def test_a_model_that_is_not_there_is_an_error_of_the_plan(root: Callable[[str], Terraform]) -> None:
    made = root('module "drafts" {\n  source   = "./modules/model"\n  model_id = "gpt-absent"\n}\n')
    result = made.plan(check=False)
    assert result.code == 1
    assert 'There is no model "gpt-absent"' in result.text


@pytest.mark.parametrize("module", ["projects", "files", "chat_completion", "model", "model_response"])
def test_the_example_of_a_module_can_be_applied(
    module: str, terraform: Callable[..., Terraform], shared_emulator: Emulator
) -> None:
    example = REPOSITORY / "modules_tf" / module / "examples" / "basic" / "main.tf"
    made = terraform(example.read_text().replace('"../.."', '"./module"'), env=shared_emulator.environment())
    (made.folder / "module").symlink_to(REPOSITORY / "modules_tf" / module)
    made.init()
    made.apply()
    # Terraform keeps no output that is null, as the day is on which a model ends that has none.
    declared = set(re.findall(r'^output "(\w+)"', example.read_text(), re.MULTILINE))
    assert declared
    assert declared - set(made.output()) == ({"shutdown_date"} if module == "model" else set())
    assert made.plan().code == 0


def test_the_modules_are_formatted() -> None:
    result = subprocess.run(
        ["terraform", "fmt", "-check", "-recursive", REPOSITORY / "modules_tf"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"},
    )
    assert result.returncode == 0, result.stdout


WORKFLOW = """
# 1. Upload training data
module "training_file" {
  source    = "./modules/files"
  file_path = "training.jsonl"
  purpose   = "fine-tune"
}

# 2. Create fine-tuning job
module "fine_tune" {
  source        = "./modules/fine_tuning"
  model         = "gpt-3.5-turbo"
  training_file = module.training_file.file_id
}

# 3. Use the model
module "inference" {
  source = "./modules/chat_completion"
  model  = module.fine_tune.fine_tuned_model_id
  messages = [{ role = "user", content = "Hello!" }]
}
"""
"""The workflow as it was first documented, with a message where that has three dots, which are no HCL."""


def test_the_fine_tuning_workflow_as_it_was_first_written(
    root: Callable[[str], Terraform], shared_emulator: Emulator
) -> None:
    made = root(WORKFLOW)
    made.write("training.jsonl", EXAMPLES)
    refused = made.plan(check=False)
    assert refused.code == 1
    words = " ".join(refused.text.split())
    assert "There is no model gpt-3.5-turbo for this key" in words
    assert "deprecated" in words
    assert "module.fine_tune.openai_fine_tuning_job.this" in words
    assert {each["method"] for each in shared_emulator.calls()} == {"GET"}

    # Of all of it, only the model's name is not of today.
    made.write("main.tf", (made.folder / "main.tf").read_text().replace("gpt-3.5-turbo", "gpt-4o-mini"))
    made.apply()
    paid = [each["operation"] for each in shared_emulator.calls() if each["paid"]]
    assert paid == ["createFineTuningJob", "createChatCompletion"]
    assert made.plan().code == 0

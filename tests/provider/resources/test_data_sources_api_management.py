"""Data sources of keys, service accounts, limits, usage, costs and audit logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.checks import every

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

CONFIGURATION = """
variable "project_id" { default = "%s" }

data "openai_service_account" "bot" {
  project_id = var.project_id
  name       = "bot"
}
data "openai_service_accounts" "all" { project_id = var.project_id }
data "openai_project_api_key" "laptop" {
  project_id = var.project_id
  name       = "laptop"
}
data "openai_project_api_keys" "all" { project_id = var.project_id }
data "openai_project_api_keys" "of_bot" {
  project_id = var.project_id
  owner_id   = data.openai_service_account.bot.id
}
data "openai_admin_api_key" "ops" { name = "ops" }
data "openai_admin_api_keys" "all" {}
data "openai_rate_limit" "one" {
  project_id = var.project_id
  model      = "gpt-5.6-terra"
}
data "openai_rate_limits" "all" { project_id = var.project_id }
data "openai_usage" "one" {
  kind       = "completions"
  start_time = 1700000000
  group_by   = ["model"]
}
data "openai_costs" "one" {
  start_time = 1700000000
  group_by   = ["line_item"]
}
data "openai_audit_logs" "one" {
  event_types = ["service_account.created"]
  project_ids = [var.project_id]
  limit       = 5
}
output "found" {
  value = {
    bot     = data.openai_service_account.bot.role
    bots    = data.openai_service_accounts.all.ids
    laptop  = data.openai_project_api_key.laptop.owner_type
    keys    = data.openai_project_api_keys.all.api_keys[*].name
    of_bot  = data.openai_project_api_keys.of_bot.api_keys[*].owner_type
    ops     = data.openai_admin_api_key.ops.redacted_value
    admin   = data.openai_admin_api_keys.all.api_keys[*].name
    rpm     = data.openai_rate_limit.one.rpm_limit
    images  = data.openai_rate_limit.one.max_images_per_1_minute
    models  = length(data.openai_rate_limits.all.rate_limits)
    usage   = data.openai_usage.one.totals
    groups  = data.openai_usage.one.results[*].groups
    costs   = data.openai_costs.one.totals
    lines   = data.openai_costs.one.results[*].groups
    events  = data.openai_audit_logs.one.events[*].type
    project = data.openai_audit_logs.one.events[*].project_id
  }
}
"""


def test_they_tell_what_there_is(stack: Callable[..., Stack]) -> None:
    made = stack()
    emulator = made.emulator
    body = {"name": "Research"}
    project_id = emulator.call("POST", "/organization/projects", admin=True, json=body).json()["id"]
    path = f"/organization/projects/{project_id}/service_accounts"
    bot = emulator.call("POST", path, admin=True, json={"name": "bot"}).json()
    laptop = emulator.create_project_key(project_id, "laptop")
    ops = emulator.call("POST", "/organization/admin_api_keys", admin=True, json={"name": "ops"}).json()
    question = {"model": "gpt-5.6-terra", "messages": [{"role": "user", "content": "Hi"}]}
    answer = emulator.call("POST", "/chat/completions", key=laptop["value"], json=question).json()
    made.configure(CONFIGURATION % project_id)
    made.apply()
    found = made.output()["found"]
    assert (found["bot"], found["bots"]) == ("member", [bot["id"]])
    assert (found["laptop"], found["of_bot"]) == ("user", ["service_account"])
    assert sorted(found["keys"]) == ["Secret Key", "laptop"]
    assert found["ops"] == ops["redacted_value"]
    assert "ops" in found["admin"]
    assert (found["rpm"], found["images"]) == (10_000, None)
    assert found["models"] > 10
    assert found["usage"]["num_model_requests"] == 1
    assert found["usage"]["input_tokens"] == answer["usage"]["prompt_tokens"]
    assert [each["model"] for each in found["groups"]] == ["gpt-5.6-terra"]
    assert found["costs"]["amount"] > 0
    assert every("line_item" in each for each in found["lines"])
    assert (found["events"], found["project"]) == (["service_account.created"], [project_id])


def test_what_is_not_there_is_an_error(stack: Callable[..., Stack]) -> None:
    made = stack('data "openai_rate_limits" "all" { project_id = "proj_absent" }\n')
    assert "There is no project proj_absent" in made.plan(check=False).text
    made.configure('data "openai_admin_api_key" "one" { name = "nobody" }\n')
    assert 'There is no admin key with name "nobody"' in made.plan(check=False).text

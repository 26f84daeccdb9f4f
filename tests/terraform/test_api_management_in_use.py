"""What people write with our modules of keys, service accounts and rate limits, applied to the emulator."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from support.administration import administers, opens
from support.leaks import files_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator
    from support.terraform import Terraform

LIMIT = """
module "rate_limit" {
  source     = "./modules/rate_limit"
  project_id = "proj_123"
  model      = "gpt-4"
  rpm_limit  = 100
  tpm_limit  = 10000
}
"""
PROGRAM = """
module "server" {
  source     = "./modules/service_account"
  project_id = "%s"
  name       = "%s"
  role       = "%s"
  api_keys = {
    main  = { secret_sink = { file = "%s" } }
    spare = { scopes = ["api.all.read"], secret_sink = { command = ["sh", "-c", "umask 077; cat > spare"] } }
  }
}
module "auditor" {
  source      = "./modules/system_api"
  name        = "auditor"
  secret_sink = { file = "%s" }

  expires_in_seconds = 86400
}
output "server" {
  value = module.server
}
output "auditor" {
  value = module.auditor
}
"""


def project(emulator: Emulator) -> str:
    """Make a project and return its id."""
    body = {"name": "Research"}
    made: str = emulator.call("POST", "/organization/projects", admin=True, json=body).json()["id"]
    return made


def listed(emulator: Emulator, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = emulator.call(
        "GET", f"/organization/{path}", admin=True, params={"limit": 100}
    ).json()["data"]
    return found


def test_a_rate_limit_and_what_was_there_before(
    root: Callable[..., Terraform], start_emulator: Callable[..., Emulator]
) -> None:
    emulator = start_emulator("--date", "2026-06-01")  # gpt-4 still lived
    id_ = project(emulator)
    emulator.call(
        "POST",
        f"/organization/projects/{id_}/rate_limits/rl-gpt-4",
        admin=True,
        json={"max_requests_per_1_minute": 700},
    )

    def row() -> list[int]:
        rows = listed(emulator, f"projects/{id_}/rate_limits")
        limits = next(each for each in rows if each["model"] == "gpt-4")
        return [limits["max_requests_per_1_minute"], limits["max_tokens_per_1_minute"]]

    found = row()
    made = root(LIMIT.replace("proj_123", id_), emulator=emulator)
    emulator.fault("update-project-rate-limits", status=403)
    assert made.apply(check=False).code == 1
    assert made.run("state", "list").stdout == ""
    emulator.clear_faults()
    made.apply()
    assert row() == [100, 10000]
    assert made.plan().code == 0
    written = (made.folder / "main.tf").read_text()
    made.write("main.tf", written.replace("= 100\n", "= 0\n").replace("  tpm_limit  = 10000\n", ""))
    made.apply()
    assert row() == [0, found[1]]
    assert made.plan().code == 0, "a limit that is not set must plan nothing"
    made.destroy()
    assert row() == found


def test_a_rate_limit_of_a_model_that_was_shut_says_so(
    root: Callable[..., Terraform], shared_emulator: Emulator
) -> None:
    made = root(LIMIT.replace("proj_123", project(shared_emulator)))
    refused = made.plan(check=False)
    assert 'has no rate limit for the model "gpt-4"' in refused.text
    assert "module.rate_limit.openai_rate_limit.this" in refused.text


def test_keys_are_in_their_sinks_alone_and_accounts_change_in_place(
    root: Callable[..., Terraform], shared_emulator: Emulator, tmp_path: Path
) -> None:
    shared_emulator.clock.advance(time.time() - shared_emulator.clock.now())
    id_ = project(shared_emulator)
    files = [str(tmp_path / "main"), str(tmp_path / "auditor")]
    made = root(PROGRAM % (id_, "Server", "member", *files))

    def told() -> list[str]:
        places = (tmp_path / "main", made.folder / "spare", tmp_path / "auditor")
        return [path.read_text().strip() for path in places]

    result = made.apply()
    first, outputs = told(), made.output()
    assert opens(shared_emulator, first[0])
    assert opens(shared_emulator, first[1])
    assert administers(shared_emulator, first[2])
    (auditor,) = (each for each in listed(shared_emulator, "admin_api_keys") if each["name"] == "auditor")
    assert auditor["expires_at"] == auditor["created_at"] + 86400 == outputs["auditor"]["expires_at"]
    shown = result.text + json.dumps(made.show())
    assert not [secret for secret in first if secret in shown]
    assert files_with(made.folder, first) == [made.folder / "spare"]

    # Another name changes the account alone; another place for the next key changes nothing.
    elsewhere = [f"{file}.next" for file in files]
    made.write("main.tf", (made.folder / "main.tf").read_text().replace('"Server"', '"Web server"'))
    made.write(
        "main.tf",
        (made.folder / "main.tf").read_text().replace(files[0], elsewhere[0]).replace(files[1], elsewhere[1]),
    )
    changed = made.apply()
    assert "module.server.openai_service_account.this will be updated in-place" in changed.text
    assert "0 added, 1 changed, 0 destroyed" in changed.text
    assert made.output()["server"]["service_account_id"] == outputs["server"]["service_account_id"]
    assert made.plan().code == 0

    # A role that is taken away replaces the account. Its keys are made anew before the old ones end.
    shared_emulator.clear_calls()
    made.write("main.tf", (made.folder / "main.tf").read_text().replace('"member"', '"none"'))
    made.apply()
    new = (tmp_path / "main.next").read_text().strip()
    assert opens(shared_emulator, new)
    operations = [call["operation"] for call in shared_emulator.calls()]
    assert operations.index("delete-project-service-account") > max(
        place for place, name in enumerate(operations) if name == "CreateanAPIkeyforaserviceaccount"
    )
    assert not opens(shared_emulator, first[0])

    # An admin key that somebody deleted is made again.
    shared_emulator.call("DELETE", f"/organization/admin_api_keys/{outputs['auditor']['id']}", admin=True)
    made.apply()
    assert administers(shared_emulator, (tmp_path / "auditor.next").read_text().strip())
    made.destroy()
    assert listed(shared_emulator, f"projects/{id_}/service_accounts") == []


def test_a_key_of_the_dashboard_among_many_is_taken_over_and_deleted(
    root: Callable[..., Terraform], shared_emulator: Emulator
) -> None:
    id_ = project(shared_emulator)
    keys = [shared_emulator.create_project_key(id_, f"key {number}") for number in range(25)]
    body = """
module "laptop" {
  source            = "./modules/project_api"
  project_id        = "%s"
  api_key_id        = "%s"
  delete_on_destroy = %s
}
output "laptop" {
  value = module.laptop
}
"""
    made = root(body % (id_, keys[24]["id"], "false"))
    shared_emulator.clear_calls()
    made.import_("module.laptop.openai_project_api_key.this", f"{id_}/{keys[24]['id']}")
    assert made.plan().code == 0
    assert not [call for call in shared_emulator.calls() if call["method"] != "GET"]
    made.write("main.tf", (made.folder / "main.tf").read_text().replace(keys[24]["id"], keys[0]["id"]))
    taken = made.apply()
    assert "is forgotten, not deleted" in taken.text
    output = made.output()["laptop"]
    assert (output["name"], output["owner_type"], output["api_key_id"]) == ("key 0", "user", keys[0]["id"])
    assert len(listed(shared_emulator, f"projects/{id_}/api_keys")) == 25
    made.write("main.tf", (made.folder / "main.tf").read_text().replace("= false", "= true"))
    made.apply()
    made.destroy()
    assert not opens(shared_emulator, keys[0]["value"])
    assert opens(shared_emulator, keys[24]["value"])

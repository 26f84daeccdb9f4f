"""The playbook `from_terraform`: states of three providers become YAML and HCL, which import everything."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.mirror import install
from integration.conftest import writes
from support.ansible import ROOT
from support.certificates import pem
from support.former_states import SECRET, former_state, shown_state

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible

ADMIN = "/organization"
MEMBER, OWNER = "role-api-project-member", "role-api-project-owner"
ADA, BO, CY = "ada@example.com", "bo@example.com", "cy@example.com"
SITE = ["administrative", "api_management", "data_management"]
EMAIL = {"type": "email", "recipients": [ADA], "subject_prefix": "Budget"}
AMOUNT = {"threshold_amount": 5000, "currency": "USD", "interval": "month"}


class Organization:
    """Makes objects at the emulator, and returns their ids."""

    def __init__(self, emulator: Any, folder: Path) -> None:
        """Seed the people."""
        self.emulator, self.folder = emulator, folder
        emulator.seed({"users": [{"email": each} for each in (ADA, BO, CY)]})
        listed = emulator.call("GET", f"{ADMIN}/users?limit=100", admin=True).json()["data"]
        self.people = {each["email"]: each["id"] for each in listed}

    def make(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.emulator.call("POST", path, admin=True, json=body)
        assert answer.status_code in (200, 201), answer.text
        made: dict[str, Any] = answer.json()
        return made

    def project(self, name: str) -> str:
        return str(self.make(f"{ADMIN}/projects", name=name)["id"])

    def official(self) -> dict[str, Any]:
        """Return a state of openai/openai, with all that it holds at the emulator."""
        make, research = self.make, self.project("Research ${team} {{ 1 }}")
        inside = f"{ADMIN}/projects/{research}"
        auditor = make(f"{ADMIN}/roles", role_name="Auditor", permissions=["api.usage.read"])["id"]
        reads = {"role_name": "Tester", "permissions": ["api.model.read"]}
        tester = make(f"/projects/{research}/roles", **reads)["id"]
        group = make(f"{ADMIN}/groups", name="Engineers")["id"]
        ada, bo = self.people[ADA], self.people[BO]
        make(f"{ADMIN}/groups/{group}/users", user_id=ada)
        make(f"{ADMIN}/groups/{group}/roles", role_id=auditor)
        make(f"{inside}/groups", group_id=group, role=MEMBER)
        make(f"/projects/{research}/groups/{group}/roles", role_id=tester)
        make(f"{inside}/users", user_id=bo, role="owner")
        make(f"/projects/{research}/users/{bo}/roles", role_id=tester)
        make(f"{inside}/model_permissions", mode="allow_list", model_ids=["gpt-5.6-terra"])
        make(f"{inside}/hosted_tool_permissions", web_search={"enabled": False})
        make(f"{inside}/data_retention", retention_type="zero_data_retention")
        make(f"{inside}/spend_limit", **AMOUNT)
        alert = make(f"{inside}/spend_alerts", **AMOUNT, notification_channel=EMAIL)["id"]
        account = make(f"{inside}/service_accounts", name="Pipeline")
        self.emulator.call(
            "POST",
            f"{inside}/rate_limits/rl-gpt-5.6-terra",
            admin=True,
            json={"max_requests_per_1_minute": 50},
        )
        text = pem()
        certificate = make(f"{ADMIN}/certificates", name="Laptops", certificate=text)["id"]
        make(f"{ADMIN}/data_retention", retention_type="modified_abuse_monitoring")
        make(f"{ADMIN}/spend_limit", **AMOUNT)
        most = make(f"{ADMIN}/spend_alerts", **AMOUNT, notification_channel=EMAIL)["id"]
        here = {"project_id": research}
        tools = {f"{name}_enabled": True for name in ("code_interpreter", "file_search", "image_generation")}
        channel = {f"notification_channel_{name}": value for name, value in EMAIL.items()}
        in_group, custom = {**here, "group_id": group}, {"permissions": ["api.usage.read"]}
        return former_state(
            "openai/openai",
            ("openai_project", "research", {"id": research, **here, "name": "Research ${team} {{ 1 }}"}),
            ("openai_role", "auditor", {"id": auditor, "role_id": auditor, "role_name": "Auditor", **custom}),
            (
                "openai_project_role",
                "tester",
                {**here, "role_id": tester, "role_name": "Tester", "permissions": ["api.model.read"]},
            ),
            ("openai_group", "engineers", {"id": group, "group_id": group, "name": "Engineers"}),
            ("openai_group_user", "ada", {"group_id": group, "user_id": ada}),
            ("openai_group_role", "auditor", {"group_id": group, "role_id": auditor}),
            ("openai_project_group", "engineers", {**in_group, "role": MEMBER}),
            ("openai_project_group_role", "member", {**in_group, "role_id": MEMBER}),
            ("openai_project_group_role", "tester", {**in_group, "role_id": tester}),
            ("openai_project_user", "bo", {**here, "user_id": bo, "email": BO, "role": "owner"}),
            ("openai_project_user_role", "owner", {**here, "user_id": bo, "role_id": OWNER}),
            ("openai_project_user_role", "bo", {**here, "user_id": bo, "role_id": tester}),
            ("openai_organization_user", "ada", {"user_id": ada, "email": ADA, "role": "reader"}),
            (
                "openai_project_model_permissions",
                "research",
                {**here, "mode": "allow_list", "model_ids": ["gpt-5.6-terra"]},
            ),
            (
                "openai_project_hosted_tool_permissions",
                "research",
                {**here, **tools, "mcp_enabled": True, "web_search_enabled": False},
            ),
            ("openai_project_data_retention", "research", {**here, "type": "zero_data_retention"}),
            ("openai_project_spend_limit", "research", {**here, **AMOUNT}),
            ("openai_project_spend_alert", "research", {**here, "alert_id": alert, **AMOUNT, **channel}),
            (
                "openai_project_service_account",
                "pipeline",
                {**here, "service_account_id": account["id"], "name": "Pipeline"},
            ),
            (
                "openai_project_rate_limit",
                "terra",
                {
                    **here,
                    "rate_limit_id": "rl-gpt-5.6-terra",
                    "model": "gpt-5.6-terra",
                    "max_requests_per_1_minute": 50,
                },
            ),
            (
                "openai_certificate",
                "laptops",
                {"certificate_id": certificate, "name": "Laptops", "certificate": text},
            ),
            ("openai_organization_data_retention", "this", {"type": "modified_abuse_monitoring"}),
            ("openai_organization_spend_limit", "this", AMOUNT),
            ("openai_organization_spend_alert", "most", {"alert_id": most, **AMOUNT, **channel}),
            ("openai_certificate", "old", {"id": "cert_old", "certificate": SECRET, "name": "Old"}),
        )

    def mkdev(self) -> dict[str, Any]:
        """Return a state of mkdev-me/openai, with all that it holds at the emulator."""
        make, shop = self.make, self.project("Shop")
        inside, cy = f"{ADMIN}/projects/{shop}", self.people[CY]
        make(f"{inside}/users", user_id=cy, role="member")
        invite = make(f"{ADMIN}/invites", email="eve@example.com", role="reader")
        account = make(f"{inside}/service_accounts", name="Server")
        key = make(f"{ADMIN}/admin_api_keys", name="Robot")
        path = self.folder / "rules.txt"
        path.write_text("A frame that is bent is never ridden again.\n", "utf-8")
        form = {
            "files": {"file": ("rules.txt", path.read_bytes())},
            "data": {"purpose": "assistants"},
        }
        file = self.emulator.call("POST", "/files", **form).json()
        body = {
            "name": "Manuals",
            "file_ids": [file["id"]],
            "expires_after": {"anchor": "last_active_at", "days": 7},
        }
        store = self.emulator.call("POST", "/vector_stores", json=body).json()
        limits = {"max_requests_per_1_minute": 40, "max_tokens_per_1_minute": 9000}
        self.emulator.call("POST", f"{inside}/rate_limits/rl-gpt-5.6-terra", admin=True, json=limits)
        here = {"project_id": shop}
        return former_state(
            "mkdev-me/openai",
            ("openai_project", "shop", {"id": shop, "name": "Shop", "status": "active"}),
            (
                "openai_project_user",
                "cy",
                {"id": f"{shop}:{cy}", **here, "user_id": cy, "email": CY, "role_ids": [MEMBER]},
            ),
            ("openai_organization_user", "cy", {"id": cy, "user_id": cy, "role": "reader", "email": CY}),
            (
                "openai_invite",
                "eve",
                {"id": invite["id"], "email": "eve@example.com", "role": "reader", "status": "pending"},
            ),
            (
                "openai_project_service_account",
                "server",
                {
                    "id": f"{shop}:{account['id']}",
                    **here,
                    "name": "Server",
                    "service_account_id": account["id"],
                    "role": "member",
                    "api_key_id": account["api_key"]["id"],
                    "api_key_value": SECRET,
                },
            ),
            ("openai_admin_api_key", "robot", {"id": key["id"], "name": "Robot", "api_key_value": SECRET}),
            (
                "openai_rate_limit",
                "terra",
                {
                    "id": "rl-gpt-5.6-terra",
                    **here,
                    "model": "gpt-5.6-terra",
                    "max_requests_per_minute": 40,
                    "max_tokens_per_minute": 9000,
                    "max_images_per_minute": 0,
                },
            ),
            (
                "openai_file",
                "rules",
                {"id": file["id"], "file": str(path), "purpose": "assistants", "filename": "rules.txt"},
            ),
            (
                "openai_vector_store",
                "manuals",
                {
                    "id": store["id"],
                    "name": "Manuals",
                    "expires_after": {"anchor": "last_active_at", "days": 7},
                },
            ),
            (
                "openai_vector_store_file",
                "rules",
                {"id": file["id"], "vector_store_id": store["id"], "file_id": file["id"]},
            ),
            ("openai_chat_completion", "greeting", {"id": "chatcmpl-1", "model": "gpt-4o"}),
        )

    def jianyuan(self) -> dict[str, Any]:
        """Return a state of jianyuan/openai, with all that it holds at the emulator."""
        make, lab = self.make, self.project("Lab")
        inside, ada = f"{ADMIN}/projects/{lab}", self.people[ADA]
        reviewer = make(f"{ADMIN}/roles", role_name="Reviewer", permissions=["api.usage.read"])["id"]
        group = make(f"{ADMIN}/groups", name="Reviewers")["id"]
        make(f"{ADMIN}/groups/{group}/roles", role_id=reviewer)
        make(f"{inside}/groups", group_id=group, role=MEMBER)
        make(f"{ADMIN}/users/{ada}/roles", role_id=reviewer)
        alert = make(f"{inside}/spend_alerts", **AMOUNT, notification_channel=EMAIL)["id"]
        account = make(f"{inside}/service_accounts", name="Reader")
        return former_state(
            "jianyuan/openai",
            ("openai_project", "lab", {"id": lab, "name": "Lab", "status": "active"}),
            (
                "openai_organization_role",
                "reviewer",
                {"id": reviewer, "name": "Reviewer", "permissions": ["api.usage.read"]},
            ),
            ("openai_group", "reviewers", {"id": group, "name": "Reviewers"}),
            ("openai_group_role_assignment", "reviewers", {"group_id": group, "role_id": reviewer}),
            (
                "openai_project_group_role_assignment",
                "reviewers",
                {"project_id": lab, "group_id": group, "role_id": MEMBER},
            ),
            ("openai_user_role", "ada", {"user_id": ada, "role": "reader"}),
            ("openai_user_role_assignment", "ada", {"user_id": ada, "role_id": reviewer}),
            (
                "openai_project_spend_alert",
                "lab",
                {"id": alert, "project_id": lab, **AMOUNT, "notification_channel": EMAIL},
            ),
            (
                "openai_project_service_account",
                "reader",
                {
                    "id": account["id"],
                    "project_id": lab,
                    "name": "Reader",
                    "role": "member",
                    "api_key": SECRET,
                    "api_key_id": account["api_key"]["id"],
                },
            ),
        )


@pytest.mark.play
def test_states_of_three_providers_are_imported_and_nothing_is_changed(
    ansible: Ansible, emulator: Any, tmp_path: Path
) -> None:
    organization = Organization(emulator, ansible.folder)
    states = {
        "official.tfstate": organization.official(),
        "mkdev.tfstate": organization.mkdev(),
        "jianyuan.json": shown_state(organization.jianyuan()),
    }
    for name, document in states.items():
        (ansible.folder / name).write_text(json.dumps(document), "utf-8")
    before = emulator.dump()
    emulator.clear_calls()
    ansible.variables |= {
        "openai_from_terraform_sources": [*states],
        "openai_from_terraform_file": "organization.yml",
        "openai_from_terraform_project_groups": True,
        "openai_report_dir": "report",
    }
    playbook = ROOT / "playbooks/from_terraform.yml"
    made = ansible.run(playbook)
    assert made.code == 0, made.text
    again = ansible.run(playbook, "--diff")
    assert again.code == 0, again.text
    assert "changed=0" in again.text
    assert emulator.calls() == []
    written, report = ansible.folder / "organization.yml", ansible.folder / "report"
    names = ["forget.sh", "imports.tf", "removed.tf", "report.json", "report.txt", "versions.tf"]
    assert sorted(each.name for each in report.iterdir()) == names
    for each in [written, *report.iterdir()]:
        assert each.stat().st_mode & 0o777 == 0o600
        assert SECRET not in each.read_text("utf-8")
    assert SECRET not in made.text + again.text
    account = json.loads((report / "report.json").read_text("utf-8"))
    left = {each["type"]: each["left_out"] for each in account if each["left_out"]}
    assert left.keys() == {"openai_certificate", "openai_chat_completion", "openai_project_user_role"}
    rows = [each for each in account if not each["left_out"]]
    assert [each["address"] for each in rows if not each["becomes"] or not each["resource"]] == [
        "openai_vector_store_file.rules"
    ]

    # The next run imports them all, and changes nothing.
    first = ansible.apply({}, "-e", f"@{written}", roles=SITE)
    counts = {role: first.results[role]["counts"] for role in SITE}
    for role in SITE:
        only = {name: number for name, number in counts[role].items() if name != "import"}
        assert only == dict.fromkeys(only, 0), f"{role}: {counts[role]}\n{written.read_text('utf-8')}"
    assert {role: each["import"] for role, each in counts.items()} == {
        "administrative": 31,
        "api_management": 6,
        "data_management": 2,
    }
    assert writes(emulator) == []
    assert emulator.dump() == before
    second = ansible.apply({}, "-e", f"@{written}", roles=SITE)
    assert second.changed == dict.fromkeys(SITE, False)

    # So does the HCL, for those who use Terraform alone.
    work = tmp_path / "alone"
    work.mkdir()
    for name in ("imports.tf", "versions.tf"):
        shutil.copy(report / name, work)
    for name in ("imports.tf", "versions.tf", "removed.tf"):
        subprocess.run(["terraform", "fmt", "-check", str(report / name)], env=ansible.env, check=True)
    rc = install(tmp_path / "mirror", sys.executable, ROOT / "src")
    env = {**ansible.env, **emulator.environment(), "TF_CLI_CONFIG_FILE": str(rc)}

    def terraform(*arguments: str) -> str:
        done = subprocess.run(
            ["terraform", *arguments], cwd=work, env=env, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    terraform("init", "-input=false", "-no-color")
    number = (work / "imports.tf").read_text("utf-8").count("\nimport {")
    planned = terraform("plan", "-input=false", "-no-color", "-out=plan")
    # A file's digest and the keys of a store's files are of the state alone.
    changed = set(re.findall(r"# (\S+) will be updated", planned))
    assert changed == {"openai_file.rules_txt", "openai_vector_store.manuals"}
    assert f"Plan: {number} to import, 0 to add, 2 to change, 0 to destroy." in planned, planned
    terraform("apply", "-input=false", "-no-color", "plan")
    terraform("plan", "-input=false", "-no-color", "-detailed-exitcode")
    assert writes(emulator) == []
    assert emulator.dump() == before

    # The former state forgets what is imported, without the provider that wrote it, and keeps the rest.
    old = tmp_path / "old"
    old.mkdir()
    shutil.copy(ansible.folder / "official.tfstate", old / "terraform.tfstate")
    subprocess.run(
        ["sh", str(report / "forget.sh")], cwd=old, env=ansible.env, check=True, capture_output=True
    )
    kept = json.loads((old / "terraform.tfstate").read_text("utf-8"))["resources"]
    assert [(each["type"], each["name"]) for each in kept] == [
        ("openai_certificate", "old"),
        ("openai_project_user_role", "owner"),
    ]

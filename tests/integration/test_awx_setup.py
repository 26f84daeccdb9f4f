"""AWX is set up by its own modules, against a small AWX that knows its objects' fields."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from plugins.plugin_utils.stack.credentials import IDENTITY

from support.ansible import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible
    from support.awx import Awx

pytestmark = pytest.mark.play

EXAMPLE = ROOT / "examples" / "awx" / "controller.yml"
SECRETS = {
    "vault_openai_admin_key": "secret-of-the-administrator",
    "vault_openai_project_key": "secret-of-the-project",
    "vault_openai_state": "postgres://secret-of-the-state@db/states",
}


def loaded(path: Path) -> dict[str, Any]:
    """Return a file of variables as plain values, tags such as `!unsafe` read by Ansible."""
    return dict(json.loads(json.dumps(DataLoader().load_from_file(str(path)))))


def test_awx_is_set_up_then_left_alone_then_changed(ansible: Ansible, awx: Awx, tmp_path: Path) -> None:
    settings = tmp_path / "controller.yml"
    shutil.copy(EXAMPLE, settings)
    secrets = tmp_path / "secrets.yml"
    secrets.write_text(yaml.safe_dump(SECRETS), "utf-8")

    def run(*more: str) -> str:
        words = ["-e", f"@{settings}", "-e", f"@{secrets}", *more]
        done = ansible.run(ROOT / "playbooks" / "awx_setup.yml", *words, env=awx.environment())
        assert done.code == 0, done.text
        assert [value for value in SECRETS.values() if value in done.text] == []
        return done.text

    document = loaded(settings)
    few = tmp_path / "few.yml"

    def only(**lists: Any) -> tuple[str, str]:
        """Let a run take these lists alone: each object is a process of its own."""
        nothing = {name: [] for name in document if name.startswith("controller_")}
        few.write_text(yaml.safe_dump(nothing | lists), "utf-8")
        return "-e", f"@{few}"

    part = {
        "controller_projects": [{"name": "OpenAI", "organization": "Default", "scm_type": "git"}],
        "controller_credential_types": [{"name": "Mine", "kind": "cloud"}],
        "controller_credentials": [{"name": "Key", "organization": "Default", "credential_type": "Mine"}],
    }
    job = {"name": "Job", "organization": "Default", "project": "OpenAI", "playbook": "site.yml"}
    part["controller_credentials"][0] |= {"inputs": {}, "organization": "Default"}
    assert "changed=3" in run(*only(**part, controller_templates=[job]), "--check")
    assert awx.writes == []

    run()
    kinds = {
        "projects": "projects",
        "credential_types": "credential_types",
        "credentials": "credentials",
        "templates": "job_templates",
        "workflows": "workflow_job_templates",
        "schedules": "schedules",
        "inventories": "inventories",
        "inventory_sources": "inventory_sources",
        "notifications": "notification_templates",
        "execution_environments": "execution_environments",
    }
    lists = {name for name in document if name.startswith("controller_")}
    assert lists == {f"controller_{name}" for name in kinds}
    for name, kind in kinds.items():
        wanted = sorted(each["name"] for each in document[f"controller_{name}"])
        assert sorted(each["name"] for each in awx.objects[kind].values()) == wanted
    keys = ["OpenAI administrator", "OpenAI project", "OpenAI state"]
    assert awx.related("job_templates", "OpenAI site", "credentials") == keys
    assert awx.related("job_templates", "OpenAI drift", "notification_templates_error") == ["OpenAI"]
    questions = awx.surveys["job_templates", awx.named("job_templates", "OpenAI offboarding")["id"]]["spec"]
    assert [each["variable"] for each in questions] == ["openai_leavers", "openai_recent_days"]
    identity = awx.named("credential_types", "OpenAI workload identity")
    fields = [each["id"] for each in identity["inputs"]["fields"] if not each.get("secret")]
    assert fields == ["identity_provider_id", "service_account_id", "identity_token_file"]
    wanted = {variable: f"{{{{ {name} }}}}" for name, variable in IDENTITY.items() if name in fields}
    assert identity["injectors"] == {"env": wanted}, "what the engine reads; nothing is a secret"
    injected = awx.named("credential_types", "OpenAI state")["injectors"]
    assert injected == {"env": {"PG_CONN_STR": "{{ connection }}"}}
    steps = {each["identifier"]: each for each in awx.objects["workflow_job_template_nodes"].values()}
    after = {
        (step, relation): [awx.objects["workflow_job_template_nodes"][each]["identifier"] for each in ids]
        for step, node in steps.items()
        for relation in ("success_nodes", "failure_nodes")
        if (ids := awx.relations.get(("workflow_job_template_nodes", node["id"], relation)))
    }
    assert after == {("drift", "failure_nodes"): ["approval"], ("approval", "success_nodes"): ["site"]}
    approval = awx.objects["workflow_approval_templates"][steps["approval"]["unified_job_template"]]
    assert (approval["name"], approval["timeout"]) == ("Repair what drifted", 82800)

    awx.writes.clear()
    (workflow,), schedules = document["controller_workflows"], document["controller_schedules"]
    schedules[0]["rrule"] = schedules[0]["rrule"].replace("T030000Z", "T043000Z")
    workflow |= {"organization": "Default"}
    workflow["simplified_workflow_nodes"][1]["approval_node"]["timeout"] = 3600
    again = {
        "controller_workflows": [workflow],
        "controller_schedules": schedules[:2],
        "controller_templates": document["controller_templates"][:2],
    }
    few.write_text(yaml.safe_dump(again), "utf-8")
    text = run("-e", f"@{few}")
    # All but what was edited is left alone.
    edited = f"{schedules[0]['name']}"
    assert f"approval, {edited} of 22 objects" in text, text
    assert sorted(set(awx.writes)) == ["PATCH schedules", "PATCH workflow_approval_templates"]
    assert awx.named("schedules", edited)["rrule"].startswith("DTSTART:20260101T043000Z")


def test_what_fails_is_named(ansible: Ansible, awx: Awx) -> None:
    wanted = {
        "project": (
            [{"module": "job_template", "items": [{"name": "Site", "project": "None"}]}],
            "job_template Site: ",
        ),
        "module": ([{"module": "../job_template", "items": [{}]}], "has no module ../job_template"),
        "collection": ([], "the collection no.where has no module"),
    }
    tasks = []
    for name, (objects, _said) in wanted.items():
        given: dict[str, Any] = {"objects": objects or [{"module": "project", "items": [{"name": "x"}]}]}
        given |= {"collection": "no.where"} if name == "collection" else {}
        tasks.append(
            {
                "block": [
                    {"fjcorp.openai.controller_objects": given},
                    {"ansible.builtin.fail": {"msg": "It passed."}},
                ],
                "rescue": [ansible.keep("ansible_failed_result", name)],
            }
        )
    outcome = ansible.tasks(tasks, {}, env=awx.environment())
    for name, (_objects, said) in wanted.items():
        assert said in outcome.results[name]["msg"]
    assert awx.writes == []


def test_each_playbook_has_a_job_or_a_reason() -> None:
    document = loaded(EXAMPLE)
    jobs = {each["playbook"] for each in document["controller_templates"]}
    own = {path.name for path in (ROOT / "examples" / "awx" / "project").glob("*.yml")}
    own -= {"openai.yml", "organization.yml", "read_organization.yml"}
    assert jobs == own
    page = (ROOT / "docs" / "awx.md").read_text("utf-8")
    without = {path.name for path in (ROOT / "playbooks").glob("*.yml")} - jobs
    assert [name for name in sorted(without) if f"| `{name.removesuffix('.yml')}` |" not in page] == []
    for name in own:
        first, play = yaml.safe_load((ROOT / "examples" / "awx" / "project" / name).read_text("utf-8"))
        assert first["ansible.builtin.import_playbook"] == "read_organization.yml"
        assert play["ansible.builtin.import_playbook"] == f"fjcorp.openai.{name.removesuffix('.yml')}"

"""The playbook `migrate_assistants`: what is left becomes YAML, and a state is forgotten without a call."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest
import yaml

from integration.conftest import paid, writes
from support.ansible import ROOT
from support.former_api import assistant, former_state, message, thread
from support.hostile import hostile_texts

if TYPE_CHECKING:
    from support.ansible import Ansible

MODEL = "gpt-5.6-terra"


@pytest.mark.play
def test_an_export_becomes_conversations_and_a_state_is_forgotten_without_a_call(
    ansible: Ansible, emulator: Any
) -> None:
    sentinel = ansible.folder / "evaluated"
    texts = [text for text in hostile_texts(sentinel) if text.strip()]
    messages = [message(number, text) for number, text in enumerate(texts)]
    names = {text[:64]: text[:512] for text in texts[:12]}
    described = {"type": "string", "description": texts[0]}
    parameters = {"type": "object", "properties": {texts[2][:60]: described}}
    export = {
        "assistants": [
            assistant(
                name=texts[2],
                instructions="".join(texts) * 20,
                description=texts[3],
                metadata=names,
                temperature=1,
                tools=[{"type": "function", "function": {"name": "look", "parameters": parameters}}],
            )
        ],
        "threads": [thread(messages=messages[::-1], metadata=names)],
    }
    (ansible.folder / "export.json").write_text(json.dumps(export), "utf-8")
    work = ansible.folder / "old"
    work.mkdir()
    (work / "terraform.tfstate").write_text(json.dumps(former_state()), "utf-8")
    ansible.variables |= {
        "openai_migrate_sources": ["export.json", "old/terraform.tfstate"],
        "openai_migrate_file": "conversations.yml",
        "openai_report_dir": "report",
        "openai_migrate_models": {"gpt-4o": MODEL},
    }
    playbook = ROOT / "playbooks/migrate_assistants.yml"
    made = ansible.run(playbook, "--diff")
    assert made.code == 0, made.text
    assert texts[5] not in made.text
    again = ansible.run(playbook)
    assert again.code == 0, again.text
    assert "changed=0" in again.text
    assert emulator.calls() == []
    written = ansible.folder / "conversations.yml"
    assert written.stat().st_mode & 0o777 == 0o600
    report = ansible.folder / "report"
    assert sorted(each.name for each in report.iterdir()) == [
        "forget.sh",
        "lost.json",
        "lost.txt",
        "removed.tf",
    ]
    for each in report.iterdir():
        assert each.stat().st_mode & 0o777 == 0o600
    lost = json.loads((report / "lost.json").read_text("utf-8"))
    assert {each["kind"] for each in lost["objects"]} >= {"assistant", "thread", "message", "run"}

    # The former state forgets what the API has no more; the provider that wrote it is not needed.
    for _twice in range(2):
        forgotten = subprocess.run(
            ["sh", str(report / "forget.sh")],
            cwd=work,
            env=ansible.env,
            check=False,
            capture_output=True,
            text=True,
        )
        assert forgotten.returncode == 0, forgotten.stderr
    left = json.loads((work / "terraform.tfstate").read_text("utf-8"))
    assert sorted(each["type"] for each in left["resources"]) == [
        "openai_file",
        "openai_project",
        "openai_vector_store",
    ]
    subprocess.run(["terraform", "fmt", "-check", str(report / "removed.tf")], env=ansible.env, check=True)
    assert emulator.calls() == []

    # The items are data to the last character, and the next run has nothing to do.
    (talk,) = yaml.load(written.read_text("utf-8"), _Loader)["openai_threads"].values()
    assert len(talk["messages"]) > len(texts)
    first = ansible.apply({}, "-e", f"@{written}", roles=["advanced_features"])
    rows = emulator.dump()["conversation_item"]
    said = [part["text"] for row in rows for part in row["content"] if part["type"] == "input_text"]
    from_state = ["Order late", "Order ${x}"]
    assert [text for text in said if text in from_state] == from_state
    # Terraform keeps texts with composed characters, as Unicode has them alike.
    assert [text for text in said if text not in from_state] == [normalize("NFC", text) for text in texts]
    assert not sentinel.exists()
    (conversation,) = emulator.dump()["conversation"]
    assert sorted(conversation["metadata"].values()) == sorted(names.values())
    assert first.changed == {"advanced_features": True}
    emulator.clear_calls()
    second = ansible.apply({}, "-e", f"@{written}", roles=["advanced_features"])
    assert second.changed == {"advanced_features": False}
    assert (writes(emulator), paid(emulator)) == ([], 0)


class _Loader(yaml.SafeLoader):
    """Reads what Ansible marks as no template."""


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))

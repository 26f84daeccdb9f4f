"""The playbook `fine_tune`: training file, job and answer, and what is wrong before anything is paid."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from integration.conftest import writes
from support.ansible import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.ansible import Ansible

PLAYBOOK = ROOT / "playbooks/fine_tune.yml"
ITEMS = ("-e", f"@{ROOT / 'examples/fine_tuning/items.yml'}")


def test_a_model_is_tuned_and_answers_in_one_run(
    make_ansible: Callable[..., Ansible], start_emulator: Callable[..., Any], tmp_path: Path
) -> None:
    emulator = start_emulator("--date", "2026-11-23")
    keys = {"openai_api_key": emulator.api_key, "openai_admin_key": emulator.admin_key}
    place = make_ansible(openai_base_url=emulator.base_url, **keys)

    # A line that is wrong is named with its item and option before the job is paid for.
    bad = tmp_path / "bad.jsonl"
    good = (ROOT / "examples/acme/files/support_conversations.jsonl").read_text("utf-8").splitlines()
    bad.write_text("\n".join([good[0], '{"messages": []}', *good[2:]]), encoding="utf-8")
    wrong = {"openai_files": {"conversations": {"file_path": str(bad), "purpose": "fine-tune"}}}
    refused = place.run(PLAYBOOK, *ITEMS, "-e", json.dumps(wrong))
    assert refused.code == 2
    (line,) = [each for each in refused.message.splitlines() if "line 2" in each]
    assert line.startswith('core_ai: openai_fine_tuning_jobs["support"].training_file: ')
    assert "line 2: messages must be a list of messages" in line
    assert "upload it again" in line
    assert "createFineTuningJob" not in writes(emulator)

    emulator.clear_calls()
    made = place.run(PLAYBOOK, *ITEMS)
    assert made.code == 0, made.text
    (job,) = emulator.call("GET", "/fine_tuning/jobs").json()["data"]
    assert f"support is {job['fine_tuned_model']}, until 2027-01-14" in made.text
    paid = [each["operation"] for each in emulator.calls() if each["paid"]]
    assert paid == ["createFineTuningJob", "createChatCompletion"]

    emulator.clear_calls()
    again = place.run(PLAYBOOK, *ITEMS)
    assert again.code == 0, again.text
    assert writes(emulator) == []

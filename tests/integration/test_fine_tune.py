"""The playbook `fine_tune`: training file, job and answer, and what is wrong before anything is paid."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from integration.conftest import writes
from support.ansible import ROOT
from support.checks import every

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.ansible import Ansible

PLAYBOOK = ROOT / "playbooks/fine_tune.yml"
GOLDEN_SET = list(
    csv.DictReader((ROOT / "examples/finetune-exit/golden_set.csv").read_text("utf-8").splitlines())
)
ITEMS = ("-e", f"@{ROOT / 'examples/fine_tuning/items.yml'}")


def test_a_model_is_tuned_and_answers_in_one_run(
    make_ansible: Callable[..., Ansible], start_emulator: Callable[..., Any], tmp_path: Path
) -> None:
    emulator = start_emulator()
    keys = {"openai_api_key": emulator.api_key, "openai_admin_key": emulator.admin_key}
    place = make_ansible(openai_base_url=emulator.base_url, **keys)

    # A line that is wrong is named with its item and option before the file is uploaded.
    bad = tmp_path / "bad.jsonl"
    good = (ROOT / "examples/acme/files/support_conversations.jsonl").read_text("utf-8").splitlines()
    bad.write_text("\n".join([good[0], '{"messages": []}', *good[2:]]), encoding="utf-8")
    wrong = {"openai_files": {"conversations": {"file_path": str(bad), "purpose": "fine-tune"}}}
    refused = place.run(PLAYBOOK, *ITEMS, "-e", json.dumps(wrong))
    assert refused.code == 2
    (line,) = [each for each in refused.message.splitlines() if "line 2" in each]
    where = 'openai_fine_tuning_jobs["support"].training_file: openai_files["conversations"].file_path'
    assert line.startswith(f"core_ai: {where}: as supervised data, line 2: messages must be a list")
    assert line.endswith("Correct it; nothing was uploaded")
    assert writes(emulator) == []

    # What both calls would cost is known before the file has an id, and before there is a tuned model.
    looked = place.run(PLAYBOOK, *ITEMS, "--check")
    assert looked.code == 0, looked.text
    assert re.search(r"2 paid calls, at most 0\.\d+ USD$", looked.text, re.MULTILINE), looked.text
    refused = place.run(PLAYBOOK, *ITEMS, "--check", "-e", "openai_max_cost=0.001")
    assert refused.code == 2
    assert "openai_max_cost allows 0.001 USD, and the paid calls would cost at most 0." in refused.message
    assert writes(emulator) == []

    emulator.clear_calls()
    days_left = (date(2027, 1, 14) - datetime.now(UTC).date()).days
    made = place.run(PLAYBOOK, *ITEMS)
    assert made.code == 0, made.text
    (job,) = emulator.call("GET", "/fine_tuning/jobs").json()["data"]
    told = re.search(r"support is (\S+), until 2027-01-14, in (-?\d+) days", made.text)
    assert told is not None, made.text
    assert told[1] == job["fine_tuned_model"]
    assert days_left - int(told[2]) in (0, 1), "the day may have changed meanwhile"
    paid = [each["operation"] for each in emulator.calls() if each["paid"]]
    assert paid == ["createFineTuningJob", "createChatCompletion"]
    (spent,) = re.findall(r"spent (0\.\d+) USD", made.text)
    assert float(spent) == pytest.approx(job["trained_tokens"] * 3 / 1e6, rel=0.2)

    emulator.clear_calls()
    again = place.run(PLAYBOOK, *ITEMS)
    assert again.code == 0, again.text
    assert writes(emulator) == []

    # Its answers are recorded while it lives, once, and two successors compared with them.
    folder = tmp_path / "record"
    exit_ = {"exit_model": job["fine_tuned_model"], "exit_folder": str(folder), "openai_stack": "exit"}
    emulator.clear_calls()
    for successor, batches in (("gpt-5.6-luna", 2), ("gpt-5.6-terra", 3)):
        variables = json.dumps({**exit_, "exit_successor": successor})
        recorded = place.run(ROOT / "examples/finetune-exit/record.yml", "-e", variables)
        assert recorded.code == 0, recorded.text
        assert len(emulator.calls("createBatch")) == batches
        table = (folder / "comparison.md").read_text("utf-8")
        assert table.startswith(f"# {job['fine_tuned_model']} and {successor}\n")
        assert table.count("\n| ") == 1 + len(GOLDEN_SET)
        assert every(row["question"] in table for row in GOLDEN_SET)
        for name, model in (("tuned", job["fine_tuned_model"]), ("successor", successor)):
            lines = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
            answers = [json.loads(line)["response"] for line in lines]
            assert every(each["model"] == model for each in answers)
            texts = [each["choices"][0]["message"]["content"].lower() for each in answers]
            right = sum(row["expected"] in text for row, text in zip(GOLDEN_SET, texts, strict=True))
            assert right > 0
            assert re.search(rf"^- {re.escape(model)} holds .* in {right} of 5\b", table, re.MULTILINE)


ACME = ROOT / "examples/acme/organization.yml"
NOTHING_ELSE: dict[str, Any] = {
    "openai_uploads": {},
    "openai_vector_stores": {},
    "openai_batches": {},
    "openai_chat_completions": {},
}


def test_acme_tunes_when_it_says_so_and_as_long_as_that_is_possible(
    make_ansible: Callable[..., Ansible], start_emulator: Callable[..., Any]
) -> None:
    emulator = start_emulator("--date", "2027-01-05")
    keys = {"openai_api_key": emulator.api_key, "openai_admin_key": emulator.admin_key}
    place = make_ansible(openai_base_url=emulator.base_url, **keys)

    def apply(*, tunes: bool, expect: int = 0) -> Any:
        variables = {**NOTHING_ELSE, "acme_tunes": tunes, "acme_files": str(ACME.parent / "files")}
        return place.apply(
            variables,
            "-e",
            f"@{ACME}",
            "-e",
            json.dumps(variables),
            roles=["data_management", "core_ai"],
            expect=expect,
        )

    apply(tunes=False)
    assert len(emulator.calls("createFile")) == 2
    emulator.clock.advance(3 * 86400)
    emulator.clear_calls()
    # After the last day it is refused before anything is written, and what does not tune goes on.
    refused = apply(tunes=True, expect=2)
    assert "Fine-tuning has been closed since 2027-01-06" in refused.message
    assert 'core_ai: openai_fine_tuning_jobs["support"]' in refused.message
    assert apply(tunes=False).changed == {"data_management": False, "core_ai": False}
    assert writes(emulator) == []

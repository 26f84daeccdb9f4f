"""Batches through the role: wrong rows, rows and the file of another item, nothing to do, sent again."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

from integration.conftest import paid, writes
from support.webhooks import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible

ROLE = "data_management"
MODEL = "text-embedding-3-small"


def test_batches_are_joined_left_alone_and_sent_again(
    ansible: Ansible, emulator: Any, tmp_path: Path
) -> None:
    rows, results = tmp_path / "rows.csv", tmp_path / "results.jsonl"
    rows.write_text('custom_id,text\nb,"A {frame}, {{ 7 * 7 }}"\na,Brake\na,Chain\n', encoding="utf-8")
    line = {
        "custom_id": "x",
        "method": "POST",
        "url": "/v1/embeddings",
        "body": {"model": MODEL, "input": "X"},
    }
    variables: dict[str, Any] = {
        "openai_files": {
            "asked": {"content": f"{json.dumps(line)}\n", "filename": "asked.jsonl", "purpose": "batch"}
        },
        "openai_batches": {
            "rows": {
                "endpoint": "/v1/embeddings",
                "rows_file": str(rows),
                "template": {"model": MODEL, "input": "{text}"},
                "results_file": str(results),
            },
            "file": {"endpoint": "/v1/embeddings", "input_file": "asked"},
        },
    }
    wrong = ansible.apply(variables, roles=[ROLE], expect=2)
    assert (
        f'{ROLE}: openai_batches["rows"].rows_file: "{rows}": line 4: custom_id "a" is used before'
        in wrong.text
    )
    assert writes(emulator) == []

    rows.write_text(rows.read_text("utf-8").replace("a,Chain", 'c,""'), encoding="utf-8")
    # Each step takes a second, and nothing but events ends the wait in time.
    emulator.transitions(1)
    port, secret = free_port(), tmp_path / "secret"
    endpoint = {"name": "Jobs", "url": f"http://127.0.0.1:{port}/hook", "event_types": ["batch.completed"]}
    answer = emulator.call("POST", "/webhook_endpoints", json=endpoint).json()
    secret.write_text(answer["signing_secret"], encoding="utf-8")
    listener = {"port": port, "path": "/hook", "secret_file": str(secret), "poll_interval": 3600}
    outcome = ansible.apply({**variables, "openai_webhook_listener": listener}, roles=[ROLE])
    made = outcome.results[ROLE]
    assert f"listening for events at 127.0.0.1 port {port}/hook" in outcome.text
    assert answer["signing_secret"] not in outcome.text
    # Each batch when it was made, when its event came, and when the plan after it reads it.
    assert len(emulator.calls("retrieveBatch")) <= 2 * 3
    emulator.transitions("immediate")
    assert {each["item"] for each in made["paid_calls"]} == {"rows", "file"}
    assert (made["api_calls"]["paid"], paid(emulator)) == (2, 2)
    outputs = made["outputs"]["batch"]
    assert outputs["file"]["status"] == "completed"
    assert outputs["rows"]["request_counts"] == {"total": 3, "completed": 2, "failed": 1, "cancelled": 0}
    told = [json.loads(each) for each in results.read_text("utf-8").splitlines()]
    assert [(each["custom_id"], each["ok"]) for each in told] == [("b", True), ("a", True), ("c", False)]
    assert stat.S_IMODE(results.stat().st_mode) == 0o600
    sent = emulator.call("GET", f"/files/{outputs['rows']['batches'][0]['input_file_id']}/content").text
    assert json.loads(sent.splitlines()[0])["body"]["input"] == "A {frame}, {{ 7 * 7 }}"

    emulator.clear_calls()
    again = ansible.apply(variables, roles=[ROLE])
    assert (again.changed[ROLE], writes(emulator)) == (False, [])

    variables["openai_batches"]["rows"] |= {"retry_failed": 1, "tolerate_failed_pct": 10}
    failed = ansible.apply(variables, roles=[ROLE], expect=2)
    assert "More requests failed than tolerate_failed_pct allows" in failed.text
    assert 'made for openai_batches["rows"]: POST /batches: 1 request once more, round 1' in failed.text
    assert paid(emulator) == 1

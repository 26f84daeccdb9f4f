"""The module `batch` at the emulator: rows classified, failures, a run that is killed, the end."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING, Any

from support.checks import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator
    from support.terraform import Terraform

REVIEWS = """
module "reviews" {
  source    = "./modules/batch"
  endpoint  = "/v1/chat/completions"
  rows_file = "reviews.csv"
  template = jsonencode({
    model                 = "gpt-5.6-luna"
    messages              = [{ role = "user", content = "Good or bad? {text}" }]
    max_completion_tokens = "{most}"
  })
  results_file        = "out/results.jsonl"
  tolerate_failed_pct = var.tolerated
  timeouts            = { create = "5m", update = "5m" }
}
variable "tolerated" {
  type    = number
  default = 0
}
output "reviews" {
  value = module.reviews
}
"""
ROWS = 'custom_id,text,most\nr2,"Broke, ""at once""",50\nr1,Great,50\n'


def test_a_batch_lives(root: Callable[[str], Terraform], shared_emulator: Emulator) -> None:
    made = root(REVIEWS)
    made.env["FJCORP_OPENAI_JOURNAL_DIR"] = str(made.folder / "journal")
    made.write("reviews.csv", ROWS.replace("Great", ""))
    assert shared_emulator.calls("createBatch") == []

    # Values of a CSV are texts: the API refuses every request, the module fails, and nothing is paid twice.
    failed = made.apply(check=False)
    assert failed.code == 1
    assert "Paid call: POST /batches" in failed.text
    assert "sends 2 requests" in failed.text
    assert "More requests failed than tolerate_failed_pct allows" in failed.text
    assert [each["ok"] for each in results(made)] == [False, False]
    told = made.apply("-var", "tolerated=100")
    assert "Paid call" not in told.text
    assert len(shared_emulator.calls("createBatch")) == 1

    # Other requests; the provider is killed while it waits, and the next run finds the batch again.
    shared_emulator.transitions("manual")
    made.write(
        "main.tf", (made.folder / "main.tf").read_text().replace('max_completion_tokens = "{most}"', "")
    )
    made.write("reviews.csv", ROWS)
    process = made.start("apply", "-auto-approve", "-input=false", "-no-color")
    wait_for(lambda: len(shared_emulator.dump()["batch"]) == 2)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    shared_emulator.transitions("immediate")
    shared_emulator.settle()
    (made.folder / ".terraform.tfstate.lock.info").unlink(missing_ok=True)
    made.apply()
    assert len(shared_emulator.dump()["batch"]) == 2
    assert [(each["custom_id"], each["ok"]) for each in results(made)] == [("r2", True), ("r1", True)]
    asked = shared_emulator.call("GET", f"/files/{input_file(made)}/content").text
    assert (
        json.loads(asked.splitlines()[0])["body"]["messages"][0]["content"] == 'Good or bad? Broke, "at once"'
    )
    assert made.plan().code == 0

    # A row that changes is another batch; a line that is wrong is reported before anything is sent.
    made.write("reviews.csv", ROWS + "r1,Twice,50\n")
    wrong = made.plan(check=False)
    assert 'line 4: custom_id "r1" is used before' in wrong.text
    made.write("reviews.csv", ROWS)
    made.destroy()
    assert len(results(made)) == 2
    assert {each["purpose"] for each in shared_emulator.dump()["file"]} == {"batch_output"}


def results(made: Terraform) -> list[dict[str, Any]]:
    path = made.folder / "out" / "results.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def input_file(made: Terraform) -> str:
    return str(made.output()["reviews"]["batches"][0]["input_file_id"])

"""`openai_fine_tuning_job` from its creation to its end, with the real Terraform."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

ADDRESS = "openai_fine_tuning_job.this"
JOB = """
resource "openai_file" "training" {
  content  = file("training.jsonl")
  filename = "training.jsonl"
  purpose  = "fine-tune"
}

resource "openai_fine_tuning_job" "this" {
  model         = "gpt-4o-mini"
  training_file = openai_file.training.id
  suffix        = "support"
  method        = { type = "supervised", supervised = { hyperparameters = { n_epochs = 2 } } }
  MORE
}
"""


def job(more: str = "") -> str:
    return JOB.replace("MORE", more)


def examples() -> str:
    def line(number: int) -> str:
        asked = {"role": "user", "content": f"What does bicycle {number} cost?"}
        answer = {"role": "assistant", "content": f"It costs {100 + number} euros."}
        return json.dumps({"messages": [asked, answer]})

    return "".join(f"{line(number)}\n" for number in range(12))


def jobs(made: Stack) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = made.emulator.call("GET", "/fine_tuning/jobs").json()["data"]
    return listed


def test_a_job_from_its_file_to_the_end_of_its_model(stack: Callable[..., Stack]) -> None:
    made = stack(job())
    made.write("training.jsonl", examples())
    applied = made.apply()
    assert "Paid call: POST /fine_tuning/jobs" in applied.text
    values = made.values(ADDRESS)
    (there,) = jobs(made)
    model = there["fine_tuned_model"]
    assert (values["id"], values["status"], values["fine_tuned_model"]) == (there["id"], "succeeded", model)
    assert (values["shutdown_date"], len(values["checkpoints"])) == ("2027-01-14", 2)
    assert made.plan().code == 0
    assert made.written() == ["POST /v1/files", "POST /v1/fine_tuning/jobs"]

    # What the API need not know is taken over; other inputs make another model, which is paid for.
    made.configure(job("delete_model = true"))
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.plan().code == 0
    made.configure(job('delete_model = true\ntriggers = { day = "2" }'))
    assert made.changes() == {ADDRESS: ["delete", "create"]}
    assert "Paid call: POST /fine_tuning/jobs" in made.plan().text
    made.configure(job("delete_model = true"))
    assert made.written() == []

    made.run("state", "rm", ADDRESS)
    made.import_(ADDRESS, there["id"])
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.plan().code == 0
    assert (made.values(ADDRESS)["fine_tuned_model"], made.written()) == (model, [])

    made.destroy()
    assert sorted(made.written()) == [
        f"DELETE /v1/files/{there['training_file']}",
        f"DELETE /v1/models/{model}",
    ]
    assert [each["status"] for each in jobs(made)] == ["succeeded"], "the API deletes no jobs"
    assert made.emulator.call("GET", f"/models/{model}").status_code == 404

"""kill -9 of the provider in the middle of many calls, and the run after it: nothing twice, nothing left."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.checks import every
from support.sounds import tone
from support.terraform import eventually, processes_with
from support.valid_bodies import TRAINING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

HOLD_SECONDS = 3
LONG_HOLD_SECONDS = 12
"""Until all calls are under way, on a slow machine too."""
MOST_SECONDS = 240
"""Until a thousand files are uploaded, on a machine that has much else to do."""
PARTS = 9
UPLOAD = """
resource "openai_file" "this" {
  file_path           = "large.bin"
  purpose             = "user_data"
  multipart_threshold = 1
  part_size           = 100
  parallel            = 1
}
"""
STORE = """
resource "openai_vector_store" "this" {
  name   = "Catalog"
  folder = { path = "catalog" }
}
"""


PAID = """
resource "openai_chat_completion" "this" {
  model    = "gpt-5.6-terra"
  messages = [{ role = "user", content = "Hello" }]
}
resource "openai_model_response" "this" {
  model = "gpt-5.6-terra"
  input = "Hello"
}
resource "openai_embeddings" "this" {
  input      = "Hello"
  dimensions = 8
}
resource "openai_image" "this" {
  prompt     = "A red bicycle"
  model      = "gpt-image-2.6-flare"
  size       = "1024x640"
  output_dir = "images"
}
resource "openai_speech" "this" {
  input       = "Hello"
  output_file = "hello.mp3"
}
resource "openai_transcription" "this" { file = "tone.wav" }
resource "openai_translation" "this" { file = "tone.wav" }
"""
TUNED = """
resource "openai_file" "training" {
  content  = file("training.jsonl")
  filename = "training.jsonl"
  purpose  = "fine-tune"
}
resource "openai_fine_tuning_job" "this" {
  model            = "gpt-4o-mini"
  training_file    = openai_file.training.id
  accept_end_dates = true
}
resource "openai_chat_completion" "this" {
  model    = openai_fine_tuning_job.this.fine_tuned_model
  messages = [{ role = "user", content = "What is the price of bicycle number7x?" }]
}
"""
PAID_OPERATIONS = (
    "createChatCompletion",
    "createResponse",
    "createEmbedding",
    "createImage",
    "createSpeech",
    "createTranscription",
    "createTranslation",
)


def kill_the_provider(made: Stack, operation: str, nth: int, done: Callable[[], Any]) -> None:
    """Apply, and kill the provider once a call is `done` and its answer has not come."""
    made.emulator.fault(operation, nth=nth, hold=HOLD_SECONDS)
    kill_when(made, lambda: seen(made) and done(), operation)
    # An answer that was held back is in the log when it is given up.
    eventually(lambda: len(made.emulator.calls(operation)) >= nth, f"the log of {operation} {nth}")
    made.emulator.clear_faults()


def kill_when(made: Stack, is_time: Callable[[], Any], what: str) -> None:
    """Apply, and kill the provider when it is time."""
    made.env["FJCORP_OPENAI_JOURNAL_DIR"] = str(made.folder / "journal")
    process = made.start("apply", "-auto-approve", "-input=false", "-no-color")
    # A plan of many files is more than a pipe holds.
    reader = threading.Thread(target=process.communicate)
    reader.start()
    try:
        eventually(lambda: is_time() or process.poll() is not None, what, MOST_SECONDS)
    finally:
        killed = [each for each in processes_with(str(made.folder)) if is_provider(each)]
        for each in killed:
            os.kill(each, signal.SIGKILL)
        reader.join()
    assert killed, "no provider worked"
    assert process.returncode == 1


def seen(made: Stack) -> bool:
    return every(rule["seen"] >= rule["nth"] for rule in made.emulator.control("GET", "/faults")["data"])


def paid_calls(made: Stack) -> list[str]:
    return sorted(each["operation"] for each in made.emulator.calls() if each["paid"])


def is_provider(process: int) -> bool:
    try:
        return b"fjcorp_openai.provider" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def rows(made: Stack, table: str) -> list[dict[str, Any]]:
    return made.emulator.dump().get(table, [])


def test_an_upload_killed_at_part_5_of_9_goes_on(stack: Callable[..., Stack]) -> None:
    made = stack(UPLOAD)
    (made.folder / "large.bin").write_bytes(bytes(range(PARTS)) * 100)
    kill_the_provider(made, "addUploadPart", 5, lambda: len(rows(made, "upload_part")) == 5)
    assert len(made.emulator.calls("addUploadPart")) == 5
    made.emulator.clear_calls()
    made.apply()
    # The fifth goes again: that it had come was not known.
    calls = [each["operation"] for each in made.emulator.calls() if each["method"] == "POST"]
    assert calls == [*["addUploadPart"] * 5, "completeUpload"]
    ((file,), (upload,)) = rows(made, "file"), rows(made, "upload")
    assert (file["bytes"], upload["status"]) == (PARTS * 100, "completed")
    values = made.values("openai_file.this")
    assert (values["id"], values["parts"], values["resumed_parts"]) == (file["id"], PARTS, 4)
    assert made.plan().code == 0
    made.destroy()
    assert rows(made, "file") == []


@pytest.mark.parametrize(
    ("files", "operation", "nth", "table", "count"),
    [
        pytest.param(1000, "createFile", 500, "file", 500, marks=pytest.mark.slow),
        pytest.param(
            1000, "createVectorStoreFileBatch", 1, "vector_store_file", 1000, marks=pytest.mark.slow
        ),
    ],
)
def test_a_store_of_1000_files_killed_in_the_middle_is_whole_after_the_next_run(
    stack: Callable[..., Stack], files: int, operation: str, nth: int, table: str, count: int
) -> None:
    made = stack(STORE)
    (made.folder / "catalog").mkdir()
    names = {f"{number}.md" for number in range(files)}
    for name in names:
        made.write(f"catalog/{name}", f"Part {name} of the catalog.")
    kill_the_provider(made, operation, nth, lambda: len(rows(made, table)) >= count)
    made.apply()
    assert {each["filename"] for each in rows(made, "file")} == names
    assert len(rows(made, "file")) == files
    # What was killed while it sent its file has come to nothing, and is sent again.
    assert [each["status"] for each in made.emulator.calls("createFile") if each["status"]] == [200] * files
    (store,) = rows(made, "vector_store")
    values = made.values("openai_vector_store.this")
    assert (values["id"], values["problems"], values["other_file_ids"]) == (store["id"], [], [])
    assert values["file_counts"]["completed"] == files
    assert every(each["status"] == "completed" for each in values["store_files"].values())
    assert values["store_files"].keys() == names
    made.emulator.clear_calls()
    assert made.plan().code == 0
    assert {each["method"] for each in made.emulator.calls()} == {"GET"}
    made.destroy()
    assert (rows(made, "file"), rows(made, "vector_store"), rows(made, "vector_store_file")) == ([], [], [])


def test_all_that_is_paid_for_and_killed_before_its_answer_is_announced_and_paid_once_more(
    stack: Callable[..., Stack],
) -> None:
    made = stack(PAID)
    (made.folder / "tone.wav").write_bytes(tone(1))
    for operation in PAID_OPERATIONS:
        made.emulator.fault(operation, hold=LONG_HOLD_SECONDS)
    kill_when(made, lambda: seen(made), "all calls at once")
    eventually(lambda: len(paid_calls(made)) == len(PAID_OPERATIONS), "the log of all calls")
    made.emulator.clear_faults()
    announced = made.apply().text
    for operation in ("chat/completions", "responses", "embeddings", "images/generations"):
        assert f"Paid call: POST /{operation}" in announced
    for operation in ("speech", "transcriptions", "translations"):
        assert f"Paid call: POST /audio/{operation}" in announced
    assert paid_calls(made) == sorted(PAID_OPERATIONS * 2)
    assert made.plan().code == 0
    made.destroy()
    assert paid_calls(made) == sorted(PAID_OPERATIONS * 2)


def test_a_tuning_that_is_killed_while_it_is_waited_for_is_one_job_whose_model_answers(
    stack: Callable[..., Stack],
) -> None:
    """The run after it goes on with the same job, and asks its model in the same apply."""
    made = stack(TUNED)
    made.write("training.jsonl", TRAINING)
    made.emulator.transitions("manual")
    kill_when(made, lambda: made.emulator.calls("retrieveFineTuningJob"), "a question about the job")
    (job,) = made.emulator.call("GET", "/fine_tuning/jobs").json()["data"]
    assert job["status"] == "validating_files"
    made.emulator.transitions("immediate")
    made.emulator.advance(20)
    made.apply()
    (ended,) = made.emulator.call("GET", "/fine_tuning/jobs").json()["data"]
    assert (ended["id"], ended["status"]) == (job["id"], "succeeded")
    assert made.values("openai_chat_completion.this")["model"] == ended["fine_tuned_model"]
    assert paid_calls(made) == ["createChatCompletion", "createFineTuningJob"]
    assert [each["filename"] for each in rows(made, "file") if each["purpose"] == "fine-tune"] == [
        "training.jsonl"
    ]
    assert made.plan().code == 0

"""`openai_file` from its upload to its end."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING, Any

from contract.resources.test_file import ADDRESS, EXAMPLES, _resident, file, remote, upload
from support.terraform import processes_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


# Several times what a process may take.
SIZE = 16 * 64 * 1024**2


def test_it_is_uploaded_replaced_when_bytes_change_and_deleted(stack: Callable[..., Stack]) -> None:
    made = stack(file())
    made.write("notes.txt", "first")
    made.apply()
    values = made.values(ADDRESS)
    digest = hashlib.sha256(b"first").hexdigest()
    assert values["id"].startswith("file-")
    assert (values["filename"], values["bytes"], values["purpose"]) == ("notes.txt", 5, "user_data")
    assert values["content_sha256"] == digest
    assert values["expires_at"] is None
    assert made.plan().code == 0
    assert made.written() == ["POST /v1/files"]

    made.write("notes.txt", "other")
    plan = made.plan("-out=changes.tfplan")
    assert "content_sha256" in plan.text
    assert "forces replacement" in plan.text
    assert made.changes() == {ADDRESS: ["delete", "create"]}
    made.apply()
    assert made.values(ADDRESS)["id"] != values["id"]
    assert made.plan().code == 0
    assert made.written() == [f"DELETE /v1/files/{values['id']}", "POST /v1/files"]

    (made.folder / "notes.txt").unlink()
    gone = made.plan()
    assert gone.code == 0
    assert "is gone" in gone.text
    made.destroy()
    assert remote(made) == []


def test_import_by_block_and_generated_configuration(stack: Callable[..., Stack]) -> None:
    made = stack()
    identifier = upload(made, "training.jsonl", EXAMPLES, "fine-tune")["id"]
    block = f'import {{\n  to = {ADDRESS}\n  id = "{identifier}"\n}}\n'
    made.configure(block)
    made.plan("-generate-config-out=generated.tf")
    assert made.changes() == {}
    made.apply()
    assert made.plan().code == 0
    (made.folder / "generated.tf").unlink()
    made.configure(file('purpose = "fine-tune"', path="absent/training.jsonl"))
    assert made.plan().code == 0
    missing = made.import_("openai_file.that", "file-absent", check=False)
    assert missing.code == 1


def test_bytes_that_change_between_plan_and_apply_are_not_uploaded(stack: Callable[..., Stack]) -> None:
    made = stack(file())
    made.write("notes.txt", "first")
    made.plan("-out=saved.tfplan")
    made.write("notes.txt", "other")
    result = made.run("apply", "-no-color", "saved.tfplan", check=False)
    assert result.code == 1
    assert "content_sha256" in result.text
    assert hashlib.sha256(b"other").hexdigest() in result.text
    assert remote(made) == []


def test_a_path_known_only_at_apply(stack: Callable[..., Stack]) -> None:
    made = stack()
    made.configure(
        'resource "terraform_data" "where" {\n  input = "notes.txt"\n}\n'
        'resource "openai_file" "this" {\n  file_path = terraform_data.where.output\n'
        '  purpose   = "user_data"\n}\n'
    )
    made.write("notes.txt", "first")
    made.apply()
    assert made.values(ADDRESS)["filename"] == "notes.txt"
    assert made.values(ADDRESS)["content_sha256"] == hashlib.sha256(b"first").hexdigest()
    assert made.plan().code == 0
    made.write("other.txt", "other")
    made.write("main.tf", (made.folder / "main.tf").read_text().replace("notes.txt", "other.txt"))
    assert made.changes()[ADDRESS] == ["delete", "create"]
    made.apply()
    assert made.values(ADDRESS)["filename"] == "other.txt"
    assert made.plan().code == 0


def test_the_api_s_refusal_is_told_with_the_request_id(stack: Callable[..., Stack]) -> None:
    made = stack(file('purpose = "evals"'))
    made.write("notes.txt", "first")
    result = made.apply(check=False)
    assert result.code == 1
    assert "must be a .jsonl file" in result.text
    assert "request id req" in result.text
    assert "openai_file.this" in result.text
    assert "Traceback" not in result.text


def test_a_gigabyte_in_parts_passes_through_little_memory(
    stack: Callable[..., Stack], start_emulator: Any
) -> None:
    made = stack(file(path="large.bin"), emulator=start_emulator())
    with (made.folder / "large.bin").open("wb") as large:
        large.truncate(SIZE)
    peaks: dict[int, int] = {}
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            for process in processes_with(str(made.folder.parent)):
                peaks[process] = max(peaks.get(process, 0), _resident(process, "provider"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        made.apply()
    finally:
        done.set()
        watcher.join()
    assert remote(made)[0]["bytes"] == SIZE
    assert made.values(ADDRESS)["parts"] == 16
    assert max(peaks.values()) > 0, "no provider process was seen"
    assert max(peaks.values()) <= 150, f"the provider took {max(peaks.values())} MB"
    server = _resident(made.emulator.process.pid, "emulator")
    assert 0 < server <= 150, f"the emulator took {server} MB"

"""`openai_file` from its upload to its end."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack


ADDRESS = "openai_file.this"


EXAMPLES = (
    '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}\n' * 10
)


def file(lines: str = 'purpose = "user_data"', path: str = "notes.txt") -> str:
    return f'resource "openai_file" "this" {{\n  file_path = "{path}"\n{lines}\n}}\n'


def remote(stack: Stack) -> list[dict[str, Any]]:
    return stack.emulator.call("GET", "/files").json()["data"]


def upload(stack: Stack, name: str, content: str, purpose: str) -> dict[str, Any]:
    form = {"files": {"file": (name, content.encode())}, "data": {"purpose": purpose}}
    return stack.emulator.call("POST", "/files", **form).json()


def test_where_the_same_bytes_lie_is_no_matter_but_their_name_is(stack: Callable[..., Stack]) -> None:
    made = stack(file())
    made.write("notes.txt", "first")
    made.apply()
    made.write("moved/notes.txt", "first")
    made.write("renamed.txt", "first")
    made.configure(file(path="moved/notes.txt"))
    assert made.plan().code == 0
    (made.folder / "notes.txt").unlink()
    assert made.plan().code == 0
    made.configure(file(path="renamed.txt"))
    assert made.changes() == {ADDRESS: ["delete", "create"]}
    made.configure(file('purpose = "user_data"\nfilename = "notes.txt"', path="renamed.txt"))
    assert made.plan().code == 0
    made.configure(file('purpose = "assistants"', path="moved/notes.txt"))
    assert made.changes() == {ADDRESS: ["delete", "create"]}
    made.configure(file('purpose = "user_data"\nexpires_after = { seconds = 3600 }', path="moved/notes.txt"))
    assert made.changes() == {ADDRESS: ["delete", "create"]}


def test_text_is_uploaded_as_it_is_written(stack: Callable[..., Stack]) -> None:
    lines = ['content = "{}"', 'filename = "a.jsonl"', 'purpose = "evals"']
    body = 'resource "openai_file" "this" {{\n' + "\n".join(lines) + "\n}}\n"
    made = stack(body.format("Zürich\\r\\n"))
    made.apply()
    values = made.values(ADDRESS)
    content = made.emulator.call("GET", f"/files/{values['id']}/content").content
    assert content == "Zürich\r\n".encode()
    assert values["content_sha256"] == hashlib.sha256(content).hexdigest()
    assert (values["filename"], values["bytes"], values["purpose"]) == ("a.jsonl", len(content), "evals")
    assert made.plan().code == 0
    made.configure(body.format("Bern"))
    assert made.changes() == {ADDRESS: ["delete", "create"]}


def test_a_file_expires_and_is_gone(stack: Callable[..., Stack]) -> None:
    made = stack(file('purpose = "user_data"\nexpires_after = { seconds = 7200 }'))
    made.write("notes.txt", "first")
    made.apply()
    values = made.values(ADDRESS)
    assert values["expires_at"] == values["created_at"] + 7200
    assert made.plan().code == 0
    made.emulator.clock.advance(7300)
    assert made.changes() == {ADDRESS: ["create"]}


def test_a_file_deleted_out_of_band_is_uploaded_again(stack: Callable[..., Stack]) -> None:
    made = stack(file())
    made.write("notes.txt", "first")
    made.apply()
    first = made.values(ADDRESS)["id"]
    made.emulator.call("DELETE", f"/files/{first}")
    assert made.changes() == {ADDRESS: ["create"]}
    made.apply()
    assert made.values(ADDRESS)["id"] != first
    made.emulator.call("DELETE", f"/files/{made.values(ADDRESS)['id']}")
    made.destroy(refresh=False)
    assert made.resources() == {}


def test_a_protected_file_is_neither_deleted_nor_replaced(stack: Callable[..., Stack]) -> None:
    made = stack(file('purpose = "user_data"\ndeletion_protection = true'))
    made.write("notes.txt", "first")
    made.apply()
    identifier = made.values(ADDRESS)["id"]
    result = made.destroy(check=False)
    assert result.code == 1
    assert f'Protected: cannot delete file "notes.txt" ({identifier})' in result.text
    made.write("notes.txt", "other")
    result = made.plan(check=False)
    assert result.code == 1
    assert f'Protected: cannot replace file "notes.txt" ({identifier})' in result.text
    made.configure("")
    result = made.apply(check=False)
    assert "Protected" in result.text
    assert [each["id"] for each in remote(made)] == [identifier]


def test_import_compares_bytes_that_the_api_gives_back(stack: Callable[..., Stack]) -> None:
    made = stack(file('purpose = "fine-tune"', path="data/training.jsonl"))
    made.write("data/training.jsonl", EXAMPLES)
    identifier = upload(made, "training.jsonl", EXAMPLES, "fine-tune")["id"]
    made.import_(ADDRESS, identifier)
    assert made.plan().code == 0
    assert made.values(ADDRESS)["content_sha256"] == hashlib.sha256(EXAMPLES.encode()).hexdigest()
    made.write("data/training.jsonl", EXAMPLES * 2)
    kept = made.plan()
    assert kept.code == 0
    assert "has other bytes" in kept.text
    made.configure(file('purpose = "fine-tune"\nadopt = true', path="data/training.jsonl"))
    assert made.changes() == {ADDRESS: ["delete", "create"]}


def test_import_never_replaces_for_want_of_a_path_or_a_purpose(stack: Callable[..., Stack]) -> None:
    made = stack('resource "openai_file" "this" {}\n')
    identifier = upload(made, "handbook.txt", "rules", "user_data")["id"]
    made.import_(ADDRESS, identifier)
    assert made.values(ADDRESS)["content_sha256"] is None
    assert made.plan().code == 0
    made.configure(file('purpose = "user_data"', path="placeholder.txt"))
    assert made.plan().code == 0, "the path names no file"
    made.write("placeholder.txt", "Ignored for imports")
    plan = made.plan()
    assert plan.code == 0
    assert "is not compared" in plan.text
    assert "-replace=ADDRESS" in plan.text
    made.configure(file('purpose = "assistants"', path="placeholder.txt"))
    plan = made.plan()
    assert plan.code == 0
    assert "purpose of the imported" in plan.text
    assert "user_data" in plan.text


def test_an_imported_file_may_be_protected_and_is_still_not_replaced(stack: Callable[..., Stack]) -> None:
    made = stack(file('purpose = "assistants"\ndeletion_protection = true', path="placeholder.txt"))
    made.import_(ADDRESS, upload(made, "handbook.txt", "rules", "user_data")["id"])
    made.written()
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.plan().code == 0, "the path names no file, and the purpose is another"
    made.write("placeholder.txt", "Ignored for imports")
    assert made.plan().code == 0, "the names differ"
    made.configure(file('purpose = "user_data"', path="handbook.txt"))
    made.write("handbook.txt", "rules")
    made.apply()
    assert made.written() == []
    made.configure(file('purpose = "assistants"', path="handbook.txt"))
    assert made.changes() == {ADDRESS: ["delete", "create"]}, "once it agreed it is a file like any other"


def test_an_imported_file_whose_bytes_are_secret_is_taken_over_by_name_and_size(
    stack: Callable[..., Stack],
) -> None:
    made = stack(file(path="handbook.txt"))
    made.write("handbook.txt", "rules")
    made.import_(ADDRESS, upload(made, "handbook.txt", "rules", "user_data")["id"])
    made.written()
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.written() == []
    assert made.values(ADDRESS)["content_sha256"] == hashlib.sha256(b"rules").hexdigest()
    assert made.plan().code == 0
    made.write("handbook.txt", "RULES")
    assert made.changes() == {ADDRESS: ["delete", "create"]}


def test_wrong_input_is_told_before_anything_is_uploaded(stack: Callable[..., Stack]) -> None:
    made = stack(file(path="absent.txt"))
    cases = {
        file(path="absent.txt"): ['Cannot read the file "absent.txt"', "No such file"],
        file(path="."): ['Cannot read the file "."', "Is a directory"],
        file("", path="notes.txt"): ["needs a purpose", "fine-tune"],
        file('purpose = "tuning"'): ['"tuning" is none of', "fine-tune"],
        file('purpose = "batch_output"'): ["come from the API"],
        file('purpose = "fine-tune"'): ['"notes.txt" does not end in .jsonl', "correct the purpose"],
        file(path="huge.bin"): ['"huge.bin" has 8589934593 bytes', "8589934592"],
        file('purpose = "batch"', path="rows.jsonl"): ["209715201 bytes", "Split it"],
        file('purpose = "user_data"\ncontent = "x"'): ["Set only one of file_path, content"],
        file('purpose = "user_data"\nexpires_after = { seconds = 60 }'): ["60 is not from 3600 to"],
        file(path="empty.txt"): ['"empty.txt" is empty'],
        'resource "openai_file" "this" {\n  purpose = "batch"\n}\n': ["Set file_path or content"],
        'resource "openai_file" "this" {\n  purpose = "batch"\n  content = "x"\n}\n': ["Set filename"],
    }
    made.write("notes.txt", "first")
    made.write("empty.txt", "")
    for name, size in (("huge.bin", 8 * 1024**3 + 1), ("rows.jsonl", 200 * 1024**2 + 1)):
        with (made.folder / name).open("wb") as sparse:
            sparse.truncate(size)
    for body, words in cases.items():
        made.configure(body)
        result = made.plan(check=False)
        assert result.code == 1, body
        assert [word for word in words if word not in result.text] == [], result.text
        assert made.written() == []


def test_a_lost_answer_makes_no_second_file(stack: Callable[..., Stack]) -> None:
    made = stack(file())
    made.write("notes.txt", "first")
    made.emulator.fault("createFile", drop="after")
    made.apply()
    assert len(remote(made)) == 1
    assert made.plan().code == 0


def _resident(process: int, module: str) -> int:
    """Return the most megabytes a process of one of our modules has had in memory; 0 for another process."""
    folder = Path("/proc", str(process))
    try:
        if f"fjcorp_openai.{module}".encode() not in (folder / "cmdline").read_bytes():
            return 0
        peak = next(line for line in (folder / "status").read_text().splitlines() if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return 0
    return int(peak.split()[1]) // 1024

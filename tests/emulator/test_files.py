"""Files, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

EXAMPLES = b'{"messages": [{"role": "user", "content": "Hi"}]}\n' * 10


def upload(
    client: Any, name: str = "notes.md", content: bytes = b"Some notes.", purpose: str = "user_data"
) -> Any:
    return client.files.create(file=(name, content), purpose=purpose)


@pytest.mark.parametrize("purpose", ["assistants", "batch", "fine-tune", "vision", "user_data", "evals"])
def test_a_file_of_every_purpose_is_uploaded(client: Any, purpose: str) -> None:
    file = upload(client, "data.jsonl", EXAMPLES, purpose)
    assert file.id.startswith("file-")
    assert (file.bytes, file.filename, file.purpose, file.status) == (
        len(EXAMPLES),
        "data.jsonl",
        purpose,
        "processed",
    )
    assert client.files.retrieve(file.id).to_dict() == file.to_dict()


def test_names_are_kept_as_they_are_sent(client: Any) -> None:
    names = ["Grüße aus Köln.md", "a b.txt", "a.tar.gz", "notes.md"]
    assert [upload(client, name).filename for name in names] == names


def test_content_comes_back_byte_by_byte(client: Any) -> None:
    content = bytes(range(256)) * 5000
    file = upload(client, "data.jsonl", content, "fine-tune")
    assert client.files.content(file.id).read() == content


def test_some_purposes_cannot_be_downloaded(client: Any) -> None:
    with pytest.raises(openai.BadRequestError, match="Not allowed to download files of purpose: user_data"):
        client.files.content(upload(client).id)


def test_five_files_are_listed_two_by_two(client: Any, shared_emulator: Emulator) -> None:
    made = [upload(client, f"{number}.md").id for number in range(5)]
    shared_emulator.clear_calls()
    assert [file.id for file in client.files.list(limit=2)] == made[::-1]
    assert len(shared_emulator.calls("listFiles")) == 3
    assert [file.id for file in client.files.list(limit=2, order="asc")] == made


def test_files_are_listed_by_purpose(client: Any) -> None:
    upload(client)
    wanted = upload(client, "data.jsonl", EXAMPLES, "fine-tune")
    assert [file.id for file in client.files.list(purpose="fine-tune")] == [wanted.id]


def test_an_empty_list_names_no_ids(client: Any) -> None:
    listed = client.files.list().to_dict()
    assert listed == {"object": "list", "data": [], "has_more": False, "first_id": None, "last_id": None}


def test_a_deleted_file_is_gone_from_disk_too(client: Any, shared_emulator: Emulator) -> None:
    file = upload(client)
    assert (shared_emulator.folder / "files" / file.id).exists()
    deleted = client.files.delete(file.id)
    assert (deleted.id, deleted.deleted) == (file.id, True)
    assert not (shared_emulator.folder / "files" / file.id).exists()
    for refused in (client.files.retrieve, client.files.content, client.files.delete):
        with pytest.raises(openai.NotFoundError):
            refused(file.id)


def test_a_file_expires(client: Any, shared_emulator: Emulator) -> None:
    file = client.files.create(
        file=("notes.md", b"x"), purpose="user_data", expires_after={"anchor": "created_at", "seconds": 3600}
    )
    assert file.expires_at == file.created_at + 3600
    shared_emulator.clock.advance(3590)
    assert client.files.retrieve(file.id).id == file.id
    shared_emulator.clock.advance(20)
    with pytest.raises(openai.NotFoundError):
        client.files.retrieve(file.id)
    assert list(client.files.list()) == []
    assert not (shared_emulator.folder / "files" / file.id).exists()


def test_files_for_batches_end_after_thirty_days(client: Any) -> None:
    file = upload(client, "data.jsonl", EXAMPLES, "batch")
    assert file.expires_at == file.created_at + 30 * 24 * 3600


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"purpose": "nonsense"}, "purpose"),
        ({}, "purpose"),
        ({"purpose": "user_data", "colour": "red"}, "colour"),
        ({"purpose": "user_data", "expires_after[anchor]": "created_at", "expires_after[seconds]": "60"},
         "expires_after.seconds"),
        ({"purpose": "user_data", "expires_after[anchor]": "created_at", "expires_after[seconds]": "long"},
         "expires_after.seconds"),
        ({"purpose": "user_data", "expires_after[anchor]": "created_at"}, "expires_after.seconds"),
    ],
)  # fmt: skip
def test_wrong_fields_are_named(shared_emulator: Emulator, fields: dict[str, str], param: str) -> None:
    answer = shared_emulator.call("POST", "/files", data=fields, files={"file": ("a.md", b"x")})
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


def test_a_file_that_is_missing_empty_or_of_the_wrong_kind_is_refused(
    client: Any, shared_emulator: Emulator
) -> None:
    answer = shared_emulator.call("POST", "/files", files={"purpose": (None, "user_data")})
    assert answer.json()["error"]["param"] == "file"
    answer = shared_emulator.call(
        "POST", "/files", files={"purpose": (None, "user_data"), "file": (None, "text")}
    )
    assert answer.json()["error"]["code"] == "invalid_type"
    for name, content, purpose, code in (
        ("a.md", b"", "user_data", "empty_file"),
        ("a.txt", b"x", "fine-tune", "invalid_file_format"),
    ):
        with pytest.raises(openai.BadRequestError) as caught:
            upload(client, name, content, purpose)
        assert caught.value.code == code


def test_refused_uploads_leave_nothing_on_disk(client: Any, shared_emulator: Emulator) -> None:
    with pytest.raises(openai.BadRequestError):
        upload(client, "a.txt", b"x" * 3_000_000, "fine-tune")
    for folder in ("files", "incoming"):
        assert list((shared_emulator.folder / folder).iterdir()) == []


def test_files_belong_to_their_project(client: Any, shared_emulator: Emulator) -> None:
    file = upload(client)
    other = client.admin.organization.projects.create(name="Other")
    key = shared_emulator.create_project_key(other.id)["value"]
    assert shared_emulator.call("GET", f"/files/{file.id}", key=key).status_code == 404
    assert shared_emulator.call("GET", "/files", key=key).json()["data"] == []


def test_a_path_can_be_uploaded(client: Any, tmp_path: Path) -> None:
    path = tmp_path / "handbook.md"
    path.write_text("# Handbook\n")
    assert client.files.create(file=path, purpose="user_data").filename == "handbook.md"


def test_files_are_seeded(client: Any, shared_emulator: Emulator) -> None:
    shared_emulator.seed({"files": [{"filename": "a.jsonl", "content": "{}\n", "purpose": "fine-tune"}]})
    file = next(iter(client.files.list()))
    assert (file.filename, client.files.content(file.id).text) == ("a.jsonl", "{}\n")


def test_the_helper_that_waits_for_processing_works(client: Any) -> None:
    file = upload(client)
    assert client.files.wait_for_processing(file.id).status == "processed"

"""Uploads in parts, with the official client."""

import hashlib
import io

import openai
import pytest


def create(client, size, **options):
    return client.uploads.create(
        filename="notes.jsonl", purpose="fine-tune", bytes=size, mime_type="text/jsonl", **options
    )


def test_parts_are_joined_in_the_order_given(client):
    upload = create(client, 12)
    assert (upload.status, upload.expires_at - upload.created_at) == ("pending", 3600)
    second = client.uploads.parts.create(upload.id, data=b"second")
    first = client.uploads.parts.create(upload.id, data=b"first\n")
    digest = hashlib.md5(b"first\nsecond").hexdigest()
    done = client.uploads.complete(upload.id, part_ids=[first.id, second.id], md5=digest)
    assert done.status == "completed"
    assert done.file.bytes == 12
    assert client.files.content(done.file.id).read() == b"first\nsecond"
    assert client.files.retrieve(done.file.id).filename == "notes.jsonl"


def test_upload_file_chunked(client, tmp_path):
    path = tmp_path / "data.jsonl"
    path.write_bytes(b"0123456789" * 1000)
    done = client.uploads.upload_file_chunked(
        file=path, mime_type="text/jsonl", purpose="fine-tune", part_size=1500
    )
    assert client.files.content(done.file.id).read() == path.read_bytes()
    done = client.uploads.upload_file_chunked(
        file=io.BytesIO(b"abc").getvalue(),
        filename="x.jsonl",
        bytes=3,
        mime_type="text/jsonl",
        purpose="batch",
    )
    assert done.file.purpose == "batch"


def test_expiry_of_the_file_is_kept(client):
    upload = create(client, 3, expires_after={"anchor": "created_at", "seconds": 7200})
    part = client.uploads.parts.create(upload.id, data=b"abc")
    file = client.uploads.complete(upload.id, part_ids=[part.id]).file
    assert file.expires_at == file.created_at + 7200


def test_wrong_bytes_and_checksum_leave_the_upload_pending(client, shared_emulator):
    upload = create(client, 4)
    part = client.uploads.parts.create(upload.id, data=b"abc")
    with pytest.raises(openai.BadRequestError, match="3 bytes") as caught:
        client.uploads.complete(upload.id, part_ids=[part.id])
    assert caught.value.code == "bytes_mismatch"
    more = client.uploads.parts.create(upload.id, data=b"d")
    with pytest.raises(openai.BadRequestError, match="md5"):
        client.uploads.complete(upload.id, part_ids=[part.id, more.id], md5="0" * 32)
    assert "file" not in shared_emulator.dump()
    assert client.uploads.complete(upload.id, part_ids=[part.id, more.id]).status == "completed"
    with pytest.raises(openai.BadRequestError, match="completed"):
        client.uploads.complete(upload.id, part_ids=[part.id, more.id])


def test_parts_must_be_the_uploads_own(client):
    upload, other = create(client, 3), create(client, 3)
    part = client.uploads.parts.create(other.id, data=b"abc")
    for part_ids, error in (([part.id], openai.NotFoundError), ([], openai.BadRequestError)):
        with pytest.raises(error):
            client.uploads.complete(upload.id, part_ids=part_ids)
    with pytest.raises(openai.BadRequestError):
        client.uploads.complete(other.id, part_ids=[part.id, part.id])


def test_cancelled_and_expired_uploads_take_nothing_more(client, shared_emulator):
    upload = create(client, 3)
    client.uploads.parts.create(upload.id, data=b"abc")
    assert client.uploads.cancel(upload.id).status == "cancelled"
    with pytest.raises(openai.BadRequestError, match="cancelled"):
        client.uploads.parts.create(upload.id, data=b"abc")
    late = create(client, 3)
    client.uploads.parts.create(late.id, data=b"abc")
    shared_emulator.clock.advance(3601)
    with pytest.raises(openai.BadRequestError, match="expired"):
        client.uploads.parts.create(late.id, data=b"abc")
    assert {each["status"] for each in shared_emulator.dump()["upload"]} == {"cancelled", "expired"}
    assert not list((shared_emulator.folder / "files").iterdir())


@pytest.mark.parametrize(
    ("options", "param"),
    [({"bytes": 0}, "bytes"), ({"purpose": "assistants_output"}, "purpose"), ({"filename": ""}, "filename")],
)
def test_bad_uploads_name_their_parameter(client, options, param):
    good = {"filename": "a.jsonl", "purpose": "batch", "bytes": 1, "mime_type": "text/jsonl"}
    with pytest.raises(openai.BadRequestError) as caught:
        client.uploads.create(**good | options)
    assert caught.value.param == param


def test_unknown_upload(client):
    with pytest.raises(openai.NotFoundError):
        client.uploads.cancel("upload_none")

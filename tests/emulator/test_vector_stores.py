"""Vector stores, their files, batches and search, with the official client."""

import io
import zipfile
import zlib

import openai
import pytest

from support.checks import every
from support.emulator import error_of

TEXTS = {
    "returns.md": "# Returns\n\nCustomers may return a bicycle within 30 days of delivery for a full refund.",
    "shipping.txt": "Shipping to Norway takes five working days and costs 40 euros.",
    "chains.html": "<style>p {}</style><h1>Chains</h1><p>Oil the chain &amp; check its wear.</p>",
    "prices.csv": "model,price\nRoadster,900 euros\nCargo Max,2400 euros\n",
    "staff.json": '{"team": [{"name": "Ada", "role": "mechanic"}, {"name": "Bo", "role": "driver"}]}',
    "faq.jsonl": '{"question": "Do you sell helmets?"}\n{"question": "Is there a warranty?"}\n',
}


def upload(client, name, content):
    data = content.encode() if isinstance(content, str) else content
    return client.files.create(file=(name, data), purpose="assistants")


@pytest.fixture
def store(client):
    created = client.vector_stores.create(name="help")
    for name, text in TEXTS.items():
        file = upload(client, name, text)
        member = client.vector_stores.files.create_and_poll(
            file.id,
            vector_store_id=created.id,
            attributes={"kind": name.rpartition(".")[2], "size": len(text)},
        )
        assert member.status == "completed", member.last_error
    return client.vector_stores.retrieve(created.id)


def search(client, store, query, **options):
    return client.vector_stores.search(store.id, query=query, **options).data


def test_life_of_a_store(client):
    created = client.vector_stores.create(
        name="a", metadata={"team": "x"}, expires_after={"anchor": "last_active_at", "days": 7}
    )
    assert created.expires_at == created.created_at + 7 * 86_400
    assert (created.status, created.file_counts.total, created.usage_bytes) == ("completed", 0, 0)
    changed = client.vector_stores.update(created.id, name="b", metadata={"team": "y"}, expires_after=None)
    assert (changed.name, changed.metadata, changed.expires_at) == ("b", {"team": "y"}, None)
    assert client.vector_stores.retrieve(created.id) == changed
    assert client.vector_stores.delete(created.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.vector_stores.retrieve(created.id)


def test_lists_page_by_two(client):
    ids = [client.vector_stores.create(name=str(number)).id for number in range(5)]
    assert [each.id for each in client.vector_stores.list(limit=2)] == ids[::-1]
    assert [each.id for each in client.vector_stores.list(limit=2, order="asc")] == ids
    before = client.vector_stores.list(limit=2, order="asc", before=ids[3])
    assert [each.id for each in before.data] == ids[1:3]
    files = [upload(client, f"{number}.txt", "text").id for number in range(5)]
    client.vector_stores.file_batches.create_and_poll(ids[0], file_ids=files)
    listed = client.vector_stores.files.list(ids[0], limit=2, order="asc")
    assert [each.id for each in listed] == files


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("How long can I return a bicycle?", "returns.md"),
        ("delivery time to norway", "shipping.txt"),
        ("oil chain", "chains.html"),
        ("price of Cargo Max", "prices.csv"),
        ("who is the mechanic", "staff.json"),
        ("helmets", "faq.jsonl"),
    ],
)
def test_search_finds_the_file_that_answers(client, store, query, name):
    hits = search(client, store, query)
    assert hits[0].filename == name
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert 0 <= hits[-1].score < hits[0].score <= 1


def test_search_options(client, store):
    assert len(search(client, store, "euros", max_num_results=2)) == 2
    strict = search(client, store, "Shipping to Norway", ranking_options={"score_threshold": 0.5})
    assert {hit.filename for hit in strict} == {"shipping.txt"}
    both = client.vector_stores.search(store.id, query=["helmets", "warranty"], max_num_results=1)
    assert both.data[0].filename == "faq.jsonl"
    page = client.vector_stores.search(store.id, query="What is the price?", rewrite_query=True)
    assert page.search_query == ["price"]
    wrong = {"type": "nin", "key": "kind", "value": 1}
    for condition, param in (
        (wrong, "filters.value"),
        ({"type": "and", "filters": [wrong]}, "filters.filters[0].value"),
        ({"type": "eq", "key": "kind", "value": ["csv"]}, "filters.value"),
    ):
        with pytest.raises(openai.BadRequestError) as caught:
            client.vector_stores.search(store.id, query="x", filters=condition)
        assert caught.value.param == param
    for nothing in ([], " ", ["price", ""]):
        with pytest.raises(openai.BadRequestError) as caught:
            client.vector_stores.search(store.id, query=nothing)
        assert caught.value.param == "query"


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ({"type": "eq", "key": "kind", "value": "csv"}, {"prices.csv"}),
        ({"type": "ne", "key": "kind", "value": "csv"}, set(TEXTS) - {"prices.csv"}),
        ({"type": "in", "key": "kind", "value": ["md", "txt"]}, {"returns.md", "shipping.txt"}),
        ({"type": "nin", "key": "kind", "value": ["csv", "json", "jsonl", "html", "txt"]}, {"returns.md"}),
        ({"type": "lt", "key": "size", "value": 63}, {"shipping.txt", "prices.csv"}),
        ({"type": "gte", "key": "kind", "value": "md"}, {"returns.md", "shipping.txt"}),
        ({"type": "eq", "key": "none", "value": True}, set()),
        (
            {
                "type": "or",
                "filters": [
                    {"type": "eq", "key": "kind", "value": "csv"},
                    {
                        "type": "and",
                        "filters": [
                            {"type": "gt", "key": "size", "value": 1},
                            {"type": "eq", "key": "kind", "value": "md"},
                        ],
                    },
                ],
            },
            {"prices.csv", "returns.md"},
        ),
    ],
)
def test_filters(client, store, condition, names):
    assert {hit.filename for hit in search(client, store, "anything", filters=condition)} == names


def test_attributes_can_be_changed(client, store):
    member = client.vector_stores.files.list(store.id).data[0]
    changed = client.vector_stores.files.update(
        member.id, vector_store_id=store.id, attributes={"kind": "new", "good": True, "rank": 1.5}
    )
    assert changed.attributes == {"kind": "new", "good": True, "rank": 1.5}
    (hit,) = search(client, store, "x", filters={"type": "eq", "key": "good", "value": True})
    assert hit.file_id == member.id


def test_content_is_cut_into_overlapping_chunks(client):
    words = [f"word{number}" for number in range(250)]
    file = upload(client, "long.txt", " ".join(words))
    store = client.vector_stores.create()
    strategy = {"type": "static", "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 20}}
    member = client.vector_stores.files.create_and_poll(
        file.id, vector_store_id=store.id, chunking_strategy=strategy
    )
    assert member.chunking_strategy.static.max_chunk_size_tokens == 100
    chunks = [
        part.text.split() for part in client.vector_stores.files.content(file.id, vector_store_id=store.id)
    ]
    assert [len(chunk) for chunk in chunks] == [100, 100, 90]
    assert chunks[1][0] == "word80"
    assert {word for chunk in chunks for word in chunk} == set(words)
    strategy["static"]["chunk_overlap_tokens"] = 51
    with pytest.raises(openai.BadRequestError):
        client.vector_stores.files.create(store.id, file_id=file.id, chunking_strategy=strategy)


def pdf(text):
    stream = zlib.compress(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode())
    head = f"%PDF-1.4\n4 0 obj\n<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode()
    return head + stream + b"\nendstream\nendobj\n%%EOF"


def docx(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    return buffer.getvalue()


@pytest.mark.parametrize(("name", "make"), [("a.pdf", pdf), ("a.docx", docx)])
def test_documents_are_read(client, name, make):
    store = client.vector_stores.create()
    member = client.vector_stores.files.upload_and_poll(
        vector_store_id=store.id, file=(name, make("Our office is in Oslo."))
    )
    assert member.status == "completed"
    parts = client.vector_stores.files.content(member.id, vector_store_id=store.id).data
    assert [part.text for part in parts] == ["Our office is in Oslo."]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "unsupported_file"),
        ("a.json", b"{", "invalid_file"),
        ("a.txt", b"  \n", "invalid_file"),
        ("a.docx", b"no zip", "invalid_file"),
        ("a.txt", b"\xff\xfe\xff", "invalid_file"),
    ],
)
def test_files_that_cannot_be_read_fail(client, name, content, code):
    store = client.vector_stores.create()
    file = upload(client, name, content)
    member = client.vector_stores.files.create_and_poll(file.id, vector_store_id=store.id)
    assert (member.status, member.last_error.code) == ("failed", code)
    assert client.vector_stores.retrieve(store.id).file_counts.failed == 1
    assert [each.id for each in client.vector_stores.files.list(store.id, filter="failed")] == [file.id]


def test_detached_and_deleted_files_leave_the_store(client, store):
    first, second, *_unused = [each.id for each in client.vector_stores.files.list(store.id)]
    assert client.vector_stores.files.delete(first, vector_store_id=store.id).deleted
    assert client.files.retrieve(first).id == first
    client.files.delete(second)
    left = {each.id for each in client.vector_stores.files.list(store.id)}
    assert not left & {first, second}
    assert client.vector_stores.retrieve(store.id).file_counts.total == len(TEXTS) - 2
    with pytest.raises(openai.NotFoundError):
        client.vector_stores.files.retrieve(first, vector_store_id=store.id)


def test_files_of_the_create_call_are_attached(client):
    files = [upload(client, f"{number}.txt", f"text {number}").id for number in range(3)]
    store = client.vector_stores.create(file_ids=files)
    assert client.vector_stores.retrieve(store.id).file_counts.completed == 3
    with pytest.raises(openai.NotFoundError):
        client.vector_stores.create(file_ids=["file-none"])


def test_file_batches(client):
    store = client.vector_stores.create()
    files = [upload(client, f"{number}.txt", f"text {number}").id for number in range(5)]
    batch = client.vector_stores.file_batches.create_and_poll(store.id, file_ids=files, attributes={"a": 1})
    assert (batch.status, batch.file_counts.completed) == ("completed", 5)
    listed = client.vector_stores.file_batches.list_files(batch.id, vector_store_id=store.id, limit=2)
    assert {each.id for each in listed} == set(files)
    assert every(each.attributes == {"a": 1} for each in listed)
    each_own = [{"file_id": files[0], "attributes": {"a": 2}}, {"file_id": files[1]}]
    batch = client.vector_stores.file_batches.create_and_poll(store.id, files=each_own)
    assert client.vector_stores.files.retrieve(files[0], vector_store_id=store.id).attributes == {"a": 2}
    assert client.vector_stores.retrieve(store.id).file_counts.total == 5
    with pytest.raises(openai.BadRequestError):
        client.vector_stores.file_batches.create(store.id)


def test_upload_and_poll_of_a_batch(client):
    store = client.vector_stores.create()
    batch = client.vector_stores.file_batches.upload_and_poll(
        store.id, files=[("a.txt", b"first"), ("b.txt", b"second")]
    )
    assert batch.file_counts.completed == 2


def test_indexing_takes_its_time_and_a_batch_can_be_cancelled(client, shared_emulator):
    shared_emulator.transitions("manual")
    store = client.vector_stores.create()
    files = [upload(client, f"{number}.txt", "text").id for number in range(2)]
    batch = client.vector_stores.file_batches.create(store.id, file_ids=files)
    assert (batch.status, batch.file_counts.in_progress) == ("in_progress", 2)
    assert client.vector_stores.retrieve(store.id).status == "in_progress"
    assert search(client, store, "text") == []
    cancelled = client.vector_stores.file_batches.cancel(batch.id, vector_store_id=store.id)
    assert (cancelled.status, cancelled.file_counts.cancelled) == ("cancelled", 2)
    client.vector_stores.files.create(store.id, file_id=files[0])
    assert shared_emulator.advance() == 1
    assert client.vector_stores.files.retrieve(files[0], vector_store_id=store.id).status == "completed"
    done = client.vector_stores.file_batches.retrieve(batch.id, vector_store_id=store.id)
    assert done.status == "cancelled"


def test_a_file_just_attached_is_not_found_for_a_while_when_so_set(client, shared_emulator):
    shared_emulator.seed({"vector_store_attach_delay": 30})
    store = client.vector_stores.create()
    file = upload(client, "a.txt", "text")
    client.vector_stores.files.create(store.id, file_id=file.id)
    with pytest.raises(openai.NotFoundError):
        client.vector_stores.files.retrieve(file.id, vector_store_id=store.id)
    shared_emulator.clock.advance(31)
    assert client.vector_stores.files.retrieve(file.id, vector_store_id=store.id).status == "completed"


def test_a_store_expires_after_its_last_use(client, shared_emulator):
    store = client.vector_stores.create(expires_after={"anchor": "last_active_at", "days": 1})
    file = upload(client, "a.txt", "text")
    client.vector_stores.files.create(store.id, file_id=file.id)
    shared_emulator.clock.advance(80_000)
    assert search(client, store, "text")
    shared_emulator.clock.advance(80_000)
    assert client.vector_stores.retrieve(store.id).status == "completed"
    shared_emulator.clock.advance(80_000)
    assert client.vector_stores.retrieve(store.id).status == "expired"
    with pytest.raises(openai.BadRequestError, match="expired"):
        search(client, store, "text")


def test_a_store_takes_300_files_a_minute(client, shared_emulator):
    store = client.vector_stores.create()
    file = upload(client, "a.txt", "text")
    shared_emulator.clock.advance(60 - shared_emulator.clock.now() % 60)
    path, body = f"/vector_stores/{store.id}/files", {"file_id": file.id}
    codes = [shared_emulator.call("POST", path, json=body).status_code for _index in range(301)]
    assert codes == [200] * 300 + [429]
    shared_emulator.clock.advance(60)
    assert shared_emulator.call("POST", path, json=body).status_code == 200


def test_an_organization_attaches_2000_files_a_minute(client, shared_emulator):
    file = upload(client, "a.txt", "text")
    shared_emulator.transitions("manual")
    shared_emulator.clock.advance(60 - shared_emulator.clock.now() % 60)
    first, second = client.vector_stores.create(), client.vector_stores.create(file_ids=[file.id])
    client.vector_stores.file_batches.create(first.id, file_ids=[file.id] * 1998)
    client.vector_stores.files.create(file_id=file.id, vector_store_id=second.id)
    one = {"file_id": file.id}
    calls = [
        ("/vector_stores", {"file_ids": [file.id]}),
        (f"/vector_stores/{first.id}/files", one),
        (f"/vector_stores/{second.id}/file_batches", {"files": [one]}),
    ]
    answers = [shared_emulator.call("POST", path, json=body) for path, body in calls]
    assert [answer.status_code for answer in answers] == [429] * 3
    assert {error_of(answer)["code"] for answer in answers} == {"rate_limit_exceeded"}
    assert len(client.vector_stores.list().data) == 2
    shared_emulator.clock.advance(60)
    answers = [shared_emulator.call("POST", path, json=body) for path, body in calls]
    assert [answer.status_code for answer in answers] == [200] * 3


@pytest.mark.parametrize(("mode", "told"), [("manual", "1000"), (3600, "3600000"), (90.5, "90500")])
def test_who_polls_is_told_how_often(client, shared_emulator, mode, told):
    shared_emulator.transitions(mode)
    store = client.vector_stores.create()
    file = upload(client, "a.txt", "text")
    batch = client.vector_stores.file_batches.create(store.id, file_ids=[file.id])

    def polled():
        return [
            client.vector_stores.files.with_raw_response.retrieve(file.id, vector_store_id=store.id),
            client.vector_stores.file_batches.with_raw_response.retrieve(batch.id, vector_store_id=store.id),
        ]

    assert [answer.headers.get("openai-poll-after-ms") for answer in polled()] == [told] * 2
    shared_emulator.advance()
    assert [answer.headers.get("openai-poll-after-ms") for answer in polled()] == [None] * 2


def test_a_file_gets_stuck_on_demand(client, shared_emulator):
    store = client.vector_stores.create()
    files = [upload(client, name, "text").id for name in ("a.txt", "b.txt")]
    shared_emulator.fault("createVectorStoreFileBatch", stuck=files[0])
    batch = client.vector_stores.file_batches.create(store.id, file_ids=files)
    shared_emulator.clock.advance(100_000)
    found = client.vector_stores.file_batches.retrieve(batch.id, vector_store_id=store.id)
    assert (found.status, found.file_counts.in_progress, found.file_counts.completed) == ("in_progress", 1, 1)
    assert client.vector_stores.files.retrieve(files[0], vector_store_id=store.id).status == "in_progress"
    client.vector_stores.files.create(file_id=files[0], vector_store_id=store.id)
    assert client.vector_stores.files.retrieve(files[0], vector_store_id=store.id).status == "completed"
    shared_emulator.fault("createVectorStoreFile", stuck="*")
    client.vector_stores.files.create(file_id=files[1], vector_store_id=store.id)
    assert client.vector_stores.files.retrieve(files[1], vector_store_id=store.id).status == "in_progress"


def test_stores_belong_to_their_project(client, shared_emulator):
    other = client.admin.organization.projects.create(name="other")
    key = shared_emulator.create_project_key(other.id)["value"]
    store = client.vector_stores.create()
    with shared_emulator.client(api_key=key) as stranger:
        with pytest.raises(openai.NotFoundError):
            stranger.vector_stores.retrieve(store.id)
        assert stranger.vector_stores.list().data == []


def test_so_many_files_fail_by_the_server_s_own_fault_as_are_set(client, shared_emulator):
    shared_emulator.seed({"vector_store_server_errors": 1})
    store = client.vector_stores.create()
    first, second = (upload(client, name, "text") for name in ("a.txt", "b.txt"))
    client.vector_stores.files.create(store.id, file_id=first.id)
    client.vector_stores.files.create(store.id, file_id=second.id)
    failed = client.vector_stores.files.retrieve(first.id, vector_store_id=store.id)
    assert (failed.status, failed.last_error.code) == ("failed", "server_error")
    assert client.vector_stores.files.retrieve(second.id, vector_store_id=store.id).status == "completed"

"""Files and vector stores of former states become resources, import blocks and items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.former_states import SCHEMAS, former_state
from unit.stack.made_of_states import converted, written

if TYPE_CHECKING:
    from pathlib import Path

OFFICIAL, MKDEV, JIANYUAN = SCHEMAS
FILE = {"id": "file-1", "file": "data/a.jsonl", "purpose": "batch"}


@pytest.mark.parametrize(
    ("filename", "label", "more"),
    [
        (None, "file_1", {}),
        ("a.jsonl", "a_jsonl", {}),
        ("b.jsonl", "b_jsonl", {"filename": '"b.jsonl"'}),
    ],
)
def test_a_file_is_known_by_its_path_and_another_name(
    filename: str | None, label: str, more: dict[str, str], tmp_path: Path
) -> None:
    made = converted(tmp_path, former_state(MKDEV, ("openai_file", "a", {**FILE, "filename": filename})))
    written_down = {"file_path": '"data/a.jsonl"', **more, "purpose": '"batch"'}
    assert written(made.hcl, f"openai_file.{label}") == ("file-1", written_down)
    (item,) = made.items["openai_files"].values()
    assert item == {
        "file_path": "data/a.jsonl",
        "purpose": "batch",
        **({"filename": filename} if more else {}),
    }


def test_a_store_is_whole(tmp_path: Path) -> None:
    values = {
        "id": "vs_1",
        "name": "Store",
        "file_ids": ["file-1", "file-9"],
        "metadata": {"team": "lab", "number": 1},
        "expires_after": [{"anchor": "last_active_at", "days": 3}],
    }
    rows = [("openai_file", "a", {**FILE, "filename": "a.jsonl"}), ("openai_vector_store", "s", values)]
    made = converted(tmp_path, former_state(MKDEV, *rows))
    assert written(made.hcl, "openai_vector_store.store") == (
        "vs_1",
        {
            "name": '"Store"',
            "metadata": '{ "team" = "lab" }',
            "expires_after": '{ "days" = 3 }',
            "files": '{ "file_1" = { "file_id" = "file-1" }, "file_9" = { "file_id" = "file-9" } }',
        },
    )
    assert made.items["openai_vector_stores"] == {
        "store": {
            "name": "Store",
            "metadata": {"team": "lab"},
            "expires_after": {"days": 3},
            "files": {"a_jsonl": {"file": "a_jsonl"}, "file_9": {"file": "file-9"}},
        }
    }
    assert made.blocks == [
        ('module.files["a_jsonl"].openai_file.this', "file-1"),
        ('module.vector_store["store"].openai_vector_store.this', "vs_1"),
    ]


@pytest.mark.parametrize(
    ("stores", "found"),
    [(["vs_1"], ["mine"]), (["vs_1", "vs_2"], ["store", "store_2"])],
)
def test_an_item_describes_a_store_whose_name_is_its_own(
    stores: list[str], found: list[str], tmp_path: Path
) -> None:
    rows = [("openai_vector_store", id_, {"id": id_, "name": "Store"}) for id_ in stores]
    given = {"openai_vector_stores": {"mine": {"name": "Store"}}}
    made = converted(tmp_path, former_state(MKDEV, *rows), given=given)
    assert [to for to, _id in made.blocks] == [
        f'module.vector_store["{key}"].openai_vector_store.this' for key in found
    ]


def test_an_item_describes_a_file_by_path_and_purpose(tmp_path: Path) -> None:
    given = {
        "openai_files": {
            "path": {"file_path": "data/a.jsonl", "purpose": "evals"},
            "purpose": {"file_path": "data/b.jsonl", "purpose": "batch"},
            "both": {"file_path": "data/a.jsonl", "purpose": "batch"},
        }
    }
    made = converted(tmp_path, former_state(MKDEV, ("openai_file", "a", FILE)), given=given)
    assert made.blocks == [('module.files["both"].openai_file.this', "file-1")]
    assert made.items == {}
    assert "openai_files: both" in made.conversion.page()


def test_files_of_a_store_come_from_all_its_resources(tmp_path: Path) -> None:
    chunks = [{"type": "static", "max_chunk_size_tokens": 400}]
    rows = [
        ("openai_vector_store", "a", {"id": "vs_1", "name": "A", "chunking_strategy": chunks}),
        ("openai_vector_store", "b", {"id": "vs_2", "name": "B"}),
        ("openai_vector_store_file", "one", {"vector_store_id": "vs_1", "file_id": "file-1"}),
        ("openai_vector_store_file_batch", "two", {"vector_store_id": "vs_1", "file_ids": ["file-2"]}),
        ("openai_vector_store_file", "three", {"vector_store_id": "vs_2", "file_id": "file-3"}),
    ]
    made = converted(tmp_path, former_state(MKDEV, *rows))
    of = '"chunking_strategy" = { "max_chunk_size_tokens" = 400, "chunk_overlap_tokens" = 0 }'
    assert written(made.hcl, "openai_vector_store.a")[1]["files"] == (
        f'{{ "file_1" = {{ "file_id" = "file-1", {of} }}, "file_2" = {{ "file_id" = "file-2", {of} }} }}'
    )
    assert written(made.hcl, "openai_vector_store.b")[1]["files"] == '{ "file_3" = { "file_id" = "file-3" } }'
    chunking = {"max_chunk_size_tokens": 400, "chunk_overlap_tokens": 0}
    assert made.items["openai_vector_stores"] == {
        "a": {
            "name": "A",
            "files": {
                "file_1": {"file": "file-1", "chunking_strategy": chunking},
                "file_2": {"file": "file-2", "chunking_strategy": chunking},
            },
        },
        "b": {"name": "B", "files": {"file_3": {"file": "file-3"}}},
    }
    becomes = {address: row["becomes"] for address, row in made.rows.items()}
    assert becomes == {
        "openai_vector_store.a": "openai_vector_stores: a",
        "openai_vector_store.b": "openai_vector_stores: b",
        "openai_vector_store_file.one": "openai_vector_stores: a",
        "openai_vector_store_file_batch.two": "openai_vector_stores: a",
        "openai_vector_store_file.three": "openai_vector_stores: b",
    }

"""What a vector store is described with: names are data, and what is wrong stops the plan."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from support.wire import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.manuals import Manuals

Values = dict[str, Any]


def test_names_are_data(manuals: Manuals) -> None:
    names = ["{{ lookup('env', 'HOME') }}.md", "${path.module}.md", "a..b.md", "ä ö.md", "%{ if }.md"]
    for name in names:
        manuals.write(name, f"Text of {len(name)}.")
    manuals.write(".hidden.md", "Not this one.")
    manuals.write(".git/config.md", "Nor this one.")
    (manuals.folder / "linked.md").symlink_to("brakes.md")
    config = manuals.config({"attributes_from": ["path"]})
    manuals.apply(config)
    assert manuals.files.keys() == {*names, "brakes.md", "belt.md", "returns.md", "linked.md"}
    assert {row["filename"] for row in manuals.emulator.dump()["file"]} == manuals.files.keys()
    assert manuals.is_settled(config)


def _linked_out(folder: Path) -> None:
    (folder.parent / "outside.md").write_text("secret")
    (folder / "bad.md").symlink_to("../outside.md")


def _linked_folder(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "bad").symlink_to("inner")


def _unreadable(folder: Path) -> None:
    (folder / "bad.md").symlink_to("bad.md")


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "line break": (
        lambda at: (at / "bad\n.md").write_text("x"),
        r'"bad\\n.md" has a name that the API cannot',
    ),
    "quote": (
        lambda at: (at / 'bad".md').write_text("x"),
        r'"bad\\".md" has a name that the API cannot keep',
    ),
    "no UTF-8": (
        lambda at: (at / os.fsdecode(b"bad\xff.md")).write_text("x"),
        r"has a name that is no UTF-8",
    ),
    "empty": (lambda at: (at / "bad.md").touch(), r'"bad.md" is empty'),
    "image": (lambda at: (at / "bad.PNG").write_text("x"), r'"bad.PNG" is of a type .* \(.png\)'),
    "no extension": (
        lambda at: (at / "bad").write_text("x"),
        r'"bad" is of a type .* \(without an extension\)',
    ),
    "pipe": (lambda at: os.mkfifo(at / "bad.md"), r'"bad.md" is no file'),
    "link out": (_linked_out, r'"bad.md" is a link that leads out of the folder'),
    "link to a folder": (_linked_folder, r'"bad" is a link to a folder'),
    "link in a circle": (_unreadable, r'"bad.md" cannot be read'),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_stops_the_plan_and_is_named(manuals: Manuals, kind: str) -> None:
    make, message = BAD_FILES[kind]
    make(manuals.folder)
    manuals.emulator.clear_calls()
    with pytest.raises(RefusedError, match=message) as refused:
        manuals.apply(manuals.config())
    assert "name them in exclude" in str(refused.value)
    assert manuals.written() == {}
    manuals.apply(manuals.config({"exclude": ["**/bad*"]}))
    assert len(manuals.files) == 3


def _many(count: int) -> str:
    return json.dumps({f"key{number}": number for number in range(count)})


BAD_INPUT: dict[str, tuple[Values, str]] = {
    "no folder": ({"folder": {"path": "/nowhere"}}, "/nowhere.* does not exist"),
    "file as folder": ({"folder": {"path": "<folder>/brakes.md"}}, "is no folder"),
    "nothing left": ({"folder": {"path": "<folder>", "include": ["*.pdf"]}}, "holds no file to upload"),
    "pattern out": ({"folder": {"path": "<folder>", "include": ["../*"]}}, "leads out of the folder"),
    "17 attributes": ({"folder": {"path": "<folder>", "attributes": _many(17)}}, "there are 17"),
    "16 and one more": (
        {"folder": {"path": "<folder>", "attributes": _many(16), "attributes_from": ["path"]}},
        "attributes of .*belt.md.*there are 17",
    ),
    "list as attribute": ({"folder": {"path": "<folder>", "attributes": '{"a": []}'}}, "must be a text"),
    "long text": (
        {"files": {"a": {"file_path": "<folder>/belt.md", "attributes": json.dumps({"a": "b" * 513})}}},
        "has 513 characters",
    ),
    "overlap": (
        {
            "folder": {
                "path": "<folder>",
                "chunking_strategy": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 51},
            }
        },
        "half of max_chunk_size_tokens, 50",
    ),
    "unknown file": ({"files": {"a": {"file_id": "file-absent1"}}}, "There is no file file-absent1"),
    "no local file": ({"files": {"a": {"file_path": "/nowhere.md"}}}, "Cannot read the file"),
    "both": ({"files": {"a": {"file_path": "/a.md", "file_id": "file-1"}}}, "exactly one of"),
    "same id": ({"files": {"a": {"file_id": "file-1"}, "b": {"file_id": "file-1"}}}, "Two files .* file-1"),
    "key and path": (
        {"folder": {"path": "<folder>"}, "files": {"belt.md": {"file_path": "<folder>/belt.md"}}},
        "is a path in the folder too",
    ),
    "unknown check": (
        {"folder": {"path": "<folder>"}, "search_checks": [{"query": "oil", "expect_file": "chain.md"}]},
        r"search_checks\[0\] expects a file",
    ),
}


@pytest.mark.parametrize("kind", BAD_INPUT)
def test_bad_input_stops_the_plan(manuals: Manuals, kind: str) -> None:
    config, message = BAD_INPUT[kind]
    filled = json.loads(json.dumps(config).replace("<folder>", str(manuals.folder)))
    manuals.emulator.clear_calls()
    with pytest.raises(RefusedError, match=rf"(?s){message}"):
        manuals.apply({"name": "Manuals", **filled})
    assert manuals.written() == {}

"""Objects, pages, transactions, files."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fjcorp_openai.emulator.state.store import CursorError, Store

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "data")
    yield opened
    opened.close()


def fill(store: Store, count: int = 5) -> list[str]:
    ids = [f"o{number}" for number in range(count)]
    for number, id_ in enumerate(ids):
        store.insert("thing", id_, {"id": id_, "even": number % 2 == 0, "size": number}, parent="p")
    return ids


def test_an_object_is_read_changed_and_removed(store: Store) -> None:
    store.insert("thing", "a", {"id": "a", "name": "x", "_secret": 1})
    assert store.update("thing", "a", {"name": "y"}) == {"id": "a", "name": "y", "_secret": 1}
    assert store.get("thing", "a") == {"id": "a", "name": "y", "_secret": 1}
    assert store.replace("thing", "a", {"id": "a"}) == store.get("thing", "a")
    assert store.delete("thing", "a")
    assert not store.delete("thing", "a")
    assert store.get("thing", "a") is None
    with pytest.raises(KeyError):
        store.update("thing", "a", {})
    with pytest.raises(KeyError):
        store.replace("thing", "a", {})


def test_ids_are_unique_within_family_and_parent(store: Store) -> None:
    store.insert("thing", "a", {"n": 1}, parent="p")
    store.insert("thing", "a", {"n": 2}, parent="q")
    with pytest.raises(sqlite3.IntegrityError):
        store.insert("thing", "a", {"n": 3}, parent="p")
    assert store.get("thing", "a", "q") == {"n": 2}
    assert store.parents("thing", "a") == ["p", "q"]


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_cover_a_list_forwards_and_backwards(store: Store, order: str) -> None:
    ids = fill(store) if order == "asc" else fill(store)[::-1]
    first = store.page("thing", parent="p", limit=2, order=order)
    assert ([each["id"] for each in first.items], first.has_more) == (ids[:2], True)
    last = store.page("thing", parent="p", limit=5, after=ids[1], order=order)
    assert ([each["id"] for each in last.items], last.has_more) == (ids[2:], False)
    back = store.page("thing", parent="p", limit=2, before=ids[4], order=order)
    assert ([each["id"] for each in back.items], back.has_more) == (ids[2:4], True)
    between = store.page("thing", parent="p", after=ids[0], before=ids[3], order=order)
    assert [each["id"] for each in between.items] == ids[1:3]
    assert store.page("thing", parent="p", limit=0).items == []


def test_a_cursor_must_be_of_the_list(store: Store) -> None:
    fill(store)
    with pytest.raises(CursorError):
        store.page("thing", parent="p", after="other")
    with pytest.raises(CursorError):
        store.page("thing", parent="q", after="o1")


def test_lists_are_filtered(store: Store) -> None:
    fill(store)
    assert [each["id"] for each in store.all("thing", where={"even": True})] == ["o0", "o2", "o4"]
    assert [each["id"] for each in store.all("thing", where={"size": [1, 4]})] == ["o1", "o4"]
    assert store.count("thing", where={"absent": None}) == 5
    assert store.count("thing", parent="q") == 0
    page = store.page("thing", matching=lambda each: each["size"] > 1, limit=2, order="asc")
    assert ([each["id"] for each in page.items], page.has_more) == (["o2", "o3"], True)


def test_a_failed_transaction_keeps_nothing(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x")
    done: list[int] = []

    def fail() -> None:
        with store.transaction():
            store.insert("thing", "a", {})
            store.keep_file(source, "f")
            store.on_commit(lambda: done.append(1))
            with store.transaction():
                store.set_setting("s", 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.get("thing", "a") is None
    assert store.setting("s") is None
    assert not store.file("f").exists()
    assert done == []


def test_deleted_files_go_with_the_commit(store: Store) -> None:
    store.write_file([b"a", b"b"], "f")
    with store.transaction():
        store.delete_file("f")
        assert store.file("f").read_bytes() == b"ab"
    assert not store.file("f").exists()


def test_opening_removes_what_was_never_committed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write_file(b"kept", "kept")
    (store.files / "orphan").write_bytes(b"x")
    (store.incoming / "half").write_bytes(b"x")
    (store.incoming / "form").mkdir()
    store.close()
    again = Store(tmp_path)
    assert [path.name for path in again.files.iterdir()] == ["kept"]
    assert list(again.incoming.iterdir()) == []
    again.close()


def test_readers_see_nothing_half_written(store: Store) -> None:
    seen: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.append(store.count("thing"))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(20):
        with store.transaction():
            store.insert("thing", f"{number}a", {})
            store.insert("thing", f"{number}b", {})
    stop.set()
    reader.join()
    assert {count % 2 for count in seen} == {0}


def test_pages_cost_the_same_wherever_they_are(store: Store) -> None:
    with store.transaction():
        for number in range(10_000):
            store.insert("thing", f"{number}", {"id": f"{number}"}, parent="p")

    def steps(after: str) -> int:
        """Return how many instructions of SQLite's machine a page takes."""
        taken: list[None] = []
        store._database.set_progress_handler(lambda: taken.append(None), 1)
        assert len(store.page("thing", parent="p", after=after, limit=100, order="asc").items) == 100
        store._database.set_progress_handler(None, 0)
        return len(taken)

    assert 100 < steps("9800") < 1.5 * steps("0")


def test_threads_that_end_leave_no_files_open(tmp_path: Path) -> None:
    def opened() -> int:
        names = [each.readlink().name for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
        return sum(name.startswith("state.sqlite3") for name in names)

    before = opened()
    with closing(Store(tmp_path / "data")) as store:
        seen: list[int] = []
        for _number in range(20):
            thread = threading.Thread(target=lambda: seen.append(store.count("project")))
            thread.start()
            thread.join()
        assert seen == [0] * 20
        # Those of this thread, and of the one that lived last.
        assert 0 < opened() - before <= 6
    assert opened() == before

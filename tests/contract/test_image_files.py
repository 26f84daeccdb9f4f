"""The files of `openai_image`: how they are written, moved, missed and removed, and taken up after a kill."""

from __future__ import annotations

import hashlib
import re
import resource
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.resources.image import output
from support.images import NAME, applied, drawn, is_settled, names
from support.life import KilledError
from support.wire import InProcess, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.emulator import Emulator

GENERATE, EDIT = "createImage", "createImageEdit"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def shared_emulator(served_emulator: Emulator) -> Emulator:
    """An emulator in another process: what limits this one's files may not limit the API's."""
    return served_emulator


def test_destroying_removes_what_is_ours_and_nothing_else(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path
) -> None:
    saved = applied(run, drawn(tmp_path, n=3))
    mine = tmp_path / "images/mine.png"
    mine.write_bytes(b"mine")
    changed = Path(saved.state["files"][1]["path"])
    changed.write_bytes(b"retouched")
    assert run.apply(NAME, None, saved) is None
    assert names(tmp_path) == sorted([changed.name, "mine.png"])
    (warning,) = [each for each in run.warnings if "stay" in each]
    assert str(changed) in warning
    assert asked() == [GENERATE]


def test_a_file_that_is_gone_or_changed_is_warned_of_and_not_paid_for(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path
) -> None:
    config = drawn(tmp_path, n=3)
    saved = applied(run, config)
    first, second, _third = (Path(each["path"]) for each in saved.state["files"])
    first.unlink()
    second.write_bytes(b"retouched")
    run.warnings.clear()
    assert run.read(NAME, saved) == saved
    (warning,) = run.warnings
    assert f"Gone: {first}. Changed: {second}." in warning
    assert is_settled(run, config, saved)
    assert asked() == [GENERATE]
    anew = {**config, "triggers": {"again": "1"}}
    run.plan(NAME, anew, saved)
    assert {step.attribute_name for path in run.replaced for step in path.steps} == {"digest", "triggers"}
    assert run.apply(NAME, None, saved) is None
    assert len(applied(run, anew).state["files"]) == 3
    assert asked() == [GENERATE] * 2


def test_other_places_move_the_files_without_a_call(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path
) -> None:
    saved = applied(run, drawn(tmp_path, n=2))
    before = [(each["sha256"], each["path"]) for each in saved.state["files"]]
    config = drawn(tmp_path / "there", n=2, filename="bicycle-{index}.{format}", contact_sheet="all.html")
    saved = applied(run, config, saved)
    assert [Path(each["path"]).name for each in saved.state["files"]] == ["bicycle-1.png", "bicycle-2.png"]
    assert names(tmp_path / "there") == ["all.html", "bicycle-1.png", "bicycle-2.png"]
    assert names(tmp_path) == []
    for file, (digest, _path) in zip(saved.state["files"], before, strict=True):
        assert hashlib.sha256(Path(file["path"]).read_bytes()).hexdigest() == digest
    assert 'src="bicycle-2.png"' in (tmp_path / "there/images/all.html").read_text("utf-8")
    assert is_settled(run, config, saved)
    assert run.apply(NAME, None, saved) is None
    assert names(tmp_path / "there") == []
    assert asked() == [GENERATE]


def test_nothing_is_moved_over_what_is_there(run: InProcess, tmp_path: Path) -> None:
    saved = applied(run, drawn(tmp_path))
    there = tmp_path / "images/mine.png"
    there.write_bytes(b"mine")
    with pytest.raises(RefusedError, match="is there already") as refused:
        run.apply(NAME, drawn(tmp_path, filename="mine.png"), saved)
    assert there.read_bytes() == b"mine"
    assert refused.value.state == saved.state
    assert [name for name in names(tmp_path) if "receipt" not in name] == sorted(
        [Path(saved.state["files"][0]["path"]).name, "mine.png"]
    )


def test_what_is_there_is_not_overwritten_and_nothing_is_paid(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path
) -> None:
    (tmp_path / "images").mkdir()
    mine = tmp_path / "images/logo.png"
    mine.write_bytes(b"mine")
    with pytest.raises(RefusedError, match="was not written for this image"):
        run.apply(NAME, drawn(tmp_path, filename="logo.png"))
    assert any("logo.png" in each and "is there already" in each for each in run.warnings)
    assert (asked(), mine.read_bytes()) == ([], b"mine")


def test_two_objects_never_write_to_one_place(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path
) -> None:
    applied(run, drawn(tmp_path, filename="logo.png"))
    (tmp_path / "images/logo.png").unlink()
    with pytest.raises(RefusedError, match=r"Two images would be written to .*/logo\.png"):
        run.apply(NAME, drawn(tmp_path, filename="logo.png", prompt="A bell"))
    assert asked() == [GENERATE]


def test_a_run_that_was_killed_after_it_paid_is_taken_up(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = drawn(tmp_path, n=2)
    lost = applied(run, config)
    monkeypatch.setattr(output, "_written", set())  # another process
    saved = applied(run, config)
    assert asked() == [GENERATE]
    assert saved.state["files"] == lost.state["files"]
    assert (saved.state["created"], saved.state["usage"]) == (lost.state["created"], lost.state["usage"])
    assert any("nothing was paid" in each for each in run.warnings)
    assert sum("receipt" in name for name in names(tmp_path)) == 1
    run.read(NAME, saved)
    assert sum("receipt" in name for name in names(tmp_path)) == 0
    monkeypatch.setattr(output, "_written", set())
    with pytest.raises(RefusedError, match="is there already"):
        run.apply(NAME, config)
    assert asked() == [GENERATE]


def test_a_run_that_was_killed_while_it_wrote_pays_again_and_leaves_nothing(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = drawn(tmp_path, n=2)
    lost = applied(run, config)
    Path(lost.state["files"][1]["path"]).unlink()
    Path(lost.state["contact_sheet_path"]).unlink()
    monkeypatch.setattr(output, "_written", set())
    saved = applied(run, config)
    assert asked() == [GENERATE] * 2
    assert run.read(NAME, saved) == saved
    assert names(tmp_path) == sorted(
        [Path(each["path"]).name for each in saved.state["files"]] + ["index.html"]
    )


def test_a_run_that_is_killed_before_the_answer_keeps_nothing_and_blocks_nothing(
    run: InProcess,
    asked: Callable[[], list[str]],
    shared_emulator: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client: Any = run.api._transport.client
    send = client.send

    def killed(request: Any, **options: Any) -> Any:
        response = send(request, **options)
        if request.method == "POST":
            response.close()
            raise KilledError
        return response

    monkeypatch.setattr(client, "send", killed)
    with pytest.raises(KilledError):
        run.apply(NAME, drawn(tmp_path, n=2))
    assert asked() == [GENERATE]
    assert not (tmp_path / "images").exists()
    with closing(InProcess(shared_emulator.environment())) as later:
        saved = applied(later, drawn(tmp_path, n=2))
        assert is_settled(later, drawn(tmp_path, n=2), saved)
    assert asked() == [GENERATE] * 2


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let the system refuse to write larger files, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_is_full_at_the_second_of_three_leaves_one_and_no_part(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path
) -> None:
    config = drawn(tmp_path, n=3)
    whole = applied(run, drawn(tmp_path / "whole", n=3))
    sizes = [each["bytes"] for each in whole.state["files"]]
    assert sizes[0] < sizes[1]
    with largest_file(sizes[1] - 1), pytest.raises(RefusedError) as refused:
        run.apply(NAME, config)
    assert "1 of 3 images were written" in str(refused.value)
    assert "File too large" in str(refused.value)
    state = refused.value.state
    assert state is not None
    (file,) = state["files"]
    assert names(tmp_path) == [Path(file["path"]).name]
    assert hashlib.sha256(Path(file["path"]).read_bytes()).hexdigest() == file["sha256"]
    assert state["usage"]["total_tokens"] > 0
    saved = refused.value.saved
    assert saved is not None
    assert run.read(NAME, saved) == saved
    assert run.apply(NAME, None, saved) is None
    assert names(tmp_path) == []
    assert asked() == [GENERATE] * 2


def test_a_disk_without_any_room_says_that_the_images_are_lost(run: InProcess, tmp_path: Path) -> None:
    with largest_file(100), pytest.raises(RefusedError, match="0 of 2 images were written") as refused:
        run.apply(NAME, drawn(tmp_path, n=2))
    assert refused.value.state is None
    assert "paid for" in str(refused.value)
    assert names(tmp_path) == []


def test_the_contact_sheet_holds_no_markup_of_anybody(
    run: InProcess, shared_emulator: Emulator, tmp_path: Path
) -> None:
    prompt = 'A <script>alert(1)</script> & "bell" \u202e'
    saved = applied(run, drawn(tmp_path, n=2, prompt=prompt))
    page = (tmp_path / "images/index.html").read_text("utf-8")
    assert "A &lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;bell&#34;" in page
    assert "<script" not in page
    assert "\u202e" not in page
    assert re.findall(r'src="([^"]+)"', page) == [Path(each["path"]).name for each in saved.state["files"]]
    assert saved.state["contact_sheet_sha256"] == hashlib.sha256(page.encode()).hexdigest()


def test_one_image_or_no_name_makes_no_contact_sheet(run: InProcess, tmp_path: Path) -> None:
    one = applied(run, drawn(tmp_path / "one"))
    none = applied(run, drawn(tmp_path / "none", n=2, contact_sheet=""))
    assert (one.state["contact_sheet_path"], none.state["contact_sheet_path"]) == (None, None)
    assert [len(names(tmp_path / each)) for each in ("one", "none")] == [2, 3]

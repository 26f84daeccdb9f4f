"""A result that was paid for is delivered where it cannot be kept, and what nothing holds is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.lifecycles.kept_results import KeptResult
from support.audio import SPEECH, Studio
from support.wire import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator


@pytest.fixture
def studio(shared_emulator: Emulator, tmp_path: Path) -> Studio:
    return Studio(shared_emulator, tmp_path)


@pytest.fixture
def hello(tmp_path: Path) -> dict[str, Any]:
    return {
        "input": "Good morning team.",
        "response_format": "wav",
        "output_file": str(tmp_path / "out/hello.wav"),
    }


def test_on_a_full_disk_the_result_is_delivered_and_paid_for_once(
    studio: Studio, hello: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = KeptResult.keep

    def full(kept: KeptResult, document: dict[str, Any], content: bytes | None) -> dict[str, Any]:
        if kept.folder is not None:
            raise OSError(28, "No space left on device")
        return keep(kept, document, content)

    monkeypatch.setattr(KeptResult, "keep", full)
    saved = studio.made(SPEECH, hello)
    [warning] = [each for each in studio.warnings if "not kept" in each]
    assert warning == (
        "A result that was paid for is not kept on this machine\n[Errno 28] No space left on device"
    )
    file = studio.folder / "out/hello.wav"
    assert (saved.state["bytes"], saved.state["id"][:7]) == (file.stat().st_size, "speech-")
    assert studio.is_settled(SPEECH, hello, saved)
    assert studio.asked(SPEECH) == 1


def test_an_output_file_moves_from_what_is_kept_or_from_where_it_was(
    studio: Studio, hello: dict[str, Any]
) -> None:
    saved = studio.made(SPEECH, hello)
    first, second, third = (studio.folder / f"out/{name}.wav" for name in ("hello", "second", "third"))
    content = first.read_bytes()
    saved = studio.made(SPEECH, {**hello, "output_file": str(second)}, saved)
    assert (first.exists(), second.read_bytes()) == (False, content)
    for each in studio.kept():
        each.unlink()
    saved = studio.made(SPEECH, {**hello, "output_file": str(third)}, saved)
    assert (second.exists(), third.read_bytes()) == (False, content)
    assert studio.asked(SPEECH) == 1


def test_an_output_file_whose_bytes_nothing_holds_is_not_written(
    studio: Studio, hello: dict[str, Any]
) -> None:
    saved = studio.made(SPEECH, hello)
    for each in [*studio.kept(), studio.folder / "out/hello.wav"]:
        each.unlink(missing_ok=True)
    moved = {**hello, "output_file": str(studio.folder / "out/other.wav")}
    with pytest.raises(RefusedError) as refused:
        studio.apply(SPEECH, moved, saved)
    assert "To ask" in str(refused.value)
    assert "change triggers" in str(refused.value)
    assert studio.asked(SPEECH) == 1

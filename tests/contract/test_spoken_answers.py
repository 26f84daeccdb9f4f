"""Spoken answers of chat completions: their sound is a file, and no byte of it is in the state."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.lifecycles import output_file
from fjcorp_openai.provider.resources.chat_completion import sounds
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.emulator import Emulator

NAME = "openai_chat_completion"
SAYS = "The bicycle is ready"


@pytest.fixture
def run(shared_emulator: Emulator) -> Iterator[InProcess]:
    with closing(InProcess(shared_emulator.environment())) as started:
        yield started


def spoken(folder: Path, **more: Any) -> dict[str, Any]:
    return {
        "model": "gpt-audio-1.5",
        "messages": [{"role": "user", "content": f"Say: {SAYS}"}],
        "modalities": ["text", "audio"],
        "audio": {"voice": "alloy", "format": "wav"},
        "audio_folder": str(folder / "spoken"),
        **more,
    }


def applied(run: InProcess, config: dict[str, Any], saved: Saved | None = None) -> Saved:
    made = run.apply(NAME, config, saved)
    assert made is not None
    return made


def test_the_sound_is_a_file_and_what_is_said_is_checked(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path
) -> None:
    config = spoken(tmp_path, n=2, expect={"contains": ["bicycle"], "not_contains": ["car"]})
    saved = applied(run, config)
    state = saved.state
    assert (state["problems"], state["content"]) == ([], None)
    assert [each["message"]["audio"]["transcript"] for each in state["choices"]] == [SAYS, SAYS]
    folder = tmp_path / "spoken"
    assert sorted(str(each) for each in folder.iterdir()) == [each["path"] for each in state["audio_files"]]
    for each in state["audio_files"]:
        content = Path(each["path"]).read_bytes()
        assert content.startswith(b"RIFF")
        assert (each["bytes"], each["format"]) == (len(content), "wav")
        assert each["sha256"] == hashlib.sha256(content).hexdigest()
        assert Path(each["path"]).stat().st_mode & 0o777 == 0o600
        assert base64.b64encode(content).decode()[:60] not in json.dumps(state, default=str)
    heard = json.loads(state["response_json"])["choices"][0]["message"]["audio"]
    assert heard.keys() == {"id", "expires_at", "transcript"}
    planned, _private = run.plan(NAME, config, run.read(NAME, saved))
    assert (planned, run.replaced) == (state, [])

    mine = Path(state["audio_files"][1]["path"])
    mine.write_bytes(b"mine")
    run.apply(NAME, None, saved)
    assert [*folder.iterdir()] == [mine]
    assert any(f'"{mine}" stays' in each for each in run.warnings)
    assert asked() == ["createChatCompletion"]


def test_another_expectation_of_what_is_said_pays_for_nothing(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path
) -> None:
    saved = applied(run, spoken(tmp_path))
    wrong = applied(run, spoken(tmp_path, expect={"contains": ["car"]}), saved)
    assert wrong.state["problems"] == ['contains: the answer lacks "car"']
    assert asked() == ["createChatCompletion"]


def test_sound_without_a_place_is_refused_before_it_is_paid_for(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path
) -> None:
    with pytest.raises(RefusedError, match="A spoken answer needs audio_folder"):
        run.plan(NAME, spoken(tmp_path, audio_folder=None))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RefusedError, match="Cannot write sound to"):
        run.plan(NAME, spoken(tmp_path, audio_folder=str(tmp_path / "file")))
    written = spoken(tmp_path, model="gpt-5.6-luna", modalities=["text"], audio=None, audio_folder=None)
    assert applied(run, written).state["audio_files"] == []
    assert asked() == ["createChatCompletion"]


def test_sound_that_cannot_be_written_is_told_and_the_rest_is_kept(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = output_file.write

    def full(path: str, content: bytes) -> str:
        if path.endswith("-2.wav"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(output_file, "write", full)
    state = applied(run, spoken(tmp_path, n=3)).state
    assert [Path(each["path"]).name[-5:] for each in state["audio_files"]] == ["1.wav", "3.wav"]
    (told,) = [each for each in run.warnings if "The sound of a paid answer is lost" in each]
    assert "-2.wav: No space left on device" in told
    assert asked() == ["createChatCompletion"]


def test_the_pieces_of_a_stream_are_joined_and_what_is_no_sound_is_told(tmp_path: Path) -> None:
    pieces = "".join(base64.b64encode(each).decode() for each in (b"one", b"tw", b"o", b"three!"))
    choices = [{"message": {"audio": {"data": data}}} for data in (pieces, "no base64!", "é", 7, "")]
    answer = {"id": "../../etc", "choices": [*choices, {"message": {"content": "text"}}]}
    (file,), failed = sounds.write(answer, str(tmp_path), "pcm16")
    assert Path(file["path"]).read_bytes() == b"onetwothree!"
    assert Path(file["path"]).parent == tmp_path
    assert file["path"].endswith("-1.pcm")
    assert failed == ["answer 2: it is no base64", "answer 3: it is no base64"]

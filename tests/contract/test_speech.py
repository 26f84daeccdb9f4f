"""`openai_speech` through the provider's wire calls: what is paid for when, and what becomes of the file."""

from __future__ import annotations

import hashlib
import io
import re
import wave
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.money.prices import package_date
from fjcorp_openai.provider.protocol.values import UNKNOWN
from support.audio import SPEECH, TRANSCRIPTION, Studio
from support.wire import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

HELLO = "Good morning team."
LONG = " ".join(f"Sentence number {number} is about bicycles, is it not?" for number in range(180))
"""Of 8,900 characters, so that it takes three calls."""
BRISK = {"input": LONG, "speed": 4, "response_format": "wav"}


@pytest.fixture
def studio(shared_emulator: Emulator, tmp_path: Path) -> Studio:
    return Studio(shared_emulator, tmp_path)


@pytest.fixture
def hello(tmp_path: Path) -> dict[str, Any]:
    return {"input": HELLO, "response_format": "wav", "output_file": str(tmp_path / "out/hello.wav")}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_speech_is_paid_for_once_and_understood(studio: Studio, hello: dict[str, Any]) -> None:
    saved = studio.made(SPEECH, hello)
    state = saved.state
    assert re.fullmatch("speech-[0-9a-f]{24}", state["id"])
    assert (state["characters"], state["parts"], state["content_type"]) == (18, 1, "audio/wav")
    file = studio.folder / "out/hello.wav"
    assert (state["output_sha256"], state["bytes"]) == (sha256(file), file.stat().st_size)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    (warning,) = [each for each in studio.warnings if each.startswith("Paid call")]
    assert "asks gpt-4o-mini-tts to read 18 characters aloud." in warning
    (ending,) = [each for each in studio.warnings if "is shut on" in each]
    assert ending.startswith("The model gpt-4o-mini-tts is shut on 2027-01-06, in 44 days\nNo model of")
    assert studio.is_settled(SPEECH, hello, saved)
    assert studio.asked(SPEECH) == 1
    heard = studio.made(TRANSCRIPTION, {"file": str(file)})
    assert heard.state["text"] == HELLO
    assert studio.apply(SPEECH, None, saved) is None
    assert not file.exists()
    assert [each for each in studio.kept() if each.parent.name.startswith("speech")] == []
    assert studio.asked(SPEECH) == 1


def test_characters_are_reckoned_before_and_billed_after(studio: Studio, hello: dict[str, Any]) -> None:
    saved = studio.made(SPEECH, {**hello, "model": "tts-1-hd"})
    told = f"at most 18 characters: at most 0.00054 USD (prices of {package_date()})"
    assert saved.state["estimate"]["text"] == told
    assert saved.state["cost"] == pytest.approx(18 * 30e-6)
    other = studio.made(SPEECH, {**hello, "output_file": str(studio.folder / "other.wav")})
    assert "nothing bounds tokens out: the tts-1 models are billed by the character" in str(
        other.state["estimate"]["reason"]
    )
    assert other.state["cost"] is None


def test_no_byte_of_sound_is_in_the_state(studio: Studio, hello: dict[str, Any]) -> None:
    saved = studio.made(SPEECH, hello)
    assert len(str(saved.state)) < 1500
    assert saved.private in (b"", b"{}")


def test_a_changed_input_is_another_call_and_the_file_stays_whole(
    studio: Studio, hello: dict[str, Any]
) -> None:
    saved = studio.made(SPEECH, hello)
    louder = {**hello, "instructions": "Loud and clear."}
    again = studio.made(SPEECH, louder, saved)
    assert studio.asked(SPEECH) == 2
    assert again.state["id"] != saved.state["id"]
    file = studio.folder / "out/hello.wav"
    assert sha256(file) == again.state["output_sha256"]
    assert studio.is_settled(SPEECH, louder, again)
    body = {"voice": {"id": "voice_none"}}
    with pytest.raises(RefusedError, match="voice_none"):
        studio.apply(SPEECH, {**louder, "voice": body["voice"]["id"]}, again)
    assert sha256(file) == again.state["output_sha256"]


def test_a_text_in_a_file_is_known_by_its_bytes(studio: Studio, hello: dict[str, Any]) -> None:
    text = studio.folder / "hello.txt"
    text.write_text(HELLO)
    config = {**hello, "input": None, "input_file": str(text)}
    saved = studio.made(SPEECH, config)
    assert studio.is_settled(SPEECH, config, saved)
    text.write_text(f"{HELLO} ")
    assert not studio.is_settled(SPEECH, config, saved)
    studio.made(SPEECH, config, saved)
    assert studio.asked(SPEECH) == 2


@pytest.mark.parametrize("form", ["mp3", "opus", "aac", "wav", "pcm"])
def test_a_long_text_is_split_at_sentences_and_joined(studio: Studio, form: str) -> None:
    file = studio.folder / f"long.{form}"
    config = {"input": LONG, "speed": 4, "response_format": form, "output_file": str(file)}
    saved = studio.made(SPEECH, config)
    assert (studio.asked(SPEECH), saved.state["parts"]) == (3, 3)
    assert saved.state["characters"] == len(LONG)
    assert saved.state["paid_call"] == f"POST /audio/speech: 3 calls, {len(LONG):,} characters"
    if form == "wav":
        with wave.open(str(file)) as sound:
            # As long as it takes to read the whole text aloud, up to the spaces where it was split.
            assert sound.getnframes() / sound.getframerate() == pytest.approx(seconds(studio, LONG), abs=0.5)


def seconds(studio: Studio, text: str) -> float:
    total = 0.0
    for start in range(0, len(text), 4000):
        body = {"model": "tts-1", "voice": "alloy", "speed": 4, "input": text[start : start + 4000]}
        answer = studio.emulator.call("POST", "/audio/speech", json={**body, "response_format": "wav"})
        with wave.open(io.BytesIO(answer.content)) as sound:
            total += sound.getnframes() / sound.getframerate()
    return total


def test_one_failed_part_costs_one_part(studio: Studio) -> None:
    config = {**BRISK, "output_file": str(studio.folder / "long.wav")}
    studio.emulator.fault("createSpeech", nth=2, status=500)
    with pytest.raises(RefusedError, match="Part 2 of the speech failed") as refused:
        studio.apply(SPEECH, config)
    assert "1 of 3 parts are done and kept: applying again asks for the rest alone" in str(refused.value)
    assert refused.value.state is None
    assert not (studio.folder / "long.wav").exists()
    saved = studio.made(SPEECH, config)
    assert studio.asked(SPEECH) == 3
    assert studio.is_settled(SPEECH, config, saved)
    assert [each.name for each in studio.kept()] == ["claimed", "content", "result.json"]


@pytest.mark.parametrize(("answered", "calls"), [(True, 3), (False, 4)], ids=["after", "before"])
def test_a_killed_run_is_gone_on_with(studio: Studio, *, answered: bool, calls: int) -> None:
    config = {**BRISK, "output_file": str(studio.folder / "long.wav")}
    studio.killed(SPEECH, config, after=2, answered=answered)
    assert not (studio.folder / "long.wav").exists()
    saved = studio.made(SPEECH, config)
    # A call whose answer was not there yet has to be made again: nobody can know what it said.
    assert studio.asked(SPEECH) == calls
    assert studio.is_settled(SPEECH, config, saved)


def test_a_result_that_no_state_holds_is_taken_up_without_a_call(
    studio: Studio, hello: dict[str, Any]
) -> None:
    first = studio.made(SPEECH, hello)
    # The state was lost before anything was saved: the next run knows nothing but what is kept.
    again = studio.made(SPEECH, hello)
    assert again.state["id"] == first.state["id"]
    assert studio.asked(SPEECH) == 1
    assert studio.is_settled(SPEECH, hello, again)
    # Once a state holds it, it is that state's: whoever asks anew asks the API.
    other = {**hello, "output_file": str(studio.folder / "other.wav")}
    another = studio.made(SPEECH, other)
    assert another.state["id"] != first.state["id"]
    assert studio.asked(SPEECH) == 2


def test_a_lost_answer_is_said_plainly(studio: Studio, hello: dict[str, Any]) -> None:
    studio.emulator.fault("createSpeech", drop="after")
    with pytest.raises(RefusedError, match="The answer of POST /audio/speech was lost") as refused:
        studio.apply(SPEECH, hello)
    assert "paid for" in str(refused.value)
    assert len(studio.emulator.calls("createSpeech")) == 1


@pytest.mark.parametrize(("code", "calls"), [("insufficient_quota", 1), ("rate_limit_exceeded", 2)])
def test_a_spent_quota_is_not_retried_and_a_limit_is_waited_for(
    studio: Studio, hello: dict[str, Any], code: str, calls: int
) -> None:
    studio.emulator.fault("createSpeech", status=429, code=code, retry_after=0.01)
    if calls == 1:
        with pytest.raises(RefusedError, match="insufficient_quota"):
            studio.apply(SPEECH, hello)
    else:
        studio.made(SPEECH, hello)
    assert len(studio.emulator.calls("createSpeech")) == calls


def test_a_lost_file_is_written_again_without_a_call(studio: Studio, hello: dict[str, Any]) -> None:
    saved = studio.made(SPEECH, hello)
    file = studio.folder / "out/hello.wav"
    before = file.read_bytes()
    file.unlink()
    assert not studio.is_settled(SPEECH, hello, saved)
    (warning,) = studio.warnings
    assert warning == f'"{file}" is gone\nThe next apply writes it again, without a paid call.'
    again = studio.made(SPEECH, hello, saved)
    assert file.read_bytes() == before
    assert studio.is_settled(SPEECH, hello, again)
    assert studio.asked(SPEECH) == 1


def test_a_lost_file_that_nothing_holds_is_warned_of_and_never_paid_for(
    studio: Studio, hello: dict[str, Any]
) -> None:
    saved = studio.made(SPEECH, hello)
    (studio.folder / "out/hello.wav").unlink()
    for each in studio.kept():
        each.unlink()
    assert studio.is_settled(SPEECH, hello, saved)
    (warning,) = studio.warnings
    assert "is gone, and nothing here holds its bytes" in warning
    assert "change triggers" in warning
    studio.made(SPEECH, {**hello, "triggers": {"again": "1"}}, saved)
    assert studio.asked(SPEECH) == 2


def test_a_changed_file_is_left_alone_and_survives_the_end(studio: Studio, hello: dict[str, Any]) -> None:
    saved = studio.made(SPEECH, hello)
    file = studio.folder / "out/hello.wav"
    file.write_bytes(b"mine")
    assert studio.is_settled(SPEECH, hello, saved)
    assert [each.split("\n")[0] for each in studio.warnings] == [f'"{file}" is not as the speech wrote it']
    assert studio.apply(SPEECH, None, saved) is None
    assert file.read_bytes() == b"mine"
    assert [each.split("\n")[0] for each in studio.warnings][-1] == f'"{file}" stays'


def test_another_place_needs_no_call(studio: Studio, hello: dict[str, Any]) -> None:
    saved = studio.made(SPEECH, hello)
    before = sha256(studio.folder / "out/hello.wav")
    moved = {**hello, "output_file": str(studio.folder / "elsewhere.wav")}
    again = studio.made(SPEECH, moved, saved)
    assert sha256(studio.folder / "elsewhere.wav") == before == again.state["output_sha256"]
    assert not (studio.folder / "out/hello.wav").exists()
    assert studio.is_settled(SPEECH, moved, again)
    for each in studio.kept():
        each.unlink()
    back = studio.made(SPEECH, hello, again)
    assert sha256(studio.folder / "out/hello.wav") == before == back.state["output_sha256"]
    assert studio.asked(SPEECH) == 1


def test_a_full_disk_costs_no_second_call(
    studio: Studio, hello: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from fjcorp_openai.provider.lifecycles import output_file

    def full(path: str, content: bytes) -> str:
        raise OSError(28, "No space left on device", path)

    with monkeypatch.context() as patched:
        patched.setattr(output_file, "write", full)
        with pytest.raises(RefusedError, match="No space left on device") as refused:
            studio.apply(SPEECH, hello)
    assert "applying again writes it without a paid call" in str(refused.value)
    saved = studio.made(SPEECH, hello)
    assert studio.is_settled(SPEECH, hello, saved)
    assert studio.asked(SPEECH) == 1


def test_what_is_kept_is_its_owners_alone(studio: Studio, hello: dict[str, Any]) -> None:
    studio.made(SPEECH, hello)
    kept = studio.kept()
    assert {each.stat().st_mode & 0o777 for each in kept} == {0o600}
    assert {each.parent.stat().st_mode & 0o777 for each in kept} == {0o700}


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"input": None}, "Set exactly one of input, input_file"),
        ({"input_file": "a.txt"}, "Set exactly one of input, input_file"),
        ({"input": " "}, "is not a text"),
        ({"speed": 5}, "5 is not from 0.25 to 4"),
        ({"response_format": "ogg"}, '"ogg" is none of'),
        ({"model": "gpt-4o-mini-tts-2025-03-20"}, "There is no model gpt-4o-mini-tts-2025-03-20"),
        ({"input": LONG, "response_format": "flac"}, "The parts of a long text cannot be joined as flac"),
        ({"input": None, "input_file": "/nowhere/a.txt"}, 'Cannot read the file "/nowhere/a.txt"'),
        ({"output_file": "<below>"}, "is no folder in which files can be made"),
        ({"output_file": "<taken>"}, "is there already, and was not written by this"),
    ],
    ids=str,
)
def test_bad_input_is_refused_in_the_plan(
    studio: Studio, hello: dict[str, Any], config: dict[str, Any], message: str
) -> None:
    taken = studio.folder / "taken.wav"
    taken.write_bytes(b"mine")
    places = {"<taken>": str(taken), "<below>": str(taken / "a.wav")}
    config = {name: places.get(str(value), value) for name, value in config.items()}
    with studio.run() as run, pytest.raises(RefusedError, match=re.escape(message)):
        run.plan(SPEECH, {**hello, **config})
    assert studio.asked(SPEECH) == 0
    assert taken.read_bytes() == b"mine"


@pytest.mark.parametrize(
    "open_values",
    [["input"], ["voice", "speed", "response_format"], ["output_file", "overwrite"], ["model"]],
    ids=str,
)
def test_what_is_known_after_apply_is_judged_then(
    studio: Studio, hello: dict[str, Any], open_values: list[str]
) -> None:
    with studio.run() as run:
        planned, _private = run.plan(SPEECH, {**hello, **dict.fromkeys(open_values, UNKNOWN)})
    assert planned is not None
    assert planned["output_sha256"] is UNKNOWN
    assert planned["paid_call"] == "POST /audio/speech"


def test_what_is_there_is_overwritten_only_where_that_is_said(studio: Studio, hello: dict[str, Any]) -> None:
    file = studio.folder / "out/hello.wav"
    file.parent.mkdir()
    file.write_bytes(b"mine")
    with pytest.raises(RefusedError, match="overwrite = true"):
        studio.apply(SPEECH, hello)
    allowed = {**hello, "overwrite": True}
    saved = studio.made(SPEECH, allowed)
    assert sha256(file) == saved.state["output_sha256"]
    assert studio.is_settled(SPEECH, hello, studio.made(SPEECH, hello, saved))
    assert studio.asked(SPEECH) == 1


def test_no_speech_is_imported(studio: Studio) -> None:
    with studio.run() as run, pytest.raises(RefusedError, match="openai_speech cannot be imported"):
        run.import_(SPEECH, "speech-1")

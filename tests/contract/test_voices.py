"""`openai_voice` and `openai_voice_consent` through the provider's wire calls, and what is kept of audio."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from support.audio import SPEECH, TRANSCRIPTION, Studio
from support.sounds import tone
from support.wire import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

VOICE, CONSENT = "openai_voice", "openai_voice_consent"


@pytest.fixture
def studio(shared_emulator: Emulator, tmp_path: Path) -> Studio:
    return Studio(shared_emulator, tmp_path)


@pytest.fixture
def consent(studio: Studio) -> dict[str, Any]:
    (studio.folder / "consent.wav").write_bytes(tone(3))
    recording = str(studio.folder / "consent.wav")
    return {"name": "Ada", "language": "en-US", "recording": recording}


def rows(studio: Studio, table: str) -> list[dict[str, Any]]:
    return studio.emulator.dump().get(table, [])


def test_a_voice_speaks_with_consent(studio: Studio, consent: dict[str, Any]) -> None:
    given = studio.made(CONSENT, consent)
    config = {"name": "Ada", "audio_sample": consent["recording"], "consent": given.state["id"]}
    voice = studio.made(VOICE, config)
    assert re.fullmatch("voice_[0-9A-Za-z]+", voice.state["id"])
    assert voice.state["audio_sample_sha256"] == given.state["recording_sha256"]
    assert studio.is_settled(VOICE, config, voice)
    speech = {"input": "Hello.", "voice": voice.state["id"], "output_file": str(studio.folder / "a.mp3")}
    studio.made(SPEECH, speech)
    assert studio.asked(SPEECH) == 1
    assert studio.apply(VOICE, None, voice) is None
    assert rows(studio, "voice") == []
    assert studio.apply(VOICE, None, voice) is None
    with pytest.raises(RefusedError, match="voice"):
        studio.apply(SPEECH, {**speech, "output_file": str(studio.folder / "b.mp3"), "input": "Bye."})


def test_another_recording_is_another_consent_and_another_name_is_not(
    studio: Studio, consent: dict[str, Any]
) -> None:
    given = studio.made(CONSENT, consent)
    renamed = {**consent, "name": "Ada Wong"}
    again = studio.made(CONSENT, renamed, given)
    assert (again.state["id"], again.state["name"]) == (given.state["id"], "Ada Wong")
    assert studio.is_settled(CONSENT, renamed, again)
    moved = studio.folder / "moved.wav"
    moved.write_bytes(tone(3))
    assert studio.is_settled(CONSENT, {**renamed, "recording": str(moved)}, again)
    (studio.folder / "consent.wav").write_bytes(tone(4))
    other = studio.made(CONSENT, renamed, again)
    assert other.state["id"] != given.state["id"]
    assert [each["id"] for each in rows(studio, "voice_consent")] == [other.state["id"]]


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_consent_whose_answer_was_lost_is_taken_up(
    studio: Studio, consent: dict[str, Any], drop: str
) -> None:
    studio.emulator.fault("createVoiceConsent", drop=drop)
    saved = studio.made(CONSENT, consent)
    assert [each["id"] for each in rows(studio, "voice_consent")] == [saved.state["id"]]


def test_a_voice_of_a_description(studio: Studio) -> None:
    config = {
        "name": "Narrator",
        "prompt": "A calm voice.",
        "model": "auto",
        "script_hint": "Once upon a time",
    }
    voice = studio.made(VOICE, config)
    assert [(each["type"], each["prompt"]) for each in rows(studio, "voice")] == [("prompt", "A calm voice.")]
    assert studio.is_settled(VOICE, config, voice)
    deeper = {**config, "prompt": "A deep voice."}
    other = studio.made(VOICE, deeper, voice)
    assert [each["id"] for each in rows(studio, "voice")] == [other.state["id"]]


def test_a_voice_whose_answer_was_lost_is_said_plainly(studio: Studio) -> None:
    studio.emulator.fault("createVoice", drop="after")
    config = {"name": "Narrator", "prompt": "A calm voice."}
    with pytest.raises(RefusedError, match="POST /audio/voices") as refused:
        studio.apply(VOICE, config)
    assert refused.value.state is None
    assert len(studio.emulator.calls("createVoice")) == 1


@pytest.mark.parametrize(
    ("name", "config", "message"),
    [
        (VOICE, {}, "Set exactly one of audio_sample, prompt"),
        (VOICE, {"prompt": "Calm", "consent": "cons_1"}, "Set exactly one of consent, prompt"),
        (VOICE, {"prompt": "Calm", "model": "2020-01-01"}, '"2020-01-01" is none of'),
        (VOICE, {"audio_sample": "/nowhere/a.wav", "consent": "cons_1"}, 'Cannot read the file "/nowhere'),
        (CONSENT, {"language": "en US", "recording": "a.wav"}, "is not a BCP 47 tag"),
        (CONSENT, {"language": "en-US", "recording": "<text>"}, "is no recording"),
        (CONSENT, {"language": "en-US", "recording": "<large>"}, "is larger than 10 MiB"),
    ],
    ids=str,
)
def test_bad_input_is_refused_in_the_plan(
    studio: Studio, name: str, config: dict[str, Any], message: str
) -> None:
    contents = {"<text>": b"Hello.", "<large>": tone(6000, rate=1000)}
    recording = config.get("recording")
    if recording in contents:
        (studio.folder / "a.wav").write_bytes(contents[recording])
        config = {**config, "recording": str(studio.folder / "a.wav")}
    with studio.run() as run, pytest.raises(RefusedError, match=re.escape(message)):
        run.plan(name, {"name": "Ada", **config})
    assert [each for each in studio.emulator.calls() if each["method"] == "POST"] == []


def test_no_voice_is_imported(studio: Studio) -> None:
    with studio.run() as run, pytest.raises(RefusedError, match="openai_voice cannot be imported"):
        run.import_(VOICE, "voice_1")


def test_what_was_made_is_listed_and_found_without_a_call(studio: Studio, consent: dict[str, Any]) -> None:
    spoken = studio.made(SPEECH, {"input": "Hello.", "output_file": str(studio.folder / "a.mp3")})
    heard = studio.made(TRANSCRIPTION, {"file": consent["recording"]})
    hidden = studio.made(
        TRANSCRIPTION, {"file": consent["recording"], "model": "whisper-1", "sensitive": True}
    )
    studio.emulator.clear_calls()
    with studio.run() as run:
        found = run.look_up("openai_audio_results", {})
        ids = {each.state["id"] for each in (spoken, heard, hidden)}
        assert set(found["ids"]) == ids
        assert len(found["ids"]) == 3
        by_id = {each["id"]: each for each in found["results"]}
        speech, open_one, secret = (by_id[each.state["id"]] for each in (spoken, heard, hidden))
        assert (speech["kind"], speech["characters"], speech["text"]) == ("speech", 6, None)
        assert (speech["output_file"], speech["bytes"]) == (spoken.state["path"], spoken.state["bytes"])
        assert (open_one["source"], open_one["seconds"]) == ("consent.wav", 3)
        assert open_one["text"] == heard.state["text"] != ""
        assert (secret["text"], secret["model"]) == (None, "whisper-1")
        assert run.look_up("openai_audio_results", {"kind": "speech"})["ids"] == [spoken.state["id"]]
        assert run.look_up("openai_audio_results", {"model": "whisper-1"})["ids"] == [hidden.state["id"]]
        one = run.look_up("openai_audio_result", {"id": heard.state["id"]})
        assert (one["text"], one["digest"]) == (heard.state["text"], heard.state["digest"])
        with pytest.raises(RefusedError, match=r"There is no result of audio .*absent-1"):
            run.look_up("openai_audio_result", {"id": "absent-1"})
    assert studio.emulator.calls() == []
    studio.apply(SPEECH, None, spoken)
    with studio.run() as run:
        assert spoken.state["id"] not in run.look_up("openai_audio_results", {})["ids"]

"""`openai_transcription` through the provider's wire calls: what is paid for, and what is written down."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.protocol.values import UNKNOWN
from support.audio import HELLO, TRANSCRIPTION, Studio, recorded, spoken
from support.sounds import mp3, tone
from support.wire import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

HOUR = 3600
SECRET = "The merger is on Friday."


@pytest.fixture
def studio(shared_emulator: Emulator, tmp_path: Path) -> Studio:
    return Studio(shared_emulator, tmp_path)


def hour(studio: Studio) -> str:
    """Return the path of a recording of an hour, with a pause every ten minutes."""
    pauses = tuple((600.0 * number - 2, 600.0 * number) for number in range(1, 6))
    return recorded(studio, tone(HOUR, pauses=pauses))


def test_a_recording_is_paid_for_once(studio: Studio) -> None:
    config = {"file": spoken(studio), "language": "en", "output_file": str(studio.folder / "a.txt")}
    saved = studio.made(TRANSCRIPTION, config)
    state = saved.state
    assert (state["text"], state["detected_languages"], state["parts"]) == (HELLO, ["en"], 1)
    assert state["seconds"] == pytest.approx(3, abs=0.5)
    assert state["usage"]["total_tokens"] == state["usage"]["input_tokens"] + state["usage"]["output_tokens"]
    assert (studio.folder / "a.txt").read_text() == HELLO + "\n"
    assert (state["content_type"], state["bytes"]) == ("text/plain; charset=utf-8", len(HELLO) + 1)
    (warning,) = [each for each in studio.warnings if each.startswith("Paid call")]
    assert "asks gpt-transcribe to transcribe spoken.wav, 3 s." in warning
    assert studio.is_settled(TRANSCRIPTION, config, saved)
    assert studio.asked(TRANSCRIPTION) == 1
    spoken(studio, HELLO + "!")
    assert not studio.is_settled(TRANSCRIPTION, config, saved)
    again = studio.made(TRANSCRIPTION, config, saved)
    assert again.state["text"] == HELLO + "!"
    assert studio.asked(TRANSCRIPTION) == 2
    assert studio.apply(TRANSCRIPTION, None, again) is None
    assert not (studio.folder / "a.txt").exists()
    assert studio.kept() == []
    assert studio.asked(TRANSCRIPTION) == 2


def test_languages_and_keywords_are_told_to_the_model(studio: Studio) -> None:
    config = {"file": spoken(studio), "languages": ["de", "en"], "keywords": ["Ada"]}
    saved = studio.made(TRANSCRIPTION, config)
    assert saved.state["languages"] == ["de", "en"]
    # The emulator hears whatever languages it is given.
    assert saved.state["detected_languages"] == ["de", "en"]
    assert studio.is_settled(TRANSCRIPTION, config, saved)


@pytest.mark.parametrize(
    ("model", "estimate", "cost"),
    [
        ("gpt-transcribe", "at most 60.02 minutes of sound: at most 0.27009 USD", 0.27),
        ("whisper-1", "at most 60.0 minutes of sound: at most 0.36 USD", 0.36),
        ("gpt-4o-transcribe", "nothing bounds tokens of sound in and tokens out", None),
    ],
)
def test_what_an_hour_costs_is_known_before_where_minutes_are_billed(
    studio: Studio, model: str, estimate: str, cost: float | None
) -> None:
    config = {"file": hour(studio), "model": model}
    saved = studio.made(TRANSCRIPTION, config)
    assert estimate in saved.state["estimate"]["text"]
    reckoned = saved.state["estimate"]["cost"]
    assert reckoned == (None if cost is None else pytest.approx(cost, rel=0.001))
    if cost is None:
        told = saved.state["usage"]
        tokens_of_text = told["input_tokens"] - told["audio_tokens"]
        cost = (6 * told["audio_tokens"] + 2.5 * tokens_of_text + 10 * told["output_tokens"]) / 1e6
        assert told["audio_tokens"] == 10 * HOUR
    assert saved.state["cost"] == pytest.approx(cost)


def test_a_recording_that_costs_too_much_is_refused_before_the_first_call(studio: Studio) -> None:
    with pytest.raises(RefusedError, match=r"max_cost allows 0\.2"):
        studio.apply(TRANSCRIPTION, {"file": hour(studio), "max_cost": 0.2})
    assert studio.asked(TRANSCRIPTION) == 0


def test_the_same_recording_elsewhere_is_no_change(studio: Studio) -> None:
    path = spoken(studio)
    saved = studio.made(TRANSCRIPTION, {"file": path})
    (studio.folder / "moved").mkdir()
    moved = studio.folder / "moved/spoken.wav"
    moved.write_bytes(studio.folder.joinpath("spoken.wav").read_bytes())
    assert studio.is_settled(TRANSCRIPTION, {"file": str(moved)}, saved)


@pytest.mark.parametrize(
    ("model", "pieces"), [("gpt-transcribe", 3), ("gpt-4o-mini-transcribe-2025-12-15", 3), ("whisper-1", 1)]
)
def test_an_hour_goes_out_in_pieces_that_the_model_takes(studio: Studio, model: str, pieces: int) -> None:
    config = {"file": hour(studio), "model": model}
    saved = studio.made(TRANSCRIPTION, config)
    assert (studio.asked(TRANSCRIPTION), saved.state["parts"]) == (pieces, pieces)
    assert saved.state["seconds"] == HOUR
    # The emulator hears 2.6 words a second, in each piece other ones.
    assert len(saved.state["text"].split()) == pytest.approx(2.6 * HOUR, abs=pieces)
    assert studio.is_settled(TRANSCRIPTION, config, saved)
    expected = "POST /audio/transcriptions"
    assert saved.state["paid_call"] == expected + (": 3 calls, 60 min of audio" if pieces == 3 else "")


def test_times_of_later_pieces_are_from_the_beginning(studio: Studio) -> None:
    config = {
        "file": hour(studio),
        "model": "whisper-1",
        "chunk_seconds": 1000,
        "timestamp_granularities": ["word"],
        "output_file": str(studio.folder / "meeting.vtt"),
    }
    saved = studio.made(TRANSCRIPTION, config)
    state = saved.state
    assert state["parts"] == 4
    assert state["usage"] == {
        "type": "duration",
        "seconds": 3602,
        **dict.fromkeys(("input_tokens", "audio_tokens", "output_tokens", "total_tokens")),
    }
    for name in ("segments", "words"):
        times = [each[mark] for each in state[name] for mark in ("start", "end")]
        assert times == sorted(times)
        assert times[0] == 0
        assert times[-1] == pytest.approx(HOUR, abs=1)
    starts = [each["start"] for each in state["segments"]]
    assert starts[0] == 0
    # Four pieces of much the same length, for there is no pause around 900 s.
    assert [each for each in starts if 895 <= each <= 905] != []
    lines = (studio.folder / "meeting.vtt").read_text().splitlines()
    assert lines[0] == "WEBVTT"
    assert lines[2].startswith("00:00:00.000 --> ")
    last = [line for line in lines if " --> " in line][-1]
    assert re.fullmatch(r"00:59:\S+ --> (01:00:00\.000|00:59:59\.\d+)", last)


def test_one_failed_piece_costs_one_piece(studio: Studio) -> None:
    config = {"file": hour(studio), "output_file": str(studio.folder / "meeting.txt")}
    studio.emulator.fault("createTranscription", nth=2, status=500)
    with pytest.raises(RefusedError, match=r"Part 2 of the transcription of meeting.wav failed") as refused:
        studio.apply(TRANSCRIPTION, config)
    assert "1 of 3 parts are done and kept: applying again asks for the rest alone" in str(refused.value)
    assert refused.value.state is None
    assert studio.asked(TRANSCRIPTION) == 1
    saved = studio.made(TRANSCRIPTION, config)
    assert studio.asked(TRANSCRIPTION) == 3
    assert studio.is_settled(TRANSCRIPTION, config, saved)
    whole = studio.made(TRANSCRIPTION, {**config, "triggers": {"anew": "1"}}, saved)
    assert whole.state["text"] == saved.state["text"]
    assert studio.asked(TRANSCRIPTION) == 6


@pytest.mark.parametrize(("answered", "calls"), [(True, 3), (False, 4)], ids=["after", "before"])
def test_a_killed_run_is_gone_on_with(studio: Studio, *, answered: bool, calls: int) -> None:
    config = {"file": hour(studio)}
    studio.killed(TRANSCRIPTION, config, after=2, answered=answered)
    saved = studio.made(TRANSCRIPTION, config)
    assert studio.asked(TRANSCRIPTION) == calls
    assert studio.is_settled(TRANSCRIPTION, config, saved)


def test_a_lost_answer_of_a_piece_is_said_plainly(studio: Studio) -> None:
    config = {"file": hour(studio)}
    studio.emulator.fault("createTranscription", nth=3, drop="after")
    with pytest.raises(RefusedError, match="Part 3 of the transcription") as refused:
        studio.apply(TRANSCRIPTION, config)
    assert "Its answer was lost, so it may have been paid for. 2 of 3 parts are done" in str(refused.value)
    studio.emulator.clear_faults()
    studio.made(TRANSCRIPTION, config)
    assert len(studio.emulator.calls("createTranscription")) == 4


def test_an_answer_that_cannot_be_read_is_not_kept(studio: Studio) -> None:
    config = {"file": hour(studio)}
    with studio.run() as run:
        ask, answers = run.api.post_form, iter([{}, {"text": 7}])
        run.api.post_form = lambda *given, **options: {**ask(*given, **options), **next(answers)}
        with pytest.raises(RefusedError, match="malformed, it holds a number in `text`"):
            run.apply(TRANSCRIPTION, config)
    assert len([each for each in studio.kept() if each.name.startswith("part-")]) == 1
    saved = studio.made(TRANSCRIPTION, config)
    assert saved.state["parts"] == 3


def test_long_mp3_is_cut_between_frames(studio: Studio) -> None:
    config = {"file": recorded(studio, mp3(4600), "meeting.mp3"), "chunk_seconds": 50}
    saved = studio.made(TRANSCRIPTION, config)
    assert (saved.state["parts"], saved.state["seconds"]) == (3, pytest.approx(120.2, abs=0.1))
    assert studio.is_settled(TRANSCRIPTION, config, saved)


def test_subtitles_of_a_model_without_times_follow_short_pieces(studio: Studio) -> None:
    path = recorded(studio, tone(90, pauses=((28, 29), (56, 57))))
    file = studio.folder / "meeting.srt"
    long = {"file": path, "output_file": str(file)}
    studio.made(TRANSCRIPTION, long)
    (warning,) = [each for each in studio.warnings if "says no times" in each]
    assert "up to 90 s" in warning
    short = {"file": path, "output_file": str(studio.folder / "short.srt"), "chunk_seconds": 30}
    saved = studio.made(TRANSCRIPTION, short)
    assert [each for each in studio.warnings if "says no times" in each] == []
    assert saved.state["parts"] == 4
    times = re.findall(r"(\S+) --> (\S+)", (studio.folder / "short.srt").read_text())
    assert times[0][0] == "00:00:00,000"
    assert times[-1][1] == "00:01:30,000"
    assert [begin for begin, _end in times] == sorted(begin for begin, _end in times)
    begins = {begin for begin, _end in times}
    cuts = [each for each in begins if "00:00:28,000" <= each <= "00:00:29,000"]
    assert len(cuts) == 1


def test_speakers_of_pieces_are_told_apart(studio: Studio) -> None:
    voice = recorded(studio, tone(3), "ada.wav")
    config = {
        "file": recorded(studio, tone(90)),
        "model": "gpt-4o-transcribe-diarize",
        "chunk_seconds": 60,
        "output_file": str(studio.folder / "meeting.srt"),
    }
    saved = studio.made(TRANSCRIPTION, config)
    assert saved.state["speakers"] == ["A (part 1)", "A (part 2)"]
    assert [each for each in studio.warnings if "who is the same person is not known" in each] != []
    assert "\nA (part 2): " in (studio.folder / "meeting.srt").read_text()
    known = {**config, "known_speakers": {"Ada": voice}}
    named = studio.made(TRANSCRIPTION, known, saved)
    assert named.state["speakers"] == ["Ada"]
    assert studio.asked(TRANSCRIPTION) == 4


def test_logprobs_and_voice_activity_are_asked_for(studio: Studio) -> None:
    config = {
        "file": spoken(studio),
        "model": "gpt-4o-transcribe",
        "include": ["logprobs"],
        "chunking_strategy": "server_vad",
        "vad": {"threshold": 0.4, "silence_duration_ms": 300},
        "temperature": 0,
        "prompt": "Ada",
    }
    state = studio.made(TRANSCRIPTION, config).state
    assert "".join(each["token"] for each in state["logprobs"]) == HELLO


def test_another_format_or_place_needs_no_call(studio: Studio) -> None:
    file = studio.folder / "a.json"
    config = {"file": spoken(studio), "model": "whisper-1", "output_file": str(file)}
    saved = studio.made(TRANSCRIPTION, config)
    told = json.loads(file.read_text())
    assert (told["text"], told["detected_languages"]) == (HELLO, ["english"])
    assert [each["text"] for each in told["segments"]] == ["Good morning team.", "The numbers look fine."]
    as_vtt = {**config, "response_format": "vtt"}
    saved = studio.made(TRANSCRIPTION, as_vtt, saved)
    assert saved.state["content_type"] == "text/vtt"
    assert file.read_text().startswith("WEBVTT\n\n00:00:00.000 --> ")
    elsewhere = {**config, "output_file": str(studio.folder / "b.srt")}
    saved = studio.made(TRANSCRIPTION, elsewhere, saved)
    assert not file.exists()
    assert (studio.folder / "b.srt").read_text().startswith("1\n00:00:00,000 --> ")
    assert studio.is_settled(TRANSCRIPTION, elsewhere, saved)
    nowhere = {**config, "output_file": None}
    saved = studio.made(TRANSCRIPTION, nowhere, saved)
    assert not (studio.folder / "b.srt").exists()
    assert saved.state["output_sha256"] is None
    assert studio.is_settled(TRANSCRIPTION, nowhere, saved)
    assert studio.asked(TRANSCRIPTION) == 1


def test_a_lost_file_is_written_from_the_state_where_nothing_is_kept(studio: Studio) -> None:
    file = studio.folder / "a.srt"
    config = {"file": spoken(studio), "model": "whisper-1", "output_file": str(file)}
    saved = studio.made(TRANSCRIPTION, config)
    before = file.read_text()
    file.unlink()
    for each in studio.kept():
        each.unlink()
    again = studio.made(TRANSCRIPTION, config, saved)
    assert file.read_text() == before
    assert studio.is_settled(TRANSCRIPTION, config, again)
    assert studio.asked(TRANSCRIPTION) == 1


def test_sensitive_text_is_where_terraform_hides_it(studio: Studio) -> None:
    config = {"file": spoken(studio, SECRET), "model": "whisper-1", "sensitive": True}
    saved = studio.made(TRANSCRIPTION, config)
    with studio.run() as run:
        schema = run.resources[TRANSCRIPTION].schema.attributes
    assert schema["sensitive_text"].sensitive is True
    open_values = {name: each for name, each in saved.state.items() if not schema[name].sensitive}
    assert "merger" not in str(open_values)
    assert "merger" not in str(saved.private)
    assert saved.state["sensitive_text"] == SECRET
    assert {each.stat().st_mode & 0o777 for each in studio.kept()} == {0o600}
    shown = studio.made(TRANSCRIPTION, {**config, "sensitive": False}, saved)
    assert (shown.state["text"], shown.state["sensitive_text"]) == (SECRET, None)
    assert [each["text"] for each in shown.state["segments"]] == [SECRET]
    assert studio.asked(TRANSCRIPTION) == 1


LARGE = 26 * 1024 * 1024


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"file": "/nowhere/a.wav"}, 'Cannot read the file "/nowhere/a.wav"'),
        ({"file": "<text>"}, "is not flac, mp3, mp4, m4a, ogg, wav or webm"),
        ({"file": "<empty>"}, "is empty"),
        ({"file": "<moment>"}, "is shorter than 0.1 seconds"),
        ({"file": "<large>"}, "WAV and MP3 are cut here, webm is not. Make one of it, such as with `ffmpeg"),
        ({"response_format": "verbose_json"}, "gpt-transcribe answers in no verbose_json"),
        ({"response_format": "diarized_json", "model": "whisper-1"}, "whisper-1 answers in no diarized_json"),
        ({"timestamp_granularities": ["word"]}, "gpt-transcribe takes no timestamp_granularities"),
        ({"include": ["logprobs"]}, "gpt-transcribe takes no include"),
        ({"include": ["logprobs"], "model": "gpt-4o-transcribe-diarize"}, "takes no include"),
        ({"languages": ["en"], "model": "whisper-1"}, "whisper-1 takes no languages"),
        ({"keywords": ["Ada"], "model": "gpt-4o-transcribe"}, "gpt-4o-transcribe takes no keywords"),
        ({"known_speakers": {"Ada": "a.wav"}}, "gpt-transcribe takes no known_speakers"),
        ({"prompt": "Ada", "model": "gpt-4o-transcribe-diarize"}, "takes no prompt"),
        ({"language": "english"}, "is not a language in ISO 639"),
        ({"language": "en", "languages": ["de"]}, "Set only one of language, languages"),
        ({"vad": {"threshold": 0.5}}, "Set none of vad; vad is set."),
        ({"chunk_seconds": 4}, "4 is not from 5 to 1380"),
        ({"model": "gpt-transcribe-9"}, "There is no model gpt-transcribe-9"),
    ],
    ids=str,
)
def test_bad_input_is_refused_in_the_plan(studio: Studio, config: dict[str, Any], message: str) -> None:
    contents = {
        "<text>": b"Hello.",
        "<empty>": b"",
        "<moment>": tone(0.05),
        "<large>": b"\x1a\x45\xdf\xa3" + bytes(LARGE),
    }
    file = str(config.get("file", "<good>"))
    if not file.startswith("/"):
        config = {**config, "file": recorded(studio, contents.get(file, tone(2)))}
    with studio.run() as run, pytest.raises(RefusedError, match=re.escape(message)) as refused:
        run.plan(TRANSCRIPTION, config)
    assert refused.value.state is None
    assert studio.asked(TRANSCRIPTION) == 0


@pytest.mark.parametrize(
    "open_values",
    [
        ["file"],
        ["model", "include", "known_speakers"],
        ["include", "response_format", "languages"],
        ["output_file", "chunk_seconds", "sensitive"],
    ],
    ids=str,
)
def test_what_is_known_after_apply_is_judged_then(studio: Studio, open_values: list[str]) -> None:
    config = {"file": spoken(studio), "output_file": str(studio.folder / "a.srt")}
    with studio.run() as run:
        planned, _private = run.plan(TRANSCRIPTION, {**config, **dict.fromkeys(open_values, UNKNOWN)})
    assert planned is not None
    assert planned["text"] is UNKNOWN
    assert planned["paid_call"] == "POST /audio/transcriptions"


def test_a_model_that_is_not_known_here_is_left_to_the_api(studio: Studio) -> None:
    """A name that no table has is not judged here: the API knows its models."""
    config = {"file": spoken(studio), "model": "tts-1", "include": ["logprobs"]}
    with pytest.raises(RefusedError, match="POST /audio/transcriptions answered 400"):
        studio.apply(TRANSCRIPTION, config)

"""WAV files: read, cut where it is quiet, and joined."""

from __future__ import annotations

import io
import struct
import wave
from typing import TYPE_CHECKING

import pytest

from fjcorp_openai.audio import wav
from fjcorp_openai.audio.container import measured
from fjcorp_openai.audio.cutting import Uncuttable, pieces
from support.sounds import form, tone

if TYPE_CHECKING:
    from pathlib import Path


def read(content: bytes) -> tuple[int, int, bytes]:
    with wave.open(io.BytesIO(content)) as sound:
        return sound.getframerate(), sound.getnframes(), sound.readframes(sound.getnframes())


def test_joined_files_hold_all_samples_behind_one_header() -> None:
    one, other = tone(1), tone(2, pauses=((0, 1),))
    both = wav.joined([one, other])
    assert read(both) == (100, 300, read(one)[2] + read(other)[2])
    assert len(both) == 44 + 600


def test_a_streamed_length_ends_with_the_file() -> None:
    streamed = bytearray(tone(1))
    struct.pack_into("<I", streamed, 40, 0xFFFFFFFF)
    found = wav.read(bytes(streamed))
    assert found is not None
    assert (found.size, found.seconds) == (200, 1)
    assert read(wav.joined([bytes(streamed), tone(1)]))[1] == 200


@pytest.mark.parametrize(
    "other", [tone(1, rate=200), b"RIFF", b"ID3" + bytes(100)], ids=["rate", "cut", "mp3"]
)
def test_what_does_not_fit_is_not_joined(other: bytes) -> None:
    with pytest.raises(ValueError, match="part"):
        wav.joined([tone(1), other])


def cut(folder: Path, content: bytes, most_bytes: int, most_seconds: float | None) -> list[bytes]:
    path = folder / "a.wav"
    path.write_bytes(content)
    recording = measured(path)
    assert recording is not None
    found = pieces(path, recording, most_bytes, most_seconds)
    starts = [round(each.start + each.seconds, 6) for each in found][:-1]
    assert [round(each.start, 6) for each in found] == [0.0, *starts]
    return [each.content(path) for each in found]


def test_a_recording_is_cut_in_its_pauses_and_loses_nothing(tmp_path: Path) -> None:
    whole = tone(100, pauses=((27, 28), (50, 51), (75, 76)))
    found = cut(tmp_path, whole, 10**6, 30)
    assert [len(each) - 44 for each in found] == [
        pytest.approx(200 * seconds, abs=200) for seconds in (27.5, 23, 25, 24.5)
    ]
    for each in found[1:]:
        # Each cut is inside a pause: what comes after it is silent.
        assert read(each)[2][:20] == bytes(20)
    assert b"".join(read(each)[2] for each in found) == read(whole)[2]


def test_pieces_have_no_more_bytes_than_allowed(tmp_path: Path) -> None:
    whole = tone(60)
    found = cut(tmp_path, whole, 3000, None)
    assert max(map(len, found)) <= 3000
    assert b"".join(read(each)[2] for each in found) == read(whole)[2]


def test_a_short_recording_stays_as_it_is(tmp_path: Path) -> None:
    whole = tone(60) + b"LIST\x04\0\0\0INFO"
    assert cut(tmp_path, whole, 10**6, 60) == [whole]


@pytest.mark.parametrize(("channels", "width"), [(2, 2), (1, 1), (2, 3), (1, 4)])
def test_samples_of_every_width_are_cut_between_frames(tmp_path: Path, channels: int, width: int) -> None:
    shape, frame = form(100, channels, width), channels * width
    loud = (b"\x40" * frame) * 2000
    quiet = (b"\x80" if width == 1 else b"\0") * (frame * 200)
    data = loud + quiet + loud
    found = cut(tmp_path, wav.header(shape, len(data)) + data, 10**6, 25)
    first = len(found[0]) - 44
    assert first % frame == 0
    assert len(loud) < first < len(loud) + len(quiet)


def test_a_compressed_recording_is_not_cut(tmp_path: Path) -> None:
    data = bytes(4000)
    with pytest.raises(Uncuttable):
        cut(tmp_path, wav.header(form(100, kind=17), len(data)) + data, 1000, None)

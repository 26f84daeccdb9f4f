"""MP3, AAC and Opus: measured, cut and joined; what else there is, measured."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from fjcorp_openai.audio import mpeg, ogg
from fjcorp_openai.audio.container import Recording, measured
from fjcorp_openai.audio.cutting import Uncuttable, pieces
from fjcorp_openai.emulator.families.audio import formats, reading, waveform
from support.sounds import FRAME, FRAME_SECONDS, mp3, tone

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Good morning team."
SAMPLES = waveform.speak(TEXT, "alloy")


def spoken(kind: str, text: str = TEXT) -> bytes:
    return formats.ENCODERS[kind][1](waveform.speak(text, "alloy"), text)


def seconds_of(content: bytes) -> float:
    found = reading.read(content)
    assert found is not None
    return found.seconds


@pytest.mark.parametrize("kind", ["wav", "mp3", "flac", "opus"])
def test_the_length_of_every_format_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(spoken(kind))
    found = measured(path)
    assert found is not None
    assert found.container == {"opus": "ogg"}.get(kind, kind)
    assert found.seconds == pytest.approx(len(SAMPLES) / waveform.RATE, abs=0.05)


def movie(version: int) -> bytes:
    times = struct.pack(">QQIQ", 0, 0, 1000, 90_500) if version else struct.pack(">IIII", 0, 0, 1000, 90_500)
    return b"\0\0\0\x10ftypM4A \0\0\0\0" + b"\0\0\0\x6cmvhd" + bytes([version, 0, 0, 0]) + times + bytes(80)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (movie(0), ("mp4", 90.5)),
        (movie(1), ("mp4", 90.5)),
        (b"\x1a\x45\xdf\xa3" + bytes(60), ("webm", None)),
        (b"\0\0\0\x10ftypM4A " + bytes(20), ("mp4", None)),
        (b"Hello, this is no sound at all." * 9000, None),
        (b"", None),
        (b"\xff" * 70_000, None),
    ],
    ids=["mp4", "mp4 64 bit", "webm", "mp4 without length", "text", "empty", "sync bytes alone"],
)
def test_other_files_are_told_apart(
    tmp_path: Path, content: bytes, expected: tuple[str, float | None] | None
) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    wanted = Recording(expected[0], len(content), expected[1]) if expected else None
    assert measured(path) == wanted


def test_mp3_is_cut_between_frames_and_loses_none(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(mp3(1000))
    recording = measured(path)
    assert recording is not None
    assert recording.seconds == pytest.approx(1000 * FRAME_SECONDS)
    found = pieces(path, recording, 10**6, 334 * FRAME_SECONDS)
    assert [each.size // len(FRAME) for each in found] == [250, 250, 250, 250]
    assert b"".join(each.content(path) for each in found) == FRAME * 1000
    assert [each.start for each in found] == [
        pytest.approx(number * FRAME_SECONDS) for number in (0, 250, 500, 750)
    ]
    small = pieces(path, recording, 100 * len(FRAME), None)
    assert {each.size for each in small} == {100 * len(FRAME)}


def test_mp3_is_joined_without_tags_and_lengths() -> None:
    index = bytearray(FRAME)
    index[21:25] = b"Xing"
    tagged = b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + bytes(index) + FRAME * 3
    assert mpeg.joined([tagged, mp3(2)]) == FRAME * 5


def test_frames_are_found_again_after_a_gap() -> None:
    damaged = FRAME * 2 + b" noise \xff\xff\xfb\x90 x" + FRAME * 2
    assert [each.offset for each in mpeg.frames(damaged)] == [0, 417, 847, 1264]


def test_aac_is_joined_without_tags() -> None:
    one, other = spoken("aac"), spoken("aac", "Hello.")
    assert seconds_of(mpeg.joined_adts([one, other])) == pytest.approx(
        seconds_of(one) + seconds_of(other), abs=0.01
    )


def test_opus_is_one_stream_after_joining() -> None:
    one, other = spoken("opus"), spoken("opus", "Hello, " * 40)
    both = ogg.joined([one, other, one])
    pages = [*ogg._pages(both)]
    assert both.count(b"OpusHead") == both.count(b"OpusTags") == 1
    assert len({serial for _flags, _position, serial, _lacing, _body in pages}) == 1
    assert [flags & 4 for flags, *_rest in pages] == [0] * (len(pages) - 1) + [4]
    assert [flags & 2 for flags, *_rest in pages] == [2] + [0] * (len(pages) - 1)
    positions = [position for _flags, position, *_rest in pages]
    assert positions == sorted(positions)
    assert seconds_of(both) == pytest.approx(2 * seconds_of(one) + seconds_of(other), abs=0.001)
    numbers, sums = [], []
    at = 0
    while at < len(both):
        head = struct.unpack_from("<4sBBqIIIB", both, at)
        size = 27 + head[7] + sum(both[at + 27 : at + 27 + head[7]])
        page = both[at : at + size]
        numbers.append(head[5])
        sums.append(head[6] == formats._checksum(page[:22] + bytes(4) + page[26:], 32, 0x04C11DB7))
        at += size
    assert numbers == [*range(len(pages))]
    assert sums == [True] * len(pages)


@pytest.mark.parametrize("join", [mpeg.joined, mpeg.joined_adts, ogg.joined])
def test_what_is_no_stream_is_not_joined(join) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=r"part|page"):
        join([b"Not found.", b"Not found."])


def test_other_containers_are_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    path.write_bytes(spoken("flac"))
    recording = measured(path)
    assert recording is not None
    assert len(pieces(path, recording, 10**7, 60)) == 1
    with pytest.raises(Uncuttable):
        pieces(path, recording, 10**7, 0.5)


def test_an_empty_stream_of_samples_is_no_endless_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(tone(10))
    recording = measured(path)
    assert recording is not None
    with pytest.raises(Uncuttable):
        pieces(path, recording, 100, None)

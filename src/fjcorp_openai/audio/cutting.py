"""Long recordings in pieces, each an audio file of its own.

WAV is cut where it is quietest, MP3 between two frames. Other containers are not cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from fjcorp_openai.audio import mpeg, wav
from fjcorp_openai.audio.container import measured, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fjcorp_openai.audio.container import Buffer, Recording

_MOST_HEADER_BYTES = 256


class Uncuttable(ValueError):  # noqa: N818 (it names a state of affairs, not a fault)
    """A recording that would have to be cut, and cannot be."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a recording.

    Attributes:
        start: Where it begins, in seconds.
        seconds: Its length.
        head: Bytes that stand before its part of the file.
        offset: Where its part of the file begins.
        size: Bytes of its part of the file.
    """

    start: float
    seconds: float
    head: bytes
    offset: int
    size: int

    def content(self, path: Path) -> bytes:
        """Return the piece as an audio file.

        Raises:
            OSError: The recording cannot be read.
        """
        with path.open("rb") as stream:
            stream.seek(self.offset)
            return self.head + stream.read(self.size)


def pieces(path: Path, recording: Recording, most_bytes: int, most_seconds: float | None) -> list[Piece]:
    """Return the pieces of a recording, in order; one when it need not be cut.

    Args:
        path: The recording.
        recording: What it is.
        most_bytes: Bytes that a piece may have.
        most_seconds: Seconds that a piece may last, if there is a bound.

    Raises:
        Uncuttable: It is too large or too long, and in a container that is not cut.
        OSError: It cannot be read.
    """
    seconds = recording.seconds or 0.0
    if recording.size <= most_bytes and (most_seconds is None or seconds <= most_seconds):
        return [Piece(0.0, seconds, b"", 0, recording.size)]
    with opened(path) as data:
        found = [*_cut(data, recording.container, most_bytes, most_seconds or seconds)]
    if not found:
        raise Uncuttable
    return found


def _cut(data: Buffer, container: str, most_bytes: int, most_seconds: float) -> Iterator[Piece]:
    if container == "wav":
        sound = wav.read(data)
        if sound is not None and sound.can_be_cut:
            yield from _cut_wav(data, sound, most_bytes, most_seconds)
    elif container == "mp3":
        yield from _cut_mp3(data, most_bytes, most_seconds)


def _cut_wav(data: Buffer, sound: wav.Wav, most_bytes: int, most_seconds: float) -> Iterator[Piece]:
    longest = min(most_bytes - _MOST_HEADER_BYTES, int(most_seconds * sound.rate))
    if longest < sound.frame:
        raise Uncuttable
    begin = 0
    while begin < sound.size:
        end, left = sound.size, sound.size - begin
        if left > longest:
            # Of much the same length, so that none is too short to be understood.
            even = left // -(-left // longest) + int(wav.WINDOW_SECONDS / 2 * sound.rate)
            end = wav.quietest(data, sound, begin + min(longest, even), begin)
        if end <= begin:
            raise Uncuttable
        size = end - begin
        yield Piece(
            begin / sound.rate,
            size / sound.rate,
            wav.header(sound.format, size),
            sound.offset + begin,
            size,
        )
        begin = end


def _cut_mp3(data: Buffer, most_bytes: int, most_seconds: float) -> Iterator[Piece]:
    frames = [*mpeg.frames(data)]
    least = max(len(data) / most_bytes, sum(frame.seconds for frame in frames) / most_seconds)
    # As many frames in each, so that none is too short to be understood; more where some are larger.
    for number in range(max(1, int(least)), len(frames) + 1):
        bounds = [index * len(frames) // number for index in range(number + 1)]
        found = [*_groups(frames, bounds)]
        if all(each.size <= most_bytes and each.seconds <= most_seconds for each in found):
            yield from found
            return


def _groups(frames: list[mpeg.Frame], bounds: list[int]) -> Iterator[Piece]:
    start = 0.0
    for first, end in pairwise(bounds):
        seconds, last = sum(frame.seconds for frame in frames[first:end]), frames[end - 1]
        offset = frames[first].offset
        yield Piece(start, seconds, b"", offset, last.offset + last.size - offset)
        start += seconds


__all__ = ["Piece", "Uncuttable", "measured", "pieces"]

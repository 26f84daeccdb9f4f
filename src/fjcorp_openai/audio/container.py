"""What an audio file is and how long it lasts, from its headers alone."""

from __future__ import annotations

import mmap
import struct
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fjcorp_openai.audio import mpeg, wav

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Buffer = bytes | mmap.mmap
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Recording:
    """An audio file.

    Attributes:
        container: `wav`, `mp3`, `flac`, `ogg`, `mp4` or `webm`.
        size: Its bytes.
        seconds: Its length; None where its headers do not say.
    """

    container: str
    size: int
    seconds: float | None


@contextmanager
def opened(path: Path) -> Iterator[Buffer]:
    """Open a file for reading at any place, without holding it in memory.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        if not path.stat().st_size:
            yield b""
            return
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data


def measured(path: Path) -> Recording | None:
    """Return what an audio file is; None when it is in no container that the API takes.

    Raises:
        OSError: It cannot be read.
    """
    with opened(path) as data:
        found = _found(data)
        return Recording(found[0], len(data), found[1]) if found else None


def _found(data: Buffer) -> tuple[str, float | None] | None:
    if sound := wav.read(data):
        return "wav", sound.seconds
    if data[:4] == b"fLaC":
        packed = int.from_bytes(data[18:26], "big")
        rate, samples = packed >> 44, packed & ((1 << 36) - 1)
        return "flac", samples / rate if rate and samples else None
    if data[:4] == b"OggS":
        return "ogg", _ogg(data)
    if data[4:8] == b"ftyp":
        return "mp4", _mp4(data)
    if data[:4] == b"\x1a\x45\xdf\xa3":
        return "webm", None
    seconds = sum(frame.seconds for frame in mpeg.frames(data))
    return ("mp3", seconds) if seconds else None


def _ogg(data: Buffer) -> float | None:
    """Return the length that the position of the last page says."""
    rate = 48_000
    if (at := data.find(b"\x01vorbis", 0, 4096)) >= 0:
        rate = struct.unpack("<I", data[at + 12 : at + 16])[0]
    last = data.rfind(b"OggS")
    position = struct.unpack("<q", data[last + 6 : last + 14])[0] if last + 14 <= len(data) else 0
    return position / rate if rate and position > 0 else None


def _mp4(data: Buffer) -> float | None:
    """Return the length in the header of the movie box."""
    at = data.find(b"mvhd")
    if at < 0 or at + 32 > len(data):
        return None
    form, start = (">IQ", at + 24) if data[at + 4] == 1 else (">II", at + 16)
    scale, length = struct.unpack(form, data[start : start + struct.calcsize(form)])
    return length / scale if scale else None

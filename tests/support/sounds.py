"""Recordings for tests: WAV and MP3 files that are small for their length."""

from __future__ import annotations

import struct
from array import array

from fjcorp_openai.audio import wav

FRAME = b"\xff\xfb\x90\xc4" + bytes(413)
"""A silent frame of MP3: MPEG-1 layer III, 128 kbit/s at 44.1 kHz, 1152 samples."""
FRAME_SECONDS = 1152 / 44_100


def form(rate: int = 100, channels: int = 1, width: int = 2, kind: int = 1) -> bytes:
    """Return the `fmt ` chunk of samples."""
    return struct.pack("<HHIIHH", kind, channels, rate, rate * channels * width, channels * width, 8 * width)


def tone(seconds: float, rate: int = 100, pauses: tuple[tuple[float, float], ...] = ()) -> bytes:
    """Return a WAV file of 16 bit mono that is loud but for pauses.

    Args:
        seconds: Its length.
        rate: Samples a second.
        pauses: When each pause begins and ends, in seconds.
    """
    samples = array("h", [3000, -3000] * int(seconds * rate / 2))
    for begin, end in pauses:
        for index in range(int(begin * rate), int(end * rate)):
            samples[index] = 0
    data = samples.tobytes()
    return wav.header(form(rate), len(data)) + data


def mp3(frames: int) -> bytes:
    """Return a silent MP3 file of so many frames, between an ID3 tag and an ID3v1 tag."""
    return b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + FRAME * frames + b"TAG" + bytes(125)

"""What can be learnt from an audio file without decoding it: format, length, comment, silence."""

import re
import struct
from dataclasses import dataclass

SUPPORTED = ("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm")
"""Formats that transcriptions take."""

_KILOBITS = {  # by version bit: MPEG-1 layer III, MPEG-2 layer III
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    0: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}


@dataclass(frozen=True)
class Recording:
    """An audio file.

    Attributes:
        format: One of ``wav``, ``flac``, ``mp3``, ``aac``, ``ogg``, ``mp4``, ``webm``.
        seconds: Length; estimated from the size where the container does not state it.
        comment: Text that the emulator's own speech carries, else empty.
        silent: Whether all samples are known to be zero.
    """

    format: str
    seconds: float
    comment: str = ""
    silent: bool = False


def read(data: bytes) -> Recording | None:
    """Read an audio file.

    Args:
        data: The whole file.

    Returns:
        What the file says of itself, or None when it is in no format that transcriptions take.
    """
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return _wav(data)
    if data[:4] == b"fLaC":
        return _flac(data)
    if data[:4] == b"OggS":
        return _ogg(data)
    if data[4:8] == b"ftyp":
        return _mp4(data)
    if data[:4] == b"\x1a\x45\xdf\xa3":
        return _webm(data)
    start, comment = _id3(data)
    if data[start : start + 1] == b"\xff" and len(data) > start + 7:
        if data[start + 1] & 0xF6 == 0xF0:
            return _adts(data, start, comment)
        if data[start + 1] & 0xE6 == 0xE2:
            return _mp3(data, start, comment)
    return None


def _wav(data: bytes) -> Recording | None:
    seconds, rate, comment, silent, position = None, 0, "", False, 12
    while position + 8 <= len(data):
        name, size = data[position : position + 4], struct.unpack_from("<I", data, position + 4)[0]
        body = data[position + 8 : position + 8 + size]
        if name == b"fmt " and len(body) >= 16:
            rate = struct.unpack_from("<I", body, 8)[0]
        elif name == b"LIST" and body[:8] == b"INFOICMT":
            length = struct.unpack_from("<I", body, 8)[0]
            comment = body[12 : 12 + length].rstrip(b"\0").decode("utf-8", "replace")
        elif name == b"data" and rate:
            seconds, silent = len(body) / rate, not any(body)
        position += 8 + size + size % 2
    return None if seconds is None else Recording("wav", seconds, comment, silent)


def _flac(data: bytes) -> Recording | None:
    if len(data) < 42:
        return None
    packed = int.from_bytes(data[18:26], "big")
    rate, samples = packed >> 44, packed & ((1 << 36) - 1)
    return Recording("flac", samples / rate, _vorbis_comment(data)) if rate else None


def _ogg(data: bytes) -> Recording:
    rate = 48_000
    if (at := data.find(b"\x01vorbis")) >= 0:
        rate = struct.unpack_from("<I", data, at + 12)[0] or rate
    granule = struct.unpack_from("<q", data, data.rfind(b"OggS") + 6)[0]
    return Recording("ogg", max(granule, 0) / rate, _vorbis_comment(data))


def _vorbis_comment(data: bytes) -> str:
    at = data.find(b"COMMENT=", 0, 100_000)
    if at < 4:
        return ""
    length = struct.unpack_from("<I", data, at - 4)[0]
    entry = data[at : at + length]
    # A long comment runs through one Ogg page only, so it can be cut out as it is.
    return entry[8:].decode("utf-8", "replace")


def _mp4(data: bytes) -> Recording:
    at = data.find(b"mvhd")
    if at >= 0 and len(data) >= at + 36:
        if data[at + 4] == 1:
            scale, length = struct.unpack_from(">IQ", data, at + 24)
        else:
            scale, length = struct.unpack_from(">II", data, at + 16)
        if scale:
            return Recording("mp4", length / scale)
    return Recording("mp4", len(data) / 16_000)


def _webm(data: bytes) -> Recording:
    at = data.find(b"\x44\x89\x88")  # Duration, eight bytes, in milliseconds by default
    if at >= 0 and len(data) >= at + 11:
        return Recording("webm", struct.unpack_from(">d", data, at + 3)[0] / 1000)
    return Recording("webm", len(data) / 16_000)


def _id3(data: bytes) -> tuple[int, str]:
    """Find where the audio starts behind an ID3 tag, and the tag's comment."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0, ""
    end = 10 + _seven_bits(data[6:10])
    comment = re.search(rb"COMM(....)..\x03...\x00", data[:end], re.DOTALL)
    if not comment:
        return end, ""
    length = _seven_bits(comment[1]) - 5
    return end, data[comment.end() : comment.end() + length].decode("utf-8", "replace")


def _seven_bits(data: bytes) -> int:
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
    return value


def _adts(data: bytes, position: int, comment: str) -> Recording:
    rates = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
    rate, frames = rates[min(data[position + 2] >> 2 & 15, 12)], 0
    while position + 7 <= len(data) and data[position] == 0xFF:
        length = (data[position + 3] & 3) << 11 | data[position + 4] << 3 | data[position + 5] >> 5
        frames, position = frames + 1, position + max(length, 7)
    return Recording("aac", frames * 1024 / rate, comment)


def _mp3(data: bytes, start: int, comment: str) -> Recording | None:
    version = data[start + 1] >> 3 & 1
    bits = _KILOBITS[version][data[start + 2] >> 4]
    return Recording("mp3", (len(data) - start) * 8 / (bits * 1000), comment) if bits else None

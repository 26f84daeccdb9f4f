"""Whether a picture is whole: its format and its frame, not what it shows."""

from __future__ import annotations

import zlib

from fjcorp_openai.pictures import measure

FORMATS = ("png", "jpeg", "gif", "webp")


def format_of(data: bytes) -> str:
    """Return the format that a picture says it has, or an empty text."""
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if data[:2] == b"\xff\xd8":
        return "jpeg"
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return "gif"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def is_whole(data: bytes) -> bool:
    """Return whether a picture has a known format and comes to its end."""
    kind = format_of(data)
    if kind == "png":
        return _png_is_whole(data)
    if kind == "jpeg":
        return measure(data) is not None and b"\xff\xd9" in data[-64:]
    if kind == "gif":
        return len(data) > 13 and data.rstrip(b"\0")[-1:] == b";"
    return (
        kind == "webp" and len(data) >= int.from_bytes(data[4:8], "little") + 8 and measure(data) is not None
    )


def _png_is_whole(data: bytes) -> bool:
    position, kind = 8, b""
    while position + 12 <= len(data) and kind != b"IEND":
        length = int.from_bytes(data[position : position + 4])
        end = position + 8 + length
        kind = data[position + 4 : position + 8]
        if zlib.crc32(data[position + 4 : end]) != int.from_bytes(data[end : end + 4]):
            return False
        position = end + 4
    return kind == b"IEND" and measure(data) is not None

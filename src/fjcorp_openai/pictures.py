"""What the first bytes of a picture say: its format, its size, and whether it can be transparent.

Decision 0038 says why no library reads them.
"""

from __future__ import annotations

import struct

PNG = b"\x89PNG\r\n\x1a\n"
ENOUGH = 1 << 20
"""Bytes from a picture's beginning that hold what is read here, whatever a camera put before it."""


def measure(data: bytes) -> tuple[str, int, int] | None:
    """Return format (`png`, `jpeg`, `webp`, `gif`), width and height in pixels; None for anything else."""
    try:
        if data.startswith(PNG) and data[12:16] == b"IHDR":
            return ("png", *struct.unpack_from(">II", data, 16))
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data[:2] == b"\xff\xd8":
            return _jpeg(data)
        if data[:6] in {b"GIF87a", b"GIF89a"}:
            return ("gif", *struct.unpack_from("<HH", data, 6))
    except (IndexError, struct.error):
        pass  # cut off
    return None


def png_has_alpha(data: bytes) -> bool:
    """Return whether a PNG has an alpha channel, or a colour that is transparent."""
    if len(data) > 25 and data[25] in {4, 6}:
        return True
    position = 8
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        if kind in {b"tRNS", b"IDAT"}:
            return bool(kind == b"tRNS")
        position += 12 + length
    return False


def _webp(data: bytes) -> tuple[str, int, int] | None:
    kind = data[12:16]
    if kind == b"VP8L":
        packed = struct.unpack_from("<I", data, 21)[0]
        return "webp", (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if kind == b"VP8X" and len(data) >= 30:
        return "webp", int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return "webp", width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(data: bytes) -> tuple[str, int, int] | None:
    position = 2
    while data[position] == 0xFF:
        marker, length = data[position + 1], struct.unpack_from(">H", data, position + 2)[0]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", data, position + 5)
            return "jpeg", width, height
        position += 2 + length
    return None

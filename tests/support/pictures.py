"""Pictures that tests send, made without the code under test."""

from __future__ import annotations

import struct
import zlib


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, colour_type: int, pixel: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    lines = zlib.compress((b"\0" + pixel * width) * height)
    head = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header)
    return head + _chunk(b"IDAT", lines) + _chunk(b"IEND", b"")


def opaque_png(width: int, height: int) -> bytes:
    """Return a red PNG without an alpha channel."""
    return _png(width, height, 2, b"\xff\0\0")


def clear_png(width: int, height: int) -> bytes:
    """Return a PNG that is transparent everywhere."""
    return _png(width, height, 6, bytes(4))

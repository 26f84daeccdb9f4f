"""Portable Network Graphics, 8 bit RGBA (ISO/IEC 15948)."""

import struct
import zlib

from fjcorp_openai.emulator.families.images.canvas import Canvas


def encode(canvas: Canvas) -> bytes:
    """Write a picture as a PNG file.

    Args:
        canvas: The picture.

    Returns:
        The file's bytes.
    """
    lines = []
    for row, colours in enumerate(canvas.colours):
        pixels = b"".join(
            bytes((*colour, 255 if canvas.opaque(row, column) else 0)) * canvas.tile
            for column, colour in enumerate(colours)
        )
        lines.append(
            (b"\0" + pixels[: 4 * canvas.width]) * min(canvas.tile, canvas.height - row * canvas.tile)
        )
    header = struct.pack(">IIBBBBB", canvas.width, canvas.height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"".join(lines), 6))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

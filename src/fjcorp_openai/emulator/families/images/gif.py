"""Graphics Interchange Format (GIF89a): each frame a mosaic in the 216 colours of a cube.

The frames are packed with LZW. What is written ends at the edge of a tile, so that only runs of one colour
are looked up: no table of strings is searched for each pixel.
"""

import struct
from collections.abc import Sequence

from fjcorp_openai.emulator.families.images.canvas import Canvas, Colour

_CLEAR, _END = 256, 257
_LAST_CODE = 4095
_PALETTE = bytes(51 * level for code in range(216) for level in (code // 36, code // 6 % 6, code % 6))


def encode(frames: Sequence[Canvas], duration_ms: int) -> bytes:
    """Write frames of one size as an animation without end.

    Args:
        frames: The pictures, one or more.
        duration_ms: How long each is shown, in milliseconds; the format counts hundredths of a second.

    Returns:
        The file's bytes.
    """
    size = struct.pack("<HH", frames[0].width, frames[0].height)
    delay = min(0xFFFF, round(duration_ms / 10))
    parts = [b"GIF89a", size, b"\xf7\0\0", _PALETTE.ljust(768, b"\0")]
    parts.append(b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0")
    for frame in frames:
        parts += [b"!\xf9\x04\x04", struct.pack("<H", delay), b"\0\0"]
        parts += [b",\0\0\0\0", size, b"\0\x08", _packed(frame)]
    return b"".join(parts) + b";"


def _packed(canvas: Canvas) -> bytes:
    bits = _Codes()
    for row, colours in enumerate(canvas.colours):
        places = [_place(colour) for colour in colours]
        for _line in range(min(canvas.tile, canvas.height - row * canvas.tile)):
            for column, place in enumerate(places):
                bits.run(place, min(canvas.tile, canvas.width - column * canvas.tile))
    data = bits.bytes()
    blocks = [data[at : at + 255] for at in range(0, len(data), 255)]
    return b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


def _place(colour: Colour) -> int:
    red, green, blue = (round(level / 51) for level in colour)
    return 36 * red + 6 * green + blue


class _Codes:
    """Codes of growing width, and what a reader's table holds after each."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._held = self._count = 0
        self._width = 9
        self._clear()

    def _clear(self) -> None:
        self._write(_CLEAR)
        self._width, self._next = 9, _END + 1
        self._runs: dict[int, list[int]] = {}
        self._before: tuple[int, int] | None = None

    def run(self, colour: int, length: int) -> None:
        """Write so many pixels of one colour."""
        while length:
            known = self._runs.setdefault(colour, [colour])
            written = min(length, len(known))
            self._write(known[written - 1])
            if self._before is not None:
                # The reader adds what was before, with the first pixel of this: a longer run, or one unused.
                if self._before == (colour, len(known)):
                    known.append(self._next)
                self._next += 1
                if self._next == 1 << self._width and self._width < 12:
                    self._width += 1
            self._before = colour, written
            length -= written
            if self._next >= _LAST_CODE:
                self._clear()

    def _write(self, code: int) -> None:
        self._held |= code << self._count
        self._count += self._width
        while self._count >= 8:
            self._data.append(self._held & 0xFF)
            self._held >>= 8
            self._count -= 8

    def bytes(self) -> bytes:
        """End, and return all."""
        self._write(_END)
        self._data.append(self._held & 0xFF)
        return bytes(self._data)

"""Lossless WebP (RFC 9649) of a mosaic.

The first pixel of each tile is written, the rest copied: along the line from the pixel before, down the tile
from the line above. Prefix codes are of fixed shape, so nothing needs to be counted first.
"""

import struct

from fjcorp_openai.emulator.families.images.canvas import Canvas

_MAXIMUM_COPY = 4096
_CODE_LENGTH_ORDER = (17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)


class _Bits:
    """Bits written least significant first."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, value: int, count: int) -> None:
        if count:
            self.parts.append(f"{value:0{count}b}"[::-1])

    def bytes(self) -> bytes:
        text = "".join(self.parts)
        text += "0" * (-len(text) % 8)
        return int(text[::-1], 2).to_bytes(len(text) // 8, "little")


class _Code:
    """A prefix code with ``short`` symbols of ``length`` bits and all further symbols one bit longer."""

    def __init__(self, symbols: int, length: int) -> None:
        short = (1 << (length + 1)) - symbols
        self.lengths = [length if symbol < short else length + 1 for symbol in range(symbols)]
        self.words = []
        word, previous = 0, length
        for bits in self.lengths:
            word <<= bits - previous
            self.words.append(f"{word:0{bits}b}")
            word, previous = word + 1, bits
        self.length = length

    def declare(self, bits: _Bits) -> None:
        bits.write(0, 1)  # not a simple code
        bits.write(len(_CODE_LENGTH_ORDER) - 4, 4)
        for symbol in _CODE_LENGTH_ORDER:
            bits.write(int(symbol in {self.length, self.length + 1}), 3)
        bits.write(0, 1)  # lengths are given for every symbol
        for length in self.lengths:
            bits.write(length - self.length, 1)

    def put(self, bits: _Bits, symbol: int) -> None:
        bits.parts.append(self.words[symbol])


def encode(canvas: Canvas) -> bytes:
    """Write a picture as a lossless WebP file.

    Args:
        canvas: The picture, at most 16384 pixels a side.

    Returns:
        The file's bytes.
    """
    bits = _Bits()
    bits.write(0x2F, 8)
    bits.write(canvas.width - 1, 14)
    bits.write(canvas.height - 1, 14)
    bits.write(int(canvas.transparent), 1)
    bits.write(0, 3)  # version
    bits.write(0, 3)  # no transform, no colour cache, no second level of codes
    codes = green, red, blue, alpha, distance = (
        _Code(256 + 24, 8),
        _Code(256, 7),
        _Code(256, 7),
        _Code(256, 7),
        _Code(40, 5),
    )
    for code in codes:
        code.declare(bits)

    def copy(length: int, offset: int) -> None:
        while length:
            step = min(length, _MAXIMUM_COPY)
            symbol, extra, count = _prefix(step)
            green.put(bits, 256 + symbol)
            bits.write(extra, count)
            symbol, extra, count = _prefix(offset + 120)  # the first 120 codes mean near pixels
            distance.put(bits, symbol)
            bits.write(extra, count)
            length -= step

    for row, colours in enumerate(canvas.colours):
        for column, (r, g, b) in enumerate(colours):
            green.put(bits, g)
            red.put(bits, r)
            blue.put(bits, b)
            alpha.put(bits, 255 if canvas.opaque(row, column) else 0)
            copy(min(canvas.tile, canvas.width - column * canvas.tile) - 1, 1)
        copy((min(canvas.tile, canvas.height - row * canvas.tile) - 1) * canvas.width, canvas.width)
    data = bits.bytes()
    chunk = b"VP8L" + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def _prefix(value: int) -> tuple[int, int, int]:
    """Split a length or distance into its symbol, extra bits and their count."""
    value -= 1
    if value < 4:
        return value, 0, 0
    high = value.bit_length() - 1
    second = value >> (high - 1) & 1
    count = high - 1
    return 2 * high + second, value & ((1 << count) - 1), count

"""Baseline JPEG (ITU T.81) of a mosaic.

Every 8x8 block holds one colour, so its only coefficient is the mean (DC) and each block is that difference
followed by an end-of-block code: no cosine transform is needed.
"""

import struct

from fjcorp_openai.emulator.families.images.canvas import Canvas

# Annex K's table of luminance DC codes: categories 0..11 with 0,1,5,1,1,1,1,1,1 codes of 1..9 bits.
_DC_COUNTS = bytes([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
_DC_VALUES = bytes(range(12))
# One AC code is ever used: end of block, as the single one-bit code.
_AC_COUNTS = bytes([1] + [0] * 15)
_AC_VALUES = b"\0"
_STEP = 8  # quantisation of the DC coefficient: with 8 one unit is exactly one level of brightness


def encode(canvas: Canvas) -> bytes:
    """Write a picture as a JPEG file; transparency is dropped, as the format has none.

    Args:
        canvas: The picture.

    Returns:
        The file's bytes.
    """
    frame = struct.pack(">BHHB", 8, canvas.height, canvas.width, 3) + b"\x01\x11\0\x02\x11\0\x03\x11\0"
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            _segment(0xDB, b"\0" + bytes([_STEP] * 64)),
            _segment(0xC0, frame),
            _segment(0xC4, b"\0" + _DC_COUNTS + _DC_VALUES),
            _segment(0xC4, b"\x10" + _AC_COUNTS + _AC_VALUES),
            _segment(0xDA, b"\x03\x01\0\x02\0\x03\0\0\x3f\0"),
            _scan(canvas),
            b"\xff\xd9",
        )
    )


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def _dc_codes() -> list[str]:
    codes, code = [], 0
    for length, count in enumerate(_DC_COUNTS, start=1):
        for _index in range(count):
            codes.append(f"{code:0{length}b}")
            code += 1
        code <<= 1
    return codes


def _scan(canvas: Canvas) -> bytes:
    codes = _dc_codes()

    def difference(value: int) -> str:
        size = abs(value).bit_length()
        if not size:
            return codes[0] + "0"
        magnitude = value if value > 0 else value + (1 << size) - 1
        return f"{codes[size]}{magnitude:0{size}b}0"

    levels = [[_levels(colour) for colour in row] for row in canvas.colours]
    across, down = -(-canvas.width // 8), -(-canvas.height // 8)
    per_tile = canvas.tile // 8
    still = difference(0) * 3
    previous = (0, 0, 0)
    bits: list[str] = []
    for block_row in range(down):
        row = levels[block_row // per_tile]
        for column, level in enumerate(row):
            blocks = min(per_tile, across - column * per_tile)
            bits.extend(difference(now - before) for now, before in zip(level, previous, strict=True))
            bits.append(still * (blocks - 1))
            previous = level
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    data = int(text, 2).to_bytes(len(text) // 8, "big") if text else b""
    return data.replace(b"\xff", b"\xff\0")


def _levels(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    red, green, blue = colour
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    blueness = 0.564 * (blue - luma)
    redness = 0.713 * (red - luma)
    return round(luma) - 128, round(blueness), round(redness)

"""MP3 and AAC (ADTS) streams: frames after each other, which are cut and joined between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fjcorp_openai.audio.container import Buffer

_KILOBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Bit rates of layer III, of MPEG-1 and of the versions after it."""
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""Sampling rates by the version's bits."""
_SEARCHED = 64 * 1024
"""How far the first frame may be behind the tags."""
_TAG_BYTES = 128


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of an MP3 stream.

    Attributes:
        offset: Where it begins, in bytes.
        size: Its bytes.
        seconds: Its length.
    """

    offset: int
    size: int
    seconds: float


def frames(data: Buffer) -> Iterator[Frame]:
    """Yield the frames of an MP3 stream, without tags; nothing when it is none.

    A first frame that holds no sound, but the length of the whole stream, is left out.
    """
    position, end, lost = after_tag(data), len(data), True
    if data[max(0, end - _TAG_BYTES) :][:3] == b"TAG":
        end -= _TAG_BYTES
    first, searched = True, position + _SEARCHED
    while position + 4 <= end:
        found = _frame(data, position)
        following = position + found.size if found else 0
        # After a gap, two frames in a row: one alone may be a chance.
        if found is None or following > end or (lost and following < end and not _frame(data, following)):
            if first and position > searched:
                return
            position, lost = data.find(b"\xff", position + 1), True
            if position < 0:
                return
            continue
        if not (first and _is_index(data, found)):
            yield found
        first, lost, position = False, False, following


def joined(parts: Sequence[bytes]) -> bytes:
    """Return several MP3 streams as one: all frames after each other, without tags.

    Raises:
        ValueError: One of them is no MP3 stream.
    """
    pieces = [
        b"".join(part[frame.offset : frame.offset + frame.size] for frame in frames(part)) for part in parts
    ]
    if not all(pieces):
        raise ValueError("a part is no MP3 stream")
    return b"".join(pieces)


def joined_adts(parts: Sequence[bytes]) -> bytes:
    """Return several AAC streams as one: their frames stand by themselves, so only the tags go.

    Raises:
        ValueError: One of them is no AAC stream.
    """
    pieces = [part[after_tag(part) :] for part in parts]
    if not all(len(each) > 7 and each[0] == 0xFF and each[1] & 0xF6 == 0xF0 for each in pieces):
        raise ValueError("a part is no AAC stream")
    return b"".join(pieces)


def after_tag(data: Buffer) -> int:
    """Return where the stream begins behind an ID3 tag."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + (10 if data[5] & 0x10 else 0)


def _frame(data: Buffer, position: int) -> Frame | None:
    if position + 4 > len(data):
        return None
    first, second, third = data[position], data[position + 1], data[position + 2]
    if first != 0xFF or second & 0xE6 != 0xE2:
        return None
    version, bits, rate = second >> 3 & 3, third >> 4, third >> 2 & 3
    if version == 1 or bits in {0, 15} or rate == 3:
        return None
    is_first_version, per_second = version == 3, _RATES[version][rate]
    kilobits = _KILOBITS[is_first_version][bits]
    size = (144 if is_first_version else 72) * kilobits * 1000 // per_second + (third >> 1 & 1)
    return Frame(position, size, (1152 if is_first_version else 576) / per_second)


def _is_index(data: Buffer, frame: Frame) -> bool:
    """Return whether a frame holds the stream's length in place of sound."""
    version, is_mono = data[frame.offset + 1] >> 3 & 3, data[frame.offset + 3] >> 6 == 3
    side = (17 if is_mono else 32) if version == 3 else (9 if is_mono else 17)
    at = frame.offset + 4 + side
    return data[at : at + 4] in (b"Xing", b"Info") or data[frame.offset + 36 : frame.offset + 40] == b"VBRI"

"""WAV files: where their samples are, where they are quiet, and how several become one."""

from __future__ import annotations

import struct
import sys
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fjcorp_openai.audio.container import Buffer

_FRAMES_OF_SAMPLES = frozenset({1, 3, 0xFFFE})
"""PCM, floating point, extensible: of these any whole number of frames is a recording."""
WINDOW_SECONDS = 10.0
"""How much is listened to for a quiet moment."""
_STEP_SECONDS = 0.05
_AROUND = 4
"""Steps before and after one that are heard together with it."""


@dataclass(frozen=True, slots=True)
class Wav:
    """Where the samples of a WAV file are.

    Attributes:
        format: Body of its `fmt ` chunk.
        offset: Where its samples begin, in bytes.
        size: Bytes of its samples.
    """

    format: bytes
    offset: int
    size: int

    @property
    def kind(self) -> int:
        """The number of its encoding; 1 is PCM."""
        return int(struct.unpack_from("<H", self.format)[0])

    @property
    def rate(self) -> int:
        """Bytes a second."""
        return int(struct.unpack_from("<I", self.format, 8)[0])

    @property
    def frame(self) -> int:
        """Bytes of one sample of all channels."""
        return int(struct.unpack_from("<H", self.format, 12)[0])

    @property
    def width(self) -> int:
        """Bytes of one sample of one channel."""
        return int(struct.unpack_from("<H", self.format, 14)[0]) // 8

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.size / self.rate

    @property
    def can_be_cut(self) -> bool:
        """Whether its bytes can be cut between two frames."""
        return self.kind in _FRAMES_OF_SAMPLES and self.frame > 0


def read(data: Buffer) -> Wav | None:
    """Return where the samples of a file are; None when it is no WAV file.

    A length that reaches beyond the file, as files that were streamed have it, ends with the file.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return None
    form, position = b"", 12
    while position + 8 <= len(data):
        name, size = data[position : position + 4], struct.unpack("<I", data[position + 4 : position + 8])[0]
        body = position + 8
        size = min(size, len(data) - body)
        if name == b"fmt " and size >= 16:
            form = data[body : body + size]
        elif name == b"data" and form:
            found = Wav(form, body, size)
            return found if found.rate else None
        position = body + size + size % 2
    return None


def header(form: bytes, size: int) -> bytes:
    """Return what stands before the samples of a file.

    Args:
        form: Body of the `fmt ` chunk.
        size: Bytes of samples that follow.
    """
    chunk = b"fmt " + struct.pack("<I", len(form)) + form + b"\0" * (len(form) % 2)
    length = 4 + len(chunk) + 8 + size + size % 2
    return b"RIFF" + struct.pack("<I", length) + b"WAVE" + chunk + b"data" + struct.pack("<I", size)


def joined(parts: Sequence[bytes]) -> bytes:
    """Return several files as one: the samples after each other, behind one header.

    Raises:
        ValueError: One of them is no WAV file, or their formats differ.
    """
    samples, forms = [], set()
    for part in parts:
        found = read(part)
        if found is None:
            raise ValueError("a part is no WAV file")
        forms.add(found.format)
        samples.append(part[found.offset : found.offset + found.size])
    if len(forms) != 1:
        raise ValueError("the parts have different formats")
    whole = b"".join(samples)
    return header(forms.pop(), len(whole)) + whole + b"\0" * (len(whole) % 2)


def quietest(data: Buffer, wav: Wav, most: int, begin: int) -> int:
    """Return where to cut: the middle of the quietest moment before a position, at a whole frame.

    Args:
        data: The file.
        wav: Where its samples are.
        most: Where the cut must be at the latest, in bytes of samples.
        begin: Where the piece begins, in bytes of samples.
    """
    frame = wav.frame
    step = max(frame, int(_STEP_SECONDS * wav.rate) // frame * frame)
    latest = begin + (most - begin) // frame * frame
    window = min(int(WINDOW_SECONDS * wav.rate), (latest - begin) // 2) // step * step
    if window < step:
        return latest
    start = latest - window
    steps = range(start, latest - step + 1, step)
    loudness = [_loudness(data, wav, position, step) for position in steps]
    # A pause is quiet for a while, so that what is around a moment counts as well. Of equally quiet moments
    # the last one, so that pieces are as long as they may be.
    around = [
        _mean(loudness[max(0, index - _AROUND) : index + _AROUND + 1]) for index in range(len(loudness))
    ]
    best = min(range(len(around)), key=lambda index: (around[index], -index))
    return steps[best] + step // 2 // frame * frame


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)


def _loudness(data: Buffer, wav: Wav, position: int, size: int) -> int:
    """Return how loud some samples are, as a sum; 16 bits wholly, of others the byte that counts most."""
    chunk = data[wav.offset + position : wav.offset + position + size]
    if wav.width == 2 and wav.kind != 3:
        samples = array("h", chunk[: len(chunk) // 2 * 2])
        if sys.byteorder == "big":
            samples.byteswap()
        return sum(map(abs, samples))
    if wav.width <= 1:
        return sum(abs(each - 128) for each in chunk)
    return sum(map(abs, array("b", chunk[wav.width - 1 :: wav.width])))

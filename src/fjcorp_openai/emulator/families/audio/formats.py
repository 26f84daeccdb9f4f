"""The audio formats of speech.

WAV, PCM and FLAC hold the samples. MP3, AAC and Opus are valid streams of the right length that are silent:
a lossy encoder would be far larger than this emulator. All but PCM carry the spoken text as their comment,
which is how a transcription can give it back.
"""

import struct
import sys
from array import array
from collections.abc import Callable

from fjcorp_openai.emulator.families.audio.waveform import RATE


def _little_endian(samples: "array[int]") -> bytes:
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    return samples.tobytes()


def pcm(samples: "array[int]", text: str) -> bytes:  # noqa: ARG001 - raw samples have no place for a comment
    """Raw signed 16 bit little-endian samples at 24 kHz, without a header."""
    return _little_endian(samples)


def wav(samples: "array[int]", text: str) -> bytes:
    """RIFF WAVE with the text as comment."""
    data = _little_endian(samples)
    comment = text.encode() + b"\0"
    comment += b"\0" * (len(comment) % 2)
    information = b"INFOICMT" + struct.pack("<I", len(comment)) + comment
    chunks = b"".join(
        name + struct.pack("<I", len(content)) + content
        for name, content in (
            (b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16)),
            (b"LIST", information),
            (b"data", data),
        )
    )
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


def flac(samples: "array[int]", text: str) -> bytes:
    """Free Lossless Audio Codec (RFC 9639): verbatim or constant frames of 4096 samples."""
    size = 4096
    information = struct.pack(">HH6x", size, size) + (RATE << 44 | 15 << 36 | len(samples)).to_bytes(8, "big")
    comment = _comment(text)
    stream = [
        b"fLaC" + struct.pack(">I", 34) + information + bytes(16),
        struct.pack(">I", 0x84 << 24 | len(comment)) + comment,
    ]
    for number, start in enumerate(range(0, len(samples), size)):
        block = samples[start : start + size]
        head = struct.pack(">HBB", 0xFFF8, 0x77, 0x08) + _number(number) + struct.pack(">H", len(block) - 1)
        head += bytes([_checksum(head, 8, 0x07)])
        if any(block):
            block.byteswap()
            frame = (
                head
                + b"\x02"
                + (block.tobytes() if sys.byteorder == "little" else samples[start : start + size].tobytes())
            )
        else:
            frame = head + b"\0\0\0"
        stream.append(frame + _checksum(frame, 16, 0x8005).to_bytes(2, "big"))
    return b"".join(stream)


def mp3(samples: "array[int]", text: str) -> bytes:
    """Silent MPEG-2 layer III, 32 kbit/s, 576 samples a frame."""
    frame = b"\xff\xf3\x44\xc4" + bytes(92)
    return _id3(text) + frame * -(-len(samples) // 576)


def aac(samples: "array[int]", text: str) -> bytes:
    """Silent AAC-LC in ADTS frames of 1024 samples."""
    payload = b"\0\0\0\x07"  # one channel element without any band, then the end
    length = 7 + len(payload)
    header = b"\xff\xf1" + bytes(
        [1 << 6 | 6 << 2, 1 << 6 | length >> 11, length >> 3 & 0xFF, (length & 7) << 5 | 0x1F, 0xFC]
    )
    return _id3(text) + (header + payload) * -(-len(samples) // 1024)


def opus(samples: "array[int]", text: str) -> bytes:
    """Silent Opus in Ogg (RFC 7845), 20 ms a packet."""
    packets = -(-len(samples) * 50 // RATE)
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, RATE, 0, 0)
    pages = [_page([head], 0, 0, 2), _page([b"OpusTags" + _comment(text)], 0, 1, 0)]
    for start in range(0, packets, 50):
        count = min(50, packets - start)
        last = start + count == packets
        pages.append(_page([b"\xf8\xff\xfe"] * count, (start + count) * 960, len(pages), 4 if last else 0))
    return b"".join(pages)


ENCODERS: dict[str, tuple[str, Callable[["array[int]", str], bytes]]] = {
    "mp3": ("audio/mpeg", mp3),
    "opus": ("audio/ogg", opus),
    "aac": ("audio/aac", aac),
    "flac": ("audio/flac", flac),
    "wav": ("audio/wav", wav),
    "pcm": ("audio/pcm", pcm),
}
"""Content type and encoder of each ``response_format``."""


def _comment(text: str) -> bytes:
    """Vorbis comment block, as FLAC and Opus have it."""
    vendor = b"fjcorp.openai emulator"
    entry = b"COMMENT=" + text.encode()
    return struct.pack("<I", len(vendor)) + vendor + struct.pack("<II", 1, len(entry)) + entry


def _id3(text: str) -> bytes:
    """ID3v2.4 tag with one comment frame; sizes are written seven bits a byte."""
    body = b"\x03eng\0" + text.encode()
    frame = b"COMM" + _seven_bits(len(body)) + b"\0\0" + body
    return b"ID3\x04\0\0" + _seven_bits(len(frame)) + frame


def _seven_bits(value: int) -> bytes:
    return bytes(value >> shift & 0x7F for shift in (21, 14, 7, 0))


def _number(value: int) -> bytes:
    """FLAC's frame number: UTF-8's scheme."""
    return chr(value).encode("utf-8", "surrogatepass")


def _table(width: int, polynomial: int) -> list[int]:
    top, mask = 1 << (width - 1), (1 << width) - 1
    table = []
    for value in range(256):
        remainder = value << (width - 8)
        for _index in range(8):
            remainder = (remainder << 1 ^ (polynomial if remainder & top else 0)) & mask
        table.append(remainder)
    return table


_TABLES = {
    (8, 0x07): _table(8, 0x07),
    (16, 0x8005): _table(16, 0x8005),
    (32, 0x04C11DB7): _table(32, 0x04C11DB7),
}


def _checksum(data: bytes, width: int, polynomial: int) -> int:
    table, shift, mask = _TABLES[width, polynomial], width - 8, (1 << width) - 1
    value = 0
    for byte in data:
        value = (value << 8 ^ table[(value >> shift ^ byte) & 0xFF]) & mask
    return value


def _page(packets: list[bytes], granule: int, sequence: int, flags: int) -> bytes:
    lacing = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    if len(lacing) > 255:  # 4096 characters of comment need up to 65 lacing values: never reached by speech
        raise ValueError("an Ogg page holds at most 255 segments")
    head = b"OggS" + struct.pack("<BBqIII", 0, flags, granule, 1, sequence, 0) + bytes([len(lacing)]) + lacing
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page, 32, 0x04C11DB7)) + page[26:]

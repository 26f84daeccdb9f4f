"""Opus in Ogg (RFC 3533, RFC 7845): several streams become one by renumbering their pages."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CONTINUED, _LAST = 1, 4
_NO_POSITION = -1
_HEADER = struct.Struct("<4sBBqIIIB")


def _table() -> tuple[int, ...]:
    table = []
    for value in range(256):
        remainder = value << 24
        for _unused in range(8):
            remainder = (remainder << 1 ^ (0x04C11DB7 if remainder & 0x80000000 else 0)) & 0xFFFFFFFF
        table.append(remainder)
    return tuple(table)


_TABLE = _table()


def joined(parts: Sequence[bytes]) -> bytes:
    """Return several Opus streams as one.

    The first stream's two headers serve for all. Pages are numbered on, their positions in time follow each
    other, and the last one alone ends the stream.

    Raises:
        ValueError: One of them is no Opus stream in Ogg.
    """
    result: list[bytes] = []
    serial = sequence = passed = 0
    for number, part in enumerate(parts):
        pages = [*_pages(part)]
        if not pages or not pages[0][4].startswith(b"OpusHead"):
            raise ValueError("a part is no Opus stream in Ogg")
        headers, end = _headers(pages), 0
        if number == 0:
            serial = pages[0][2]
        for index, (flags, position, _serial, lacing, body) in enumerate(pages):
            is_header = index < headers
            if number and is_header:
                continue
            is_last = number == len(parts) - 1 and index == len(pages) - 1
            kept = flags if is_header else flags & _CONTINUED | (_LAST if is_last else 0)
            moved = position if is_header or position == _NO_POSITION else position + passed
            result.append(_page(kept, moved, serial, sequence, lacing, body))
            sequence += 1
            end = max(end, position)
        passed += end
    return b"".join(result)


def _headers(pages: Sequence[tuple[int, int, int, bytes, bytes]]) -> int:
    """Return how many pages the two headers take: the second one may be longer than a page."""
    for index, (_flags, _position, _serial, lacing, _body) in enumerate(pages[1:], 2):
        if lacing and lacing[-1] < 255:
            return index
    return len(pages)


def _pages(data: bytes) -> Iterator[tuple[int, int, int, bytes, bytes]]:
    """Yield flags, position, serial number, lacing values and body of each page."""
    at = 0
    while at + _HEADER.size <= len(data):
        mark, _version, flags, position, serial, _number, _sum, count = _HEADER.unpack_from(data, at)
        if mark != b"OggS":
            raise ValueError("a page does not begin where the one before ends")
        at += _HEADER.size
        lacing = data[at : at + count]
        at += count
        yield flags, position, serial, lacing, data[at : at + sum(lacing)]
        at += sum(lacing)


def _page(flags: int, position: int, serial: int, sequence: int, lacing: bytes, body: bytes) -> bytes:
    head = _HEADER.pack(b"OggS", 0, flags, position, serial, sequence, 0, len(lacing))
    page = head + lacing + body
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _checksum(page: bytes) -> int:
    value = 0
    for byte in page:
        value = (value << 8 ^ _TABLE[value >> 24 ^ byte]) & 0xFFFFFFFF
    return value

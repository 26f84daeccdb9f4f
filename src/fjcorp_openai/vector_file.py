"""Files of embeddings, as JSONL or npy, for the provider and for look-ups.

A line of JSONL is an object of `sha256`, `key`, `model`, `text` and `embedding`, which is a list of numbers
or the base64 of little-endian 32-bit floats. A file of npy holds two arrays, one after the other: the vectors
as `float32` of one row each, which is what `numpy.load` returns, and the rows' `sha256`. Beside it, in a file
of the same name with `.jsonl` at its end, stands what else a line has.

By its `sha256`, which is made of model, dimensions and text, a vector that was paid for is known again.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import math
import re
import struct
import sys
from array import array
from dataclasses import dataclass
from operator import mul
from typing import IO, TYPE_CHECKING, Any, Self

from fjcorp_openai import durable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

NPY = ".npy"
FLOATS, BASE64 = "float", "base64"
_FLOAT_BYTES = 4
_MAGIC = b"\x93NUMPY"
_NPY_VERSION = b"\x01\x00"
_NPY_BLOCK = 64
_DIGEST = 64
_HEAD = 128
_LINE = re.compile(rb'\{"sha256": "([0-9a-f]{64})", "key": ')
_VALUE = b'"embedding": '


class VectorFileError(Exception):
    """A file holds no embeddings; the text says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a vector stands for.

    Attributes:
        sha256: Digest of model, dimensions and text; see `row_sha256`.
        key: Key of the text.
        model: Model that was asked.
        text: The text.
    """

    sha256: str
    key: str
    model: str
    text: str


def row_sha256(model: str, dimensions: int | None, text: str) -> str:
    """Return the digest by which the vector of a text is known again."""
    document = json.dumps([model, dimensions, text], ensure_ascii=False)
    return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()


# Vectors as bytes: little-endian 32-bit floats, as the API sends them.


def floats(vector: bytes) -> array[float]:
    """Return the numbers of a vector."""
    numbers = array("f", vector)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def from_numbers(numbers: Iterable[float]) -> bytes:
    """Return the vector of some numbers.

    Raises:
        TypeError: One is no number.
    """
    vector = array("f", numbers)
    if sys.byteorder == "big":
        vector.byteswap()
    return vector.tobytes()


def decimals(vector: bytes) -> list[float]:
    """Return the numbers of a vector in nine digits, which distinguish each 32-bit float from all others."""
    return [float(f"{number:.9g}") for number in floats(vector)]


def base64_of(vector: bytes) -> str:
    """Return a vector in base64."""
    return base64.b64encode(vector).decode()


def decoded(value: Any) -> bytes:
    """Return the vector that JSON holds, in base64 or as numbers.

    Raises:
        VectorFileError: It holds none: it is empty, torn, or not of finite numbers.
    """
    try:
        vector = base64.b64decode(value, validate=True) if isinstance(value, str) else from_numbers(value)
        whole = bool(vector) and len(vector) % _FLOAT_BYTES == 0
        if whole and math.isfinite(math.fsum(map(abs, floats(vector)))):
            return vector
    except (TypeError, ValueError, OverflowError):
        pass
    raise VectorFileError("a vector that is no list of finite numbers")


def similarity(left: array[float], right: array[float]) -> float:
    """Return the cosine of two vectors of one size: 1 for the same direction, 0 for unrelated ones."""
    norms = math.sqrt(sum(map(mul, left, left)) * sum(map(mul, right, right)))
    return sum(map(mul, left, right)) / norms if norms else 0.0


# Reading.


class VectorFile:
    """A file of embeddings that is read as its vectors are asked for, in a `with` block.

    Args:
        path: The file, which may be absent: then it holds nothing.

    Raises:
        VectorFileError: It holds something else.
        OSError: It cannot be read.
    """

    def __init__(self, path: Path) -> None:
        """Read where the vectors stand, and none of them."""
        self.path = path
        self._places: dict[bytes, tuple[int, int]] = {}
        self._order: list[str] = []
        self._stream: IO[bytes] | None = None
        self._is_npy = path.suffix.lower() == NPY
        try:
            self._stream = path.open("rb")
        except FileNotFoundError:
            return
        try:
            if self._is_npy:
                self._index_npy(self._stream)
            else:
                self._index_lines(self._stream)
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> Self:
        """Return the file."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file."""
        if self._stream is not None:
            self._stream.close()

    def __contains__(self, sha256: str) -> bool:
        """Return whether the vector with a digest is in it."""
        return bytes.fromhex(sha256) in self._places

    def vector(self, sha256: str) -> bytes:
        """Return the vector with a digest.

        Raises:
            KeyError: It is not in the file.
            VectorFileError: The file was damaged.
        """
        place, length = self._places[bytes.fromhex(sha256)]
        if self._stream is None:
            raise KeyError(sha256)
        self._stream.seek(place)
        content = self._stream.read(length)
        return content if self._is_npy else decoded(_value(content))

    def rows(self) -> Iterator[tuple[Row, bytes]]:
        """Yield each row with its vector, in order.

        Raises:
            VectorFileError: The file was damaged, or what stands beside a file of npy is absent.
        """
        if self._stream is None:
            return
        if not self._is_npy:
            self._stream.seek(0)
            for content in self._stream:
                found = _object(content)
                yield _row(found), decoded(found.get("embedding"))
            return
        named = _read_names(names_path(self.path))
        try:
            for sha256 in self._order:
                yield named[sha256].pop(0), self.vector(sha256)
        except (KeyError, IndexError):
            raise VectorFileError(f"{names_path(self.path)} does not fit {self.path}") from None

    def _index_lines(self, stream: IO[bytes]) -> None:
        place = 0
        for line in stream:
            if line.endswith(b"\n"):  # else it was torn by what ended the run that wrote it
                found = _LINE.match(line)
                if found is None or _VALUE not in line:
                    raise VectorFileError(f"{self.path} holds something else than embeddings")
                self._places[bytes.fromhex(found[1].decode())] = (place, len(line))
            elif not _is_line_of_ours(line):
                raise VectorFileError(f"{self.path} holds something else than embeddings")
            place += len(line)

    def _index_npy(self, stream: IO[bytes]) -> None:
        fault = VectorFileError(f"{self.path} holds something else than embeddings, or not all of them")
        try:
            kind, (count, size) = _npy_header(stream)
            start, length = stream.tell(), size * _FLOAT_BYTES
            stream.seek(start + count * length)
            digests, (digest_count,) = _npy_header(stream)
            content = stream.read()
            if (kind, digests, digest_count) != ("<f4", f"|S{_DIGEST}", count):
                raise fault
            if len(content) != count * _DIGEST:
                raise fault
            for row in range(count):
                digest = content[row * _DIGEST : (row + 1) * _DIGEST].decode()
                self._order.append(digest)
                self._places[bytes.fromhex(digest)] = (start + row * length, length)
        except (ValueError, KeyError, TypeError, SyntaxError, struct.error):
            raise fault from None


def is_one(path: Path) -> bool:
    """Return whether a file is absent, empty or one of embeddings: one that may be written again.

    Raises:
        OSError: It cannot be read.
    """
    try:
        if path.suffix.lower() != NPY:
            with path.open("rb") as stream:
                return _is_line_of_ours(stream.read(_HEAD))
        with VectorFile(path):
            pass
    except FileNotFoundError:
        return True
    except VectorFileError:
        return not path.stat().st_size
    return True


# Writing.


def write(path: Path, rows: Iterable[tuple[Row, bytes]], count: int, form: str = FLOATS) -> str:
    """Write a file of embeddings for its owner alone, wholly or not at all.

    Args:
        path: The file; one whose name ends in `.npy` is written so, any other as JSONL.
        rows: What each vector stands for, and the vector.
        count: Number of the rows.
        form: How JSONL holds vectors: `float` or `base64`.

    Returns:
        SHA-256 of its bytes in hexadecimal.

    Raises:
        OSError: It cannot be written; what was there before is there still.
        VectorFileError: Two vectors are not of one size.
    """
    durable.make_folder(path.parent)
    with durable.replacing(path) as stream:
        target = _Hashed(stream)
        if path.suffix.lower() != NPY:
            for row, vector in rows:
                target.write(line(row, vector, form))
            return target.sha256
        _write_npy(path, target, rows, count)
    return target.sha256


def line(row: Row, vector: bytes, form: str) -> bytes:
    """Return a line of JSONL."""
    head = json.dumps(
        {"sha256": row.sha256, "key": row.key, "model": row.model, "text": row.text}, ensure_ascii=False
    )
    if form == BASE64:
        value = f'"{base64_of(vector)}"'
    else:
        value = "[" + ", ".join([f"{number:.9g}" for number in floats(vector)]) + "]"
    return f"{head[:-1]}, {_VALUE.decode()}{value}}}\n".encode("utf-8", "surrogatepass")


def names_path(path: Path) -> Path:
    """Return the path of what stands beside a file of npy: key, model and text of each row."""
    return path.with_name(f"{path.name}.jsonl")


def _write_npy(path: Path, target: _Hashed, rows: Iterable[tuple[Row, bytes]], count: int) -> None:
    size = 0
    digests: list[str] = []
    # First what is found by the digests of the rows: with the former file it says nothing wrong.
    with durable.replacing(names_path(path)) as names:
        for row, vector in rows:
            if not digests:
                size = len(vector)
                target.write(_npy_header_bytes("<f4", f"({count}, {size // _FLOAT_BYTES})"))
            if len(vector) != size:
                raise VectorFileError("vectors are not of one size")
            target.write(vector)
            digests.append(row.sha256)
            named = {"sha256": row.sha256, "key": row.key, "model": row.model, "text": row.text}
            names.write(f"{json.dumps(named, ensure_ascii=False)}\n".encode("utf-8", "surrogatepass"))
    target.write(_npy_header_bytes(f"|S{_DIGEST}", f"({count},)"))
    target.write("".join(digests).encode())


class _Hashed:
    """A stream that makes the digest of what is written to it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._hash = stream, hashlib.sha256()

    def write(self, content: bytes) -> None:
        """Write some bytes."""
        self._hash.update(content)
        self._stream.write(content)

    @property
    def sha256(self) -> str:
        """Digest of all that was written, in hexadecimal."""
        return self._hash.hexdigest()


# The form of npy, which is a line of Python after ten bytes, and then the numbers: see decision 0037.


def _npy_header_bytes(kind: str, shape: str) -> bytes:
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    fixed = len(_MAGIC) + len(_NPY_VERSION) + 2 + 1
    text += " " * (-(fixed + len(text)) % _NPY_BLOCK) + "\n"
    return _MAGIC + _NPY_VERSION + struct.pack("<H", len(text)) + text.encode()


def _npy_header(stream: IO[bytes]) -> tuple[str, tuple[int, ...]]:
    if stream.read(len(_MAGIC) + len(_NPY_VERSION)) != _MAGIC + _NPY_VERSION:
        raise ValueError
    (length,) = struct.unpack("<H", stream.read(2))
    header = ast.literal_eval(stream.read(length).decode())
    if header["fortran_order"]:
        raise ValueError
    return header["descr"], tuple(map(int, header["shape"]))


def _value(content: bytes) -> Any:
    """Return the vector of a line, without reading the rest of the line."""
    start = content.rfind(_VALUE) + len(_VALUE)
    try:
        return json.loads(content[start : content.rindex(b"}")])
    except ValueError:
        raise VectorFileError("a line that is no JSON") from None


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8", "surrogatepass"))
    except ValueError:
        raise VectorFileError("a line that is no JSON") from None
    return dict(found)


def _row(line: dict[str, Any]) -> Row:
    try:
        return Row(*(str(line[name]) for name in Row.__slots__))
    except KeyError as error:
        raise VectorFileError(f"a line without {error}") from None


def _is_line_of_ours(content: bytes) -> bool:
    """Return whether a line, or what is there of it, begins as ours do."""
    return bool(_LINE.match(content)) or b'{"sha256": "'.startswith(content[:12])


def _read_names(path: Path) -> dict[str, list[Row]]:
    """Return the rows of each digest: equal texts have one."""
    named: dict[str, list[Row]] = {}
    with path.open("rb") as stream:
        for row in map(_row, map(_object, stream)):
            named.setdefault(row.sha256, []).append(row)
    return named

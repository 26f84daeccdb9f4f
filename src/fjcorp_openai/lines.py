"""Files of which each line, or each row, is read by itself: what is wrong is reported with its line."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LARGEST_FIELD = 64 * 1024 * 1024


class LineError(Exception):
    """A line is wrong; the text says which, how, and what to do."""


@contextmanager
def at(place: str) -> Iterator[None]:
    """Name the place that errors of the block are about."""
    try:
        yield
    except LineError as error:
        raise LineError(f"{place}: {error}") from None


def json_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield number and bytes of each line of a JSONL file that is not blank.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if text := line.strip():
                yield number, text


def rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield line and columns of each row of a CSV file with a header, or of a JSONL file of objects.

    Values of a CSV file are texts.

    Raises:
        LineError: A row is wrong.
        OSError: The file cannot be read.
    """
    yield from _csv_rows(path) if path.suffix.lower() == ".csv" else _json_rows(path)


def parsed(text: str | bytes) -> Any:
    """Return what JSON text holds.

    Raises:
        LineError: It is no JSON.
    """
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise LineError(f"this is no JSON: {error}") from None


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    together = dict(members)
    if len(together) < len(members):
        names = [name for name, _value in members]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {json.dumps(twice)} stands twice in one object")
    return together


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _json_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in json_lines(path):
        with at(f"line {number}"):
            row = parsed(line)
            if not isinstance(row, dict):
                raise LineError("a row is an object, with a value for each column")
        yield number, row


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    csv.field_size_limit(_LARGEST_FIELD)
    # Spreadsheets put a mark before the first byte.
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        try:
            header = list(reader.fieldnames or ())
            if not all(header) or len(set(header)) < len(header):
                raise LineError("line 1: each column needs a name of its own")
            for row in reader:
                if None in row or None in row.values():
                    raise LineError(
                        f"line {reader.line_num}: the row has not as many values as the header has names, "
                        f"{len(header)}; put a value with a comma in quotes"
                    )
                yield reader.line_num, row
        except csv.Error as error:
            raise LineError(f"line {reader.reader.line_num}: this is no CSV: {error}") from None
        except UnicodeDecodeError:
            raise LineError(f"line {reader.line_num + 1} or after it: the text is not in UTF-8") from None

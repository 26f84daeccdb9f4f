"""What became of each request: the lines of output and error files, found by `custom_id`.

The lines of a large batch fill gigabytes, so they are kept in a database on the disk while a run needs them.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from fjcorp_openai.api.answers import malformed
from fjcorp_openai.lines import LineError, json_lines, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

OK, FAILED, CANCELLED = "completed", "failed", "cancelled"
_CANCELLED_CODE = "batch_cancelled"
_TABLE = "CREATE TABLE outcome (place INTEGER PRIMARY KEY, custom_id TEXT UNIQUE, kind TEXT, result BLOB)"
_NONE = {"code": "no_result", "message": "The batch ended without a result for this request."}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many requests ended how.

    Attributes:
        completed: Answered.
        failed: Refused, expired, or left without a result; they may be sent again.
        cancelled: Not executed because somebody cancelled the batch.
    """

    completed: int
    failed: int
    cancelled: int


class Outcomes:
    """The last result of each request.

    Attributes:
        counts: How many ended how, of those that have a result.
    """

    def __init__(self, folder: Path) -> None:
        """Keep the results in a folder, for as long as it is there."""
        self._database = sqlite3.connect(folder / "outcomes.sqlite")
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(_TABLE)

    def add(self, path: Path, operation: str) -> None:
        """Take the lines of an output or error file; of two results of one request, the later one counts.

        Args:
            path: The file, as it was downloaded.
            operation: The call that brought it, for errors.

        Raises:
            MalformedAnswer: It is no such file.
        """
        self._database.executemany(
            "INSERT INTO outcome (custom_id, kind, result) VALUES (?, ?, ?) "
            "ON CONFLICT (custom_id) DO UPDATE SET kind = excluded.kind, result = excluded.result",
            _read(path, operation),
        )
        self._database.commit()

    def kind(self, custom_id: str) -> str:
        """Return how a request ended: `completed`, `failed` or `cancelled`."""
        return self._found(custom_id)[0]

    def custom_ids(self) -> Iterator[str]:
        """Yield the `custom_id` of each result, in the order they came."""
        for (custom_id,) in self._database.execute("SELECT custom_id FROM outcome ORDER BY place"):
            yield custom_id

    def write(self, custom_ids: Iterable[str], stream: IO[bytes] | None) -> tuple[Counts, str]:
        """Write a line of JSON for each request, in the order given.

        Args:
            custom_ids: The requests.
            stream: Where the lines go; they are counted alone where there is none.

        Returns:
            How many ended how, and the SHA-256 of what was written.
        """
        counts, digest = dict.fromkeys((OK, FAILED, CANCELLED), 0), hashlib.sha256()
        for custom_id in custom_ids:
            kind, line = self._found(custom_id)
            counts[kind] += 1
            digest.update(line)
            if stream is not None:
                stream.write(line)
        return Counts(counts[OK], counts[FAILED], counts[CANCELLED]), digest.hexdigest()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _found(self, custom_id: str) -> tuple[str, bytes]:
        found = self._database.execute(
            "SELECT kind, result FROM outcome WHERE custom_id = ?", (custom_id,)
        ).fetchone()
        return found or (FAILED, _line(custom_id, None, None, _NONE))


def _read(path: Path, operation: str) -> Iterator[tuple[str, str, bytes]]:
    for _number, line in json_lines(path):
        try:
            result = parsed(line)
        except LineError:
            result = None
        custom_id = result.get("custom_id") if isinstance(result, dict) else None
        if not isinstance(result, dict) or not isinstance(custom_id, str):
            raise malformed(operation, "a line that is no result of a request")
        kind, status, body, error = _outcome(result)
        yield custom_id, kind, _line(custom_id, status, body, error)


def _outcome(result: dict[str, Any]) -> tuple[str, Any, Any, Any]:
    """Return kind, HTTP status, answer and error of a result.

    A request that the endpoint refused has a null `error`, and the endpoint's own in the body.
    """
    response, error = result.get("response"), result.get("error")
    response = response if isinstance(response, dict) else {}
    status, body = response.get("status_code"), response.get("body")
    if error is None and isinstance(status, int) and status < 400:
        return OK, status, body, None
    inner = body.get("error") if isinstance(body, dict) else None
    error = error or inner or {**_NONE, "message": "The request failed, and the API gives no reason."}
    cancelled = isinstance(error, dict) and error.get("code") == _CANCELLED_CODE
    return CANCELLED if cancelled else FAILED, status, None, error


def _line(custom_id: str, status: Any, body: Any, error: Any) -> bytes:
    result = {
        "custom_id": custom_id,
        "ok": error is None,
        "status_code": status,
        "response": body,
        "error": error,
    }
    try:
        return json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:
        # Half a character, which models write now and then.
        return json.dumps(result, separators=(",", ":")).encode() + b"\n"

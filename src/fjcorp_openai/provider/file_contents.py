"""Files that something is made of, held to what that takes, before they are uploaded."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources import training_data
from fjcorp_openai.provider.resources.batch.attributes import ENDPOINTS
from fjcorp_openai.provider.resources.batch.requests import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_FIX = "Correct it; nothing was uploaded"


class Problem(NamedTuple):
    """What is wrong with a file.

    Args:
        option: Option of the file that says it: `file_path`, `content` or `purpose`.
        sentence: What is wrong, with the line, and what to do.
    """

    option: str
    sentence: str


def problem(kind: str, item: Mapping[str, Any], file: Mapping[str, Any]) -> Problem | None:
    """Return why a file cannot be what an item takes it for; None where nothing speaks against it.

    Args:
        kind: What it is taken for: one of `KINDS`.
        item: Options of the item, such as `method` of a fine-tuning job or `endpoint` of a batch.
        file: Options of the file: `file_path`, an absolute path, or `content`, and `purpose`.
    """
    purpose, check = KINDS[kind]
    given = file.get("purpose")
    if given is not None and given != purpose:
        words = f"{json.dumps(given)} is not what this takes: upload the file with the purpose {purpose}"
        return Problem("purpose", words)
    option = "file_path" if file.get("file_path") else "content"
    if not isinstance(file.get(option), str):
        return None
    try:
        with _opened(option, file[option]) as path:
            wrong = check(item, path)
    except OSError as error:
        wrong = f"it cannot be read: {error.strerror or error}"
    return Problem(option, f"{wrong}. {_FIX}") if wrong else None


@contextmanager
def _opened(option: str, given: str) -> Iterator[Path]:
    if option == "file_path":
        yield Path(given)
        return
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(given.encode(errors="surrogatepass"))
        copy.flush()
        yield Path(copy.name)


def _examples(item: Mapping[str, Any], path: Path) -> str:
    method = item.get("method")
    kind = method.get("type") if isinstance(method, dict) else "supervised"
    if kind not in training_data.METHODS:
        return ""
    try:
        with path.open("rb") as lines:
            training_data.check(lines, kind)
    except training_data.TrainingDataError as error:
        return f"as {kind} data, {error}"
    return ""


def _requests(item: Mapping[str, Any], path: Path) -> str:
    if item.get("endpoint") not in ENDPOINTS:
        return ""
    try:
        found = survey({"endpoint": item["endpoint"], "requests_file": str(path)}, "as a batch")
    except ProviderError as error:
        return error.summary
    if len(found.parts) > 1:
        return (
            f"{found.count:,} requests make {len(found.parts)} batches, and an uploaded file is one; name "
            "the file as requests_file of the batch, which is split"
        )
    return ""


KINDS: Mapping[str, tuple[str, Callable[[Mapping[str, Any], Path], str]]] = {
    "training_data": ("fine-tune", _examples),
    "requests": ("batch", _requests),
}
"""The purpose that a file of each kind has, and what checks it."""

"""The local file that results are written to."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from fjcorp_openai import durable
from fjcorp_openai.home import expanded
from fjcorp_openai.lines import LineError, parsed
from fjcorp_openai.provider.lifecycles.output_file import no_folder
from fjcorp_openai.provider.protocol.diagnostics import ProviderError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

_LONGEST_BEGINNING = 1 << 20


def check(path: Any) -> None:
    """Refuse a place that cannot be written, or that holds something else than results.

    Args:
        path: The path; anything but a text, such as null, is no place yet.

    Raises:
        ProviderError: It cannot be used.
    """
    if not isinstance(path, str):
        return
    file = expanded(path)
    try:
        if file.exists() and not is_results(file):
            raise ProviderError(
                f'"{path}" is there already, and holds no results of a batch',
                "It would be overwritten: move it away, or name another file.",
                ("results_file",),
            )
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from None
    if why := no_folder(file.parent):
        raise _unusable(path, why)


def replacing(path: str) -> AbstractContextManager[IO[bytes]]:
    """Return a context of a stream: its bytes become the file, of mode 0600, when no error ends the block.

    Raises:
        OSError: It cannot be written.
    """
    file = expanded(path).absolute()
    durable.make_folder(file.parent)
    return durable.replacing(file)


def is_results(path: Path) -> bool:
    """Return whether a file is empty, or begins as a file of results does: one that may be written again.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        first = stream.readline(_LONGEST_BEGINNING)
    if not first.strip():
        return True
    try:
        result = parsed(first)
    except LineError:
        # A result may be longer than what was read.
        return first.startswith(b'{"custom_id":') and len(first) == _LONGEST_BEGINNING
    return isinstance(result, dict) and {"custom_id", "ok", "response", "error"} <= result.keys()


def _unusable(path: str, why: str) -> ProviderError:
    return ProviderError(f'Cannot write the results to "{path}"', f"{why}.", ("results_file",))

"""Spoken answers: their sound is written to files, never kept in the state.

The names of the files are made from the SHA-256 of the completion's id, so that nothing that the API says
becomes a path, and two completions never write the same file.
"""

from __future__ import annotations

import base64
import copy
import re
from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles import output_file
from fjcorp_openai.provider.lifecycles.digest import text_sha256
from fjcorp_openai.provider.protocol.diagnostics import Diagnostic, ProviderError
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, object_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SOUND = object_of({"path": STRING, "sha256": STRING, "bytes": NUMBER, "format": STRING})
FOLDER = "audio_folder"
_ENDINGS = {"pcm16": "pcm"}
_PIECE = re.compile(r"[^=]+={0,2}")


def lacking(values: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Yield that a spoken answer has no folder to go to; nothing where that is not known.

    Args:
        values: A configuration; parts of it may be unknown.
    """
    modalities = values.get("modalities")
    if isinstance(modalities, list) and "audio" in modalities and values.get(FOLDER) is None:
        words = "A spoken answer needs audio_folder: nothing else keeps its sound."
        yield Diagnostic("error", "Wrong combination", words, (FOLDER,))


def check(folder: Any) -> None:
    """Refuse a folder in which files cannot be made.

    Args:
        folder: Its path; anything but a text, such as null, is none yet.

    Raises:
        ProviderError: Nothing can be written there.
    """
    if isinstance(folder, str) and (why := output_file.no_folder(expanded(folder))):
        raise ProviderError(f'Cannot write sound to "{folder}"', f"{why}.", (FOLDER,))


def write(answer: Mapping[str, Any], folder: str, kind: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Write the sounds of an answer, each wholly or not at all.

    Args:
        answer: The API's `chat.completion` object.
        folder: Where to.
        kind: Format of the sound, as in `audio.format`.

    Returns:
        The files as `SOUND`, and why others could not be written.
    """
    name = text_sha256(str(answer.get("id")))[:16]
    written, failed = list[dict[str, Any]](), list[str]()
    for number, choice in enumerate(answer.get("choices") or (), 1):
        data = ((choice.get("message") or {}).get("audio") or {}).get("data")
        if not isinstance(data, str) or not data:
            continue
        path = str(expanded(folder) / f"{name}-{number}.{_ENDINGS.get(kind, kind)}")
        try:
            content = _bytes(data)
            digest = output_file.write(path, content)
        except OSError as error:
            failed.append(f"{path}: {error.strerror or error}")
        except ValueError:
            failed.append(f"answer {number}: it is no base64")
        else:
            written.append({"path": path, "sha256": digest, "bytes": len(content), "format": kind})
    return written, failed


def without(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer without the bytes of its sounds."""
    found = copy.deepcopy(dict(answer))
    for choice in found.get("choices") or ():
        audio = (choice.get("message") or {}).get("audio")
        if isinstance(audio, dict):
            audio.pop("data", None)
    return found


def remove(written: Iterable[Mapping[str, Any]]) -> list[str]:
    """Remove files that are still as they were written; return those that stay."""
    return [each["path"] for each in written if not output_file.remove(each["path"], each["sha256"])]


def _bytes(text: str) -> bytes:
    """Return the bytes of base64; a stream has several pieces of it, each with its own end."""
    return b"".join(base64.b64decode(piece, validate=True) for piece in _PIECE.findall(text))

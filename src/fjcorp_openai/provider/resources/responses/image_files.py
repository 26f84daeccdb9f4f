"""Images that a model made beside its answer: written to files, never kept in the state.

Their names are made from the SHA-256 of the response's id, so that nothing that the API says becomes a path,
and two responses never write the same file.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fjcorp_openai import durable
from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.digest import text_sha256
from fjcorp_openai.provider.lifecycles.output_file import no_folder
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, object_of
from fjcorp_openai.provider.resources.responses.answers import images

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

IMAGE = object_of(
    {"path": STRING, "sha256": STRING, "bytes": NUMBER, "format": STRING, "revised_prompt": STRING}
)
_BEGINNINGS = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpeg": (b"\xff\xd8\xff",),
    "webp": (b"RIFF",),
    "gif": (b"GIF8",),
    "svg": (b"<svg", b"<?xml"),
}


def check(folder: Any) -> None:
    """Refuse a folder in which files cannot be made.

    Args:
        folder: Its path; anything but a text, such as null, is none yet.

    Raises:
        ProviderError: Nothing can be written there.
    """
    if not isinstance(folder, str):
        return
    if why := no_folder(expanded(folder)):
        raise ProviderError(f'Cannot write images to "{folder}"', f"{why}.", ("image_folder",))


def write(answer: Mapping[str, Any], folder: str) -> list[dict[str, Any]]:
    """Write the images of a response, each wholly or not at all, and return them as `IMAGE`.

    Args:
        answer: The API's object.
        folder: Where to.

    Raises:
        ProviderError: What the API calls an image is none.
        OSError: It cannot be written; what was written of it is taken away again.
    """
    name = text_sha256(str(answer.get("id")))[:16]
    written: list[dict[str, Any]] = []
    try:
        for number, item in enumerate(images(answer), 1):
            content = _bytes(item["result"])
            kind = _format(content)
            path = expanded(folder) / f"{name}-{number}.{kind}"
            durable.replace(path.absolute(), content)
            written.append(
                {
                    "path": str(path),
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "bytes": len(content),
                    "format": kind,
                    "revised_prompt": item.get("revised_prompt"),
                }
            )
    except BaseException:
        remove(written)
        raise
    return written


def remove(written: Iterable[Mapping[str, Any]]) -> None:
    """Delete images that are still as they were written; what somebody changed or moved stays."""
    for each in written:
        path = expanded(each["path"])
        with suppress(OSError):
            if hashlib.sha256(path.read_bytes()).hexdigest() == each["sha256"]:
                path.unlink()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ProviderError("The API's image is not one", "It is no base64.") from None


def _format(content: bytes) -> str:
    for kind, beginnings in _BEGINNINGS.items():
        if content.lstrip()[:16].startswith(beginnings) or content.startswith(beginnings):
            return kind
    raise ProviderError("The API's image is not one", f"Its bytes are none of {', '.join(_BEGINNINGS)}.")

"""The files that images are written to: whose they are, how they are written, moved and removed.

What is written is listed in a receipt beside the files, until a saved state lists it. A run that is killed in
between has paid: the next one finds the receipt, and takes the images over without a call.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from fjcorp_openai import durable
from fjcorp_openai.home import expanded
from fjcorp_openai.pictures import ENOUGH, measure
from fjcorp_openai.provider.lifecycles.output_file import no_folder, sha256
from fjcorp_openai.provider.protocol.diagnostics import ProviderError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from fjcorp_openai.provider.protocol.diagnostics import Path as AttributePath

Record = dict[str, Any]
DIGITS = 12
"""Digits of the digest that name a file."""
_written: set[Path] = set()
"""What this run writes, or has written: another object's, wherever two would write to one place."""
_written_lock = threading.Lock()


class WrittenInPartError(Exception):
    """Not all images could be written.

    Attributes:
        files: those that were.
        error: why.
    """

    def __init__(self, files: list[Record], error: OSError) -> None:
        """Take what was written, and why there is no more."""
        super().__init__(str(error))
        self.files = files
        self.error = error


def paths(values: Mapping[str, Any], digest: str) -> list[str]:
    """Return the paths of the images, in order."""
    name, ending = str(values["filename"]), str(values["output_format"])
    places = {"digest": digest[:DIGITS], "format": ending}
    return [
        _joined(values, _filled(name, {**places, "index": str(index)}))
        for index in range(1, int(values["n"]) + 1)
    ]


def sheet_path(values: Mapping[str, Any]) -> str | None:
    """Return the path of the contact sheet; None when there is none."""
    return _joined(values, values["contact_sheet"]) if values["contact_sheet"] and values["n"] > 1 else None


def _joined(values: Mapping[str, Any], name: str) -> str:
    return os.path.join(values["output_dir"], name)  # noqa: PTH118 (what the user wrote stays as it is)


def _filled(template: str, places: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: places[found[1]], template)


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def check_folder(values: Mapping[str, Any]) -> None:
    """Refuse a folder in which no file can be made.

    Raises:
        ProviderError: It, or the one it would be made in, cannot be written.
    """
    folder = values["output_dir"]
    if not isinstance(folder, str):
        return
    if why := no_folder(expanded(folder)):
        raise ProviderError(f'Cannot write images to "{folder}"', f"{why}.", ("output_dir",))


def taken(wanted: Iterable[str], ours: Iterable[Record] = ()) -> list[str]:
    """Return the paths at which something is that was not written for this object."""
    known = {(each["path"], each["sha256"]) for each in ours}
    return [each for each in wanted if expanded(each).exists() and (each, sha256(each)) not in known]


@contextmanager
def reserved(wanted: Iterable[str], attribute: AttributePath) -> Iterator[None]:
    """Keep the paths for one object of this run; when the block fails, they are free again.

    Raises:
        ProviderError: Another object writes, or has written, one of them.
    """
    places = {expanded(each).absolute() for each in wanted}
    with _written_lock:
        if both := sorted(map(str, places & _written)):
            raise ProviderError(
                f"Two images would be written to {both[0]}",
                "Another object of this run has the same place. Nothing was called for this one: give it "
                "another output_dir, filename or contact_sheet, or other triggers.",
                attribute,
            )
        _written.update(places)
    try:
        yield
    except BaseException:
        with _written_lock:
            _written.difference_update(places)
        raise


def record(path: str, content: bytes, asked: str, size: Any, revised_prompt: str | None) -> Record:
    """Return what the state holds of one image.

    Args:
        path: Where it is written to.
        content: Its bytes.
        asked: The format that was asked for, which counts where the bytes do not say it, as of an SVG.
        size: The size that the API states, such as `1536x864`, which counts there too.
        revised_prompt: The prompt that was drawn, if the API states it.
    """
    measured = measure(content[:ENOUGH])
    told = re.fullmatch(r"(\d{1,5})x(\d{1,5})", str(size))
    kind, width, height = measured or (asked, *(map(int, told.groups()) if told else (None, None)))
    return {
        "path": path,
        "sha256": digest_of(content),
        "bytes": len(content),
        "width": width,
        "height": height,
        "format": kind,
        "revised_prompt": revised_prompt,
    }


def write(records: Sequence[Record], contents: Sequence[bytes]) -> list[Record]:
    """Write images, each wholly or not at all, with mode 0600; return their records.

    Raises:
        WrittenInPartError: The disk is full, or the like.
    """
    done: list[Record] = []
    for each, content in zip(records, contents, strict=True):
        try:
            durable.replace(expanded(each["path"]).absolute(), content)
        except OSError as error:
            raise WrittenInPartError(done, error) from error
        done.append(each)
    return done


def move(files: Sequence[Record], wanted: Sequence[str]) -> tuple[list[Record], list[str]]:
    """Move images to other paths; those that are no longer ours stay.

    Returns:
        Their records, and the paths of those that stayed.

    Raises:
        ProviderError: Something is at one of the paths; nothing was moved.
        OSError: One cannot be written; all are where they were.
    """
    going = [
        (each, new) for each, new in zip(files, wanted, strict=True) if sha256(each["path"]) == each["sha256"]
    ]
    apart = [(each, new) for each, new in going if each["path"] != new]
    if there := taken(new for _each, new in apart):
        raise occupied(there[0])
    made: list[str] = []
    try:
        for each, new in apart:
            durable.replace(expanded(new).absolute(), expanded(each["path"]).read_bytes())
            made.append(new)
    except OSError:
        for new in made:
            expanded(new).unlink(missing_ok=True)
        raise
    kept = {new for _each, new in going}
    for each, _new in apart:
        if each["path"] not in kept:
            expanded(each["path"]).unlink(missing_ok=True)
    stayed = [each["path"] for each, new in zip(files, wanted, strict=True) if new not in kept]
    return [{**each, "path": new} for each, new in zip(files, wanted, strict=True)], stayed


def remove(files: Iterable[Record]) -> list[str]:
    """Remove the files that are still ours; return the paths of those that are not, and stay."""
    stay = []
    for each in files:
        with _written_lock:
            _written.discard(expanded(each["path"]).absolute())
        found = sha256(each["path"])
        if found == each["sha256"]:
            expanded(each["path"]).unlink(missing_ok=True)
        elif found is not None:
            stay.append(each["path"])
    return stay


def occupied(path: str) -> ProviderError:
    """Return the error about a place that holds what is not ours."""
    return ProviderError(
        f'"{path}" is there already, and was not written for this image',
        "It would be overwritten, so nothing was called: move it away, or choose another output_dir, "
        "filename or contact_sheet.",
        ("output_dir",),
    )


class Receipt:
    """What one call brought, until a state holds it.

    Args:
        values: The object's values.
        digest: Its digest.
    """

    def __init__(self, values: Mapping[str, Any], digest: str) -> None:
        """Read nothing yet."""
        self._digest = digest
        self._path = expanded(values["output_dir"]).absolute() / f".{digest[:DIGITS]}.receipt.json"

    def keep(self, results: Mapping[str, Any]) -> None:
        """Write it; a disk that has no room for it has none for the images, which then is said."""
        with suppress(OSError):
            durable.replace(self._path, json.dumps({"digest": self._digest, "results": results}).encode())

    def results(self) -> Record | None:
        """Return what a killed run brought; None when there is none, or none that can be read."""
        with suppress(OSError, ValueError):
            found = json.loads(self._path.read_bytes())
            if isinstance(found, dict) and found.get("digest") == self._digest:
                return dict(found["results"])
        return None

    def drop(self) -> None:
        """Remove it."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

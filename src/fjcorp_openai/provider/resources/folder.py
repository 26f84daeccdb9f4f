"""The files of a local folder: which there are, and what their bytes are.

Names of files are data. They are never executed, templated or followed out of the folder: a symbolic link is
read only where it leads to a file inside.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.digest import file_sha256
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.file.schema import KEPT_NAME, LARGEST_FORM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from fjcorp_openai.provider.protocol.diagnostics import Path as AttributePath

INDEXED = frozenset(
    {
        *("c", "cpp", "cs", "css", "csv", "doc", "docx", "go", "html", "java", "js", "json", "jsonl", "log"),
        *(
            "md",
            "pdf",
            "php",
            "pptx",
            "py",
            "rb",
            "rst",
            "sh",
            "tex",
            "ts",
            "tsv",
            "txt",
            "xml",
            "yaml",
            "yml",
        ),
    }
)
"""Extensions of the files that the API indexes."""
_MOST_NAMED = 10
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file that can be uploaded.

    Attributes:
        path: Where it lies.
        sha256: Digest of its bytes in hexadecimal.
        size: Number of its bytes.
    """

    path: Path
    sha256: str
    size: int


def local_file(path: str, where: AttributePath) -> LocalFile:
    """Return a file that is named alone.

    Args:
        path: The file; `~` stands for the home folder.
        where: Where the configuration names it.

    Raises:
        ProviderError: It cannot be read, or the API would not take it.
    """
    found = expanded(path)
    digest = file_sha256(path, where)
    size = found.stat().st_size
    if fault := _fault(found.name, size):
        refused = f"The API does not take the file {json.dumps(path)}"
        raise ProviderError(refused, f"It {fault}. Correct it, or leave it out.", where)
    return LocalFile(found, digest, size)


def folder_files(
    folder: Mapping[str, Any],
    fault: Callable[[str, int], str] | None = None,
    without: str = "To take all files out of the store, leave folder out.",
) -> dict[str, LocalFile]:
    """Return the files of a folder by their paths in it, in the order of the paths.

    Args:
        folder: The values of `folder`.
        fault: Returns why a file of a name and a size cannot be used; by default, whether the API takes it.
        without: What to do to have none, for the error.

    Raises:
        ProviderError: The folder, or a file in it, cannot be read, or the API would not take it.
    """
    root, where = expanded(folder["path"]), ("folder", "path")
    if not root.is_dir():
        kind = "is no folder" if root.exists() else "does not exist"
        raise ProviderError(
            f"The folder {json.dumps(folder['path'])} {kind}",
            f"Paths are relative to terraform's folder, {Path.cwd()}.",
            where,
        )
    includes = _patterns(folder.get("include") or ("**",), "include")
    excludes = _patterns(folder.get("exclude") or (), "exclude")
    found: dict[str, LocalFile] = {}
    faults: list[str] = []
    for name in sorted(_names(root, faults)):
        if not any(each.fullmatch(name) for each in includes) or any(
            each.fullmatch(name) for each in excludes
        ):
            continue
        if wrong := _read(root, name, found, fault or _fault):
            faults.append(f"{json.dumps(name)} {wrong}")
    if faults:
        more = f"; and {len(faults) - _MOST_NAMED} more" if len(faults) > _MOST_NAMED else ""
        raise ProviderError(
            f"The folder {json.dumps(folder['path'])} holds what cannot be uploaded",
            "; ".join(faults[:_MOST_NAMED]) + f"{more}. Correct these files, or name them in exclude.",
            where,
        )
    if not found:
        raise ProviderError(
            f"The folder {json.dumps(folder['path'])} holds no file to upload",
            f"Correct path, include and exclude. {without}".rstrip(),
            where,
        )
    return found


def git_blob(path: Path) -> str:
    """Return the id that Git gives a file's bytes."""
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _names(root: Path, faults: list[str]) -> Iterator[str]:
    """Yield the paths of what is in a folder, with slashes; add what cannot be listed to the faults."""

    def unreadable(error: OSError) -> None:
        name = os.path.relpath(error.filename or root, root)
        faults.append(f"{json.dumps(name)} cannot be listed: {error.strerror}")

    for parent, folders, files in os.walk(root, onerror=unreadable):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        linked = [each for each in folders if Path(parent, each).is_symlink()]
        for name in (*files, *linked):
            if not name.startswith("."):
                yield Path(parent, name).relative_to(root).as_posix()


def _read(root: Path, name: str, found: dict[str, LocalFile], fault_of: Callable[[str, int], str]) -> str:
    """Put a file among those found; return what is wrong with it otherwise."""
    path = root / name
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(root.resolve()):
            return "is a link that leads out of the folder"
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return "is a link to a folder"
        if not stat.S_ISREG(status.st_mode):
            return "is no file"
        if fault := fault_of(path.name, status.st_size):
            return fault
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, RuntimeError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or 'its links go round in a circle'}"
    found[name] = LocalFile(path, digest, status.st_size)
    return ""


def _fault(name: str, size: int) -> str:
    """Return why the API would not take a file of this name and size."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return "has a name that is no UTF-8"
    if not re.fullmatch(KEPT_NAME, name):
        return "has a name that the API cannot keep: slashes, double quotes or control characters"
    extension = PurePosixPath(name).suffix.lower().removeprefix(".")
    if extension not in INDEXED:
        kind = f".{extension}" if extension else "without an extension"
        return f"is of a type that the API does not index ({kind})"
    if not size:
        return "is empty"
    return f"has {size} bytes, more than {LARGEST_FORM}" if size > LARGEST_FORM else ""


def _patterns(patterns: Iterable[str], field: str) -> list[re.Pattern[str]]:
    found = []
    for pattern in patterns:
        parts = PurePosixPath(pattern).parts
        if ".." in parts or pattern.startswith("/"):
            raise ProviderError(
                f"The pattern {json.dumps(pattern)} leads out of the folder",
                "Write it relative to folder.path, without ..",
                ("folder", field),
            )
        pieces = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
        signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
        text = "".join(signs.get(each) or re.escape(each) for each in pieces)
        found.append(re.compile(text, re.DOTALL))
    return found

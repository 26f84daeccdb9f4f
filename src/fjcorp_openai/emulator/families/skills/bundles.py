"""A skill's files: one folder with a manifest, as parts of a form or as a zip file."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from fjcorp_openai.emulator.http.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fjcorp_openai.emulator.family import UploadedFile
    from fjcorp_openai.emulator.http.errors import ApiError

MANIFEST = "SKILL.md"
MOST_FILES = 500
MOST_BYTES = 50 * 1024 * 1024
MOST_BYTES_A_FILE = 25 * 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Bundle(NamedTuple):
    """A skill's files, checked.

    Args:
        name: Name in the manifest.
        description: Description in the manifest.
        content: A zip file of the one folder.
    """

    name: str
    description: str
    content: bytes


def read_bundle(given: Sequence[UploadedFile], param: str = "files") -> Bundle:
    """Read what was uploaded: the files of one folder, or one zip file.

    Raises:
        ApiError: 400, it is no skill.
    """
    if len(given) == 1 and zipfile.is_zipfile(given[0].path):
        return read_zip(given[0].path.read_bytes(), param)
    return _checked({each.filename: each.path.read_bytes() for each in given}, param)


def read_zip(content: bytes, param: str = "files") -> Bundle:
    """Read a zip file.

    Raises:
        ApiError: 400, it is none, or no skill.
    """
    if len(content) > MOST_BYTES:
        raise _wrong(param, f"the zip file is larger than {MOST_BYTES} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if any(each.file_size > MOST_BYTES_A_FILE for each in entries):
                raise _wrong(param, f"a file is larger than {MOST_BYTES_A_FILE} bytes")
            files = {each.filename: archive.read(each) for each in entries[: MOST_FILES + 1]}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise _wrong(param, "the zip file cannot be read") from error
    return _checked(files, param)


def _checked(files: dict[str, bytes], param: str) -> Bundle:
    if not 1 <= len(files) <= MOST_FILES:
        raise _wrong(param, f"a skill has 1 to {MOST_FILES} files")
    if any(len(each) > MOST_BYTES_A_FILE for each in files.values()):
        raise _wrong(param, f"a file is larger than {MOST_BYTES_A_FILE} bytes")
    paths = [PurePosixPath(name) for name in files]
    if any(path.is_absolute() or ".." in path.parts for path in paths):
        raise _wrong(param, "a path leaves the folder")
    if len({path.parts[0] for path in paths if path.parts}) != 1 or any(
        len(path.parts) < 2 for path in paths
    ):
        raise _wrong(param, "all files must be in a single top-level folder")
    manifests = [name for name, path in zip(files, paths, strict=True) if path.parts[1:] == (MANIFEST,)]
    if len(manifests) != 1:
        raise _wrong(param, f"the folder must hold one {MANIFEST}")
    front = _front_matter(files[manifests[0]], param)
    return Bundle(front["name"], front["description"], _packed(files))


def _front_matter(content: bytes, param: str) -> dict[str, str]:
    head, dashes, rest = content.decode("utf-8", "replace").lstrip("\ufeff").partition("---\n")
    text, end, _body = rest.partition("\n---")
    values: Any = None
    if dashes and end and not head.strip():
        try:
            values = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError, RecursionError):
            values = None
    for name in ("name", "description"):
        if not isinstance(values, dict) or not isinstance(values.get(name), str) or not values[name].strip():
            raise _wrong(param, f"the front matter of {MANIFEST} must hold a {name}")
    return {name: values[name].strip() for name in ("name", "description")}


def _packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _wrong(param: str, why: str) -> ApiError:
    return bad_request(f"Invalid '{param}': {why}.", param, "invalid_skill")

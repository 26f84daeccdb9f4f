"""Takes one collection out of the `ansible` wheel: `unpack_collection.py WHEEL NAME COLLECTIONS_PATH`."""

import shutil
import sys
import tempfile
import zipfile
from pathlib import Path


def unpack(wheel: Path, name: str, collections_path: Path) -> Path:
    """Put the collection `name` of `wheel` under `collections_path`, in place of one that is there.

    Args:
        wheel: Wheel of the PyPI package `ansible`, which holds many collections.
        name: Full name, such as `community.general`.
        collections_path: Folder that holds, or shall hold, `ansible_collections`.

    Returns:
        The folder of the collection.
    """
    inside = f"ansible_collections/{name.replace('.', '/')}/"
    target = collections_path / inside
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=collections_path) as folder, zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [entry for entry in archive.namelist() if entry.startswith(inside)])
        # Renamed into place when complete: an interrupted run leaves no half collection behind.
        shutil.rmtree(target, ignore_errors=True)
        Path(folder, inside).rename(target)
    return target


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))

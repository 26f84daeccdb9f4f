"""Files that are there wholly or not at all, for their owner alone, whatever the umask.

A file is written beside its place, synced, and put there in one step: a full disk, a kill or a power cut
leaves the former one. Errors of the system name the file, which those of a write or a sync do not by
themselves.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def replacing(path: Path, mode: int = 0o600, *, durable: bool = True) -> Iterator[IO[bytes]]:
    """Yield a stream whose bytes become the file once the block ends without an error.

    Args:
        path: The file, in a folder that is there.
        mode: Its mode.
        durable: Whether it must survive a power cut; without, it is still whole.

    Raises:
        OSError: It cannot be written; the error names it.
    """
    draft: Path | None = None
    try:
        with naming(path):
            descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            draft = Path(name)
            with os.fdopen(descriptor, "wb") as stream:
                yield stream
                stream.flush()
                os.fchmod(descriptor, mode)
                if durable:
                    os.fsync(descriptor)
            draft.replace(path)
            if durable:
                sync_folder(path.parent)
    except BaseException:
        if draft is not None:
            with suppress(OSError):
                draft.unlink()
        raise


def replace(path: Path, content: bytes, mode: int = 0o600, *, durable: bool = True) -> None:
    """Write a file; see `replacing`. Its folder is made when missing."""
    make_folder(path.parent)
    with replacing(path, mode, durable=durable) as stream:
        stream.write(content)


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, each of mode 0700; what is there stays as it is.

    Raises:
        OSError: It cannot be made.
    """
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)


def sync_folder(path: Path) -> None:
    """Make what was put into a folder survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path) -> Iterator[int | None]:
    """Open a file for appending under its lock.

    Yields:
        A descriptor; None when a process that lives holds the lock, or the file is gone.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let errors of the system name a file, not its draft."""
    try:
        yield
    except OSError as error:
        draft = f".{path.name}."
        if error.errno is None or (error.filename and not Path(error.filename).name.startswith(draft)):
            raise
        raise type(error)(error.errno, error.strerror, str(path)) from None

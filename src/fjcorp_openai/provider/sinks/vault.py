"""A key in a file of Ansible Vault, made by the program `ansible-vault`: it alone knows the format."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fjcorp_openai.api.secret import Secret
from fjcorp_openai.provider.sinks.file import SinkError, check_place, is_free, read, replace, taken
from fjcorp_openai.provider.sinks.program import feed

if TYPE_CHECKING:
    from collections.abc import Iterator

from fjcorp_openai.provider.sinks.file import Owned

_PROGRAM = "ansible-vault"
_MARK = "$ANSIBLE_VAULT;"
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class VaultSink:
    """A file of Ansible Vault. Other variables in it stay.

    Attributes:
        path: The file; written wholly or not at all.
        password_file: What opens it, as `ansible-vault --vault-password-file` takes it.
        variable: Name of the variable that the key is the value of; None for the bare key.
        overwrite: Whether the variable, or the bare text, may be replaced whatever it is.
    """

    path: Path
    password_file: Path
    variable: str | None = None
    overwrite: bool = False

    def __str__(self) -> str:
        """Name the sink."""
        return f"the vault file {self.path}"

    @property
    def place(self) -> str:
        """What no two keys may have in common."""
        return f"{self.path}#{self.variable}" if self.variable else str(self.path)

    def destination(self) -> dict[str, str]:
        """Return where the key goes, by the names of the attributes of `secret_sink`."""
        variable = {"vault_variable": self.variable} if self.variable else {}
        return {"vault_file": str(self.path), **variable}

    def check(self, owned: Owned) -> None:
        """Find out whether there are the program, the password and a place for the key.

        Raises:
            SinkError: One of them is missing, or the place holds something that is not this key's.
        """
        _program()
        check_place(self.path)
        if not os.access(self.password_file, os.R_OK) or not self.password_file.is_file():
            raise SinkError(f"the vault's password file {self.password_file} cannot be read")
        self._merged(Secret(""), self._opened(Secret("")), owned)

    def write(self, key: Secret, owned: Owned) -> None:
        """Encrypt the key and write the file; the clear text passes through pipes only.

        Raises:
            SinkError: The file could not be made.
        """
        with self._alone():
            text = self._merged(key, self._opened(key), owned)
            # Keeps the label, by which Ansible chooses the password of the file.
            label = "".join(read(self.path).partition("\n")[0].split(";")[3:4])
            named = ["--encrypt-vault-id", label] if label else []
            written = self._run(key, text, "encrypt", *named, label=label)
            if not written.startswith(_MARK.encode()):
                raise SinkError(f"{_PROGRAM} answered with something else than a vault")
            replace(self.path, written)

    def _opened(self, key: Secret) -> Secret:
        """Return the clear text of the file, empty where there is none."""
        found = Secret(read(self.path))
        if not found.reveal().strip():
            return Secret("")
        if not found.reveal().startswith(_MARK):
            if self.overwrite:
                return found
            raise SinkError(f"{self.path} is not encrypted. Encrypt it, or name another file")
        try:
            return Secret(self._run(key, found, "decrypt").decode("utf-8"))
        except (SinkError, ValueError) as error:
            why = f": {error}" if isinstance(error, SinkError) else ""
            raise SinkError(f"{self.path} cannot be opened with {self.password_file}{why}") from None

    def _merged(self, key: Secret, text: Secret, owned: Owned) -> Secret:
        """Return the clear text with the key, where that takes nothing away that is not this key's."""
        if self.variable is None:
            if not self.overwrite and not is_free(self.place, text, owned):
                raise SinkError(taken(self.path))
            return Secret(f"{key.reveal()}\n")
        # Reading YAML takes time to load, which runs that write no vault have no use for.
        from fjcorp_openai.provider.sinks.entries import variables, with_variable

        try:
            there = {name for name, held in variables(text.reveal()).items() if held is not None}
            held = Secret(str(variables(text.reveal()).get(self.variable, "")))
            merged = Secret(with_variable(text.reveal(), self.variable, key.reveal()))
        except SinkError as error:
            raise SinkError(f"{self.path}: {error}") from None
        if self.variable in there and not self.overwrite and not owned(self.place, held.reveal().strip()):
            raise SinkError(taken(self.path, self.variable))
        return merged

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other keys away from the file between reading and writing it, in whatever process."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = os.open(self.path.parent, os.O_RDONLY)
        except OSError as error:
            raise SinkError(f"cannot write {self.path}: {error.strerror}") from None
        try:
            with _ONE_AT_A_TIME:
                fcntl.flock(folder, fcntl.LOCK_EX)
                yield
        finally:
            os.close(folder)

    def _run(self, key: Secret, text: Secret, *command: str, label: str = "") -> bytes:
        with tempfile.TemporaryDirectory() as home:
            # Ansible's own settings name vaults and folders that have nothing to do with this file.
            kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
            settings = Path(home, "ansible.cfg")
            settings.touch()
            # Ansible refuses to run where the locale is not UTF-8.
            env = {**kept, "ANSIBLE_HOME": home, "ANSIBLE_CONFIG": str(settings), "LC_ALL": "C.UTF-8"}
            option = f"--vault-id={label}@" if label else "--vault-password-file="
            secret = f"{option}{self.password_file}"
            return feed([_program(), *command, secret, "--output", "-", "-"], key, text, env=env)


def _program() -> str:
    beside = Path(sys.executable).with_name(_PROGRAM)
    found = str(beside) if beside.is_file() else shutil.which(_PROGRAM)
    if found is None:
        raise SinkError(f"there is no program {_PROGRAM}, neither beside {sys.executable} nor on the PATH")
    return found

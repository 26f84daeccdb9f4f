"""A key in a file of Ansible Vault, made by the program `ansible-vault`: it alone knows the format."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fjcorp_openai.provider.sinks.file import SinkError, check_place, replace
from fjcorp_openai.provider.sinks.program import feed

_PROGRAM = "ansible-vault"
_MARK = b"$ANSIBLE_VAULT;"


@dataclass(frozen=True)
class VaultSink:
    """A file of Ansible Vault.

    Attributes:
        path: The file; written wholly or not at all.
        password_file: What opens it, as `ansible-vault --vault-password-file` takes it.
        variable: Name of the variable that the key is the value of; None for the bare key.
    """

    path: Path
    password_file: Path
    variable: str | None = None

    def __str__(self) -> str:
        """Name the sink."""
        return f"the vault file {self.path}"

    def check(self) -> None:
        """Find out whether there are the program, the password and a place for the file.

        Raises:
            SinkError: One of them is missing.
        """
        _program()
        check_place(self.path)
        if not os.access(self.password_file, os.R_OK) or not self.password_file.is_file():
            raise SinkError(f"the vault's password file {self.password_file} cannot be read")

    def write(self, key: str) -> None:
        """Encrypt the key and write the file; the clear text passes through a pipe only.

        Raises:
            SinkError: The file could not be made.
        """
        text = f"{key}\n" if self.variable is None else f'---\n{self.variable}: "{key}"\n'
        with tempfile.TemporaryDirectory() as home:
            # Ansible's own settings name vaults and folders that have nothing to do with this file.
            kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
            settings = Path(home, "ansible.cfg")
            settings.touch()
            # Ansible refuses to run where the locale is not UTF-8.
            env = {**kept, "ANSIBLE_HOME": home, "ANSIBLE_CONFIG": str(settings), "LC_ALL": "C.UTF-8"}
            command = [
                _program(),
                "encrypt",
                "--output",
                "-",
                "--vault-password-file",
                str(self.password_file),
            ]
            written = feed([*command, "-"], key, text, env=env)
        if not written.startswith(_MARK):
            raise SinkError(f"{_PROGRAM} answered with something else than a vault")
        replace(self.path, written)


def _program() -> str:
    beside = Path(sys.executable).with_name(_PROGRAM)
    found = str(beside) if beside.is_file() else shutil.which(_PROGRAM)
    if found is None:
        raise SinkError(f"there is no program {_PROGRAM}, neither beside {sys.executable} nor on the PATH")
    return found

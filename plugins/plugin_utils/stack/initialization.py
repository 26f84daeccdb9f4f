# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When ``terraform init`` is due: a working folder is initialized once for all that it depends on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..files import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .root_module import Module
    from .working_directory import WorkingDirectory


class Initialization:
    """The stamp of a working folder: a digest of all that its last initialization depends on."""

    def __init__(
        self,
        folder: WorkingDirectory,
        binary: str,
        cli_config: Path,
        modules_dir: Path,
        modules: Iterable[Module],
        backend: Mapping[str, Any],
        version: str,
    ) -> None:
        """Take what the initialization depends on.

        Args:
            folder: Working folder of the category.
            binary: Path of Terraform.
            cli_config: Terraform's CLI configuration, which is in the provider's mirror.
            modules_dir: Folder of the HCL modules.
            modules: Modules of the category.
            backend: The ``backend`` block, or nothing.
            version: The provider's version.
        """
        self.folder = folder
        self._stamp = folder.path / ".initialized"
        self._parts = list(_parts(binary, cli_config, modules_dir, modules, backend, version))

    def is_current(self) -> bool:
        """Return whether the folder is initialized for this very run."""
        made = self.folder.path / ".terraform"
        if not (made / "providers").is_dir() or not (made / "modules" / "modules.json").is_file():
            return False
        return self._stamp.is_file() and self._stamp.read_text("utf-8") == self._digest()

    def forget(self) -> None:
        """Forget the former initialization: what follows may fail in the middle."""
        self._stamp.unlink(missing_ok=True)
        # Holds the provider's checksum, which is another one for another interpreter or place.
        (self.folder.path / ".terraform.lock.hcl").unlink(missing_ok=True)

    def note(self) -> None:
        """Note that the folder is initialized."""
        write(self._stamp, self._digest())

    def _digest(self) -> str:
        return hashlib.sha256(json.dumps(self._parts).encode()).hexdigest()


def _parts(
    binary: str,
    cli_config: Path,
    modules_dir: Path,
    modules: Iterable[Module],
    backend: Mapping[str, Any],
    version: str,
) -> Iterator[str]:
    program = Path(binary).stat()
    yield f"{binary} {program.st_ino} {program.st_size} {program.st_mtime_ns}"
    yield version
    yield json.dumps(backend, sort_keys=True)
    mirror = cli_config.parent
    launchers = sorted(mirror.rglob("terraform-provider-*"))
    yield from map(_content, (cli_config, mirror / "launch.sh", *launchers))
    yield str(modules_dir.resolve())
    for module in modules:
        yield module.name
        yield from map(_content, sorted((modules_dir / module.name).glob("*.tf*")))


def _content(path: Path) -> str:
    return f"{path} {hashlib.sha256(path.read_bytes()).hexdigest()}"

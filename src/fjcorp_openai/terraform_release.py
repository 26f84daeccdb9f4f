"""Fetches a published release of Terraform, or OpenTofu, for a machine that has none.

    python -m fjcorp_openai.terraform_release [--help]

The archive must have the SHA-256 that the release publishes, and the list of these sums the publisher's
signature where gpgv is there. This module keeps to the standard library: it runs before the requirements are
installed.
"""

from __future__ import annotations

import argparse
import base64
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fjcorp_openai import durable

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = "1.11.4"
URL = "https://releases.hashicorp.com/terraform/{version}"
KEY = Path(__file__).with_name("hashicorp.asc")
"""The publisher's key, as Terraform itself holds it: HashiCorp's, with the fingerprint C874011F…72D7468F."""

PROGRAMS = {"terraform": ".sig", "tofu": ".gpgsig"}
"""The programs, and how the name of the signature over their sums ends."""

_MACHINES = {
    "x86_64": "amd64",
    "amd64": "amd64",
    "aarch64": "arm64",
    "arm64": "arm64",
    "i386": "386",
    "i686": "386",
    "armv6l": "arm",
    "armv7l": "arm",
}
_ARMOR = re.compile(
    r"-----BEGIN PGP PUBLIC KEY BLOCK-----\n(?:.*: .*\n)*\n(.+?)\n(?:=.{4}\n)?-----END", re.DOTALL
)
_NAME = re.compile(r"[A-Za-z0-9_][\w.-]*")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LARGEST_TEXT = 1 << 20
_LARGEST_ARCHIVE = 1 << 29
_LARGEST_PROGRAM = 1 << 30
_SILENCE_SECONDS = 30.0
_TOTAL_SECONDS = 900.0
_CHUNK_BYTES = 1 << 20


class ReleaseError(Exception):
    """A release cannot be fetched, or is not what was published; the message has no full stop."""


@dataclass(frozen=True)
class Release:
    """Which release, and where it comes from.

    Attributes:
        program: `terraform` or `tofu`.
        version: Its version, such as `1.11.4`.
        url: Address of the folder that holds the release's files.
        key: File with the publisher's public key in ASCII armor; None where the signature is not checked.
    """

    program: str
    version: str
    url: str
    key: Path | None

    @classmethod
    def resolve(cls, environ: Mapping[str, str]) -> Release:
        """Return the release that the environment names; what it leaves out is the pinned one of Terraform.

        Args:
            environ: `TERRAFORM_RELEASE_PROGRAM`, `_VERSION`, `_URL` (`{version}` in it is replaced) and
                `_KEY`.

        Raises:
            ReleaseError: They make no sense.
        """
        program = environ.get("TERRAFORM_RELEASE_PROGRAM") or "terraform"
        version = environ.get("TERRAFORM_RELEASE_VERSION") or (VERSION if program == "terraform" else "")
        url = environ.get("TERRAFORM_RELEASE_URL") or (URL if program == "terraform" else "")
        key = environ.get("TERRAFORM_RELEASE_KEY") or (KEY if program == "terraform" else None)
        if program not in PROGRAMS:
            raise ReleaseError(f"TERRAFORM_RELEASE_PROGRAM is {program}, and not terraform or tofu")
        if not re.fullmatch(r"\d+\.\d+\.\d+(-[a-z]+\d*)?", version):
            raise ReleaseError(f"TERRAFORM_RELEASE_VERSION names no version such as 1.11.4: {version!r}")
        if not url:
            raise ReleaseError("TERRAFORM_RELEASE_URL must name the folder of OpenTofu's release")
        return cls(program, version, _checked(url.replace("{version}", version)), Path(key) if key else None)

    @property
    def name(self) -> str:
        """Program and version, as the names of the release's files begin."""
        return f"{self.program}_{self.version}"


def system() -> str:
    """Return the running platform by Terraform's name, such as `linux_amd64`."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_MACHINES.get(machine, machine)}"


def program_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder that a fetched program goes to: `.cache/bin` of a clone, else one of the user's."""
    root = Path(__file__).resolve().parents[2]
    if (root / "Makefile").is_file():
        return root / ".cache" / "bin"
    return Path(environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "fjcorp.openai" / "bin"


def fetch(release: Release, folder: Path) -> str:
    """Fetch a release, unless the folder holds it already.

    Args:
        release: Which one.
        folder: Where the program goes; made when missing, and left alone unless all is well.

    Returns:
        A sentence that says what was done; empty where nothing was to do.

    Raises:
        ReleaseError: It cannot be fetched, or is not what was published.
        OSError: The folder cannot be written.
    """
    if _holds(folder, release):
        return ""
    archive = f"{release.name}_{system()}.zip"
    with tempfile.TemporaryDirectory() as scratch:
        draft = Path(scratch)
        sums = _download(release, f"{release.name}_SHA256SUMS", draft, _LARGEST_TEXT)
        signature = _signed(release, sums, draft)
        wanted = _published(sums.read_text(encoding="utf-8", errors="replace"), archive, release)
        package = _download(release, archive, draft, _LARGEST_ARCHIVE)
        found = _sha256(package)
        if found != wanted:
            raise ReleaseError(f"{archive} has the SHA-256 {found}, and {wanted} was published")
        content = _unpacked(package, release.program)
    program = folder / release.program
    durable.replace(program, content, 0o755)
    durable.replace(_note(folder, release), release.name.encode(), 0o644)
    told = f"its SHA-256 is the published one, {signature}"
    return f"Fetched {archive} from {release.url}: {told}. It is {program}"


def _note(folder: Path, release: Release) -> Path:
    """Return the file that names the release which a folder holds."""
    return folder / f"{release.program}.release"


def _holds(folder: Path, release: Release) -> bool:
    note = _note(folder, release)
    held = note.read_text(encoding="utf-8") if note.is_file() else ""
    return held == release.name and (folder / release.program).is_file()


def _checked(url: str) -> str:
    """Return an address without its last slash.

    Raises:
        ReleaseError: It is not encrypted, or holds a password.
    """
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise ReleaseError("TERRAFORM_RELEASE_URL holds a user or password: use an address that needs none")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ReleaseError(f"{url} is not an https address")
    return url.rstrip("/")


def _download(release: Release, name: str, folder: Path, largest: int) -> Path:
    """Download one file of a release.

    Raises:
        ReleaseError: It does not come, not whole, or is too large.
    """
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    address, path = f"{release.url}/{name}", folder / name
    end, received = time.monotonic() + _TOTAL_SECONDS, 0
    request = Request(address, headers={"User-Agent": "fjcorp.openai"})  # noqa: S310 (checked before)
    try:
        with urlopen(request, timeout=_SILENCE_SECONDS) as answer, path.open("wb") as file:  # noqa: S310
            _checked(answer.geturl())
            announced = answer.headers.get("Content-Length") or ""
            while chunk := answer.read(_CHUNK_BYTES):
                received += file.write(chunk)
                if received > largest:
                    raise ReleaseError(f"{address} is larger than {largest} bytes")
                if time.monotonic() > end:
                    raise ReleaseError(f"{address} did not come within {_TOTAL_SECONDS:.0f} seconds")
    except HTTPError as error:
        error.close()
        raise ReleaseError(f"{address} was answered {error.code}") from None
    except (URLError, HTTPException, OSError) as error:
        reason = getattr(error, "reason", None) or error
        raise ReleaseError(f"{address} cannot be reached: {reason}") from None
    if announced.isdecimal() and received != int(announced):
        raise ReleaseError(f"{address} broke off after {received} of {announced} bytes: try again")
    return path


def _published(sums: str, archive: str, release: Release) -> str:
    """Return the SHA-256 that a list of sums has for an archive.

    Raises:
        ReleaseError: It has none.
    """
    found = re.findall(rf"^([0-9a-f]{{64}})  {re.escape(archive)}$", sums, re.MULTILINE)
    if len(found) != 1:
        raise ReleaseError(f"there is no {release.program} {release.version} for {system()} in {release.url}")
    return str(found[0])


def _signed(release: Release, sums: Path, folder: Path) -> str:
    """Return a phrase that says whether the sums are signed by the publisher.

    Raises:
        ReleaseError: They are not.
    """
    gpgv = shutil.which("gpgv")
    if release.key is None:
        return "its signature was not checked (TERRAFORM_RELEASE_KEY names no key)"
    if gpgv is None:
        return "its signature was not checked (gpgv is not on the PATH)"
    ring = folder / "key.gpg"
    ring.write_bytes(_binary(release.key))
    signature = _download(release, f"{sums.name}{PROGRAMS[release.program]}", folder, _LARGEST_TEXT)
    options = ["--homedir", str(folder), "--keyring", str(ring), "--status-fd", "1"]
    told = subprocess.run(  # noqa: S603 (no shell)
        [gpgv, *options, str(signature), str(sums)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    ).stdout.decode("ascii", "replace")
    words = [line.split()[1:] for line in told.splitlines() if line.startswith("[GNUPG:] ")]
    # A key that has ended since is no fault: the release was signed before. One that was revoked is.
    valid = [each for each in words if each[:1] == ["VALIDSIG"]]
    if not valid or any(each[0] in {"BADSIG", "ERRSIG", "REVKEYSIG", "EXPSIG"} for each in words if each):
        raise ReleaseError(f"{sums.name} of {release.url} is not signed by the key in {release.key}")
    return f"and signed by the key {valid[0][-1]}"


def _binary(key: Path) -> bytes:
    """Return a public key without its ASCII armor.

    Raises:
        ReleaseError: There is no key in the file.
    """
    try:
        text = key.read_text(encoding="ascii")
        body = _ARMOR.search(text)
        if body is None:
            raise ReleaseError(f"{key} holds no public key in ASCII armor")
        return base64.b64decode(body[1])
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{key} cannot be read as a public key: {error}") from None


def _sha256(path: Path) -> str:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unpacked(package: Path, program: str) -> bytes:
    """Return the program out of an archive; nothing else of it is written anywhere.

    Raises:
        ReleaseError: It is no archive of the program.
    """
    import zipfile

    try:
        with zipfile.ZipFile(package) as archive:
            members = archive.infolist()
            odd = [each.filename for each in members if not _NAME.fullmatch(each.filename)]
            if odd:
                raise ReleaseError(f"{package.name} holds a file of the odd name {odd[0]!r}")
            found = [each for each in members if each.filename == program]
            if len(found) != 1 or found[0].file_size > _LARGEST_PROGRAM:
                raise ReleaseError(f"{package.name} does not hold one program {program}")
            return archive.read(found[0])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ReleaseError(f"{package.name} cannot be unpacked: {error}") from None


def main(arguments: list[str]) -> int:
    """Fetch the release that the environment names, say so, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m fjcorp_openai.terraform_release",
        description="Fetch Terraform. TERRAFORM_RELEASE_PROGRAM (terraform or tofu), _VERSION, _URL (address "
        "of the release's folder) and _KEY (file with the publisher's public key) in the environment choose "
        "another.",
    )
    parser.add_argument("--folder", type=Path, help="where it goes; the collection looks into the default")
    parser.add_argument("--unless-on-path", action="store_true", help="do nothing where one is on the PATH")
    parser.add_argument("--dry-run", action="store_true", help="fetch nothing, and say what would be fetched")
    options = parser.parse_args(arguments)
    if options.unless_on_path and any(map(shutil.which, PROGRAMS)):
        return 0
    folder = options.folder or program_folder(os.environ)
    try:
        release = Release.resolve(os.environ)
        if options.dry_run:
            said = "" if _holds(folder, release) else f"{release.name} would be fetched from {release.url}"
        else:
            said = fetch(release, folder)
    except (ReleaseError, OSError) as error:
        sys.stderr.write(f"{error}.\n")
        return 1
    sys.stdout.write(f"{said}.\n" if said else "")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

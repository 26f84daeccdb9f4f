"""A release of Terraform as its publisher serves it, from a loopback server, and the key of the tests."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VERSION = "1.11.4"
PROGRAM = b"#!/bin/sh\necho 'Terraform v1.11.4'\n"
SYSTEMS = ("linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "freebsd_amd64")

# It ended in 2020, after it signed: so do the keys of publishers. Its secret part was thrown away.
KEY = """\
-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEXgvhABYJKwYBBAHaRw8BAQdABRlFLM8HP/uQka608VV89P+oHhBFdjamg8M1
UtUiTxq0LEVuZGVkIGtleSBvZiB0aGUgdGVzdHMgPHJlbGVhc2VAZXhhbXBsZS5j
b20+iJYEExYIAD4WIQTTqylR8rqm4fuU4lshK3mX+NCaMgUCXgvhAAIbAwUJAeEz
gAULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRAhK3mX+NCaMmQ8AP0X0BKsCnu/
MDGNtjsMDEBuBlNzM3KXafIfKfCRjvkTugD+LmQpICYUCNqYBqJgA/DLtGPicb6N
1lqMbqqVJpjB5Q4=
=XwUC
-----END PGP PUBLIC KEY BLOCK-----
"""
SIGNATURE = b"""\
-----BEGIN PGP SIGNATURE-----

iHUEABYIAB0WIQTTqylR8rqm4fuU4lshK3mX+NCaMgUCXjS/gAAKCRAhK3mX+NCa
MkI1AQDN0yqVe4sYYfb618VGXRmH+ECGZbMxsSw9ladCMstvzAD/QiUuyFdA+Y0V
tiNgmBlgxd9Ld21Y/JMmkKB9ZcPVqgE=
=uUaZ
-----END PGP SIGNATURE-----
"""
# Of somebody else.
OTHER_KEY = """\
-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEawgfPRYJKwYBBAHaRw8BAQdAZfNGHQtq8JiauqPWmZUBMaZ7TSzl2CV9btOx
QC9F9lG0KlJlbGVhc2Ugb2YgdGhlIHRlc3RzIDxyZWxlYXNlQGV4YW1wbGUuY29t
PoiWBBMWCAA+FiEEDKEXsrD8x2xukJLGr1pzq0uBW/8FAmsIHz0CGwMFCQPCZwAF
CwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQr1pzq0uBW//eQwD/S0Og0yAL4xfV
K09GxmNKTiGYN4P6FrjF81Wsf7WzgjEA/jCrdO4gDtUCI0gj9NDdL9SAa1rVsdm6
fs35IeNbMyQO
=TlW8
-----END PGP PUBLIC KEY BLOCK-----
"""


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of files; the same bytes on every machine."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def sums(archive: bytes, program: str = "terraform", version: str = VERSION) -> bytes:
    """Return the list of sums of a release whose archives are all the same."""
    digest = hashlib.sha256(archive).hexdigest()
    return "".join(f"{digest}  {program}_{version}_{system}.zip\n" for system in SYSTEMS).encode()


ARCHIVE = packed({"LICENSE.txt": b"free\n", "terraform": PROGRAM})


def published(**changes: bytes | None) -> dict[str, bytes]:
    """Return the release's files by name; `archive`, `sums` and `signature` replace some, None removes."""
    held = {"archive": ARCHIVE, "sums": sums(ARCHIVE), "signature": SIGNATURE} | changes
    files = {
        f"terraform_{VERSION}_SHA256SUMS": held["sums"],
        f"terraform_{VERSION}_SHA256SUMS.sig": held["signature"],
        **{f"terraform_{VERSION}_{system}.zip": held["archive"] for system in SYSTEMS},
    }
    return {name: content for name, content in files.items() if content is not None}


@contextmanager
def serving(files: Mapping[str, bytes], *, missing_bytes: int = 0) -> Iterator[str]:
    """Serve files below `/terraform/1.11.4`, and yield that address.

    Args:
        files: What there is, by name.
        missing_bytes: How many bytes of each archive do not come.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            folder, _separator, name = self.path.rpartition("/")
            content = files.get(name) if folder == f"/terraform/{VERSION}" else None
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) - missing_bytes] if name.endswith(".zip") else content)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/terraform/{VERSION}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

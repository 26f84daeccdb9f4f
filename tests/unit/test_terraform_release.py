"""Terraform is fetched as it was published, or not at all."""

from __future__ import annotations

import hashlib
import platform
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fjcorp_openai import terraform_release
from fjcorp_openai.terraform_release import Release, ReleaseError, fetch, main, program_folder, system
from support import release as published_release
from support.release import ARCHIVE, KEY, OTHER_KEY, PROGRAM, packed, published, serving, sums

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def _known_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key.asc"
    path.write_text(KEY, encoding="ascii")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "bin"


@pytest.fixture
def wanted(key: Path) -> Callable[[str], Release]:
    return lambda url: Release("terraform", published_release.VERSION, url, key)


def test_a_release_is_fetched_checked_and_told(folder: Path, wanted: Callable[[str], Release]) -> None:
    with serving(published()) as url:
        said = fetch(wanted(url), folder)
        assert fetch(wanted(url), folder) == "", "what is there is not fetched again"
    program = folder / "terraform"
    assert said == (
        f"Fetched terraform_1.11.4_linux_amd64.zip from {url}: its SHA-256 is the published one, and "
        f"signed by the key D3AB2951F2BAA6E1FB94E25B212B7997F8D09A32. It is {program}"
    )
    assert program.read_bytes() == PROGRAM
    assert program.stat().st_mode & 0o777 == 0o755
    assert subprocess.run([program], capture_output=True, check=True).stdout == b"Terraform v1.11.4\n"
    assert sorted(path.name for path in folder.iterdir()) == ["terraform", "terraform.release"]


def test_another_version_replaces_the_one_that_is_there(folder: Path) -> None:
    with serving(published()) as url:
        first = Release("terraform", "1.11.4", url, None)
        fetch(first, folder)
        (folder / "terraform").write_text("changed")
        assert fetch(first, folder) == ""
        with pytest.raises(ReleaseError, match="_SHA256SUMS was answered 404"):
            fetch(replace(first, version="1.12.0"), folder)
        (folder / "terraform.release").write_text("terraform_1.10.0")
        assert fetch(first, folder).startswith("Fetched ")
    assert (folder / "terraform").read_bytes() == PROGRAM


TAMPERED = packed({"terraform": b"#!/bin/sh\necho mine\n"})
ODD = {
    "a way up": ["terraform", "../terraform"],
    "an absolute path": ["/terraform"],
    "a folder": ["bin/terraform"],
    "a drive": ["C:\\terraform"],
}
WRONG: dict[str, tuple[dict[str, bytes | None], str]] = {
    "a wrong checksum": (
        {"archive": TAMPERED},
        r"linux_amd64.zip has the SHA-256 \w{64}, and \w{64} was published",
    ),
    "other sums than were signed": (
        {"archive": TAMPERED, "sums": sums(TAMPERED)},
        "is not signed by the key in",
    ),
    "no signature": ({"signature": None}, r"SHA256SUMS.sig was answered 404"),
    "nonsense for a signature": ({"signature": b"trust me"}, "is not signed by the key in"),
    "no sums": ({"sums": None}, r"_SHA256SUMS was answered 404"),
    "no archive": ({"archive": None}, r"linux_amd64.zip was answered 404"),
}


@pytest.mark.parametrize(("changes", "message"), WRONG.values(), ids=WRONG)
def test_what_is_not_as_published_is_refused(
    changes: dict[str, bytes | None], message: str, folder: Path, wanted: Callable[[str], Release]
) -> None:
    with serving(published(**changes)) as url, pytest.raises(ReleaseError, match=message):
        fetch(wanted(url), folder)
    assert not folder.exists()


def test_a_key_of_somebody_else_is_no_signature(
    folder: Path, wanted: Callable[[str], Release], key: Path
) -> None:
    key.write_text(OTHER_KEY, encoding="ascii")
    with serving(published()) as url, pytest.raises(ReleaseError, match="is not signed by the key in"):
        fetch(wanted(url), folder)
    assert not folder.exists()


@pytest.mark.parametrize("text", ["", "no key", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nA\n-----END", "ü"])
def test_a_file_without_a_key_is_told(
    text: str, folder: Path, wanted: Callable[[str], Release], key: Path
) -> None:
    key.write_text(text, encoding="utf-8")
    with serving(published()) as url, pytest.raises(ReleaseError, match=re.escape(str(key))):
        fetch(wanted(url), folder)
    assert not folder.exists()


def test_a_download_that_breaks_off_is_told(folder: Path, wanted: Callable[[str], Release]) -> None:
    size = len(ARCHIVE)
    with serving(published(), missing_bytes=10) as url:
        expected = f"linux_amd64.zip broke off after {size - 10} of {size} bytes: try again"
        with pytest.raises(ReleaseError, match=re.escape(expected)):
            fetch(wanted(url), folder)
    assert not folder.exists()


@pytest.mark.parametrize("names", ODD.values(), ids=ODD)
def test_an_archive_with_an_odd_path_is_refused(names: list[str], folder: Path, tmp_path: Path) -> None:
    archive = packed(dict.fromkeys(names, PROGRAM))
    files = published(archive=archive, sums=sums(archive))
    with serving(files) as url, pytest.raises(ReleaseError, match="holds a file of the odd name"):
        fetch(Release("terraform", "1.11.4", url, None), folder)
    assert not folder.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (packed({"LICENSE.txt": b"free"}), "does not hold one program terraform"),
        (ARCHIVE[:-30], "cannot be unpacked"),
        (b"<html>", "cannot be unpacked"),
    ],
    ids=["another one", "half", "a page"],
)
def test_an_archive_without_the_program_is_refused(archive: bytes, message: str, folder: Path) -> None:
    files = published(archive=archive, sums=sums(archive))
    with serving(files) as url, pytest.raises(ReleaseError, match=message):
        fetch(Release("terraform", "1.11.4", url, None), folder)
    assert not folder.exists()


def test_an_archive_that_does_not_end_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terraform_release, "_LARGEST_ARCHIVE", 100)
    with serving(published()) as url, pytest.raises(ReleaseError, match="is larger than 100 bytes"):
        fetch(Release("terraform", "1.11.4", url, None), folder)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("machine", "name"),
    [
        (("Darwin", "arm64"), "darwin_arm64"),
        (("Linux", "aarch64"), "linux_arm64"),
        (("FreeBSD", "amd64"), "freebsd_amd64"),
    ],
)
def test_each_platform_gets_its_own(
    machine: tuple[str, str], name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: machine[0])
    monkeypatch.setattr(platform, "machine", lambda: machine[1])
    assert system() == name
    with serving(published()) as url:
        assert f"_{name}.zip" in fetch(Release("terraform", "1.11.4", url, None), folder)


def test_an_unknown_platform_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Plan9")
    monkeypatch.setattr(platform, "machine", lambda: "mips")
    with (
        serving(published()) as url,
        pytest.raises(ReleaseError, match=r"1\.11\.4 for plan9_mips in http://127"),
    ):
        fetch(Release("terraform", "1.11.4", url, None), folder)
    assert not folder.exists()


def test_opentofu_is_fetched_too(folder: Path) -> None:
    archive = packed({"tofu": PROGRAM})
    files = {
        f"tofu_1.11.4_{kind}": content
        for kind, content in (("SHA256SUMS", sums(archive, "tofu")), ("linux_amd64.zip", archive))
    }
    with serving(files) as url:
        environ = {"TERRAFORM_RELEASE_PROGRAM": "tofu", "TERRAFORM_RELEASE_VERSION": "1.11.4"}
        with pytest.raises(ReleaseError, match="TERRAFORM_RELEASE_URL must name the folder of OpenTofu"):
            Release.resolve(environ)
        found = Release.resolve({**environ, "TERRAFORM_RELEASE_URL": url.replace("1.11.4", "{version}/")})
        assert found == Release("tofu", "1.11.4", url, None)
        said = fetch(found, folder)
    assert "its signature was not checked (TERRAFORM_RELEASE_KEY names no key)" in said
    assert (folder / "tofu").read_bytes() == PROGRAM


def test_without_gpgv_it_says_that_no_signature_was_checked(
    folder: Path, wanted: Callable[[str], Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with serving(published(signature=None)) as url:
        assert "its signature was not checked (gpgv is not on the PATH)" in fetch(wanted(url), folder)


def test_the_pinned_release_comes_from_its_publisher() -> None:
    found = Release.resolve({})
    assert found.url == "https://releases.hashicorp.com/terraform/1.11.4"
    assert (found.name, found.key) == ("terraform_1.11.4", terraform_release.KEY)
    assert Release.resolve({"TERRAFORM_RELEASE_VERSION": "1.13.0"}).url.endswith("/terraform/1.13.0")


def test_the_shipped_key_is_the_one_that_is_named(tmp_path: Path) -> None:
    ring = tmp_path / "ring"
    ring.write_bytes(terraform_release._binary(terraform_release.KEY))
    # A version 4 key packet begins the file; its fingerprint is the SHA-1 of the packet's body.
    content = ring.read_bytes()
    assert content[0] == 0x99
    length = int.from_bytes(content[1:3], "big")
    assert (
        hashlib.sha1(content[: 3 + length]).hexdigest().upper() == "C874011F0AB405110D02105534365D9472D7468F"
    )


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"TERRAFORM_RELEASE_URL": "http://releases.example.com"}, "is not an https address"),
        ({"TERRAFORM_RELEASE_URL": "file:///etc"}, "is not an https address"),
        ({"TERRAFORM_RELEASE_URL": "https://ada:secret@example.com"}, "holds a user or password"),
        ({"TERRAFORM_RELEASE_VERSION": "../1"}, "names no version such as 1.11.4"),
        ({"TERRAFORM_RELEASE_PROGRAM": "bash"}, "is bash, and not terraform or tofu"),
    ],
)
def test_settings_that_make_no_sense_are_told(environ: dict[str, str], message: str) -> None:
    with pytest.raises(ReleaseError, match=message) as refused:
        Release.resolve(environ)
    assert "secret" not in str(refused.value)


def test_the_program_says_why_it_failed_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path, closed_port: int
) -> None:
    monkeypatch.setenv("TERRAFORM_RELEASE_URL", f"http://127.0.0.1:{closed_port}")
    assert main(["--folder", str(folder)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    address = f"http://127.0.0.1:{closed_port}/terraform_1.11.4_SHA256SUMS"
    assert re.fullmatch(rf"{address} cannot be reached: .*refused\.\n", said.err)
    assert not folder.exists()


def test_the_folder_is_the_clones_or_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    root = Path(terraform_release.__file__).parents[2]
    assert program_folder({}) == root / ".cache" / "bin"
    monkeypatch.setattr(
        terraform_release, "__file__", str(tmp_path / "src" / "fjcorp_openai" / "terraform_release.py")
    )
    assert program_folder({"XDG_CACHE_HOME": "/var/cache/me"}) == Path("/var/cache/me/fjcorp.openai/bin")
    assert program_folder({}) == Path("~/.cache/fjcorp.openai/bin").expanduser()


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that nobody listens on, and that nobody else is given while the test runs."""
    import socket

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]

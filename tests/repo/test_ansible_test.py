"""ansible-test's sanity tests, all of them, without an ignore file."""

import configparser
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.repository import ROOT, environment

# ansible-test bootstraps pip from a script it would download; the interpreter brings a pip of its own.
BOOTSTRAP = "import ensurepip\n\nensurepip.bootstrap()\n"
BOOTSTRAP_NAME = "get_pip_24_2.py"


def keep_pip_settings(home: Path) -> None:
    """Write pip's settings of user and environment to `home`; ansible-test lets neither through."""
    settings = configparser.RawConfigParser()
    settings.read([Path.home() / ".pip/pip.conf", Path.home() / ".config/pip/pip.conf"])
    if not settings.has_section("global"):
        settings.add_section("global")
    for name, value in os.environ.items():
        if name.startswith("PIP_") and name != "PIP_CONFIG_FILE":
            settings.set("global", name.removeprefix("PIP_").lower().replace("_", "-"), value)
    settings.set("global", "quiet", "1")
    folder = home / ".config" / "pip"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "pip.conf").touch(mode=0o600)
    with (folder / "pip.conf").open("w", encoding="utf-8") as file:
        settings.write(file)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of ansible-test's own that stays, with an environment for each kind of check.

    They take minutes to make; ansible-test makes one anew when what belongs in it changes.
    """
    folder = ROOT / ".cache" / "ansible-test"
    cache = folder / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / BOOTSTRAP_NAME).write_text(BOOTSTRAP, encoding="utf-8")
    keep_pip_settings(folder)
    yield folder
    (folder / ".config" / "pip" / "pip.conf").unlink()


@pytest.mark.timeout(1800)
def test_sanity_finds_nothing(command, working_copy, home):
    assert list((working_copy / "tests").glob("sanity/ignore*")) == []
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    env = environment(HOME=str(home))
    output = command(
        "ansible-test", "sanity", "--python", python, "--color", "no", cwd=working_copy, env=env, status=None
    )
    lines = output.splitlines()
    findings = [line for line in lines if line.startswith(("ERROR:", "FATAL:"))]
    assert not findings, "\n".join(findings)
    assert len([line for line in lines if line.startswith("Running sanity test")]) > 20, output

"""ansible-test's sanity tests, all of them, without an ignore file."""

import configparser
import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.repository import COLLECTIONS, ROOT, copy_repository, environment

# ansible-test bootstraps pip from a script it would download; the interpreter brings a pip of its own.
BOOTSTRAP = "import ensurepip\n\nensurepip.bootstrap()\n"
BOOTSTRAP_NAME = "get_pip_24_2.py"
# What the collection is made with.
NOT_SHIPPED = ("bench", "extensions", "scripts", "tests")


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


# pylint takes as long as all the others: two workers share the time.
GROUPS = {"pylint": ["--test", "pylint"], "all others": ["--skip-test", "pylint"]}


@contextlib.contextmanager
def home(group: str) -> Iterator[Path]:
    """Yield a home of ansible-test's own that stays, with an environment for each kind of check.

    They take minutes to make; ansible-test makes one anew when what belongs in it changes. Each group has its
    own: two workers do not make the same.
    """
    folder = ROOT / ".cache" / "ansible-test" / group.replace(" ", "-")
    cache = folder / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / BOOTSTRAP_NAME).write_text(BOOTSTRAP, encoding="utf-8")
    keep_pip_settings(folder)
    yield folder
    (folder / ".config" / "pip" / "pip.conf").unlink()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is shipped, at a collection's path; ruff and yamllint see to the rest as well."""
    copy = copy_repository(tmp_path_factory.mktemp("shipped") / "ansible_collections" / "fjcorp" / "openai")
    for name in NOT_SHIPPED:
        shutil.rmtree(copy / name)
    (copy.parents[1] / "community").symlink_to(COLLECTIONS / "ansible_collections" / "community")
    return copy


def sanity(command: Callable[..., str], copy: Path, group: str) -> list[str]:
    """Run a group of checks and return the lines it wrote."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    with home(group) as own:
        words = ["ansible-test", "sanity", "--python", python, "--color", "no", *GROUPS[group]]
        return command(*words, cwd=copy, env=environment(HOME=str(own)), status=None).splitlines()


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("group", "least"), [("pylint", 1), ("all others", 20)])
def test_sanity_finds_nothing(command, shipped, group, least):
    assert not (shipped / "tests").exists(), "there is no ignore file"
    lines = sanity(command, shipped, group)
    findings = [line for line in lines if line.startswith(("ERROR:", "FATAL:"))]
    assert not findings, "\n".join(findings)
    ran = [line for line in lines if line.startswith("Running sanity test")]
    assert len(ran) >= least, "\n".join(lines)

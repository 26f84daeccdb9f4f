"""ansible-test's sanity tests, all of them, without an ignore file.

Each run is given a copy with one fault for each check: what it finds has to be these faults and nothing else.
A check that does not run, or sees no files, finds too little.
"""

import configparser
import contextlib
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.repository import COLLECTIONS, ROOT, copy_repository, environment
from support.sanity_faults import FAULTS, WITHOUT, seed

# ansible-test would download a script that brings pip; the interpreter has a pip of its own. `ensurepip`
# takes six seconds for each environment, and brings setuptools, which nothing uses.
BOOTSTRAP = """
import ensurepip
import pathlib
import sysconfig
import zipfile

wheels = list(pathlib.Path(ensurepip.__file__).with_name("_bundled").glob("pip-*.whl"))
if wheels:
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(sysconfig.get_path("purelib"))
else:
    ensurepip.bootstrap()
"""
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


@pytest.fixture
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


CHECKS = {"pylint": {"pylint"}, "all others": {*FAULTS, *WITHOUT} - {"pylint"}}


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("group", GROUPS)
def test_sanity_finds_the_seeded_faults_alone(command, shipped, group):
    assert not (shipped / "tests").exists(), "there is no ignore file"
    seeded = seed(shipped, CHECKS[group] - WITHOUT.keys())
    lines = sanity(command, shipped, group)
    text = "\n".join(lines)
    assert set(re.findall(r'^Running sanity test "([\w-]+)"', text, re.MULTILINE)) == CHECKS[group], text
    # The last lines list the checks that failed.
    failed = {line.split()[0] for line in lines if line.split()[:1] and line.split()[0] in CHECKS[group]}
    assert failed == CHECKS[group] - WITHOUT.keys(), text
    found = [line.removeprefix("ERROR: ") for line in lines if line.startswith(("ERROR: ", "FATAL: "))]
    located = [line for line in found if re.match(r"\S+:\d+:\d+: ", line)]
    assert [
        line for line in located if not any(f"{path}:" in line or f"{path}'" in line for path in seeded)
    ] == []
    # What has no place is a heading, the summary, or the program that shows documentation.
    rest = [line for line in found if line not in located and not line.startswith("Found ")]
    shown = [line for line in rest if line.startswith('Command "ansible-doc ')]
    assert len(shown) == len(rest) - 1 == (group != "pylint"), text
    assert [line for line in shown if "fault_of_documents" not in line] == []

"""A requirement that the controller's Python lacks is named before anything starts."""

from __future__ import annotations

import re
import sys
import sysconfig
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.package import REQUIREMENTS, check_requirements, open_api

from fjcorp_openai import requirements

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = [
    line
    for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
NAMES = [re.split(r"[<>=~!\[ ]", line)[0] for line in LINES]
COMMAND = f"{sys.executable} -m pip install -r {REQUIREMENTS}"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str | None]]:
    """Versions that differ from those installed, by name; None for one that is not there."""
    changed: dict[str, str | None] = {}
    real = metadata.version

    def version(name: str) -> str:
        if name not in changed:
            return real(name)
        found = changed[name]
        if found is None:
            raise metadata.PackageNotFoundError(name)
        return found

    monkeypatch.setattr(metadata, "version", version)
    check_requirements.cache_clear()
    yield changed
    check_requirements.cache_clear()


def test_nothing_is_missing_here() -> None:
    assert len(NAMES) >= 8
    check_requirements()


@pytest.mark.parametrize("name", NAMES)
def test_each_requirement_that_is_missing_is_named(name: str, installed: dict[str, str | None]) -> None:
    installed[name] = None
    with pytest.raises(StackError) as refused:
        check_requirements()
    assert str(refused.value) == (
        f"the collection needs {name}, which {sys.executable} does not have. Install what it needs: {COMMAND}"
    )


@pytest.mark.parametrize("line", LINES)
def test_each_requirement_that_is_too_old_is_named(line: str, installed: dict[str, str | None]) -> None:
    match = re.fullmatch(r"([\w-]+)>=([\d.]+)(,<[\d.]+)?", line)
    assert match is not None
    name, oldest, _newest = match.groups()
    installed[name] = "0.1.9"
    with pytest.raises(StackError, match=re.escape(f"needs {name}>={oldest} (0.1.9 is too old), which")):
        check_requirements()
    installed[name] = oldest
    check_requirements()


def test_all_that_are_missing_are_named_at_once(installed: dict[str, str | None]) -> None:
    installed.update(dict.fromkeys(NAMES))
    with pytest.raises(StackError, match=re.escape(f"needs {', '.join(NAMES)}, which")):
        check_requirements()


def test_a_client_of_the_api_is_not_opened_without_them(installed: dict[str, str | None]) -> None:
    installed["tenacity"] = None
    with pytest.raises(StackError, match="needs tenacity, which"), open_api({}, {}):
        pass


@pytest.mark.parametrize(
    ("have", "missing"),
    [
        ("3", ["thing>=3.2 (3 is too old)"]),
        ("3.1.99", ["thing>=3.2 (3.1.99 is too old)"]),
        ("3.2", []),
        ("3.2.0rc1", []),
        ("3.10", []),
        ("v4", []),
        ("unknown", []),
    ],
)
def test_versions_are_compared_as_numbers(
    have: str, missing: list[str], installed: dict[str, str | None], tmp_path: Path
) -> None:
    installed |= {"thing": have, "other": "1", "third": None}
    file = tmp_path / "requirements.txt"
    file.write_text("# a comment\n-r more.txt\n\nthing[extra]>=3.2,<9 # why\nother\n", encoding="utf-8")
    (tmp_path / "more.txt").write_text("third>=1.0\n", encoding="utf-8")
    assert requirements.lacking(file) == ["third", *missing]


def test_a_python_of_the_system_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setattr(sysconfig, "get_path", lambda _name: str(tmp_path))
    assert not requirements.externally_managed()
    (tmp_path / "EXTERNALLY-MANAGED").touch()
    assert requirements.externally_managed()
    assert requirements.command(Path("/r.txt")).startswith(
        f"{sys.executable} -m venv ~/.local/share/fjcorp.openai"
    )
    monkeypatch.undo()
    assert not requirements.externally_managed(), "this test runs in an environment of its own"


def test_the_command_can_be_pasted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/my python/bin/python3")
    said = requirements.command(Path("/a folder/requirements.txt"))
    assert said == "'/opt/my python/bin/python3' -m pip install -r '/a folder/requirements.txt'"

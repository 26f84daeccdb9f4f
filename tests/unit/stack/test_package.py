"""What passes through the door from the plugins to the package."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from plugins.plugin_utils import package
from plugins.plugin_utils.errors import StackError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_mirror_has_a_launcher_for_this_python(tmp_path: Path) -> None:
    path = package.install_provider(tmp_path / "mirror")
    assert path.is_relative_to(tmp_path / "mirror")
    assert str(tmp_path / "mirror") in path.read_text("utf-8")
    launcher = (tmp_path / "mirror" / "launch.sh").read_text("utf-8")
    assert f"PYTHONPATH={package.SOURCE}" in launcher
    assert sys.executable in launcher


def test_places_share_a_state_folder_and_no_mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = package.mirror_folder(tmp_path)
    assert here.parent == tmp_path / "provider"
    assert here == package.mirror_folder(tmp_path)
    monkeypatch.setattr(sys, "executable", "/another/python")
    assert package.mirror_folder(tmp_path) != here


def test_the_version_is_that_of_the_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    galaxy = yaml.safe_load((package.COLLECTION / "galaxy.yml").read_text("utf-8"))
    assert package.version() == galaxy["version"]

    def damaged() -> str:
        raise ValueError("no version")

    monkeypatch.setattr(package, "_load", lambda _name: SimpleNamespace(version=damaged))
    with pytest.raises(StackError, match=r"the collection in .* is damaged: no version"):
        package.version()


def test_where_programs_are_and_how_long_a_window_is() -> None:
    assert package.fetched_programs({}) == package.COLLECTION / ".cache" / "bin"
    assert package.pacing_window({"FJCORP_OPENAI_PACING_WINDOW": "7"}) == 7.0
    assert package.pacing_window({}) == 60.0


def test_what_the_package_is_asked_for_arrives_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []

    def noting(name: str) -> Any:
        return lambda *arguments: asked.append((name, *arguments)) or [name]

    functions = SimpleNamespace(**{name: noting(name) for name in ("existing", "revoke", "prepare")})
    loaded: list[str] = []
    monkeypatch.setattr(package, "_load", lambda name: loaded.append(name) or functions)
    plan, api, values, key = {"plan": 1}, object(), {"a": "b"}, object()
    assert package.existing_objects(plan, api, tmp_path, values) == ["existing"]  # type: ignore[arg-type]
    package.revoke_key(plan, api, key)  # type: ignore[arg-type]
    package.prepare_provider(tmp_path, {"A": "b"})
    assert asked == [
        ("existing", plan, api, tmp_path, values),
        ("revoke", plan, api, key),
        ("prepare", tmp_path, sys.executable, package.SOURCE, {"A": "b"}),
    ]
    assert loaded == ["fjcorp_openai.provider.existing"] * 2 + ["fjcorp_openai.provider.mirror"]


def test_a_package_that_cannot_be_loaded_is_named() -> None:
    with pytest.raises(StackError, match=r"package cannot be loaded from .*/src: No module"):
        package._load("fjcorp_openai.no_such_module")

"""A template looks at the sources it has imported, so that it never forks old code."""

from __future__ import annotations

import importlib
import sys
import time
from typing import TYPE_CHECKING

from fjcorp_openai.provider.protocol import template

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_sources_are_looked_at_by_file_and_by_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "fjcorp_openai_looked_at"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, package.name, importlib.import_module(package.name))
    now = time.time_ns() + 10**9
    sources = template.Sources(now)
    assert not sources.have_changed()
    assert template.Sources((package / "__init__.py").stat().st_ctime_ns).have_changed(), "written meanwhile"
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__" / "compiled").touch()
    assert not sources.have_changed()
    (package / "noun.py").write_text("")
    assert sources.have_changed(), "a noun more"
    (package / "noun.py").unlink()
    assert not sources.have_changed()

    (package / "late.py").write_text("")
    importlib.invalidate_caches()
    sources = template.Sources(now)
    name = f"{package.name}.late"
    monkeypatch.setitem(sys.modules, name, importlib.import_module(name))
    sources.look()
    assert not sources.have_changed()
    (package / "late.py").write_text("# others")
    assert sources.have_changed()
    (package / "late.py").unlink()
    assert sources.have_changed()

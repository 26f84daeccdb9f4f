"""What one function does is done nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

ONE = {
    # An atomic write.
    "mkstemp": {"src/fjcorp_openai/durable.py"},
    # "Did you mean": what is near.
    "get_close_matches": {"src/fjcorp_openai/spelling.py"},
}


@pytest.mark.parametrize("name", ONE)
def test_one_place_calls_it(name: str) -> None:
    calls = {
        str(path.relative_to(ROOT))
        for folder in ("src", "plugins")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    }
    assert calls == ONE[name]

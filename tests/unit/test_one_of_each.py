"""What one function does is done nowhere else."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ONE = {
    # An atomic write.
    "mkstemp": {"src/fjcorp_openai/durable.py"},
    # "Did you mean": what is near.
    "get_close_matches": {"src/fjcorp_openai/spelling.py"},
}


def test_one_place_calls_each() -> None:
    calls: dict[str, set[str]] = defaultdict(set)
    for folder in ("src", "plugins"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text("utf-8")
            if not any(name in text for name in ONE):
                continue
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    calls[node.func.attr].add(str(path.relative_to(ROOT)))
    assert {name: calls[name] for name in ONE} == ONE

"""Errors are caught by their type; the handlers that catch everything are few, and say why."""

from __future__ import annotations

import ast
from pathlib import Path

import fjcorp_openai

SOURCE = Path(fjcorp_openai.__file__).parent
COMMENT = "whatever it is"

ALLOWED = {
    # A stream that breaks off leaves a part that was paid for.
    "provider/resources/chat_completion/__init__.py": 1,
    # Storage that cannot be used is taken out again, or is in the state with why it cannot be used.
    "provider/resources/external_storage.py": 1,
    # What was done to files is in the state, and what failed among the problems.
    "provider/resources/vector_store/__init__.py": 1,
    # A new key is in the state, with its sink, or revoked, or named to the user.
    "provider/lifecycles/secret_key.py": 3,
    # So is a new signing secret, or its endpoint is deleted, or named to the user.
    "provider/resources/webhook_endpoint.py": 4,
}
"""Handlers for every error, by file, outside the wire protocol."""
FOLDERS = (
    "api",
    "organization",
    "provider/lifecycles",
    "provider/resources",
    "provider/data_sources",
    "provider/sinks",
)


def broad(path: Path) -> list[int]:
    """Return the lines of a file's handlers for every error, but those that clean up and raise it again."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
        )
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]


def test_only_the_allowed_handlers_catch_every_error() -> None:
    files = [path for folder in FOLDERS for path in (SOURCE / folder).rglob("*.py")]
    assert len(files) > 60
    found = {str(path.relative_to(SOURCE)): broad(path) for path in files}
    assert {name: len(lines) for name, lines in found.items() if lines} == ALLOWED
    for name, lines in found.items():
        text = (SOURCE / name).read_text("utf-8").splitlines()
        for line in lines:
            assert COMMENT in text[line - 1], f"{name}:{line} does not say why it catches every error"


def test_no_error_is_recognized_by_an_attribute_it_may_have() -> None:
    asked = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in (SOURCE / "provider").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "getattr"
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
        and node.args[1].value in ("status", "code", "param")
    ]
    assert asked == []

"""What the official client can send: the members of each operation's body and query, read from its source."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import openai

if TYPE_CHECKING:
    from collections.abc import Iterator

RESOURCES = Path(openai.__file__).parent / "resources"
_METHODS = {"_get": "GET", "_get_api_list": "GET", "_post": "POST", "_put": "PUT", "_delete": "DELETE"}


class Call(NamedTuple):
    """What one method of the client sends.

    Args:
        method: HTTP method.
        path: Path with parameters in braces, as the client has it.
        body: Names of the body's members.
        query: Names of the query's parameters.
    """

    method: str
    path: str
    body: frozenset[str]
    query: frozenset[str]


def calls() -> list[Call]:
    """Return what every method of the synchronous client sends."""
    found = []
    for file in sorted(RESOURCES.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for owner in tree.body:
            if isinstance(owner, ast.ClassDef) and not owner.name.startswith("Async"):
                for function in owner.body:
                    if isinstance(function, ast.FunctionDef):
                        found += list(_sent(function))
    return found


def _sent(function: ast.FunctionDef) -> Iterator[Call]:
    """Yield the calls in a method; what a body's name stands for is looked up in the method."""
    named = {
        node.targets[0].id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(function):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        method, path = _METHODS.get(node.func.attr), _text(node.args[0])
        if method is None or path is None:
            continue
        given = {each.arg: each.value for each in node.keywords if each.arg}
        if "method" in given:  # a list that is asked for by POST
            method = str(_text(given["method"])).upper()
        options = given.get("options")
        inner = options.keywords if isinstance(options, ast.Call) else []
        query = next((each.value for each in inner if each.arg == "query"), None)
        yield Call(method, path, _keys(given.get("body"), named), _keys(query, named))


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Call) and node.args:
        node = node.args[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _keys(node: ast.expr | None, named: dict[str, ast.expr]) -> frozenset[str]:
    if isinstance(node, ast.Name) and node.id in named:
        return _keys(named[node.id], named)
    if isinstance(node, ast.Dict):
        return frozenset(key.value for key in node.keys if isinstance(key, ast.Constant))
    if isinstance(node, ast.Call):
        return frozenset().union(*(_keys(each, named) for each in node.args))
    return frozenset()


def plain(path: str) -> str:
    """Return a path with every parameter written alike, without its query."""
    return re.sub(r"\{[^}]*\}", "{}", path.partition("?")[0])

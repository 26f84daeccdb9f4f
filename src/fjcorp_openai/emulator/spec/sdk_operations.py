"""The operations of the official SDK that is installed, read from its source: it has no table of them."""

from __future__ import annotations

import ast
import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

_CALLS = {
    "_get": "GET",
    "_get_api_list": "GET",
    "_post": "POST",
    "_put": "PUT",
    "_patch": "PATCH",
    "_delete": "DELETE",
}


@dataclass(frozen=True, order=True)
class SdkOperation:
    """A call that the SDK makes.

    Attributes:
        path: Its path, with parameters in braces and without a query.
        method: Upper-case HTTP method.
        name: The SDK's name of it, such as `webhooks.create`.
    """

    path: str
    method: str
    name: str

    @property
    def shape(self) -> tuple[str, str]:
        """Method and path with nameless parameters: the SDK and the document name them differently."""
        return self.method, nameless(self.path)


def nameless(path: str) -> str:
    """Return a path whose parameters have no names."""
    return re.sub(r"{[^}]*}", "{}", path)


def version() -> str:
    """Return the version of the installed SDK."""
    module = ast.parse((_folder() / "_version.py").read_text(encoding="utf-8"))
    return next(
        str(node.value.value)
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        if ast.unparse(node.targets[0]) == "__version__"
    )


def sdk_operations() -> list[SdkOperation]:
    """Return the operations of the installed SDK, each once, by path and method."""
    root = _folder() / "resources"
    found: dict[tuple[str, str], SdkOperation] = {}
    for file in sorted(root.rglob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            # Asynchronous classes make the same calls.
            if isinstance(node, ast.ClassDef) and not node.name.startswith("Async"):
                for operation in _operations(node, _prefix(file.relative_to(root))):
                    found.setdefault(operation.shape, operation)
    return sorted(found.values())


def _folder() -> Path:
    specification = importlib.util.find_spec("openai")
    if specification is None or not specification.origin:
        raise RuntimeError("the package openai is not installed")
    return Path(specification.origin).parent


def _prefix(file: Path) -> str:
    # `files/files.py` holds what is called `files`.
    return ".".join(file.parts[:-1] if file.stem == file.parent.name else (*file.parts[:-1], file.stem))


def _operations(resource: ast.ClassDef, prefix: str) -> list[SdkOperation]:
    found = []
    for function in resource.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            method, path = _CALLS.get(node.func.attr), _path(node.args[0]) if node.args else ""
            if method and path:
                told = next((_path(each.value) for each in node.keywords if each.arg == "method"), "")
                found.append(
                    SdkOperation(path.partition("?")[0], told.upper() or method, f"{prefix}.{function.name}")
                )
    return found


def _path(node: ast.expr) -> str:
    """Return the text of an argument: a constant, one with values put in, or a call of `path_template`."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Call) and node.args:
        return _path(node.args[0])
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part)}}}"
            for part in node.values
        )
    return ""

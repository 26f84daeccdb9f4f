"""No module needs, while it is loaded, one that needs it: neither in `src` nor among the plugins."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = "ansible_collections.fjcorp.openai."


def modules(folder: Path, root: Path, prefix: str) -> dict[str, Path]:
    """Return the files of a folder by the names of their modules, packages by their folder's."""
    names = {
        path: prefix + ".".join(path.relative_to(root).with_suffix("").parts) for path in folder.rglob("*.py")
    }
    return {name.removesuffix(".__init__"): path for path, name in names.items()}


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield what runs when a module is loaded, without what is for type checkers alone."""
    for each in body:
        yield each
        if isinstance(each, ast.If):
            if not (isinstance(each.test, ast.Name) and each.test.id == "TYPE_CHECKING"):
                yield from statements(each.body)
            yield from statements(each.orelse)
        elif isinstance(each, ast.Try):
            for part in (
                each.body,
                each.orelse,
                each.finalbody,
                *(handler.body for handler in each.handlers),
            ):
                yield from statements(part)
        elif isinstance(each, (ast.With, ast.ClassDef, ast.For)):
            yield from statements(each.body)


def imported(name: str, files: dict[str, Path]) -> Iterator[str]:
    """Yield the full names that a module imports while it is loaded, packages on the way included."""
    package = name.split(".") if files[name].name == "__init__.py" else name.split(".")[:-1]
    for each in statements(ast.parse(files[name].read_text("utf-8")).body):
        if isinstance(each, ast.Import):
            found = [alias.name for alias in each.names]
        elif isinstance(each, ast.ImportFrom):
            above = package[: len(package) - each.level + 1] if each.level else []
            base = ".".join([*above, *filter(None, [each.module])])
            names = (f"{base}.{alias.name}" for alias in each.names)
            found = [full if full in files else base for full in names]
        else:
            continue
        for text in found:
            parts = text.split(".")
            yield text
            # A package that holds the module itself is loaded before it anyway, and may import it.
            yield from (
                ".".join(parts[:number])
                for number in range(1, len(parts))
                if parts[:number] != package[:number]
            )


def graph(files: dict[str, Path]) -> dict[str, set[str]]:
    """Return for each module those that it imports."""
    return {
        name: {each for each in imported(name, files) if each in files and each != name} for name in files
    }


@pytest.mark.parametrize(
    ("files", "number"),
    [
        (modules(ROOT / "src" / "fjcorp_openai", ROOT / "src", ""), 200),
        (modules(ROOT / "plugins", ROOT, COLLECTION), 70),
    ],
    ids=["src", "plugins"],
)
def test_no_import_circle(files: dict[str, Path], number: int) -> None:
    found = graph(files)
    assert len(found) > number
    assert sum(map(len, found.values())) > len(found), "hardly anything is imported: the graph is wrong"
    try:
        TopologicalSorter(found).prepare()
    except CycleError as error:
        pytest.fail(f"an import circle: {' -> '.join(error.args[1])}")


def test_a_circle_is_found(tmp_path: Path) -> None:
    texts = {
        "a/__init__.py": "",
        "a/one.py": "try:\n    from . import two\nexcept ImportError:\n    two = None\n",
        "a/two.py": "from a.three.four import five\n",
        "a/three/__init__.py": "from a import one\n",
        "a/three/four.py": "five = 5\n",
        "a/late.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a.one\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = graph(modules(tmp_path / "a", tmp_path, ""))
    assert found["a.late"] == set()
    with pytest.raises(CycleError) as raised:
        TopologicalSorter(found).prepare()
    assert set(raised.value.args[1]) == {"a.one", "a.two", "a.three"}

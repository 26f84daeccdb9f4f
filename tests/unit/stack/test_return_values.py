"""Each plugin has an example, and each value that it returns a description, a type and a sample of it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.stack.settings import load_yaml, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
KINDS = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "list": list,
    "dict": dict,
    "raw": object,
}
BESIDE_CODE = sorted(
    f"{kind}/{path.stem}"
    for kind in ("modules", "lookup")
    for path in (ROOT / "plugins" / kind).glob("*.py")
    if path.stem != "__init__"
)
ALONE = sorted(f"filter/{path.stem}" for path in (ROOT / "plugins" / "filter").glob("*.yml"))
GROUP = load_yaml(ROOT / "meta" / "runtime.yml")["action_groups"]["api"]


def documents(name: str) -> dict[str, Any]:
    """Return the documentation of a plugin by part."""
    if name in ALONE:
        found = load_yaml(ROOT / "plugins" / f"{name}.yml")
        return {part: found.get(part) for part in ("DOCUMENTATION", "EXAMPLES", "RETURN")}
    code = ast.parse((ROOT / "plugins" / f"{name}.py").read_text("utf-8"))
    assigned = {
        each.targets[0].id: each.value.value
        for each in code.body
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)
        if isinstance(each.value, ast.Constant)
    }
    return {part: parse_yaml(assigned[part]) for part in ("DOCUMENTATION", "EXAMPLES", "RETURN")}


def values(returned: dict[str, Any], place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each returned value with its place, those within others included."""
    for name, value in returned.items():
        yield f"{place}.{name}", value
        yield from values(value.get("contains") or {}, f"{place}.{name}")


def faults(name: str) -> Iterator[str]:
    """Yield what the returned values of a plugin lack."""
    for place, value in values(documents(name)["RETURN"], name):
        if not value.get("description"):
            yield f"{place}: no description"
        if value["type"] not in KINDS:
            yield f"{place}: unknown type {value['type']}"
        if value.get("contains"):
            continue
        if "sample" not in value:
            yield f"{place}: no sample"
            continue
        elements = value["sample"] if value["type"] == "list" else []
        wanted = [(value["sample"], value["type"]), *((each, value["elements"]) for each in elements)]
        yield from (
            f"{place}: {each!r} is no {kind}" for each, kind in wanted if not isinstance(each, KINDS[kind])
        )


@pytest.mark.parametrize("name", [*BESIDE_CODE, *ALONE])
def test_plugin_shows_what_it_returns(name: str) -> None:
    assert documents(name)["EXAMPLES"]
    assert list(faults(name)) == []


def test_the_group_has_each_module_that_calls_the_api() -> None:
    calling = [
        name.removeprefix("modules/")
        for name in BESIDE_CODE
        if "fjcorp.openai.api"
        in (documents(name)["DOCUMENTATION"].get("extends_documentation_fragment") or [])
    ]
    assert sorted(GROUP) == sorted(calling)
    assert len(calling) > 5

"""Keys that the inner module repeats leave the engine in no result and no error."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack.engine import Engine
from plugins.plugin_utils.stack.redaction import SENSITIVE

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS = ["sk-proj-aaaabbbbcccc", "sk-admin-ddddeeeeffff"]


def engine(monkeypatch: pytest.MonkeyPatch, ends: Any) -> Engine:
    """Return an engine whose run ends in a result, or raises an error."""

    def run(_engine: Engine, _given: Mapping[str, Any]) -> Any:
        if isinstance(ends, Exception):
            raise ends
        return ends

    monkeypatch.setattr(Engine, "_run", run)
    made = object.__new__(Engine)
    made.settings = SimpleNamespace(keys=SimpleNamespace(secrets=lambda: KEYS))  # type: ignore[assignment]
    return made


@pytest.mark.parametrize("key", KEYS)
def test_no_key_in_an_error_of_the_inner_module(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    failed = engine(monkeypatch, StackError(f"terraform: bad value {key} for {key}\nand {key}"))
    with pytest.raises(StackError) as told:
        failed.run({})
    assert str(told.value) == f"terraform: bad value {SENSITIVE} for {SENSITIVE}\nand {SENSITIVE}"
    # A traceback shows causes: the one with the key is not among them.
    assert told.value.__suppress_context__
    assert told.value.__cause__ is None


@pytest.mark.parametrize("key", KEYS)
def test_no_key_in_a_result_of_the_inner_module(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    ended = engine(monkeypatch, {"changed": True, "warnings": [f"odd: {key}"], "outputs": {key: [key]}})
    assert ended.run({}) == {
        "changed": True,
        "warnings": [f"odd: {SENSITIVE}"],
        "outputs": {SENSITIVE: [SENSITIVE]},
    }

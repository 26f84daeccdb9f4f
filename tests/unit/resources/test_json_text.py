"""JSON texts that say the same are the same."""

from __future__ import annotations

from typing import Any

import pytest

from fjcorp_openai.provider.lifecycles.json_text import json_text, kept_text, same_json
from fjcorp_openai.provider.protocol.values import UNKNOWN


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ('{"a": 7, "b": [1.0, "é"]}', '{ "b": [1, "\\u00e9"], "a": 7.0 }', True),
        ('{"a": true}', '{"a": 1}', False),
        ('{"a": "1"}', '{"a": 1}', False),
        ('{"a": [1, 2]}', '{"a": [2, 1]}', False),
        ('{"a": null}', "{}", False),
        ('{"a": 0.5}', '{"a": 0.50}', True),
        ("[", "[", False),
        (UNKNOWN, "{}", False),
        (None, None, False),
    ],
)
def test_texts_are_compared_by_what_they_say(left: Any, right: Any, same: bool) -> None:
    assert same_json(left, right) is same
    assert same_json(right, left) is same


def test_a_text_stays_as_long_as_it_says_what_the_api_shows() -> None:
    written = '{\n  "b": 1,\n  "a": 7.0\n}'
    assert kept_text(written, {"a": 7, "b": 1}) == written
    assert kept_text(written, {"a": 7, "b": True}) == '{"a": 7, "b": true}'
    assert kept_text(UNKNOWN, {"é": 2.0}) == kept_text(None, {"é": 2.0}) == '{"é": 2}'
    assert json_text({"b": [{"d": 1.0}], "a": 1.5}) == '{"a": 1.5, "b": [{"d": 1}]}'

"""Items of responses and conversations as they are kept: with everything but the bytes of media."""

from __future__ import annotations

from typing import Any

import pytest

from fjcorp_openai.provider.resources.responses.media import BYTES, without_bytes

PNG = "iVBORw0KGgo="
URL = f"data:image/png;base64,{PNG}"


@pytest.mark.parametrize(
    ("item", "names"),
    [
        ({"type": "input_image", "image_url": URL, "detail": "auto"}, ["image_url"]),
        ({"type": "input_file", "file_data": URL, "filename": "a.png"}, ["file_data"]),
        ({"type": "input_file", "file_data": PNG, "filename": "a.png"}, ["file_data"]),
        ({"type": "image_generation_call", "id": "ig_1", "result": PNG}, ["result"]),
        ({"type": "image", "url": URL}, ["url"]),
        ({"data": PNG, "format": "wav", "transcript": "Hello"}, ["data"]),
    ],
    ids=str,
)
def test_bytes_are_taken_out_wherever_they_stand(item: dict[str, Any], names: list[str]) -> None:
    wanted = {**item, **dict.fromkeys(names, BYTES)}
    assert without_bytes(item) == wanted
    whole = [
        {"type": "message", "content": [{"type": "input_text", "text": "See"}, item]},
        {"output": [item]},
    ]
    first, second = without_bytes(whole)
    assert (first["content"][1], second["output"]) == (wanted, [wanted])
    assert PNG in str(whole), "what was given stays as it was"


@pytest.mark.parametrize(
    "item",
    [
        {"type": "input_text", "text": URL},
        {"type": "function_call", "arguments": URL},
        {"type": "function_call_output", "output": "data:5,6"},
        {"type": "input_image", "image_url": "https://example.com/a.png", "file_id": None},
        {"type": "web_search_call", "result": PNG, "action": {"query": "data"}},
        {"data": "", "count": 3, "more": [None, True, 1.5]},
    ],
    ids=str,
)
def test_all_else_stays(item: dict[str, Any]) -> None:
    assert without_bytes(item) == item

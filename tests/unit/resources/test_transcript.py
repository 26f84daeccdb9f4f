"""What people wrote stays text in a transcript."""

from __future__ import annotations

import json

import pytest

from fjcorp_openai.provider.resources.thread import transcript


def spoken(*texts: str, role: str = "user") -> list[dict[str, object]]:
    return [
        {"type": "message", "role": role, "content": [{"type": "input_text", "text": each}]} for each in texts
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# Title", r"\# Title"),
        ("<script>x</script>", r"\<script\>x\</script\>"),
        ("![a](http://b/c.png)", r"\!\[a\]\(http\:\/\/b\/c\.png\)".replace(r"\/", "/")),
        ("    code", "code"),
        ("1. one\n2. two", "1\\. one\\\n2\\. two"),
        ("---", r"\-\-\-"),
        ("`rm`", r"\`rm\`"),
        ("a\n\nb", "a\\\n\u00a0\\\nb"),
        ("\x1b[31mred\u202e", "\ufffd\\[31mred\ufffd"),
        ("| a | b |", r"\| a \| b \|"),
        ("&lt;", r"\&lt;"),
    ],
)
def test_a_text_is_no_markdown(text: str, shown: str) -> None:
    written = transcript.markdown("conv_1", spoken(text)).decode()
    assert written == f"# Conversation conv\\_1\n\n## User\n\n{shown}\n"


def test_items_of_tools_and_parts_are_named() -> None:
    items = [
        {
            "type": "message",
            "role": "user",
            "content": [
                {"type": "input_image", "image_url": "data:image/png;base64,AAAA"},
                {"type": "input_file", "file_id": "file-1"},
            ],
        },
        {"type": "reasoning", "summary": []},
        {"type": "function_call", "name": "weather", "arguments": '{"city": "Rome"}'},
    ]
    written = transcript.markdown("conv_1", items).decode()
    assert "AAAA" not in written
    assert r"(image: in the message)" in written
    assert r"(file: file\-1)" in written
    assert "## Reasoning\n" in written
    assert "## Function call\n\nname\\: weather\n" in written


def test_json_lines_hold_the_items_without_the_bytes_of_files() -> None:
    part = {"type": "input_file", "file_data": "data:text/plain;base64,AAAA", "filename": "a.txt"}
    items = [{"type": "message", "role": "user", "content": [part]}, *spoken("Grüße\u2028")]
    rows = transcript.json_lines("conv_1", items).decode().split("\n")[:-1]
    assert [json.loads(row)["content"][0] for row in rows] == [
        {**part, "file_data": "(bytes)"},
        {"type": "input_text", "text": "Grüße\u2028"},
    ]

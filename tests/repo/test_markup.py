"""Pages stand in templates: no string of `src` or `plugins` holds HTML."""

import ast
import re

import pytest

from support.repository import ROOT

MARKUP = re.compile(
    r"</\w+>|<!doctype|<(?:div|span|td|tr|p|b|code|button|input|form|link|style)[ >]", re.IGNORECASE
)


def strings_with_markup(text: str) -> list[str]:
    return [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and MARKUP.search(node.value)
    ]


@pytest.mark.parametrize("folder", ["src", "plugins"])
def test_no_string_holds_html(folder):
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    found = {path: strings_with_markup(path.read_text(encoding="utf-8")) for path in files}
    assert {path: texts for path, texts in found.items() if texts} == {}


@pytest.mark.parametrize("text", ["'<b>bold</b>'", "f'<td class=\"{kind}\">'", "'<!DOCTYPE html>'"])
def test_html_is_found(text):
    assert strings_with_markup(text)

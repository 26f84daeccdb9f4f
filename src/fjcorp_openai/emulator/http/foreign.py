"""What others answer in the service's place: a proxy on the way, or a server at a wrong address."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template

from fjcorp_openai.emulator.family import Answer

_HTML = Path(__file__).with_name("templates") / "not_found.html"

PAGES = {
    "html": ("text/html; charset=utf-8", _HTML.read_text(encoding="utf-8")),
    "json": ("application/json", json.dumps({"detail": "Not Found"})),
    "empty": ("text/plain", ""),
}
"""Content type and body of each kind of page."""


def page(kind: str, status: int) -> Answer:
    """Return a page of a kind, with none of the service's own headers."""
    media_type, text = PAGES[kind]
    content = Template(text).substitute(status=status).encode()
    return Answer(content=content, media_type=media_type, status=status, is_foreign=True)

"""What others answer in the service's place: a proxy on the way, or a server at a wrong address."""

from __future__ import annotations

import json

from fjcorp_openai.emulator.family import Answer

_HTML = """\
<!DOCTYPE html>
<html><head><title>{status} Not Found</title></head>
<body><h1>Not Found</h1><p>The requested URL was not found on this server.</p><hr>proxy.example</body></html>
"""

PAGES = {
    "html": ("text/html; charset=utf-8", _HTML),
    "json": ("application/json", json.dumps({"detail": "Not Found"})),
    "empty": ("text/plain", ""),
}
"""Content type and body of each kind of page."""


def page(kind: str, status: int) -> Answer:
    """Return a page of a kind, with none of the service's own headers."""
    media_type, text = PAGES[kind]
    content = text.replace("{status}", str(status)).encode()
    return Answer(content=content, media_type=media_type, status=status, is_foreign=True)

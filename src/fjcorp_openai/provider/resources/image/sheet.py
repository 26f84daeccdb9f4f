"""The contact sheet: a page without scripts that shows the images of one call side by side."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --line: #8884; --dim: light-dark(#5b6270, #a8aeb9); }}
body {{ margin: 0 auto; max-width: 90rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; }}
h1 {{ font-size: 1.25rem; margin: 0; overflow-wrap: anywhere; }}
p {{ margin: .25rem 0; color: var(--dim); }}
#prompt {{ max-height: 12rem; overflow: auto; overflow-wrap: anywhere; white-space: pre-wrap;
 color: inherit; }}
main {{ display: grid; gap: 1.5rem; margin-top: 1.5rem; align-items: start;
 grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); }}
figure {{ margin: 0; border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }}
img {{ display: block; width: 100%; height: auto;
 background: repeating-conic-gradient(#8882 0 25%, #0000 0 50%) 0 0 / 1rem 1rem; }}
figcaption {{ padding: .75rem; font-size: .875rem; overflow-wrap: anywhere; }}
figcaption b {{ display: block; }}
code {{ font-size: .75rem; color: var(--dim); }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{about}</p>
<p id="prompt" tabindex="0">{prompt}</p>
<main>
{figures}
</main>
</body>
</html>
"""
_FIGURE = """\
<figure>
<img src="{source}" alt="{name}"{size} loading="lazy">
<figcaption><b>{name}</b>{facts}{revised}<br><code>{sha256}</code></figcaption>
</figure>"""


def page(values: Mapping[str, Any], results: Mapping[str, Any]) -> bytes:
    """Return the page, with all texts escaped.

    Args:
        values: The inputs.
        results: The results, the files among them; these are in the page's folder.
    """
    files = results["files"]
    asked = [str(values[name]) for name in ("quality", "size") if values.get(name)]
    made = _day(results.get("created"))
    about = ", ".join([*asked, *([made] if made else [])])
    text = _PAGE.format(
        title=_text(f"{len(files)} images by {values['model']}"),
        prompt=_text(values["prompt"]),
        about=_text(about),
        figures="\n".join(map(_figure, files)),
    )
    return text.encode("utf-8", "replace")


def _figure(file: Mapping[str, Any]) -> str:
    name = os.path.basename(file["path"])  # noqa: PTH119 (as it was written)
    known = file["width"] is not None and file["height"] is not None
    facts = [f"{file['width']} × {file['height']}"] if known else []
    facts += [str(file["format"]).upper(), f"{file['bytes']:,} bytes"]
    revised = f"<br>{_text(file['revised_prompt'])}" if file["revised_prompt"] else ""
    return _FIGURE.format(
        source=escape(quote(name), quote=True),
        name=_text(name),
        size=f' width="{int(file["width"])}" height="{int(file["height"])}"' if known else "",
        facts=_text(", ".join(facts)),
        revised=revised,
        sha256=_text(file["sha256"]),
    )


def _text(value: Any) -> str:
    """Return a text for HTML: nothing in it is markup, and nothing turns the direction of writing."""
    return escape("".join(_shown(each) for each in str(value)), quote=True)


def _shown(character: str) -> str:
    return character if character.isprintable() or character == "\n" else " "


def _day(created: Any) -> str:
    try:
        return f"{datetime.fromtimestamp(created, UTC):%Y-%m-%d %H:%M} UTC"
    except (TypeError, ValueError, OverflowError, OSError):
        return ""

"""The contact sheet: a page without scripts that shows the images of one call side by side."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEMPLATE = Path(__file__).with_name("sheet.html.j2")


def page(values: Mapping[str, Any], results: Mapping[str, Any]) -> bytes:
    """Return the page; the template escapes all texts.

    Args:
        values: The inputs.
        results: The results, the files among them; these are in the page's folder.
    """
    files = results["files"]
    asked = [str(values[name]) for name in ("quality", "size") if values.get(name)]
    made = _day(results.get("created"))
    about = ", ".join([*asked, *([made] if made else [])])
    # Needed by few runs, and not quick to load.
    from jinja2 import Environment, StrictUndefined

    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(
        _TEMPLATE.read_text("utf-8")
    )
    text = template.render(
        title=_text(f"{len(files)} images by {values['model']}"),
        prompt=_text(values["prompt"]),
        about=_text(about),
        files=[_figure(file) for file in files],
    )
    return f"{text}\n".encode("utf-8", "replace")


def _figure(file: Mapping[str, Any]) -> dict[str, Any]:
    name = os.path.basename(file["path"])  # noqa: PTH119 (as it was written)
    known = file["width"] is not None and file["height"] is not None
    facts = [f"{file['width']} × {file['height']}"] if known else []
    facts += [str(file["format"]).upper(), f"{file['bytes']:,} bytes"]
    return {
        "source": quote(name),
        "name": _text(name),
        "known": known,
        "width": file["width"],
        "height": file["height"],
        "facts": _text(", ".join(facts)),
        "revised": _text(file["revised_prompt"] or ""),
        "sha256": _text(file["sha256"]),
    }


def _text(value: Any) -> str:
    """Return a text in which nothing turns the direction of writing; the template escapes it."""
    return "".join(_shown(each) for each in str(value))


def _shown(character: str) -> str:
    return character if character.isprintable() or character == "\n" else " "


def _day(created: Any) -> str:
    try:
        return f"{datetime.fromtimestamp(created, UTC):%Y-%m-%d %H:%M} UTC"
    except (TypeError, ValueError, OverflowError, OSError):
        return ""

"""Images: drawn, edited where a mask is transparent, and varied."""

from __future__ import annotations

import base64

from campaign.subject import Noun, Subject, Values, operations

_DRAWN: Values = {
    "prompt": "A red bicycle",
    "model": "gpt-image-2.6-flare",
    "size": "1024x640",
    "n": 2,
    "output_dir": "<folder>/images",
}
_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAEklEQVR42mNgGAWjYBSMAggAAAQQAAGvRYgsAAAAAElFTkSuQmCC"
)
"""A PNG of 16 x 16 pixels that is transparent everywhere."""
_ONE, _TWO = ({"path": f"<folder>/{name}.png"} for name in ("one", "two"))
_EDITED: Values = {**_DRAWN, "operation": "edit", "images": [_ONE, _TWO], "mask": "<folder>/mask.png"}
_VARIED: Values = {**_DRAWN, "operation": "variation", "images": [_ONE], "prompt": None}
_EDIT = operations("createImageEdit", "createImageEdit", "")
_FILES = dict.fromkeys(("one.png", "two.png", "mask.png"), _PICTURE)

NOUNS = (
    Noun(
        "image",
        apart="an answer that is paid for each time",
        calls=(
            Subject(
                "image",
                _DRAWN,
                {**_DRAWN, "prompt": "A blue bicycle"},
                operations("createImage", "createImage", ""),
            ),
            Subject(
                "image",
                _EDITED,
                {**_EDITED, "prompt": "A blue bicycle"},
                _EDIT,
                files=_FILES,
                variant="an edit with a mask",
            ),
            Subject(
                "image",
                _VARIED,
                {**_VARIED, "triggers": {"again": "1"}},
                _EDIT,
                files=_FILES,
                variant="a variation",
            ),
        ),
    ),
)

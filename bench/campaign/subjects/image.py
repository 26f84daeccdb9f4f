"""Images."""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values, operations

_DRAWN: Values = {
    "prompt": "A red bicycle",
    "model": "gpt-image-2.6-flare",
    "size": "1024x640",
    "n": 2,
    "output_dir": "<folder>/images",
}

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
        ),
    ),
)

"""What a call for images uses at most, by what is published; nothing bounds what nobody published."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from fjcorp_openai.money.usage import Usage
from fjcorp_openai.provider.resources.image.attributes import GENERATION
from fjcorp_openai.provider.resources.image.model_rules import MOST_PIXELS, takes_xhigh

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKENS_A_MEGAPIXEL = {"low": 259.5, "medium": 1007.1, "high": 3967.3}
"""By what was published for gpt-image-1 at 1024x1024: 272, 1,056 and 4,160 tokens."""
_FRAMES = 9


def usage_at_most(values: Mapping[str, Any]) -> Usage:
    """Return what a call with known inputs uses at most.

    Nothing bounds the tokens of images to edit, those of quality `xhigh` and `max`, which a newer model may
    choose by itself where the quality is `auto`, and those of a model that writes an SVG.

    Args:
        values: The inputs; `prompt` is that of a variation too.
    """
    quality = values["quality"] or "auto"
    if quality == "auto" and not takes_xhigh(values["model"]):
        quality = "high"
    rate = None if values["output_format"] == "svg" else _TOKENS_A_MEGAPIXEL.get(quality)
    found = re.fullmatch(r"(\d+)x(\d+)", values["size"] or "auto")
    megapixels = (int(found[1]) * int(found[2]) if found else MOST_PIXELS) / 1_000_000
    frames = int(values["frame_count"] or _FRAMES) if values["output_format"] == "gif" else 1
    units: dict[str, float | None] = {
        "input_tokens": math.ceil(len(str(values["prompt"]).encode()) / 3),
        "output_tokens": None if rate is None else math.ceil(rate * megapixels) * int(values["n"]) * frames,
    }
    if values["operation"] != GENERATION:
        units["image_input_tokens"] = None
    return Usage(str(values["model"]), units, hint="" if rate else "set quality to low, medium or high")

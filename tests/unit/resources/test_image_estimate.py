"""What a call for images uses at most, by what is published; and nothing where nothing is."""

from __future__ import annotations

from typing import Any

import pytest

from fjcorp_openai.money.usage import Usage
from fjcorp_openai.provider.resources.image.estimate import usage_at_most


def values(**more: Any) -> dict[str, Any]:
    common: dict[str, Any] = {
        "operation": "generation",
        "model": "gpt-image-2",
        "prompt": "A red bicycle",
        "n": 1,
        "size": "1024x1024",
        "quality": "low",
        "output_format": "png",
        "frame_count": None,
    }
    return {**common, **more}


def test_the_published_figures() -> None:
    found = [usage_at_most(values(quality=each)).units["output_tokens"] for each in ("low", "medium", "high")]
    assert found == [273, 1057, 4161]
    assert usage_at_most(values()) == Usage("gpt-image-2", {"input_tokens": 5, "output_tokens": 273})


@pytest.mark.parametrize(
    ("more", "output"),
    [
        ({"n": 3}, 819),
        ({"size": None}, 2153),
        ({"quality": None}, 4161),
        ({"quality": "auto", "model": "gpt-image-2.6-flare"}, None),
        ({"quality": "xhigh", "model": "gpt-image-2.6-flare"}, None),
        ({"model": "gpt-image-2.6-flare", "output_format": "gif"}, 273 * 9),
        ({"model": "gpt-image-2.6-flare", "output_format": "gif", "frame_count": 2}, 273 * 2),
    ],
    ids=str,
)
def test_what_is_made(more: dict[str, Any], output: int | None) -> None:
    assert usage_at_most(values(**more)).units["output_tokens"] == output


def test_nobody_published_what_images_to_edit_take() -> None:
    assert usage_at_most(values(operation="edit")).unbounded == ("image_input_tokens",)
    assert usage_at_most(values(output_format="svg")).unbounded == ("output_tokens",)


def test_a_prompt_is_bounded_by_its_bytes() -> None:
    assert usage_at_most(values(prompt="äöü" * 100)).units["input_tokens"] == 200

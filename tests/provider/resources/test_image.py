"""`openai_image` from its creation to its end, with the real Terraform."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

IMAGES = """
resource "openai_image" "poster" {
  prompt     = "A red bicycle"
  model      = "gpt-image-2.6-flare"
  n          = 2
  size       = "1024x640"
  output_dir = "images"
  triggers   = { edition = "EDITION" }
}

resource "openai_image" "night" {
  operation  = "variation"
  model      = "gpt-image-2.6-flare"
  size       = "1024x640"
  images     = [{ path = openai_image.poster.files[0].path }]
  output_dir = "night"
  filename   = "night.{format}"
}
"""
PAID = ["POST /v1/images/generations", "POST /v1/images/edits"]


def names(made: Stack, folder: str) -> list[str]:
    return sorted(path.name for path in (made.folder / folder).iterdir())


def test_images_are_paid_for_once_replaced_and_removed(stack: Callable[..., Stack]) -> None:
    made = stack(IMAGES.replace("EDITION", "1"))
    made.apply()
    assert made.written() == PAID
    before = made.values("openai_image.poster")
    for each in before["files"]:
        assert hashlib.sha256((made.folder / each["path"]).read_bytes()).hexdigest() == each["sha256"]
    assert made.changes() == {}
    assert names(made, "images") == [
        *(each["path"].removeprefix("images/") for each in before["files"]),
        "index.html",
    ]
    assert made.written() == []

    # A fixed name makes way for its successor, and a name with the digest is another one.
    made.configure(IMAGES.replace("EDITION", "2"))
    made.apply()
    assert made.written() == PAID
    after = made.values("openai_image.poster")
    assert after["digest"] != before["digest"]
    assert made.changes() == {}
    assert [names(made, folder) for folder in ("images", "night")] == [
        [*(each["path"].removeprefix("images/") for each in after["files"]), "index.html"],
        ["night.png"],
    ]
    made.destroy()
    assert [names(made, folder) for folder in ("images", "night")] == [[], []]
    assert made.written() == []

"""Configurations of `openai_image`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from support.wire import InProcess, Saved

NAME = "openai_image"
MODEL = "gpt-image-2.6-flare"


def drawn(folder: Path, **more: Any) -> dict[str, Any]:
    """Return what draws a bicycle into a folder."""
    return {
        "prompt": "A red bicycle",
        "model": MODEL,
        "size": "1024x640",
        "output_dir": str(folder / "images"),
        **more,
    }


def edited(folder: Path, *images: dict[str, str], **more: Any) -> dict[str, Any]:
    """Return what edits images."""
    return drawn(folder, operation="edit", images=list(images), **more)


def applied(run: InProcess, config: dict[str, Any], saved: Saved | None = None) -> Saved:
    """Plan and apply, and return what Terraform keeps."""
    made = run.apply(NAME, config, saved)
    assert made is not None
    return made


def is_settled(run: InProcess, config: dict[str, Any], saved: Saved) -> bool:
    """Plan, and return whether nothing is to be done."""
    planned, _private = run.plan(NAME, config, saved)
    return planned == saved.state and not run.replaced


def names(folder: Path) -> list[str]:
    """Return the names of what is in the folder that `drawn` draws into."""
    return sorted(path.name for path in (folder / "images").iterdir())

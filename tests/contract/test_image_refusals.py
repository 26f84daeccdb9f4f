"""What `openai_image` refuses in the plan, before anything is paid."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from support.images import NAME, drawn
from support.pictures import clear_png, opaque_png
from support.wire import InProcess, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"prompt": None}, "Set exactly one of prompt"),
    ({"prompt": "x" * 32_001}, "1 to 32000 are allowed"),
    ({"operation": "edit"}, "set exactly one of images"),
    ({"operation": "edit", "images": [{"path": "PICTURE"}] * 17}, "1 to 16 are allowed"),
    ({"operation": "edit", "images": [{"path": "PICTURE", "file_id": "file-1"}]}, "exactly one of path"),
    ({"operation": "variation", "images": [{"path": "PICTURE"}] * 2}, "A variation is of one image"),
    ({"images": [{"path": "PICTURE"}]}, "Set none of images"),
    ({"mask": "PICTURE"}, "Set none of images, mask"),
    ({"operation": "edit", "images": [{"path": "PICTURE"}], "moderation": "low"}, "set none of moderation"),
    ({"response_format": "url"}, "the images are always written to output_dir"),
    ({"style": "vivid"}, "say in the prompt how the image shall look"),
    ({"quality": "hd"}, "it was of DALL-E; say high"),
    ({"quality": "standard"}, "it was of DALL-E; say medium"),
    ({"quality": "max", "model": "gpt-image-2"}, "needs gpt-image-2.5 or a newer model"),
    ({"complexity": "low", "model": "gpt-image-2-2026-04-21"}, "needs gpt-image-2.5 or a newer model"),
    ({"output_format": "gif", "model": "gpt-image-2"}, "gif needs gpt-image-2.5 or a newer model"),
    ({"size": "1000x1000"}, "multiples of 16, such as 992x992"),
    ({"size": "3200x640"}, "one edge is at most 3 times the other"),
    ({"size": "1024x624"}, "638,976 pixels"),
    ({"size": "3840x2176"}, "8,355,840 pixels"),
    ({"size": "4096x2048"}, "no edge is longer than 3840"),
    ({"size": "1536x864", "model": "gpt-image-1.5"}, "newer models draw other sizes"),
    ({"size": "large"}, "is not a size such as 1536x864"),
    ({"background": "transparent", "output_format": "jpeg"}, "A jpeg has no transparent background"),
    ({"output_compression": 50}, "Set none of output_compression"),
    ({"output_format": "svg", "n": 2}, "One SVG is made in a call"),
    ({"frame_count": 3}, "Set none of frame_count"),
    ({"svg": {"model": "gpt-6-sol"}}, "Set none of svg"),
    ({"n": 11}, "11 is not from 1 to 10"),
    ({"n": 2, "filename": "logo.png"}, "put {index} into it"),
    ({"filename": "../logo.png"}, "is not a file's name"),
    ({"filename": ".logo"}, "is not a file's name"),
    ({"contact_sheet": "../x.html"}, "is not a name that ends in .html"),
    ({"output_dir": "PICTURE/x"}, "no folder in which files can be made"),
    ({"model": "gpt-image-9"}, "There is no model gpt-image-9"),
]


@pytest.mark.parametrize(("more", "message"), REFUSED, ids=str)
def test_bad_input_is_refused_in_the_plan(
    run: InProcess,
    asked: Callable[[], list[str]],
    tmp_path: Path,
    picture: Path,
    more: dict[str, Any],
    message: str,
) -> None:
    config = json.loads(json.dumps(drawn(tmp_path, **more)).replace("PICTURE", str(picture)))
    with pytest.raises(RefusedError, match=re.escape(message)):
        run.plan(NAME, config)
    assert asked() == []


EDITS: list[tuple[dict[str, Any], bytes, str]] = [
    ({"mask": "OTHER"}, clear_png(32, 32), "32x32 pixels large, and the first image 64x48"),
    ({"mask": "OTHER"}, opaque_png(64, 48), "no alpha channel"),
    ({"mask": "OTHER"}, b"GIF89a" + bytes(20), "It is no PNG"),
    ({"mask": "OTHER"}, clear_png(64, 48) + bytes(4_000_000), "fewer than 4,000,000 are taken"),
    ({"markup": "OTHER"}, opaque_png(64, 48), "no alpha channel"),
    ({"mask": "OTHER", "markup": "OTHER"}, clear_png(64, 48), "Set only one of mask, markup"),
    ({"images": [{"path": "OTHER"}]}, b"GIF89a" + bytes(20), "It is no PNG, JPEG or WebP"),
    ({"images": [{"path": "OTHER"}]}, b"", "It is no PNG, JPEG or WebP"),
    ({"images": [{"path": "/nowhere/a.png"}]}, b"", 'Cannot read the file "/nowhere/a.png"'),
    (
        {"images": [{"path": "OTHER"}, {"file_id": "file-1"}]},
        opaque_png(8, 8) + bytes(15_000_000),
        "upload it, and name the file",
    ),
    (
        {"images": [{"path": "OTHER"}]},
        opaque_png(8, 8) + bytes(50_000_000),
        "fewer than 50,000,000 are taken",
    ),
    (
        {"images": [{"file_id": "file-1"}], "markup": "OTHER"},
        clear_png(64, 48),
        "markup with local images alone",
    ),
    ({"input_fidelity": "high"}, b"", "it always keeps close to them"),
    ({"input_fidelity": "high", "model": "gpt-image-1-mini", "size": "auto"}, b"", "takes low alone"),
]


@pytest.mark.parametrize(("more", "content", "message"), EDITS, ids=[message for *_others, message in EDITS])
def test_a_file_that_cannot_be_edited_is_refused_before_a_call(
    run: InProcess,
    asked: Callable[[], list[str]],
    tmp_path: Path,
    picture: Path,
    more: dict[str, Any],
    content: bytes,
    message: str,
) -> None:
    other = tmp_path / "other.png"
    other.write_bytes(content)
    config = drawn(tmp_path, operation="edit", **{"images": [{"path": "PICTURE"}], **more})
    text = json.dumps(config).replace("PICTURE", str(picture)).replace("OTHER", str(other))
    with pytest.raises(RefusedError, match=re.escape(message)):
        run.plan(NAME, json.loads(text))
    assert asked() == []

"""The contact sheet in a real browser, wide and narrow, with texts that somebody wrote to break out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.resources.image import sheet
from support.pictures import opaque_png

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.browser import Tab

BREAKOUT = "\"'><script>document.title = 'broken'</script><img src=x onerror=\"document.title = 'broken'\">"
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><script>alert(1)</script>
<rect width="90" height="60" fill="red"/></svg>"""


def file(path: Path, content: bytes, **more: Any) -> dict[str, Any]:
    path.write_bytes(content)
    common = {"path": str(path), "sha256": "0a" * 32, "bytes": len(content), "width": 90, "height": 60}
    return {**common, "format": "png", "revised_prompt": None, **more}


@pytest.mark.parametrize("width", [1280, 390])
def test_the_images_stand_side_by_side_and_no_text_is_markup(
    open_tab: Callable[..., Tab], tmp_path: Path, width: int
) -> None:
    files = [
        file(tmp_path / "a-1.png", opaque_png(90, 60), revised_prompt=BREAKOUT),
        file(tmp_path / "a 2?#%.png", opaque_png(90, 60)),
        file(tmp_path / "a-3.svg", DRAWING.encode(), format="svg", width=None, height=None),
    ]
    values = {"model": BREAKOUT, "prompt": f"{BREAKOUT} {'bicycle' * 2000}", "quality": "low", "size": None}
    (tmp_path / "index.html").write_bytes(sheet.page(values, {"files": files, "created": 1790000000}))
    tab = open_tab(viewport={"width": width, "height": 900})
    tab.page.goto((tmp_path / "index.html").as_uri())
    for image in tab.page.locator("img").all():
        image.scroll_into_view_if_needed()
    tab.page.wait_for_function("[...document.images].every(each => each.complete)")
    assert tab.page.evaluate("[...document.images].map(each => each.naturalWidth)") == [90, 90, 90]
    assert tab.page.title() == f"3 images by {BREAKOUT}"
    assert tab.page.locator("figcaption").first.inner_text().count("<script>") == 1
    assert "2026-09-21 14:13 UTC" in tab.page.locator("p").first.inner_text()
    columns = {round(each.bounding_box()["x"]) for each in tab.page.locator("figure").all()}
    assert len(columns) == (3 if width == 1280 else 1)
    assert tab.page.evaluate("document.documentElement.scrollWidth") == width
    assert tab.page.evaluate("document.scripts.length") == 0
    assert tab.complaints == []
    assert {each.rpartition("/")[0] for each in tab.requests} == {tmp_path.as_uri()}

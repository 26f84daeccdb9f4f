"""Scalable Vector Graphics: a rectangle for each tile."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from fjcorp_openai.emulator.families.images.canvas import Canvas

_NAMESPACE = "http://www.w3.org/2000/svg"


def encode(canvas: Canvas) -> bytes:
    """Write a picture as an SVG file.

    Args:
        canvas: The picture.

    Returns:
        The file's bytes.
    """
    tile, width, height = canvas.tile, canvas.width, canvas.height
    picture = ET.Element(
        "svg", xmlns=_NAMESPACE, width=str(width), height=str(height), viewBox=f"0 0 {width} {height}"
    )
    for row, colours in enumerate(canvas.colours):
        for column, colour in enumerate(colours):
            if canvas.opaque(row, column):
                place = {"x": column * tile, "y": row * tile, "width": tile, "height": tile}
                fill = f"#{bytes(colour).hex()}"
                ET.SubElement(
                    picture, "rect", {**{name: str(at) for name, at in place.items()}, "fill": fill}
                )
    return ET.tostring(picture) + b"\n"

"""Scalable Vector Graphics: a rectangle for each tile."""

from fjcorp_openai.emulator.families.images.canvas import Canvas


def encode(canvas: Canvas) -> bytes:
    """Write a picture as an SVG file.

    Args:
        canvas: The picture.

    Returns:
        The file's bytes.
    """
    tile, width, height = canvas.tile, canvas.width, canvas.height
    tiles = "".join(
        f'<rect x="{column * tile}" y="{row * tile}" width="{tile}" height="{tile}" '
        f'fill="#{bytes(colour).hex()}"/>'
        for row, colours in enumerate(canvas.colours)
        for column, colour in enumerate(colours)
        if canvas.opaque(row, column)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{tiles}</svg>\n'
    ).encode()

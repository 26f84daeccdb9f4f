"""The picture an image operation answers with: a mosaic whose colours follow from the prompt."""

import hashlib
from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Canvas:
    """A picture made of square tiles of one colour each.

    Attributes:
        width: Pixels across.
        height: Pixels down.
        tile: Edge of a tile in pixels, a multiple of 16 so that JPEG blocks never straddle two tiles.
        colours: Rows of tiles, top to bottom; the last tile of a row or column may be cut by the edge.
        transparent: Whether the border tiles let the background through (PNG and WebP only).
    """

    width: int
    height: int
    tile: int
    colours: tuple[tuple[Colour, ...], ...]
    transparent: bool = False

    def opaque(self, row: int, column: int) -> bool:
        """Return whether the tile at ``row``, ``column`` covers the background."""
        edge = row in {0, len(self.colours) - 1} or column in {0, len(self.colours[0]) - 1}
        return not (self.transparent and edge)


def paint(subject: str, width: int, height: int, *, variant: int = 0, transparent: bool = False) -> Canvas:
    """Paint the mosaic of a subject.

    The same subject, size and variant always give the same picture.

    Args:
        subject: Prompt, or anything else that identifies the picture.
        width: Pixels across, at least 1.
        height: Pixels down, at least 1.
        variant: Distinguishes the pictures of one request.
        transparent: Leave the border tiles transparent.

    Returns:
        The picture.
    """
    tile = max(16, (max(width, height) // 16) // 16 * 16)
    columns, rows = -(-width // tile), -(-height // tile)
    seed = hashlib.blake2b(f"{subject}\0{variant}".encode(), digest_size=64).digest()
    corners = [tuple(seed[3 * corner : 3 * corner + 3]) for corner in range(4)]

    def colour(row: int, column: int) -> Colour:
        right = column / max(columns - 1, 1)
        down = row / max(rows - 1, 1)
        shade = seed[12 + (row * columns + column) % 52] % 32 - 16
        weights = ((1 - right) * (1 - down), right * (1 - down), (1 - right) * down, right * down)
        red, green, blue = (
            min(
                255, max(0, round(sum(w * c[channel] for w, c in zip(weights, corners, strict=True))) + shade)
            )
            for channel in range(3)
        )
        return red, green, blue

    colours = tuple(tuple(colour(row, column) for column in range(columns)) for row in range(rows))
    return Canvas(width, height, tile, colours, transparent)

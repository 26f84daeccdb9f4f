"""What tests of `openai_embeddings` share: what was asked, and what stands in the files."""

from __future__ import annotations

import json
import re
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from support.wire import InProcess, Saved

NAME = "openai_embeddings"
OPERATION = "createEmbedding"
BELL = "The bell is too quiet."
BRAKES = "The brakes squeak."
SMALL = {"dimensions": 8}


def recorded(run: InProcess) -> list[tuple[list[str], int]]:
    """Collect the texts of each call that a run sends, and the status of its answer: 0 for none."""
    client: Any = run.api._transport.client
    send = client.send
    seen: list[tuple[list[str], int]] = []

    def noted(request: Any, **options: Any) -> Any:
        status = 0
        try:
            response = send(request, **options)
            status = response.status_code
        finally:
            if request.url.path.endswith("/embeddings"):
                seen.append((json.loads(request.content)["input"], status))
        return response

    client.send = noted
    return seen


def paid(calls: list[tuple[list[str], int]]) -> list[int]:
    """Return how many texts each call asked about that was carried out, or whose answer was lost."""
    return [len(texts) for texts, status in calls if status in {0, 200}]


def applied(run: InProcess, config: dict[str, Any], saved: Saved | None = None) -> Saved:
    made = run.apply(NAME, config, saved)
    assert made is not None
    return made


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def npy_rows(path: Path) -> list[list[float]]:
    """Read the first array of a file as the description of the format has it."""
    content = path.read_bytes()
    assert content[:8] == b"\x93NUMPY\x01\x00"
    end = 10 + int.from_bytes(content[8:10], "little")
    assert end % 64 == 0
    found = re.fullmatch(
        rb"\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \} *\n", content[10:end]
    )
    assert found
    count, size = int(found[1]), int(found[2])
    step = 4 * size
    return [list(struct.unpack_from(f"<{size}f", content, end + row * step)) for row in range(count)]

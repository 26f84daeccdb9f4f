"""A plugin of pytest: keeps which functions run while tests are imported; no test is credited with them."""

from __future__ import annotations

import json
import os
from pathlib import Path

from mutmut.state import state

FILE = "reached-at-import.json"


def pytest_collection_finish() -> None:
    """Keep the names of the functions that were called so far."""
    if os.environ.get("MUTANT_UNDER_TEST") != "stats":
        return
    path = Path(FILE)
    known = json.loads(path.read_text("utf-8")) if path.is_file() else []
    path.write_text(json.dumps(sorted({*known, *state()._stats})), "utf-8")  # noqa: SLF001 (no other way to it)
    state()._stats.clear()  # noqa: SLF001 (else the first test is credited with them)

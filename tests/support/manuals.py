"""A vector store with a folder of documents, and the provider that is started anew for each run."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from campaign.subject import Subject

from support.life import Life

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

Values = dict[str, Any]
BRAKES, BELT, RETURNS = (
    "Bleed the brakes with mineral oil.",
    "Wash the belt with water.",
    "Unused goods come back within 60 days.",
)


class Manuals(Life):
    """A store with a folder of documents."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        super().__init__(Subject("vector_store", {}, None, {}, "vector_store"), emulator, folder)
        self.folder = folder / "manuals"
        self.folder.mkdir()
        for name, text in (("brakes.md", BRAKES), ("belt.md", BELT), ("returns.md", RETURNS)):
            self.write(name, text)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def config(self, folder: Values | None = None, **more: Any) -> Values:
        return {"name": "Manuals", "folder": {"path": str(self.folder), **(folder or {})}, **more}

    def applied(self, config: Values | None) -> Counter[str]:
        """Refresh, plan and apply; return the operations that wrote, with how often each did."""
        self.emulator.clear_calls()
        self.apply(config)
        return self.written()

    def written(self) -> Counter[str]:
        return Counter(each["operation"] for each in self.emulator.calls() if each["method"] != "GET")

    def warned(self, config: Values) -> str:
        """Apply, and return the warnings."""
        with self.run() as run:
            self.apply_in(run, config)
            return "\n".join(run.warnings)

    @property
    def state(self) -> Values:
        assert self.saved is not None
        return self.saved.state

    @property
    def files(self) -> dict[str, Values]:
        return self.state["store_files"]

    def ids(self) -> set[str]:
        """Return the ids of all files that the state knows."""
        return {id_ for each in self.files.values() for id_ in (each["file_id"], *each["replaces"])}

    def remote(self, table: str) -> set[str]:
        return {row["id"] for row in self.emulator.dump().get(table, [])}

    def answer(self, query: str) -> str:
        body = {"query": query}
        path = f"/vector_stores/{self.state['id']}/search"
        found = self.emulator.call("POST", path, json=body).json()["data"]
        return found[0]["content"][0]["text"] if found else ""


@pytest.fixture
def manuals(shared_emulator: Emulator, tmp_path: Path) -> Manuals:
    """A folder of three documents, and no store yet."""
    return Manuals(shared_emulator, tmp_path)

"""Where one subject lives: what is there before, and what is there after that should not be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from campaign.subject import DELETE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.subject import Emulator, Subject

_SOON_SECONDS = 5
"""The API deletes no single key of a service account: one that has an end so near is as good as deleted."""

Text = TypeVar("Text")


def _identity(record: Mapping[str, Any]) -> str:
    """Return what distinguishes an object of the emulator's from the others of its table."""
    return f"{record.get('parent', '')}/{record.get('id') or record['group_id']}"


def _end(record: Mapping[str, Any]) -> str:
    """Return the last characters of a key, or of a secret, which the emulator shows."""
    return str(record.get("redacted_value") or record["signing_secret_hint"])[-4:]


class Scene:
    """A subject at an emulator that was made ready for it.

    Args:
        subject: The resource.
        api: The emulator, empty yet.
        folder: A folder of the life's own, for files.
    """

    def __init__(self, subject: Subject, api: Emulator, folder: Path) -> None:
        """Make what must be there before."""
        self.subject = subject
        self.api = api
        self._values = {"folder": str(folder), **subject.prepare(api)}
        for name, content in subject.files.items():
            (folder / name).write_bytes(content)

    def begin(self) -> None:
        """Remember what is there before the subject, and after what is set up for it."""
        self._before, self._told = self.table(), self._shown()

    def filled(self, value: Text) -> Text:
        """Return a text, or all in a value, with what its names in angle brackets stand for."""
        filled: Any = value
        if isinstance(value, dict):
            filled = {name: self.filled(each) for name, each in value.items()}
        elif isinstance(value, list):
            filled = [self.filled(each) for each in value]
        elif isinstance(value, str):
            for name, text in self._values.items():
                filled = filled.replace(f"<{name}>", text)
        return filled  # type: ignore[no-any-return]

    def counted(self, operation: str, instances: int) -> dict[str, list[str]]:
        """Return what is there twice, what nobody knows, and keys that nobody holds.

        Args:
            operation: What was done: create, update or delete.
            instances: How many objects the state holds.
        """
        now = self.table()
        fresh = [each for each in now if each not in self._before]
        # The state's own objects exist, or the plan would not be empty: what is more than they is unknown.
        result = {"duplicate": fresh[1:], "orphan": fresh[instances:], "lost key": []}
        subject = self.subject
        if operation == DELETE and self._shown() != self._told:
            result["orphan"].append(f"{subject.restored} is not as it was before")
        if operation == DELETE and subject.taken_over:
            id_ = self.filled(subject.taken_over)
            result["orphan"] += [each for each in now if each.endswith(f"/{id_}")]
        if subject.key_file:
            path = Path(self.filled(subject.key_file))
            key = path.read_text(encoding="utf-8").strip() if path.exists() else "(none)"
            result["lost key"] = [each for each in fresh if _end(now[each]) != key[-4:]]
        return result

    def table(self) -> dict[str, Any]:
        """Return the records that count, by what distinguishes them."""
        records = self.api.control("GET", "/dump").get(self.subject.table, [])
        return {
            _identity(record): record
            for record in records
            if self._in_use(record) and record.get("status") not in self.subject.ended
        }

    def _in_use(self, record: Mapping[str, Any]) -> bool:
        """Return whether an object of the emulator's still counts."""
        if record.get("status") in {"archived", "expired"}:
            return False
        ends = record.get("expires_at")
        return ends is None or ends > self.api.control("GET", "/clock")["now"] + _SOON_SECONDS

    def _shown(self) -> str:
        return self.api.shown(self.filled(self.subject.restored)) if self.subject.restored else ""

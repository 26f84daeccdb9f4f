"""How one resource is described to the campaign."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from processes import Emulator

    Record = dict[str, Any]

CREATE, UPDATE, DELETE = "create", "update", "delete"


def _in_use(record: Record) -> bool:
    return record.get("status") != "archived"


def _nothing(_api: Emulator) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Subject:
    """A resource and how it lives.

    In `first`, `second` and `setup`, `<name>` stands for what `prepare` returned by that name, and
    `<folder>` for a folder of the life's own.

    Attributes:
        name: The resource type without its prefix.
        first: Arguments at its creation.
        second: Arguments after its update; empty if it has no update.
        operations: The API's operation of each of create, update and delete; one left out is not struck.
        family: The emulator's table of these objects.
        setup: Configuration beside it, applied before.
        prepare: Makes at the emulator what must be there before.
        live: Whether an object of the table counts.
        identity: What tells an object of the table from others.
        state_identity: The same from the values in the state.
        restores: Whether destroying puts back what was found, so that the table is as it was.
        key_file: File that the key goes to, with `<folder>`; empty if there is none.
    """

    name: str
    first: str
    second: str
    operations: Mapping[str, str]
    family: str
    setup: str = ""
    prepare: Callable[[Emulator], dict[str, str]] = _nothing
    live: Callable[[Record], bool] = _in_use
    identity: Callable[[Record], str] = field(default=lambda record: str(record["id"]))
    state_identity: Callable[[Record], str] = field(default=lambda values: str(values["id"]))
    restores: bool = False
    key_file: str = ""

    def block(self, arguments: str) -> str:
        """Return the resource with some arguments."""
        return f'resource "openai_{self.name}" "this" {{\n{arguments}\n}}\n'

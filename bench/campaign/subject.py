"""How one resource is described to the campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from processes import Emulator

CREATE, UPDATE, DELETE = "create", "update", "delete"


def in_use(record: Mapping[str, Any]) -> bool:
    """Tell whether an object of the emulator's still counts."""
    return record.get("status") not in {"archived", "expired"}


def office(api: Emulator) -> dict[str, str]:
    """Make a project and two people, and return their ids."""
    people = [{"email": f"{name}@example.com", "name": name} for name in ("ada", "bo")]
    api.control("POST", "/seed", {"projects": [{"name": "Office"}], "users": people})
    dump = api.control("GET", "/dump")
    project = next(row["id"] for row in dump["project"] if row["name"] == "Office")
    return {"project": project} | {row["name"]: row["id"] for row in dump["user"]}


@dataclass(frozen=True)
class Subject:
    """A resource and how it lives.

    In its texts `<name>` stands for what `prepare` returned by that name, and `<folder>` for a folder of the
    life's own.

    Attributes:
        name: The resource type without its prefix.
        first: Arguments at its creation.
        second: Arguments after its update; empty if it has no update.
        operations: The API's operation of each of create, update and delete; one left out is not struck.
        table: The emulator's table of these objects; empty if there is no object, but a setting.
        setup: Configuration beside it, applied before.
        prepare: Makes at the emulator what must be there before.
        restored: A path of the API that answers the same after destroying as before; empty if none.
        key_file: File that the key goes to; empty if there is none.
    """

    name: str
    first: str
    second: str
    operations: Mapping[str, str]
    table: str = ""
    setup: str = ""
    prepare: Callable[[Emulator], dict[str, str]] = office
    restored: str = ""
    key_file: str = ""

    def block(self, arguments: str) -> str:
        """Return the resource with some arguments."""
        return f'resource "openai_{self.name}" "this" {{\n{arguments}\n}}\n'

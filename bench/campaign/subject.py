"""How one resource is described to the campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from processes import Emulator

CREATE, UPDATE, DELETE = "create", "update", "delete"


_SOON_SECONDS = 5
"""The API deletes no single key of a service account: one that has an end so near is as good as deleted."""


def in_use(record: Mapping[str, Any], now: float) -> bool:
    """Tell whether an object of the emulator's still counts at a time of the emulator's clock."""
    ends = record.get("expires_at")
    return record.get("status") not in {"archived", "expired"} and (
        ends is None or ends > now + _SOON_SECONDS
    )


def identity(record: Mapping[str, Any]) -> str:
    """Return what tells an object of the emulator's from the others of its table."""
    return f"{record.get('parent', '')}/{record.get('id') or record['group_id']}"


def office(api: Emulator) -> dict[str, str]:
    """Make a project and two people, and return their ids."""
    people = [{"email": f"{name}@example.com", "name": name} for name in ("ada", "bo")]
    api.control("POST", "/seed", {"projects": [{"name": "Office"}], "users": people})
    dump = api.control("GET", "/dump")
    project = next(row["id"] for row in dump["project"] if row["name"] == "Office")
    return {"project": project} | {row["name"]: row["id"] for row in dump["user"]}


def office_with_key(api: Emulator) -> dict[str, str]:
    """Make a key as well, as a person does on the dashboard."""
    made = office(api)
    key = api.control("POST", "/project_keys", {"project_id": made["project"], "name": "laptop"})
    return {**made, "key": key["id"]}


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
        taken_over: Id of the object, if it is there before: it has to be gone after destroying.
        restored: A path of the API that answers the same after destroying as before; empty if none.
        key_file: File that the key goes to; empty if there is none.
        variant: Which other of its calls is struck than in the first subject of this type; empty in that.
    """

    name: str
    first: str
    second: str
    operations: Mapping[str, str]
    table: str = ""
    setup: str = ""
    prepare: Callable[[Emulator], dict[str, str]] = office
    taken_over: str = ""
    restored: str = ""
    key_file: str = ""
    variant: str = ""

    @property
    def title(self) -> str:
        """What people call it."""
        return f"{self.name}, {self.variant}" if self.variant else self.name

    def block(self, arguments: str) -> str:
        """Return the resource with some arguments."""
        return f'resource "openai_{self.name}" "this" {{\n{arguments}\n}}\n'

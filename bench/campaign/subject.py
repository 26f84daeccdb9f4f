"""How one resource is described, once: to the fault campaign, and to the contract tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.office import Office

CREATE, UPDATE, DELETE = "create", "update", "delete"
Values = dict[str, Any]
_STEP_SECONDS = 20
"""What each step of a job takes: longer than a life without faults, and shorter than a wait for its end."""


class Emulator(Protocol):
    """What is asked of a running emulator."""

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API and return its JSON."""

    def shown(self, path: str) -> str:
        """Return status and body of the answer to a GET with the admin key."""


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


def office_with_slow_jobs(api: Emulator) -> dict[str, str]:
    """Let jobs take a while as well: what ends at once is not cancelled."""
    api.control("POST", "/transitions", {"mode": _STEP_SECONDS})
    return office(api)


@dataclass(frozen=True)
class Subject:
    """A resource and how it lives.

    In its texts `<name>` stands for what `prepare` returned by that name, and `<folder>` for a folder of the
    life's own.

    Attributes:
        name: The resource type without its prefix.
        first: Arguments at its creation, as in Terraform's JSON syntax.
        second: Arguments after its update; None if it has no update.
        operations: The API's operation of each of create, update and delete; one left out is not struck.
        table: The emulator's table of these objects; empty if there is no object, but a setting.
        setup: Resources beside it, applied before, by their type without its prefix.
        prepare: Makes at the emulator what must be there before.
        taken_over: Id of the object, if it is there before: it has to be gone after destroying.
        restored: A path of the API that answers the same after destroying as before; empty if none.
        key_file: File that the key goes to; empty if there is none.
        files: Contents of local files by their name below `<folder>`.
        ended: States in which an object that the API keeps for ever counts as gone.
        variant: Which other of its calls is struck than in the first subject of this type; empty in that.
    """

    name: str
    first: Values
    second: Values | None
    operations: Mapping[str, str]
    table: str = ""
    setup: Mapping[str, Values] = field(default_factory=dict)
    prepare: Callable[[Emulator], dict[str, str]] = office
    taken_over: str = ""
    restored: str = ""
    key_file: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    variant: str = ""

    @property
    def title(self) -> str:
        """What people call it."""
        return f"{self.name}, {self.variant}" if self.variant else self.name

    @property
    def type_name(self) -> str:
        """The resource type."""
        return f"openai_{self.name}"


@dataclass(frozen=True)
class Noun:
    """All that tests and campaign know of one resource.

    Attributes:
        name: The resource type without its prefix.
        lives: How it lives, one for each of its calls that is struck; without operations none is struck.
        example: Returns the arguments of one object in an office; None where `apart` says why.
        apart: Why there is no object to find again at the API; empty where there is one.
        stays: What is still there after its deletion, and why; empty if nothing is.
        calls: Calls that leave nothing at the API: what is shown is that the next run gets their answer.
    """

    name: str
    lives: tuple[Subject, ...] = ()
    example: Callable[[Office], Values] | None = None
    apart: str = ""
    stays: str = ""
    calls: tuple[Subject, ...] = ()

    @property
    def type_name(self) -> str:
        """The resource type."""
        return f"openai_{self.name}"


def operations(create: str, update: str, delete: str) -> dict[str, str]:
    """Return the API's operation of each step; an empty one is left out, and not struck."""
    named = {CREATE: create, UPDATE: update, DELETE: delete}
    return {name: operation for name, operation in named.items() if operation}


def resource_blocks(resources: Mapping[str, Values]) -> Values:
    """Return a configuration in Terraform's JSON syntax.

    Args:
        resources: Arguments by the type without its prefix; each is called `this`.
    """
    blocks = {f"openai_{name}": {"this": values} for name, values in resources.items()}
    return {"resource": blocks} if blocks else {}

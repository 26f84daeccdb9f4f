"""A working folder of Terraform whose provider is in this process.

It takes the commands that tests give Terraform, reads the same configuration, and makes the same calls of the
provider over the bytes of the wire. What Terraform itself does (plan files, its state file, its words about a
plan, signals, many resources at once) is tested with Terraform.
"""

from __future__ import annotations

from contextlib import chdir, closing
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known, same
from support import configuration
from support.leaks import has_key
from support.terraform import Result, TerraformError
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from support.emulator import Emulator

Values = dict[str, Any]


@dataclass
class Kept:
    """An object in the state.

    Attributes:
        saved: Its values.
        tainted: Whether the next run makes it anew.
    """

    saved: Saved
    tainted: bool = False


@dataclass
class InProcessStack:
    """A working folder, its configuration and its state.

    Attributes:
        folder: The working folder.
        emulator: The API.
        env: What the provider's environment adds to where the emulator is.
    """

    folder: Path
    emulator: Emulator
    env: dict[str, str]
    _resources: dict[str, Values] = field(default_factory=dict)
    _state: dict[str, Kept] = field(default_factory=dict)

    def configure(self, body: str) -> None:
        """Set the configuration."""
        self._resources = configuration.read(body)

    def write(self, name: str, content: str) -> Path:
        """Write a file into the working folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    # What is in the state, and what reached the API.

    def resources(self) -> dict[str, Values]:
        """Return the values in the state by address."""
        return {address: kept.saved.state for address, kept in self._state.items()}

    def values(self, address: str) -> Values:
        """Return the values of one resource in the state."""
        return self.resources()[address]

    def forget(self, address: str) -> None:
        """Take one resource out of the state, as `terraform state rm`."""
        del self._state[address]

    def untaint(self, address: str) -> None:
        """Keep an object that the next run would make anew."""
        assert self._state[address].tainted
        self._state[address].tainted = False

    def written(self) -> list[str]:
        """Return the operations that changed something at the API, and forget them."""
        calls = [
            f"{each['method']} {each['path']}" for each in self.emulator.calls() if each["method"] != "GET"
        ]
        self.emulator.clear_calls()
        return calls

    def paid(self) -> int:
        """Return the number of paid calls."""
        return sum(bool(each["paid"]) for each in self.emulator.calls())

    # Commands.

    def plan(self, *, check: bool = True, env: Mapping[str, str] | None = None) -> Result:
        """Plan; code 2 says that there are changes.

        Raises:
            TerraformError: The provider refused, and `check` is set.
        """
        return self._run("plan", lambda run: bool(self._planned(run)[1]), check, env)

    def changes(self) -> dict[str, list[str]]:
        """Plan and return the actions by address, without those that do nothing."""
        found: dict[str, list[str]] = {}
        self._run("plan", lambda run: found.update(self._planned(run)[1]))
        return found

    def apply(self, *, replace: str = "", check: bool = True, env: Mapping[str, str] | None = None) -> Result:
        """Refresh, plan and apply everything.

        Args:
            replace: Address of an object that is made anew.
            check: Whether a refusal fails the test.
            env: More of the provider's environment.
        """

        def apply(run: InProcess) -> None:
            self._state, actions = self._planned(run, replace)
            run.warnings.clear()
            for address, action in actions.items():
                if action[0] == "delete":
                    self._step(run, address, None)
                if action != ["delete"]:
                    self._step(run, address, self._configured(address, self.resources()))

        return self._run("apply", apply, check, env)

    def destroy(
        self, *, refresh: bool = True, check: bool = True, env: Mapping[str, str] | None = None
    ) -> Result:
        """Destroy everything; what was made last goes first."""

        def destroy(run: InProcess) -> None:
            state = self._refreshed(run) if refresh else self._state
            for address in reversed(state):
                run.plan(_type(address), None, state[address].saved)
            self._state = state
            run.warnings.clear()
            for address in list(reversed(state)):
                self._step(run, address, None)

        return self._run("destroy", destroy, check, env)

    def import_(self, address: str, identifier: str, *, check: bool = True) -> Result:
        """Import and read one object."""
        assert address not in self._state

        def bring(run: InProcess) -> None:
            read = run.read(_type(address), run.import_(_type(address), identifier))
            if read is None:
                raise AbsentError(f"Cannot import non-existent remote object {identifier}")
            self._state[address] = Kept(read)

        return self._run("import", bring, check)

    def _run(
        self,
        command: str,
        act: Callable[[InProcess], bool | None],
        check: bool = True,
        env: Mapping[str, str] | None = None,
    ) -> Result:
        environment = {**self.emulator.environment(), **self.env, **(env or {})}
        advance = self.emulator.clock.advance
        with chdir(self.folder), closing(InProcess(environment, None, advance)) as run:
            try:
                code, error = (2 if act(run) else 0), ""
            except (RefusedError, AbsentError) as refusal:
                code, error = 1, str(refusal)
            text = "\n".join(run.warnings)
        assert not has_key(text + error), "the provider wrote a key"
        if check and code == 1:
            raise TerraformError(f"{command}: {error}")
        return Result(code, text, error)

    # What Terraform does in between.

    def _order(self) -> list[str]:
        """Return the addresses of the configuration; what others need comes first."""
        graph = {
            address: {each.address for each in configuration.references(arguments)}
            for address, arguments in self._resources.items()
        }
        return list(TopologicalSorter(graph).static_order())

    def _refreshed(self, run: InProcess) -> dict[str, Kept]:
        found = {}
        for address, kept in self._state.items():
            read = run.read(_type(address), kept.saved)
            if read is not None:
                found[address] = Kept(read, kept.tainted)
        return found

    def _planned(self, run: InProcess, replace: str = "") -> tuple[dict[str, Kept], dict[str, list[str]]]:
        """Refresh and plan everything; return the state as it was read, and what would be done."""
        state = self._refreshed(run)
        actions: dict[str, list[str]] = {}
        for address in reversed(state):
            if address not in self._resources:
                run.plan(_type(address), None, state[address].saved)
                actions[address] = ["delete"]
        planned: dict[str, Values] = {}
        for address in self._order():
            config = self._configured(address, planned)
            planned[address], action = self._planned_one(run, address, config, state.get(address), replace)
            if action:
                actions[address] = action
        return state, actions

    def _planned_one(
        self, run: InProcess, address: str, config: Values, kept: Kept | None, replace: str
    ) -> tuple[Values, list[str]]:
        name = _type(address)
        values, _private = run.plan(name, config, kept.saved if kept else None)
        assert values is not None
        if kept is None:
            return values, ["create"]
        if run.replaced or kept.tainted or address == replace:
            run.plan(name, None, kept.saved)
            values, _private = run.plan(name, config)
            assert values is not None
            return values, ["delete", "create"]
        return values, [] if same(values, kept.saved.state, run.resources[name].schema.type) else ["update"]

    def _step(self, run: InProcess, address: str, config: Values | None) -> None:
        """Apply one change; what the provider keeps when it refuses stands in the state."""
        kept = self._state.get(address)
        try:
            self._keep(address, run.apply(_type(address), config, kept.saved if kept else None))
        except RefusedError as refusal:
            self._keep(address, refusal.saved, tainted=kept is None)
            raise

    def _keep(self, address: str, saved: Saved | None, *, tainted: bool = False) -> None:
        if saved is None:
            self._state.pop(address, None)
        else:
            self._state[address] = Kept(saved, tainted)

    def _configured(self, address: str, known: Mapping[str, Values]) -> Values:
        """Return a resource's arguments; what needs a value that is not known yet is unknown as a whole."""

        def look_up(reference: configuration.Reference) -> Any:
            value: Any = known[reference.address]
            for name in reference.path:
                value = value[name]
            return value

        found = {
            name: configuration.resolved(value, look_up) for name, value in self._resources[address].items()
        }
        return {name: value if is_known(value) else UNKNOWN for name, value in found.items()}


class AbsentError(Exception):
    """What is to be imported is not there."""


def _type(address: str) -> str:
    return address.partition(".")[0]

"""The life of one resource with the provider in this process: what Terraform does, and what may go wrong."""

from __future__ import annotations

import re
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
from campaign.scene import Scene

from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from campaign.faults import Fault
    from campaign.subject import Subject

    from support.emulator import Emulator

Values = dict[str, Any]

LIST_DELAY_SECONDS = 60.0
"""How long the client waits for lists that lag, by the emulator's clock."""
_REFERENCE = re.compile(r"\$\{openai_(\w+)\.this\.(\w+)\}")


class KilledError(BaseException):
    """The process ends here: nothing that would catch an error goes on."""


class Life:
    """One resource, its state, and the provider that is started anew for each run.

    Args:
        subject: The resource.
        emulator: An emulator, empty yet.
        folder: A folder of the life's own.

    Attributes:
        saved: The object in the state; None when there is none.
        told: What runs warned of, and why they were refused.
    """

    def __init__(self, subject: Subject, emulator: Emulator, folder: Path) -> None:
        self.subject = subject
        self.name = subject.type_name
        self.emulator = emulator
        files = folder / "files"
        files.mkdir()
        self.scene = Scene(subject, emulator, files)
        self.saved: Saved | None = None
        self.told: list[str] = []
        self._journal = folder / "journal"
        self._tainted = False
        self._others: dict[str, Saved] = {}
        for name, arguments in subject.setup.items():
            with self.run() as run:
                made = run.apply(f"openai_{name}", self.values(arguments))
            assert made is not None
            self._others[name] = made
        # As a plan of Terraform does: their creates are closed in the journal.
        for name, made in self._others.items():
            with self.run() as run:
                run.read(f"openai_{name}", made)
        self.scene.begin()

    @contextmanager
    def run(self, settings: Mapping[str, str] | None = None, *, journal: bool = True) -> Iterator[InProcess]:
        """Start the provider; what it waits for is over at once.

        Args:
            settings: More of its environment.
            journal: Whether it has ours; somebody else has not.
        """
        environment = {**self.emulator.environment(), **(settings or {})}
        folder = self._journal if journal else None
        with closing(InProcess(environment, folder, self.emulator.clock.advance)) as started:
            try:
                yield started
            except RefusedError as refusal:
                self.told.append(str(refusal))
                raise
            finally:
                self.told += started.warnings

    def values(self, arguments: Values) -> Values:
        """Return arguments with the values of what they name."""
        return self._resolved(self.scene.filled(arguments))

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._resolved(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._resolved(each) for each in value]
        found = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
        return self._others[found[1]].state[found[2]] if found else value

    # What Terraform does.

    def apply(self, arguments: Values | None, settings: Mapping[str, str] | None = None) -> None:
        """Refresh, plan and apply; nothing destroys.

        Raises:
            RefusedError: The provider refuses; the state is what Terraform would keep.
        """
        with self.run(settings) as run:
            self.apply_in(run, arguments)

    def apply_in(self, run: InProcess, arguments: Values | None) -> None:
        """Apply in a run that is there."""
        config = None if arguments is None else self.values(arguments)
        self.refresh(run)
        if self.saved and config is not None:
            planned, _private = run.plan(self.name, config, self.saved)
            if run.replaced or self._tainted:
                self._step(run, None)
            elif planned == self.saved.state:
                return
        if self.saved or config is not None:
            self._step(run, config)

    def _step(self, run: InProcess, config: Values | None) -> None:
        created = self.saved is None
        try:
            self.saved = run.apply(self.name, config, self.saved)
        except RefusedError as refusal:
            self.saved = refusal.saved
            self._tainted = created and self.saved is not None
            raise
        self._tainted = False

    def refresh(self, run: InProcess) -> None:
        """Read the object that is in the state."""
        if self.saved:
            self.saved = run.read(self.name, self.saved)

    def is_settled(self, arguments: Values | None) -> bool:
        """Refresh and plan; return whether nothing is to be done."""
        with self.run() as run:
            self.refresh(run)
            if self.saved is None or arguments is None:
                return self.saved is None and arguments is None
            planned, _private = run.plan(self.name, self.values(arguments), self.saved)
            return (planned, run.replaced, self._tainted) == (self.saved.state, [], False)

    def somebody_else(self, arguments: Values | None) -> None:
        """Change the object, or delete it, behind the state's back, and some time ago."""
        with self.run(journal=False) as run:
            run.apply(self.name, None if arguments is None else self.values(arguments), self.saved)
        self.emulator.clock.advance(60)

    # What goes wrong.

    def strike(self, operation: str, fault: Fault, arguments: Values | None) -> bool:
        """Apply while one of the API's operations goes wrong; return whether it came to pass.

        A run that is killed leaves the state as it was, and the journal as it was at that moment.
        """
        emulator, before = self.emulator, self.saved
        # Where the campaign holds an answer back to have the time for a signal, the signal comes at once.
        held = "hold" in fault.rule
        emulator.fault(operation, **({"hold": 0.001} if held else fault.rule))
        if fault.lag:
            emulator.lag(LIST_DELAY_SECONDS / 2, 0)
        settings = {name: value for name, value in fault.settings.items() if name != "OPENAI_TIMEOUT"}
        try:
            with self.run(settings) as run:
                if held:
                    self._interrupt(run, fault)
                self.apply_in(run, arguments)
        except RefusedError:
            pass
        except KilledError:
            self.saved = before
        if fault.target == "terraform":
            self.saved = before
        struck = self._seen()
        emulator.clear_faults()
        return struck

    def _interrupt(self, run: InProcess, fault: Fault) -> None:
        """Let something happen as soon as the call has been carried out, and before its answer is there."""
        client: Any = run.api._transport.client
        send: Callable[..., httpx2.Response] = client.send

        def interrupted(request: httpx2.Request, **options: Any) -> httpx2.Response:
            response = send(request, **options)
            if request.method == "GET" or not self._seen():
                return response
            if not fault.target or fault.target == "provider":
                response.close()
                client.send = send
                raise KilledError if fault.target else httpx2.ReadTimeout("held back", request=request)
            if fault.target == "group":
                run.stop()
            return response

        client.send = interrupted

    def _seen(self) -> bool:
        return any(rule["seen"] >= rule["nth"] for rule in self.emulator.control("GET", "/faults")["data"])

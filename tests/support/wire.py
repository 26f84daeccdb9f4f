"""The provider in this process, called over the bytes of the wire as Terraform does."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api import Api, Settings
from fjcorp_openai.provider import registry
from fjcorp_openai.provider.protocol import messages
from fjcorp_openai.provider.protocol.provider import Provider
from fjcorp_openai.provider.protocol.resource import DataSource, Resource
from fjcorp_openai.provider.protocol.service import Service
from fjcorp_openai.provider.protocol.values import UNKNOWN, conform
from fjcorp_openai.provider.protocol.wire import read_value, write_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

Values = dict[str, Any]
RESOURCES = registry.found(registry.resources, Resource)
DATA_SOURCES = registry.found(registry.data_sources, DataSource)


class RefusedError(Exception):
    """The provider answered with errors.

    Attributes:
        saved: What Terraform keeps then.
    """

    def __init__(self, diagnostics: list[Any], saved: Saved | None = None) -> None:
        super().__init__("\n".join(f"{each.summary}\n{each.detail}" for each in diagnostics))
        self.saved = saved

    @property
    def state(self) -> Values | None:
        """What is in the state then."""
        return self.saved.state if self.saved else None


class InconsistentError(AssertionError):
    """What was applied is not what was planned, which Terraform calls a bug of the provider."""


@dataclass(frozen=True)
class Saved:
    """An object as Terraform keeps it: its state and the bytes beside it."""

    state: Values
    private: bytes = b""


class Timeless(Api):
    """A client whose waits take no time: the emulator's clock is put forward in their place."""

    def __init__(
        self, settings: Settings, advance: Callable[[float], object], stopping: threading.Event
    ) -> None:
        self._advance = advance
        super().__init__(settings, stopping=stopping)

    def _sleep(self, seconds: float) -> None:
        if self.stopping.is_set():
            super()._sleep(seconds)
        self._advance(seconds)
        # Else whoever waits for a moment would ask again and again until it has come after all.
        for waiting in (*self._sender._pacers.values(), self._sender._budgets):
            waiting._zero += seconds


class Skipped(threading.Event):
    """An event whose waits take no time: the emulator's clock is put forward in their place."""

    def __init__(self, advance: Callable[[float], object]) -> None:
        super().__init__()
        self._advance = advance

    def wait(self, timeout: float | None = None) -> bool:
        if timeout is None:
            return super().wait()
        if not self.is_set():
            self._advance(timeout)
        return self.is_set()


class InProcess:
    """One run: a provider whose client is made anew, so that no list of an earlier run is kept.

    Args:
        environment: What points the client at an emulator.
        journal: Folder of the create journal; none without.
        advance: Puts the emulator's clock forward; the client's waits take time without.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        journal: Path | None = None,
        advance: Callable[[float], object] | None = None,
    ) -> None:
        settings = {**environment, **({"FJCORP_OPENAI_JOURNAL_DIR": str(journal)} if journal else {})}
        resolved = Settings.resolve({}, settings)
        stopping = Skipped(advance) if advance else threading.Event()
        self.api = (
            Timeless(resolved, advance, stopping)
            if advance
            else Api(resolved, stopping=stopping, first_pause=0.01)
        )
        provider = Provider(
            "openai", registry.CONFIGURATION, lambda _config, _stopping: self.api, RESOURCES, DATA_SOURCES
        )
        self.resources: Mapping[str, Any] = provider.resources
        self.data_sources: Mapping[str, Any] = provider.data_sources
        self._service = Service(provider, logging.getLogger("provider.openai"))
        self._service.stopping = stopping
        self.warnings: list[str] = []

    def stop(self) -> None:
        """Ask the work in progress to end soon, as Terraform does at Ctrl-C."""
        self._call("StopProvider")

    def close(self) -> None:
        """End the run."""
        self.api.close()

    def plan(
        self, name: str, config: Values | None, prior: Saved | None = None
    ) -> tuple[Values | None, bytes]:
        """Validate and plan one resource; nothing as configuration plans its destruction.

        Raises:
            RefusedError: The provider refuses.
        """
        kind = self.resources[name].schema.type
        whole = self._whole(name, config)
        if whole is not None:
            self._checked(
                self._call(
                    "ValidateResourceConfig",
                    type_name=name,
                    config=write_value(whole, kind),
                    client_capabilities={"write_only_attributes_allowed": True},
                )
            )
        answer = self._call(
            "PlanResourceChange",
            type_name=name,
            prior_state=write_value(prior.state if prior else None, kind),
            proposed_new_state=write_value(self._proposed(name, whole, prior), kind),
            config=write_value(whole, kind),
            prior_private=prior.private if prior else b"",
        )
        self._checked(answer, prior)
        self.replaced = list(answer.requires_replace)
        return read_value(answer.planned_state, kind), answer.planned_private

    def apply(self, name: str, config: Values | None, prior: Saved | None = None) -> Saved | None:
        """Plan and apply one resource.

        Raises:
            RefusedError: The provider refuses.
        """
        planned, private = self.plan(name, config, prior)
        return self.apply_planned(name, config, planned, private, prior)

    def apply_planned(
        self,
        name: str,
        config: Values | None,
        planned: Values | None,
        private: bytes,
        prior: Saved | None = None,
    ) -> Saved | None:
        """Apply a plan; what was unknown in it may be known by now.

        Raises:
            RefusedError: The provider refuses.
        """
        kind = self.resources[name].schema.type
        answer = self._call(
            "ApplyResourceChange",
            type_name=name,
            prior_state=write_value(prior.state if prior else None, kind),
            planned_state=write_value(planned, kind),
            config=write_value(self._whole(name, config), kind),
            planned_private=private,
        )
        saved = self._saved(answer, kind)
        if wrong := differing(planned, saved.state if saved else None):
            raise InconsistentError(f"{name}: {wrong} is not as planned")
        return saved

    def import_(self, name: str, identifier: str) -> Saved:
        """Return what an import keeps, before it is read for the first time.

        Raises:
            RefusedError: The provider refuses.
        """
        answer = self._call("ImportResourceState", type_name=name, id=identifier)
        self._checked(answer)
        (imported,) = answer.imported_resources
        return Saved(read_value(imported.state, self.resources[name].schema.type), imported.private)

    def read(self, name: str, saved: Saved) -> Saved | None:
        """Refresh one resource.

        Raises:
            RefusedError: The provider refuses.
        """
        kind = self.resources[name].schema.type
        state = write_value(saved.state, kind)
        return self._saved(
            self._call("ReadResource", type_name=name, current_state=state, private=saved.private), kind
        )

    def look_up(self, name: str, config: Values) -> Values:
        """Validate and read one data source.

        Raises:
            RefusedError: The provider refuses.
        """
        kind = self.data_sources[name].schema.type
        whole = write_value(conform(config, kind), kind)
        self._checked(self._call("ValidateDataResourceConfig", type_name=name, config=whole))
        answer = self._call("ReadDataSource", type_name=name, config=whole)
        self._checked(answer)
        found: Values = read_value(answer.state, kind)
        return found

    def _saved(self, answer: Any, kind: Any) -> Saved | None:
        state = read_value(answer.new_state, kind)
        saved = None if state is None else Saved(state, answer.private)
        self._checked(answer, saved)
        return saved

    def _checked(self, answer: Any, saved: Saved | None = None) -> None:
        self.warnings += [
            f"{each.summary}\n{each.detail}" for each in answer.diagnostics if each.severity == 2
        ]
        failed = [each for each in answer.diagnostics if each.severity == 1]
        if failed:
            raise RefusedError(failed, saved)

    def _call(self, operation: str, **fields: Any) -> Any:
        kind, handler = self._service.calls[operation]
        message = getattr(messages, kind)
        return handler(message.FromString(message(**fields).SerializeToString()))

    def _whole(self, name: str, config: Values | None) -> Values | None:
        if config is None:
            return None
        known = {attribute: value for attribute, value in config.items() if value is not UNKNOWN}
        open_values = dict.fromkeys(config.keys() - known.keys(), UNKNOWN)
        whole: Values = conform(known, self.resources[name].schema.type)
        return {**whole, **open_values}

    def _proposed(self, name: str, whole: Values | None, prior: Saved | None) -> Values | None:
        """Return what Terraform proposes: computed attributes not configured stay, or are unknown."""
        if whole is None:
            return None
        proposed = dict(whole)
        for attribute, each in self.resources[name].schema.attributes.items():
            if each.write_only:
                proposed[attribute] = None
            elif each.computed and whole[attribute] is None:
                proposed[attribute] = prior.state[attribute] if prior else UNKNOWN
        return proposed


def differing(planned: Any, applied: Any, path: str = "the object") -> str:
    """Return the name of what was known in the plan and is otherwise now; nothing if all is as planned."""
    if planned is UNKNOWN:
        return ""
    if isinstance(planned, dict) and isinstance(applied, dict) and planned.keys() == applied.keys():
        found = (differing(each, applied[name], name) for name, each in planned.items())
        return next(filter(None, found), "")
    if isinstance(planned, list) and isinstance(applied, list) and len(planned) == len(applied):
        found = (differing(each, other, path) for each, other in zip(planned, applied, strict=True))
        return next(filter(None, found), "")
    return "" if planned == applied else path

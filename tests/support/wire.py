"""The provider in this process, called over the bytes of the wire as Terraform does."""

from __future__ import annotations

import logging
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
    from collections.abc import Mapping
    from pathlib import Path

Values = dict[str, Any]


class RefusedError(Exception):
    """The provider answered with errors.

    Attributes:
        state: What is in the state then.
    """

    def __init__(self, diagnostics: list[Any], state: Values | None = None) -> None:
        super().__init__("\n".join(f"{each.summary}\n{each.detail}" for each in diagnostics))
        self.state = state


@dataclass(frozen=True)
class Saved:
    """An object as Terraform keeps it: its state and the bytes beside it."""

    state: Values
    private: bytes = b""


class InProcess:
    """One run: a provider whose client is made anew, so that no list of an earlier run is kept.

    Args:
        environment: What points the client at an emulator.
        journal: Folder of the create journal; none without.
    """

    def __init__(self, environment: Mapping[str, str], journal: Path | None = None) -> None:
        kinds = (
            registry.found(registry.resources, Resource),
            registry.found(registry.data_sources, DataSource),
        )
        settings = {**environment, **({"FJCORP_OPENAI_JOURNAL_DIR": str(journal)} if journal else {})}
        self.api = Api(Settings.resolve({}, settings), first_pause=0.01)
        provider = Provider("openai", registry.CONFIGURATION, lambda _unused: self.api, *kinds)
        self.resources: Mapping[str, Any] = provider.resources
        self.data_sources: Mapping[str, Any] = provider.data_sources
        self._service = Service(provider, logging.getLogger("provider.openai"))
        self.warnings: list[str] = []

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
        self._checked(answer, prior.state if prior else None)
        self.replaced = list(answer.requires_replace)
        return read_value(answer.planned_state, kind), answer.planned_private

    def apply(self, name: str, config: Values | None, prior: Saved | None = None) -> Saved | None:
        """Plan and apply one resource.

        Raises:
            RefusedError: The provider refuses.
        """
        kind = self.resources[name].schema.type
        planned, private = self.plan(name, config, prior)
        answer = self._call(
            "ApplyResourceChange",
            type_name=name,
            prior_state=write_value(prior.state if prior else None, kind),
            planned_state=write_value(planned, kind),
            config=write_value(self._whole(name, config), kind),
            planned_private=private,
        )
        return self._saved(answer, kind)

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
        """Read one data source.

        Raises:
            RefusedError: The provider refuses.
        """
        kind = self.data_sources[name].schema.type
        answer = self._call("ReadDataSource", type_name=name, config=write_value(conform(config, kind), kind))
        self._checked(answer)
        found: Values = read_value(answer.state, kind)
        return found

    def _saved(self, answer: Any, kind: Any) -> Saved | None:
        state = read_value(answer.new_state, kind)
        self._checked(answer, state)
        return None if state is None else Saved(state, answer.private)

    def _checked(self, answer: Any, state: Values | None = None) -> None:
        self.warnings += [
            f"{each.summary}\n{each.detail}" for each in answer.diagnostics if each.severity == 2
        ]
        failed = [each for each in answer.diagnostics if each.severity == 1]
        if failed:
            raise RefusedError(failed, state)

    def _call(self, operation: str, **fields: Any) -> Any:
        kind, handler = self._service.calls[operation]
        message = getattr(messages, kind)
        return handler(message.FromString(message(**fields).SerializeToString()))

    def _whole(self, name: str, config: Values | None) -> Values | None:
        if config is None:
            return None
        return conform(config, self.resources[name].schema.type)

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

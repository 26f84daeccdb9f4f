"""What a provider is made of: resources, data sources, ephemeral resources and functions."""

# ruff: noqa: ARG002 (what a default ignores, a subclass uses)

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.planning import Plan
from fjcorp_openai.provider.protocol.schema import Schema
from fjcorp_openai.provider.protocol.types import STRING, Type

if TYPE_CHECKING:
    import logging
    import threading
    from collections.abc import Callable, Iterable, Mapping

    from fjcorp_openai.provider.protocol.diagnostics import Diagnostic, Report

__all__ = ["Context", "DataSource", "EphemeralResource", "Function", "Plan", "Resource"]


class Context:
    """What one call from Terraform gives a resource to work with.

    Attributes:
        type_name: The resource type.
        private: Bytes by name that Terraform keeps beside the state, unseen by the user; may be changed.
        stopping: Set when the user asked to stop; slow work then ends early and returns what it has.
        log: Logger of the resource type; Terraform shows it with TF_LOG.
        renew_in: Seconds until Terraform shall renew an ephemeral resource; None when never.
    """

    def __init__(
        self,
        type_name: str,
        api: Callable[[], Any],
        stopping: threading.Event,
        log: logging.Logger,
        report: Report,
        schema: Schema | None = None,
        values: Mapping[str, Any] | None = None,
        private: dict[str, bytes] | None = None,
    ) -> None:
        """Bind the call's parts together; the protocol layer does it."""
        self.type_name = type_name
        self.stopping = stopping
        self.log = log
        self.private = {} if private is None else private
        self.renew_in: float | None = None
        self.saved: dict[str, Any] | None = None
        self._api = api
        self._report = report
        self._schema = schema or Schema({})
        self._values = values

    @property
    def api(self) -> Any:
        """What `Provider.configure` built, at the first use.

        Raises:
            ConfigurationUnknown: The provider's configuration is known only after apply.
        """
        return self._api()

    def timeout(self, operation: str) -> float:
        """Return the seconds that `create`, `read`, `update` or `delete` may take."""
        return self._schema.timeout(operation, self._values)

    def save(self, state: dict[str, Any]) -> None:
        """Keep a state that is to be saved if the work that follows fails."""
        self.saved = dict(state)

    def warn(self, summary: str, detail: str = "") -> None:
        """Show the user a warning."""
        self._report.warn(summary, detail)


class Resource:
    """A managed kind of object. One instance serves all objects, from many threads.

    Attributes:
        create_before_destroy: Why a module should make the new object before the old one goes; else empty.
        problems: Why a module should fail when the attribute `problems` names some; else empty.
    """

    type_name: ClassVar[str]
    schema: ClassVar[Schema]
    create_before_destroy: ClassVar[str] = ""
    problems: ClassVar[str] = ""

    def validate(self, config: dict[str, Any]) -> Iterable[Diagnostic]:
        """Return what is wrong with a configuration, beyond what the attributes' validators find."""
        return ()

    def plan(self, plan: Plan, context: Context) -> None:
        """Adjust the plan of a create, an update or a destroy."""

    def create(self, planned: dict[str, Any], context: Context) -> dict[str, Any]:
        """Create the object and return its state; what is absent in it is taken from the plan.

        Args:
            planned: The planned values, write-only ones filled in.
            context: The call's context.

        Raises:
            PartialState: The object exists, but not as wanted.
        """
        raise NotImplementedError

    def read(self, state: dict[str, Any], context: Context) -> dict[str, Any] | None:
        """Return the object's present state; None when it is proven to be gone."""
        raise NotImplementedError

    def keeps_state(self, error: Exception) -> bool:
        """Return whether an error of `read` says nothing about the object: a warning, and the state stays."""
        return False

    def update(self, prior: dict[str, Any], planned: dict[str, Any], context: Context) -> dict[str, Any]:
        """Change the object and return its state.

        Raises:
            PartialState: The object was changed, but not as wanted.
        """
        raise ProviderError(f"{self.type_name} cannot be changed in place", "Replace it.")

    def delete(self, state: dict[str, Any], context: Context) -> None:
        """Delete the object; one that is gone already is no error."""
        raise NotImplementedError

    def import_state(self, identifier: str, context: Context) -> dict[str, Any]:
        """Return what `read` needs to find an object by the id the user gave."""
        return {"id": identifier}

    def upgrade(self, version: int, state: dict[str, Any]) -> dict[str, Any]:
        """Return the state that an older schema version wrote in today's shape."""
        return state


class DataSource:
    """A kind of object that is only read."""

    type_name: ClassVar[str]
    schema: ClassVar[Schema]

    def validate(self, config: dict[str, Any]) -> Iterable[Diagnostic]:
        """Return what is wrong with a configuration, beyond what the attributes' validators find."""
        return ()

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return the values; what is absent is taken from the configuration.

        Raises:
            ProviderError: There is no such object.
        """
        raise NotImplementedError


class EphemeralResource:
    """A value that lives as long as one run of Terraform and is saved nowhere."""

    type_name: ClassVar[str]
    schema: ClassVar[Schema]

    def validate(self, config: dict[str, Any]) -> Iterable[Diagnostic]:
        """Return what is wrong with a configuration, beyond what the attributes' validators find."""
        return ()

    def open(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Make the value; set `context.renew_in` and `context.private` for renew and close."""
        raise NotImplementedError

    def renew(self, context: Context) -> None:
        """Keep the value alive."""

    def close(self, context: Context) -> None:
        """Take the value back."""


class Function:
    """A pure function that configurations call as `provider::openai::<name>(…)`.

    Attributes:
        name: Its name.
        parameters: Types by name, in order. All arguments are known and not null.
        result: Type of the result.
        description: What it computes.
    """

    name: ClassVar[str]
    parameters: ClassVar[Mapping[str, Type]]
    result: ClassVar[Type] = STRING
    description: ClassVar[str] = ""

    def call(self, *arguments: Any) -> Any:
        """Return the result.

        Raises:
            ProviderError: An argument is wrong; a path of its name points at it.
        """
        raise NotImplementedError

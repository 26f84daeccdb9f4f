"""Answers to Terraform's calls that concern the provider as a whole; the others are handed on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol import messages
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, ProviderError, Report
from fjcorp_openai.provider.protocol.managed import ManagedCalls
from fjcorp_openai.provider.protocol.readers import ReaderCalls
from fjcorp_openai.provider.protocol.resource import Context
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.protocol.wire import (
    read_private,
    read_value,
    write_diagnostics,
    write_function,
    write_schema,
    write_value,
)

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Mapping

    from fjcorp_openai.provider.protocol.provider import Provider
    from fjcorp_openai.provider.protocol.run import Run
    from fjcorp_openai.provider.protocol.schema import Schema


class Service:
    """The provider service of one process.

    Attributes:
        provider: What it serves.
        stopping: Set when Terraform was asked to stop, or the run has ended that it works for.
    """

    def __init__(self, provider: Provider, log: logging.Logger, run: Run | None = None) -> None:
        """Take the provider, its logger, and the run that Terraform works for, if there is one."""
        self.provider = provider
        self.stopping = threading.Event()
        self._log = log
        self._run = run
        self._lock = threading.Lock()
        self._config: dict[str, Any] | None = None
        self._api: Any = None
        self._built = False
        managed, readers = ManagedCalls(self), ReaderCalls(self)
        self.calls: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
            "GetMetadata": ("Empty", self.metadata),
            "GetProviderSchema": ("Empty", self.schema),
            "GetResourceIdentitySchemas": ("Empty", lambda _unused: messages.IdentitySchemasResponse()),
            "ValidateProviderConfig": ("ValidateProviderRequest", self.validate),
            "ConfigureProvider": ("ConfigureRequest", self.configure),
            "StopProvider": ("Empty", self.stop),
            "GetFunctions": ("Empty", self.functions),
            "CallFunction": ("CallRequest", self.call_function),
            "ValidateResourceConfig": ("ConfigRequest", managed.validate),
            "UpgradeResourceState": ("UpgradeRequest", managed.upgrade),
            "ReadResource": ("ReadRequest", managed.read),
            "PlanResourceChange": ("PlanRequest", managed.plan),
            "ApplyResourceChange": ("ApplyRequest", managed.apply),
            "ImportResourceState": ("ImportRequest", managed.import_state),
            "MoveResourceState": ("Empty", managed.move),
            "ValidateDataResourceConfig": ("ConfigRequest", readers.validate_data),
            "ReadDataSource": ("DataRequest", readers.read_data),
            "ValidateEphemeralResourceConfig": ("ConfigRequest", readers.validate_ephemeral),
            "OpenEphemeralResource": ("ConfigRequest", readers.open),
            "RenewEphemeralResource": ("PrivateRequest", readers.renew),
            "CloseEphemeralResource": ("PrivateRequest", readers.close),
        }

    def context(
        self,
        type_name: str,
        report: Report,
        schema: Schema | None = None,
        values: Mapping[str, Any] | None = None,
        private: bytes = b"",
    ) -> Context:
        """Return the context of one call."""
        return Context(
            type_name,
            self.api,
            self.stopping,
            self._log.getChild(type_name),
            report,
            schema,
            values,
            read_private(private),
        )

    def is_wanted(self) -> bool:
        """Return whether the run goes on that Terraform works for; if not, work in progress ends soon."""
        if self._run is None or not self._run.has_ended():
            return True
        self.stopping.set()
        return False

    def begin(self) -> None:
        """Refuse what would ask or change something for a run that has ended.

        Terraform hears of it only here. It saves what is done, and ends.

        Raises:
            ProviderError: The run has ended.
        """
        if not self.is_wanted():
            raise ProviderError(
                "The run was stopped",
                "What started Terraform has ended. Nothing more is begun; what is done is in the state.",
            )

    def fail(self, report: Report, error: Exception, operation: str) -> None:
        """Report an error to the user, and its traceback to whoever reads the debug log."""
        self._log.debug("%s: %s failed", report.subject, operation, exc_info=error)
        report.error(error, operation)

    def api(self) -> Any:
        """Return what the provider's `configure` built, at first use.

        Raises:
            ConfigurationUnknown: The configuration is known only after apply.
        """
        with self._lock:
            if not self._built:
                config = self._config or {}
                if not is_known(config):
                    names = ", ".join(name for name, value in config.items() if not is_known(value))
                    raise ConfigurationUnknown(
                        "Provider configuration not known yet",
                        f"{names} of provider {self.provider.name} is known only after apply, but the API "
                        "is needed before. Apply what it depends on first, with -target.",
                    )
                self._api = self.provider.configure(config, self.stopping)
                self._built = True
            return self._api

    def metadata(self, _unused: Any) -> Any:
        """Answer GetMetadata."""
        provider = self.provider
        return messages.MetadataResponse(
            server_capabilities=_capabilities(),
            resources=[messages.Name(name=name) for name in provider.resources],
            data_sources=[messages.Name(name=name) for name in provider.data_sources],
            ephemeral_resources=[messages.Name(name=name) for name in provider.ephemeral_resources],
            functions=[messages.Name(name=name) for name in provider.functions],
        )

    def schema(self, _unused: Any) -> Any:
        """Answer GetProviderSchema."""
        provider = self.provider
        return messages.SchemaResponse(
            provider=write_schema(provider.schema),
            resource_schemas=_entries(provider.resources),
            data_source_schemas=_entries(provider.data_sources),
            ephemeral_resource_schemas=_entries(provider.ephemeral_resources),
            functions=self._functions(),
            server_capabilities=_capabilities(),
        )

    def functions(self, _unused: Any) -> Any:
        """Answer GetFunctions."""
        return messages.FunctionsResponse(functions=self._functions())

    def validate(self, request: Any) -> Any:
        """Answer ValidateProviderConfig."""
        config = read_value(request.config, self.provider.schema.type) or {}
        return messages.ValidateProviderResponse(
            diagnostics=write_diagnostics(self.provider.schema.validate(config))
        )

    def configure(self, request: Any) -> Any:
        """Answer ConfigureProvider: keep the configuration until a call to the API needs it."""
        config = read_value(request.config, self.provider.schema.type) or {}
        with self._lock:
            self._config, self._api, self._built = config, None, False
        return messages.Diagnosed()

    def stop(self, _unused: Any) -> Any:
        """Answer StopProvider: work in progress is asked to end soon."""
        self.stopping.set()
        return messages.StopResponse()

    def call_function(self, request: Any) -> Any:
        """Answer CallFunction."""
        function = self.provider.functions[request.name]
        names = list(function.parameters)
        try:
            kinds = function.parameters.values()
            arguments = [read_value(each, kind) for each, kind in zip(request.arguments, kinds, strict=True)]
            result = function.call(*arguments)
            return messages.CallResponse(result=write_value(result, function.result))
        except ProviderError as error:
            answer = messages.CallResponse(error=messages.FunctionError(text=str(error)))
            if error.path and error.path[0] in names:
                answer.error.function_argument = names.index(str(error.path[0]))
            return answer
        except Exception as error:  # noqa: BLE001 (any fault must reach the user as text)
            report = Report(f"function {request.name}")
            self.fail(report, error, "call")
            text = ". ".join(filter(None, (report.diagnostics[0].summary, report.diagnostics[0].detail)))
            return messages.CallResponse(error=messages.FunctionError(text=text))

    def _functions(self) -> list[Any]:
        return [
            messages.FunctionEntry(key=name, value=write_function(each))
            for name, each in self.provider.functions.items()
        ]


def _capabilities() -> Any:
    return messages.ServerCapabilities(plan_destroy=True, get_provider_schema_optional=True)


def _entries(kinds: Mapping[str, Any]) -> list[Any]:
    return [messages.SchemaEntry(key=name, value=write_schema(each.schema)) for name, each in kinds.items()]

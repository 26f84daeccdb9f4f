"""Answers to Terraform's calls about data sources and ephemeral resources."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol import messages
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, Report, values_of_the_api
from fjcorp_openai.provider.protocol.wire import read_value, write_diagnostics, write_private, write_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.provider.protocol.resource import Context, DataSource, EphemeralResource
    from fjcorp_openai.provider.protocol.service import Service

_PROVIDER_CONFIG_UNKNOWN = 2


class ReaderCalls:
    """Validate and read of data sources; validate, open, renew and close of ephemeral resources."""

    def __init__(self, service: Service) -> None:
        """Take the service whose data sources and ephemeral resources it answers for."""
        self._service = service
        self._data = service.provider.data_sources
        self._ephemeral = service.provider.ephemeral_resources

    def validate_data(self, request: Any) -> Any:
        """Answer ValidateDataResourceConfig."""
        return self._validate(self._data[request.type_name], request)

    def validate_ephemeral(self, request: Any) -> Any:
        """Answer ValidateEphemeralResourceConfig."""
        return self._validate(self._ephemeral[request.type_name], request)

    def read_data(self, request: Any) -> Any:
        """Answer ReadDataSource."""
        source = self._data[request.type_name]
        return self._values(source, request, source.read, messages.DataResponse(), "state")[0]

    def open(self, request: Any) -> Any:
        """Answer OpenEphemeralResource."""
        ephemeral = self._ephemeral[request.type_name]
        answer, context = self._values(ephemeral, request, ephemeral.open, messages.OpenResponse(), "result")
        _keep(answer, context)
        return answer

    def renew(self, request: Any) -> Any:
        """Answer RenewEphemeralResource."""
        answer = messages.RenewResponse()
        context = self._end(request, self._ephemeral[request.type_name].renew, answer, "renew")
        _keep(answer, context)
        return answer

    def close(self, request: Any) -> Any:
        """Answer CloseEphemeralResource."""
        answer = messages.Diagnosed()
        self._end(request, self._ephemeral[request.type_name].close, answer, "close")
        return answer

    def _validate(self, kind: DataSource | EphemeralResource, request: Any) -> Any:
        report = Report(request.type_name)
        try:
            config = read_value(request.config, kind.schema.type)
            report.diagnostics.extend(kind.schema.validate(config))
            report.diagnostics.extend(kind.validate(config))
        except Exception as error:  # noqa: BLE001 (any fault must reach the user as a diagnostic)
            self._service.fail(report, error, "validation")
        return messages.Diagnosed(diagnostics=write_diagnostics(report.diagnostics))

    def _values(
        self,
        kind: DataSource | EphemeralResource,
        request: Any,
        work: Callable[[dict[str, Any], Context], dict[str, Any]],
        answer: Any,
        field: str,
    ) -> tuple[Any, Context]:
        report = Report(request.type_name)
        config = read_value(request.config, kind.schema.type)
        context = self._service.context(request.type_name, report, kind.schema, config)
        try:
            self._service.begin()
            found = work(config, context)
            with values_of_the_api():
                values = write_value({**config, **found}, kind.schema.type)
            getattr(answer, field).CopyFrom(values)
        except ConfigurationUnknown as error:
            if request.client_capabilities.deferral_allowed:
                answer.deferred.reason = _PROVIDER_CONFIG_UNKNOWN
                getattr(answer, field).CopyFrom(request.config)
            else:
                self._service.fail(report, error, "read")
        except Exception as error:  # noqa: BLE001 (any fault must reach the user as a diagnostic)
            self._service.fail(report, error, "read")
        answer.diagnostics.extend(write_diagnostics(report.diagnostics))
        return answer, context

    def _end(self, request: Any, work: Callable[[Context], None], answer: Any, operation: str) -> Context:
        report = Report(request.type_name)
        context = self._service.context(request.type_name, report, private=request.private)
        try:
            work(context)
        except Exception as error:  # noqa: BLE001 (any fault must reach the user as a diagnostic)
            self._service.fail(report, error, operation)
        answer.diagnostics.extend(write_diagnostics(report.diagnostics))
        return context


def _keep(answer: Any, context: Context) -> None:
    """Put into an answer what Terraform keeps until it renews or closes."""
    answer.private = write_private(context.private)
    if context.renew_in is not None:
        due = time.time() + context.renew_in
        answer.renew_at.seconds, answer.renew_at.nanos = int(due), int(due % 1 * 1e9)

"""Answers to Terraform's calls about managed resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from fjcorp_openai.provider.protocol import messages
from fjcorp_openai.provider.protocol.diagnostics import (
    ConfigurationUnknown,
    Diagnostic,
    OddValue,
    PartialState,
    ProviderError,
    Report,
    values_of_the_api,
)
from fjcorp_openai.provider.protocol.kept import accept, recall
from fjcorp_openai.provider.protocol.planning import (
    Plan,
    with_write_only,
    without_write_only,
    write_only_paths,
)
from fjcorp_openai.provider.protocol.types import DYNAMIC
from fjcorp_openai.provider.protocol.values import (
    UNKNOWN,
    conform,
    decode_json,
    is_known,
    restore_unknown,
    retain,
)
from fjcorp_openai.provider.protocol.wire import (
    read_private,
    read_value,
    write_diagnostics,
    write_path,
    write_private,
    write_value,
)

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context, Resource
    from fjcorp_openai.provider.protocol.schema import Schema
    from fjcorp_openai.provider.protocol.service import Service

State = dict[str, Any]
_PROVIDER_CONFIG_UNKNOWN = 2


class ManagedCalls:
    """Validate, upgrade, read, plan, apply and import of the provider's resources."""

    def __init__(self, service: Service) -> None:
        """Take the service whose resources it answers for."""
        self._service = service

    def validate(self, request: Any) -> Any:
        """Answer ValidateResourceConfig."""
        resource, report = self._find(request)
        try:
            config = read_value(request.config, resource.schema.type)
            report.diagnostics.extend(resource.schema.validate(config))
            report.diagnostics.extend(resource.validate(config))
            if not request.client_capabilities.write_only_attributes_allowed:
                for path in write_only_paths(resource.schema.attributes, config):
                    detail = (
                        "This value is kept nowhere, which needs Terraform 1.11 or OpenTofu 1.11 and later."
                    )
                    report.diagnostics.append(
                        Diagnostic("error", "Write-only values are not supported", detail, path)
                    )
        except Exception as error:  # noqa: BLE001 (any fault must reach the user as a diagnostic)
            self._service.fail(report, error, "validation")
        return messages.Diagnosed(diagnostics=write_diagnostics(report.diagnostics))

    def upgrade(self, request: Any) -> Any:
        """Answer UpgradeResourceState: give the state today's shape, whatever version wrote it."""
        resource, report = self._find(request)
        answer = messages.UpgradeResponse()
        try:
            state = decode_json(request.raw_state.json)
            if state is not None and request.version < resource.schema.version:
                state = resource.upgrade(request.version, state)
            answer.upgraded_state.CopyFrom(_conformed(state, request.type_name, resource.schema))
        except Exception as error:  # noqa: BLE001 (any fault must reach the user as a diagnostic)
            self._service.fail(report, error, "upgrade of the state")
        answer.diagnostics.extend(write_diagnostics(report.diagnostics))
        return answer

    def read(self, request: Any) -> Any:
        """Answer ReadResource; on an error the state stays as it was."""
        resource, report = self._find(request)
        kind = resource.schema.type
        answer = messages.ReadResponse(new_state=request.current_state, private=request.private)
        try:
            self._service.begin()
            state = read_value(request.current_state, kind)
            context = self._service.context(
                request.type_name, report, resource.schema, state, request.private
            )
            found = resource.read(state, context)
            with values_of_the_api():
                if found is not None:
                    found = recall(state, retain(state, {**state, **found}, kind), context.private)
                    found = without_write_only(resource.schema.attributes, found)
                answer.new_state.CopyFrom(write_value(found, kind))
            answer.private = write_private(context.private)
        except ConfigurationUnknown as error:
            if request.client_capabilities.deferral_allowed:
                answer.deferred.reason = _PROVIDER_CONFIG_UNKNOWN
            else:
                report.warn(f"{request.type_name} was not refreshed", error.detail)
        except Exception as error:  # noqa: BLE001 (any fault must reach the user as a diagnostic)
            if resource.keeps_state(error):
                report.warn(f"{request.type_name} was not refreshed", str(error))
            else:
                self._service.fail(report, error, "read")
        answer.diagnostics.extend(write_diagnostics(report.diagnostics))
        return answer

    def plan(self, request: Any) -> Any:
        """Answer PlanResourceChange for a create, an update or a destroy."""
        resource, report = self._find(request)
        schema = resource.schema
        answer = messages.PlanResponse(
            planned_state=request.proposed_new_state, planned_private=request.prior_private
        )
        try:
            self._service.begin()
            plan = Plan(
                schema,
                read_value(request.prior_state, schema.type),
                read_value(request.config, schema.type),
                read_value(request.proposed_new_state, schema.type),
                read_private(request.prior_private),
                report,
            )
            values = plan.prior if plan.is_destroy else plan.proposed
            context = self._service.context(request.type_name, report, schema, values)
            context.private = plan.private
            plan.prepare()
            resource.plan(plan, context)
            plan.finish()
            planned = None if plan.is_destroy else without_write_only(schema.attributes, plan.proposed)
            answer.planned_state.CopyFrom(write_value(planned, schema.type))
            untyped = [
                name
                for name, each in schema.attributes.items()
                if each.type == DYNAMIC
                and plan.config.get(name) is UNKNOWN
                and plan.proposed[name] is UNKNOWN
            ]
            if untyped:
                answer.planned_state.msgpack = restore_unknown(
                    answer.planned_state.msgpack, request.config.msgpack, untyped
                )
            answer.requires_replace.extend(map(write_path, sorted(plan.replacements)))
            answer.planned_private = write_private(plan.private)
        except ConfigurationUnknown as error:
            if request.client_capabilities.deferral_allowed:
                answer.deferred.reason = _PROVIDER_CONFIG_UNKNOWN
            else:
                self._service.fail(report, error, "plan")
        except Exception as error:  # noqa: BLE001 (any fault must reach the user as a diagnostic)
            self._service.fail(report, error, "plan")
        answer.diagnostics.extend(write_diagnostics(report.diagnostics))
        return answer

    def apply(self, request: Any) -> Any:
        """Answer ApplyResourceChange. Whatever happens, what exists afterwards is in the state it returns."""
        resource, report = self._find(request)
        kind = resource.schema.type
        answer = messages.ApplyResponse(new_state=request.prior_state, private=request.planned_private)
        operation = "apply"
        try:
            self._service.begin()
            prior = read_value(request.prior_state, kind)
            planned = read_value(request.planned_state, kind)
            config = read_value(request.config, kind) or {}
            operation = "delete" if planned is None else "create" if prior is None else "update"
            context = self._service.context(
                request.type_name, report, resource.schema, planned or prior, request.planned_private
            )
            state = self._change(resource, prior, planned, config, context, report)
            if state is not prior:
                answer.new_state.CopyFrom(self._settle(state, resource.schema, report))
            answer.private = write_private(context.private)
        except Exception as error:  # noqa: BLE001 (any fault must reach the user as a diagnostic)
            self._service.fail(report, error, operation)
        answer.diagnostics.extend(write_diagnostics(report.diagnostics))
        return answer

    def import_state(self, request: Any) -> Any:
        """Answer ImportResourceState."""
        resource, report = self._find(request)
        answer = messages.ImportResponse()
        try:
            self._service.begin()
            context = self._service.context(request.type_name, report, resource.schema)
            state = resource.import_state(request.id, context)
            answer.imported_resources.add(
                type_name=request.type_name,
                state=write_value(state, resource.schema.type),
                private=write_private(context.private),
            )
        except ConfigurationUnknown as error:
            if request.client_capabilities.deferral_allowed:
                answer.deferred.reason = _PROVIDER_CONFIG_UNKNOWN
            else:
                self._service.fail(report, error, "import")
        except Exception as error:  # noqa: BLE001 (any fault must reach the user as a diagnostic)
            self._service.fail(report, error, "import")
        answer.diagnostics.extend(write_diagnostics(report.diagnostics))
        return answer

    def move(self, _unused: Any) -> Any:
        """Answer MoveResourceState: no other type's state can become one of ours."""
        refusal = Diagnostic("error", "Not supported", "A resource of another type cannot be moved here.")
        return messages.MoveResponse(diagnostics=write_diagnostics([refusal]))

    def _find(self, request: Any) -> tuple[Resource, Report]:
        return self._service.provider.resources[request.type_name], Report(request.type_name)

    def _change(
        self,
        resource: Resource,
        prior: State | None,
        planned: State | None,
        config: State,
        context: Context,
        report: Report,
    ) -> State | None:
        """Create, update or delete, and return the state that is true afterwards."""
        base = planned or {}
        operation = "delete" if planned is None else "create" if prior is None else "update"
        try:
            if planned is None:
                resource.delete(prior or {}, context)
                return None
            wanted = with_write_only(resource.schema.attributes, planned, config)
            if prior is None:
                state = resource.create(wanted, context)
            else:
                state = resource.update(prior, wanted, context)
            told = {**planned, **state}
            try:
                told = cast("State", retain(planned, told, resource.schema.type))
            except (TypeError, ValueError, AttributeError):
                return told  # what does not fit is found when it is settled, and the rest saved
            return accept(planned, told, config, context)
        except PartialState as partial:
            self._service.fail(report, partial.error, operation)
            return {**base, **partial.state}
        except Exception as error:  # noqa: BLE001 (any fault must reach the user as a diagnostic)
            self._service.fail(report, error, operation)
            return prior if context.saved is None else {**base, **context.saved}

    def _settle(self, state: State | None, schema: Schema, report: Report) -> Any:
        """Return the state as a message, leaving out what cannot be saved rather than the whole object."""
        if state is None:
            return write_value(None, schema.type)
        values = without_write_only(schema.attributes, {name: state.get(name) for name in schema.attributes})
        faults = dict.fromkeys(state.keys() - values.keys(), "there is no such attribute")
        odd: dict[str, Exception] = {}
        for name, attribute in schema.attributes.items():
            if not is_known(values[name]):
                values[name] = _known(values[name])
                faults[name] = "its value is still unknown"
            try:
                write_value(values[name], attribute.value_type)
            except ValueError as error:
                values[name], odd[name] = None, error
        # After an error it is no wonder that values are missing.
        if not report.failed:
            for name, reason in faults.items():
                path = (name,) if name in values else ()
                told = ProviderError("Fault in the provider", f"{name} was not saved: {reason}.", path)
                report.error(told, "apply")
            for name, fault in odd.items():
                report.error(OddValue(fault, f"{name} was not saved", (name,)), "apply")
        return write_value(values, schema.type)


def _conformed(state: Any, type_name: str, schema: Schema) -> Any:
    """Return a state as a message.

    Raises:
        ProviderError: It holds what its type has no room for, such as a list in the place of a text.
    """
    try:
        return write_value(conform(state, schema.type), schema.type)
    except (AttributeError, KeyError, TypeError, ValueError):
        wrong = [name for name, each in schema.attributes.items() if not _fits(state, name, each.value_type)]
    names = ", ".join(wrong) or "its values"
    raise ProviderError(
        f"The state of a resource {type_name} is damaged",
        f"It holds under {names} what cannot stand there, as after a change by hand. Restore the state from "
        "a backup, or take the resource out of it with `terraform state rm` and import the object again.",
    )


def _fits(state: Any, name: str, kind: Any) -> bool:
    try:
        write_value(conform(state.get(name), kind), kind)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
    return True


def _known(value: Any) -> Any:
    """Return a value with null in place of what is unknown, at any depth."""
    if isinstance(value, dict):
        return {key: _known(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_known(each) for each in value]
    return None if value is UNKNOWN else value

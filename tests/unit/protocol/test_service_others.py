"""Terraform's calls about data sources, ephemeral resources, functions and the schema."""

from __future__ import annotations

from typing import Any, ClassVar

from fjcorp_openai.provider.protocol import (
    NUMBER,
    STRING,
    UNKNOWN,
    Attribute,
    Context,
    DataSource,
    EphemeralResource,
    Function,
    ProviderError,
    Schema,
)
from fjcorp_openai.provider.protocol.wire import read_private, read_value, write_value
from unit.protocol.thing import call, configure, errors, service


class Source(DataSource):
    """Answers with its own name."""

    type_name = "demo_source"
    schema: ClassVar = Schema(
        {"id": Attribute(STRING, required=True), "name": Attribute(STRING, computed=True)}
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        return {"name": context.api}


class Token(EphemeralResource):
    """Counts its renewals."""

    type_name = "demo_token"
    schema: ClassVar = Schema({"value": Attribute(STRING, computed=True)})

    def open(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        context.private["count"] = b"1"
        context.renew_in = 60
        return {"value": "v"}

    def renew(self, context: Context) -> None:
        context.private["count"] += b"1"

    def close(self, context: Context) -> None:
        raise ProviderError("Already gone")


class Half(Function):
    """Halves a number."""

    name = "half"
    parameters: ClassVar = {"number": NUMBER}
    result = NUMBER

    def call(self, *arguments: Any) -> Any:
        if arguments[0] == 1:
            raise ProviderError("It is odd", path=("number",))
        return {2: 1, 4: "four"}[arguments[0]]


def test_a_data_source_answers_or_says_what_is_missing() -> None:
    made, _unused = service(lambda config, _stopping: config["url"], data_sources=[Source])
    kind = Source.schema.type
    config = write_value({"id": "1", "name": None}, kind)
    configure(made, "u")
    answer = call(made, "ReadDataSource", type_name="demo_source", config=config)
    assert read_value(answer.state, kind) == {"id": "1", "name": "u"}
    configure(made, UNKNOWN)
    answer = call(made, "ReadDataSource", type_name="demo_source", config=config)
    assert errors(answer)[0][0] == "Provider configuration not known yet"
    assert errors(call(made, "ValidateDataResourceConfig", type_name="demo_source", config=config)) == []


def test_an_ephemeral_resource_is_opened_renewed_and_closed() -> None:
    made, _unused = service(ephemeral_resources=[Token])
    kind = Token.schema.type
    config = write_value({"value": None}, kind)
    opened = call(made, "OpenEphemeralResource", type_name="demo_token", config=config)
    assert read_value(opened.result, kind) == {"value": "v"}
    assert opened.HasField("renew_at")
    renewed = call(made, "RenewEphemeralResource", type_name="demo_token", private=opened.private)
    assert read_private(renewed.private) == {"count": b"11"}
    assert not renewed.HasField("renew_at")
    closed = call(made, "CloseEphemeralResource", type_name="demo_token", private=renewed.private)
    assert errors(closed) == [("Already gone", "")]
    assert errors(call(made, "ValidateEphemeralResourceConfig", type_name="demo_token", config=config)) == []


def test_a_function_answers_or_points_at_the_argument() -> None:
    made, _unused = service(functions=[Half])

    def half(number: int) -> Any:
        return call(made, "CallFunction", name="half", arguments=[write_value(number, NUMBER)])

    assert read_value(half(2).result, NUMBER) == 1
    assert half(1).error.text == "It is odd"
    assert half(1).error.function_argument == 0
    assert "KeyError: 3" in half(3).error.text
    assert "of type str where a number belongs" in half(4).error.text


def test_schema_and_metadata_name_all_that_there_is() -> None:
    made, _unused = service(data_sources=[Source], ephemeral_resources=[Token], functions=[Half])
    schema = call(made, "GetProviderSchema")
    assert [each.key for each in schema.resource_schemas] == ["demo_thing"]
    assert [each.key for each in schema.data_source_schemas] == ["demo_source"]
    assert [each.key for each in schema.ephemeral_resource_schemas] == ["demo_token"]
    assert [each.key for each in schema.functions] == ["half"]
    assert schema.server_capabilities.plan_destroy
    metadata = call(made, "GetMetadata")
    assert [each.name for each in metadata.resources] == ["demo_thing"]
    assert [each.key for each in call(made, "GetFunctions").functions] == ["half"]
    assert call(made, "GetResourceIdentitySchemas").ByteSize() == 0

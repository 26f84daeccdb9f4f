"""The protobuf messages of Terraform's plugin protocol 6, declared at run time from one table.

Only what Terraform 1.8 to 1.11 and OpenTofu send or read is here; protobuf keeps the rest as unknown fields.
The wire knows numbers, not names: enumerations are declared as integers, and the entries of maps as the
repeated messages that they are on the wire. Messages are attributes of this module:
`messages.Diagnostic(summary="…")`.
"""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "tfplugin6"

# One message a line: its name, then `field:type=number`; `*` repeated, `?` distinguished from its zero value.
_TABLE = """
DynamicValue msgpack:bytes=1 json:bytes=2
Diagnostic severity:int32=1 summary:string=2 detail:string=3 attribute:AttributePath=4
AttributePath steps:Step*=1
Step attribute_name:string?=1 element_key_string:string?=2 element_key_int:int64?=3
Timestamp seconds:int64=1 nanos:int32=2
Empty
RawState json:bytes=1
Schema version:int64=1 block:Block=2
Block version:int64=1 attributes:Attribute*=2 description:string=4 description_kind:int32=5
Attribute name:string=1 type:bytes=2 nested_type:Object=10 description:string=3 required:bool=4 \
optional:bool=5 computed:bool=6 sensitive:bool=7 description_kind:int32=8 deprecated:bool=9 \
write_only:bool=11
Object attributes:Attribute*=1 nesting:int32=3
Function parameters:Parameter*=1 return_:Return=3 summary:string=4 description:string=5 \
description_kind:int32=6
Parameter name:string=1 type:bytes=2 description:string=5
Return type:bytes=1
FunctionError text:string=1 function_argument:int64?=2
ServerCapabilities plan_destroy:bool=1 get_provider_schema_optional:bool=2
ClientCapabilities deferral_allowed:bool=1 write_only_attributes_allowed:bool=2
Deferred reason:int32=1
Name name:string=1
SchemaEntry key:string=1 value:Schema=2
FunctionEntry key:string=1 value:Function=2
Diagnosed diagnostics:Diagnostic*=1
MetadataResponse server_capabilities:ServerCapabilities=1 diagnostics:Diagnostic*=2 data_sources:Name*=3 \
resources:Name*=4 functions:Name*=5 ephemeral_resources:Name*=6
SchemaResponse provider:Schema=1 resource_schemas:SchemaEntry*=2 data_source_schemas:SchemaEntry*=3 \
diagnostics:Diagnostic*=4 server_capabilities:ServerCapabilities=6 functions:FunctionEntry*=7 \
ephemeral_resource_schemas:SchemaEntry*=8
ValidateProviderRequest config:DynamicValue=1
ValidateProviderResponse diagnostics:Diagnostic*=2
ConfigureRequest terraform_version:string=1 config:DynamicValue=2 \
client_capabilities:ClientCapabilities=3
UpgradeRequest type_name:string=1 version:int64=2 raw_state:RawState=3
UpgradeResponse upgraded_state:DynamicValue=1 diagnostics:Diagnostic*=2
ConfigRequest type_name:string=1 config:DynamicValue=2 client_capabilities:ClientCapabilities=3
ReadRequest type_name:string=1 current_state:DynamicValue=2 private:bytes=3 \
client_capabilities:ClientCapabilities=5
ReadResponse new_state:DynamicValue=1 diagnostics:Diagnostic*=2 private:bytes=3 deferred:Deferred=4
PlanRequest type_name:string=1 prior_state:DynamicValue=2 proposed_new_state:DynamicValue=3 \
config:DynamicValue=4 prior_private:bytes=5 client_capabilities:ClientCapabilities=7
PlanResponse planned_state:DynamicValue=1 requires_replace:AttributePath*=2 planned_private:bytes=3 \
diagnostics:Diagnostic*=4 deferred:Deferred=6
ApplyRequest type_name:string=1 prior_state:DynamicValue=2 planned_state:DynamicValue=3 \
config:DynamicValue=4 planned_private:bytes=5
ApplyResponse new_state:DynamicValue=1 private:bytes=2 diagnostics:Diagnostic*=3
ImportRequest type_name:string=1 id:string=2 client_capabilities:ClientCapabilities=3
ImportedResource type_name:string=1 state:DynamicValue=2 private:bytes=3
ImportResponse imported_resources:ImportedResource*=1 diagnostics:Diagnostic*=2 deferred:Deferred=3
MoveResponse target_state:DynamicValue=1 diagnostics:Diagnostic*=2
DataRequest type_name:string=1 config:DynamicValue=2 client_capabilities:ClientCapabilities=4
DataResponse state:DynamicValue=1 diagnostics:Diagnostic*=2 deferred:Deferred=3
FunctionsResponse functions:FunctionEntry*=1 diagnostics:Diagnostic*=2
CallRequest name:string=1 arguments:DynamicValue*=2
CallResponse result:DynamicValue=1 error:FunctionError=2
OpenResponse diagnostics:Diagnostic*=1 renew_at:Timestamp?=2 result:DynamicValue=3 private:bytes?=4 \
deferred:Deferred=5
PrivateRequest type_name:string=1 private:bytes?=2
RenewResponse diagnostics:Diagnostic*=1 renew_at:Timestamp?=2 private:bytes?=3
IdentitySchemasResponse diagnostics:Diagnostic*=2
StopResponse Error:string=1
"""


def _declare() -> dict[str, type[Any]]:
    kinds = descriptor_pb2.FieldDescriptorProto
    document = descriptor_pb2.FileDescriptorProto(name="tfplugin6.proto", package=PACKAGE, syntax="proto3")
    for line in _TABLE.strip().splitlines():
        name, *fields = line.split()
        message = document.message_type.add(name=name)
        for each in fields:
            label, _separator, rest = each.partition(":")
            kind, _separator, position = rest.partition("=")
            field = message.field.add(name=label.rstrip("_"), number=int(position))
            field.label = kinds.LABEL_REPEATED if kind.endswith("*") else kinds.LABEL_OPTIONAL
            if kind.endswith("?"):
                field.proto3_optional = True
                field.oneof_index = len(message.oneof_decl)
                message.oneof_decl.add(name=f"_{field.name}")
            kind = kind.rstrip("*?")
            if kind[0].isupper():
                field.type, field.type_name = kinds.TYPE_MESSAGE, f".{PACKAGE}.{kind}"
            else:
                field.type = kinds.Type.Value(f"TYPE_{kind.upper()}")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(document)
    return message_factory.GetMessageClassesForFiles([document.name], pool)


_CLASSES = _declare()


def __getattr__(name: str) -> Any:
    try:
        return _CLASSES[f"{PACKAGE}.{name}"]
    except KeyError:
        raise AttributeError(f"the protocol has no message {name}") from None

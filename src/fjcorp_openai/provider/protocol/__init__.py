"""Terraform's plugin protocol 6 for providers written in Python.

Write a `Resource`, `DataSource`, `EphemeralResource` or `Function`, put the classes into a `Provider`, and
hand a function that makes it to `server.serve`.
"""

from fjcorp_openai.provider.protocol.diagnostics import (
    ConfigurationUnknown,
    Diagnostic,
    PartialState,
    ProviderError,
)
from fjcorp_openai.provider.protocol.planning import Plan
from fjcorp_openai.provider.protocol.provider import Provider
from fjcorp_openai.provider.protocol.resource import (
    Context,
    DataSource,
    EphemeralResource,
    Function,
    Resource,
)
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema
from fjcorp_openai.provider.protocol.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Type,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known

__all__ = [
    "BOOL",
    "DYNAMIC",
    "NUMBER",
    "STRING",
    "UNKNOWN",
    "Attribute",
    "ConfigurationUnknown",
    "Context",
    "DataSource",
    "Diagnostic",
    "EphemeralResource",
    "Function",
    "Nested",
    "PartialState",
    "Plan",
    "Provider",
    "ProviderError",
    "Resource",
    "Schema",
    "Type",
    "is_known",
    "list_of",
    "map_of",
    "object_of",
    "set_of",
    "tuple_of",
]

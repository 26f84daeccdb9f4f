"""The demo provider with its small parts: a token that lives for one run, and a function."""

from __future__ import annotations

from typing import Any, ClassVar

from demo_provider.note import Note, NoteSource
from demo_provider.store import Store
from fjcorp_openai.provider.protocol import (
    NUMBER,
    STRING,
    Attribute,
    Context,
    EphemeralResource,
    Function,
    Provider,
    ProviderError,
    Schema,
)


class Token(EphemeralResource):
    """A token that is renewed every second and taken back at the end."""

    type_name = "demo_token"
    schema: ClassVar = Schema(
        {
            "name": Attribute(STRING, required=True),
            "value": Attribute(STRING, computed=True, sensitive=True),
        }
    )

    def open(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        context.private["name"] = config["name"].encode()
        context.renew_in = 1.0
        context.api.log(f"open {config['name']}")
        return {"value": f"token of {config['name']}"}

    def renew(self, context: Context) -> None:
        context.renew_in = 1.0
        context.api.log(f"renew {context.private['name'].decode()}")

    def close(self, context: Context) -> None:
        context.api.log(f"close {context.private['name'].decode()}")


class Repeat(Function):
    """Repeats a text."""

    name = "repeat"
    parameters: ClassVar = {"text": STRING, "times": NUMBER}
    description = "Repeats a text."

    def call(self, *arguments: Any) -> Any:
        text, times = arguments
        if times < 0:
            raise ProviderError("A text cannot be repeated less than zero times", path=("times",))
        return text * times


def build_provider() -> Provider:
    """Return the demo provider."""
    schema = Schema(
        {
            "folder": Attribute(STRING, required=True),
            "read_seconds": Attribute(NUMBER, optional=True),
        }
    )
    return Provider(
        "demo",
        schema,
        Store,
        resources=[Note],
        data_sources=[NoteSource],
        ephemeral_resources=[Token],
        functions=[Repeat],
    )

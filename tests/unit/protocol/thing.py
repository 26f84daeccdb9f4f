"""A small resource for the tests of one call at a time; what it does is set by the test."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.provider.protocol import (
    NUMBER,
    STRING,
    Attribute,
    Context,
    Nested,
    Plan,
    Provider,
    Resource,
    Schema,
    messages,
)
from fjcorp_openai.provider.protocol.service import Service
from fjcorp_openai.provider.protocol.types import object_of
from fjcorp_openai.provider.protocol.wire import write_value

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

PART = {
    "name": Attribute(STRING, required=True),
    "size": Attribute(NUMBER, default=1),
    "key": Attribute(STRING, computed=True),
    "token": Attribute(STRING, optional=True, write_only=True),
}


class Thing(Resource):
    """Calls what the test has put into `does`."""

    type_name = "demo_thing"
    schema: ClassVar = Schema(
        {
            "id": Attribute(STRING, computed=True, stable=True),
            "name": Attribute(STRING, required=True, replace=True),
            "note": Attribute(STRING, optional=True),
            "color": Attribute(STRING, default="blue"),
            "digest": Attribute(STRING, computed=True),
            "etag": Attribute(STRING, computed=True),
            "token": Attribute(STRING, optional=True, write_only=True),
            "one": Attribute(Nested("single", PART), optional=True),
            "parts": Attribute(Nested("list", PART), optional=True),
            "rules": Attribute(Nested("set", PART), optional=True),
            "labels": Attribute(Nested("map", PART), optional=True),
        },
        version=2,
        timeouts=["create"],
    )

    def __init__(self) -> None:
        self.does: dict[str, Callable[..., Any]] = {}

    def plan(self, plan: Plan, context: Context) -> None:
        self.does.get("plan", lambda *_unused: None)(plan, context)

    def create(self, planned: dict[str, Any], context: Context) -> dict[str, Any]:
        return self.does["create"](planned, context)

    def read(self, state: dict[str, Any], context: Context) -> dict[str, Any] | None:
        return self.does["read"](state, context)

    def update(self, prior: dict[str, Any], planned: dict[str, Any], context: Context) -> dict[str, Any]:
        return self.does["update"](prior, planned, context)

    def delete(self, state: dict[str, Any], context: Context) -> None:
        self.does["delete"](state, context)

    def upgrade(self, version: int, state: dict[str, Any]) -> dict[str, Any]:
        return self.does["upgrade"](version, state)


def service(
    configure: Callable[[dict[str, Any], threading.Event], Any] | None = None, **parts: Any
) -> tuple[Service, Thing]:
    """Return a service and the thing it serves."""
    schema = Schema({"url": Attribute(STRING, optional=True)})
    provider = Provider("demo", schema, configure, resources=[Thing], **parts)
    thing = provider.resources["demo_thing"]
    assert isinstance(thing, Thing)
    return Service(provider, logging.getLogger("provider.demo")), thing


def call(made: Service, operation: str, /, **fields: Any) -> Any:
    """Make one call over the bytes of the wire."""
    kind, handler = made.calls[operation]
    request = getattr(messages, kind)(**fields).SerializeToString()
    return handler(getattr(messages, kind).FromString(request))


def errors(answer: Any) -> list[tuple[str, str]]:
    return [(each.summary, each.detail) for each in answer.diagnostics if each.severity == 1]


def configure(made: Service, url: Any) -> None:
    config = write_value({"url": url}, object_of({"url": STRING}))
    call(made, "ConfigureProvider", config=config)

"""`demo_note`: a resource that uses everything the protocol layer offers."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.provider.protocol import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Attribute,
    Context,
    DataSource,
    Diagnostic,
    Nested,
    PartialState,
    Plan,
    ProviderError,
    Resource,
    Schema,
    list_of,
    map_of,
    set_of,
)
from fjcorp_openai.provider.protocol.validators import at_most_one_of, length, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_STEP = {
    "role": Attribute(STRING, required=True, validators=[one_of("user", "system")]),
    "weight": Attribute(NUMBER, default=1),
    "key": Attribute(STRING, computed=True),
}


class Note(Resource):
    """A note in the store."""

    type_name = "demo_note"
    schema: ClassVar = Schema(
        {
            "id": Attribute(STRING, computed=True, stable=True),
            "name": Attribute(STRING, required=True, replace=True, validators=[length(1, 20)]),
            "text": Attribute(STRING, optional=True),
            "size": Attribute(NUMBER, computed=True),
            "color": Attribute(STRING, default="blue"),
            "secret": Attribute(STRING, optional=True, sensitive=True),
            "password": Attribute(STRING, optional=True, write_only=True),
            "password_length": Attribute(NUMBER, computed=True),
            "ratio": Attribute(NUMBER, optional=True),
            "tags": Attribute(map_of(STRING), optional=True),
            "lines": Attribute(list_of(STRING), optional=True),
            "words": Attribute(set_of(STRING), optional=True),
            "meta": Attribute(DYNAMIC, optional=True),
            "place": Attribute(
                Nested("single", {"x": Attribute(NUMBER, required=True), "y": Attribute(NUMBER, default=7)}),
                optional=True,
            ),
            "steps": Attribute(Nested("list", _STEP), optional=True),
            "rules": Attribute(Nested("set", _STEP), optional=True),
            "labels": Attribute(Nested("map", _STEP), optional=True),
            "either": Attribute(STRING, optional=True),
            "other": Attribute(STRING, optional=True),
            "server_text": Attribute(STRING, optional=True, computed=True),
            "mode": Attribute(STRING, optional=True, deprecated="Use color."),
            "kind": Attribute(STRING, optional=True),
            "fail": Attribute(STRING, optional=True),
            "status": Attribute(STRING, computed=True),
            "seconds": Attribute(NUMBER, optional=True),
            "locked": Attribute(BOOL, default=False),
        },
        version=1,
        description="A note.",
        timeouts={"create": 30},
        validators=[at_most_one_of("either", "other")],
    )

    def validate(self, config: dict[str, Any]) -> Iterable[Diagnostic]:
        if config["name"] == "forbidden":
            yield Diagnostic("error", "Forbidden name", "Choose another name.", ("name",))

    def plan(self, plan: Plan, context: Context) -> None:
        if plan.is_destroy:
            if plan.prior and plan.prior["locked"]:
                raise ProviderError("The note is locked", "Set locked = false first.", ("locked",))
            return
        if plan.is_update and plan.changed("kind") and plan.prior and plan.prior["kind"]:
            plan.replace("kind")
        if plan.proposed["fail"] == "warn":
            plan.warn("A warning of the plan", "It has a detail.")
        plan.private["planned"] = b"yes"

    def create(self, planned: dict[str, Any], context: Context) -> dict[str, Any]:
        self._trouble(planned)
        identifier = context.api.create({"name": planned["name"]})
        context.private["created"] = context.private.get("planned", b"no")
        state = self._state(identifier, planned)
        context.save({**state, "status": "pending"})
        deadline = time.monotonic() + min(float(planned["seconds"] or 0), context.timeout("create"))
        while (rest := deadline - time.monotonic()) > 0:
            if context.stopping.wait(min(rest, 0.1)):
                return {**state, "status": "pending"}
        if planned["fail"] == "partial":
            context.api.write(identifier, state)
            raise PartialState(state, ProviderError("Half done", "The note exists, but not all of it."))
        if planned["fail"] == "late":
            raise RuntimeError("failed after saving")
        context.api.write(identifier, state)
        return state

    def read(self, state: dict[str, Any], context: Context) -> dict[str, Any] | None:
        found = context.api.read(state["id"])
        if found is None:
            return None
        if found.get("fail") == "warn":
            context.warn("A warning of the read", f"created privately: {context.private.get('created')!r}")
        return {name: found[name] for name in found if name in self.schema.attributes and name != "id"}

    def update(self, prior: dict[str, Any], planned: dict[str, Any], context: Context) -> dict[str, Any]:
        self._trouble(planned)
        state = self._state(prior["id"], planned)
        context.api.write(prior["id"], state)
        context.api.log("update")
        return state

    def delete(self, state: dict[str, Any], context: Context) -> None:
        context.api.delete(state["id"])

    def upgrade(self, version: int, state: dict[str, Any]) -> dict[str, Any]:
        return {**state, "name": state["title"]} if version == 0 else state

    def _state(self, identifier: str, planned: dict[str, Any]) -> dict[str, Any]:
        server_text = planned["server_text"]
        state = {
            **planned,
            "id": identifier,
            "size": len(planned["text"] or ""),
            "password": None,
            "password_length": len(planned["password"] or ""),
            "server_text": server_text if isinstance(server_text, str) else f"made of {planned['name']}",
            "status": "ready",
        }
        for several in ("steps", "rules"):
            state[several] = planned[several] and [self._step(each) for each in planned[several]]
        labels = planned["labels"]
        state["labels"] = labels and {key: self._step(each) for key, each in labels.items()}
        return state

    def _step(self, step: dict[str, Any]) -> dict[str, Any]:
        return {**step, "key": f"key-{step['role']}-{step['weight']}"}

    def _trouble(self, planned: dict[str, Any]) -> None:
        match planned["fail"]:
            case "error":
                raise ProviderError("Refused", "The store refuses this note.", ("fail",))
            case "fault":
                raise KeyError("no such thing")
            case "crash":
                os.kill(os.getpid(), signal.SIGKILL)


class NoteSource(DataSource):
    """Reads a note by its id."""

    type_name = "demo_note"
    schema: ClassVar = Schema(
        {
            "id": Attribute(STRING, required=True),
            "name": Attribute(STRING, computed=True),
            "steps": Attribute(
                Nested("list", {"role": Attribute(STRING, computed=True)}),
                computed=True,
            ),
        }
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        found = context.api.read(config["id"])
        if found is None:
            raise ProviderError("No such note", f"The store has no note {config['id']}.", ("id",))
        return {
            "name": found["name"],
            "steps": [{"role": each["role"]} for each in found["steps"] or []],
        }

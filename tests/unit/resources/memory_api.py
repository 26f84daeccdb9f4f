"""An API in memory, and the calls that Terraform makes of a resource."""

from __future__ import annotations

import logging
import threading
from typing import Any

from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.provider.protocol.diagnostics import Report
from fjcorp_openai.provider.protocol.planning import Plan
from fjcorp_openai.provider.protocol.resource import Context
from fjcorp_openai.webhooks.deliveries import Deliveries


class MemoryApi:
    """Records what is called and answers what it is set to."""

    def __init__(self, *answers: dict[str, Any] | Exception) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[Any, ...]] = []
        self.confirmed: list[str] = []
        self.poll_after: float | None = None
        self.deliveries = Deliveries(None, {}, self.progress)

    def _answer(self, *call: Any) -> dict[str, Any]:
        self.calls.append(call)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def create(self, path: str, body: Any, **options: Any) -> dict[str, Any]:
        return self._answer("create", path, body)

    def post(self, path: str, body: Any = None, **options: Any) -> dict[str, Any]:
        return self._answer("post", path, body)

    def get(self, path: str) -> dict[str, Any]:
        return self._answer("get", path)

    def poll(self, path: str) -> tuple[dict[str, Any], float | None]:
        return self._answer("poll", path), self.poll_after

    def find(self, path: str, identifier: str, *, params: Any = None) -> dict[str, Any]:
        found = self._answer("find", path, identifier)
        if not found:
            raise NotFound(404, "no such item", operation=f"GET {path}")
        return found

    def delete(self, path: str) -> dict[str, Any]:
        self.calls.append(("delete", path))
        raise NotFound(404, "no such item", operation=f"DELETE {path}")

    def confirm(self, identifier: str) -> None:
        self.confirmed.append(identifier)

    def progress(self, resource: str, message: str) -> None:
        self.calls.append(("progress", message))

    def paid(self, resource: str, message: str) -> None:
        self.calls.append(("paid", message))


def context(resource: Any, api: MemoryApi, values: dict[str, Any] | None = None) -> tuple[Context, Report]:
    report = Report(resource.type_name)
    logger = logging.getLogger("test")
    made = Context(
        resource.type_name, lambda: api, threading.Event(), logger, report, resource.schema, values
    )
    return made, report


def planned(
    resource: Any, api: MemoryApi, prior: Any, config: Any, private: Any = None
) -> tuple[Plan, Report]:
    made, report = context(resource, api)
    proposed = None if config is None else {**(prior or {}), **config}
    plan = Plan(resource.schema, prior, config, proposed, private or {}, report)
    plan.prepare()
    resource.plan(plan, made)
    plan.finish()
    return plan, report

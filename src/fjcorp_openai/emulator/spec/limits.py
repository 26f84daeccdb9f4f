"""How many objects a page of a list may hold, where the document's schemas do not say it."""

from __future__ import annotations

from typing import Any

MOST = 100
"""What the document says in prose for most lists."""

EXCEPTIONS: dict[str, int | None] = {
    "listFiles": 10_000,
    "usage-costs": 180,
    **dict.fromkeys(
        (
            "admin-api-keys-list",
            "getChatCompletionMessages",
            "listChatCompletions",
            "listFineTuningCheckpointPermissions",
            "listFineTuningEvents",
            "listFineTuningJobCheckpoints",
            "listPaginatedFineTuningJobs",
            "list-project-rate-limits",
            "list-webhook-endpoints",
        )
    ),
}
"""Lists with another bound; None where neither the document nor the official client names one."""


def apply(document: dict[str, Any]) -> None:
    """Put the bounds into the document's parameters, where the checks of a query find them."""
    for item in document["paths"].values():
        operation = item.get("get", {})
        for parameter in operation.get("parameters", ()):
            schema = parameter.get("schema", {})
            if parameter["name"] != "limit" or "maximum" in schema:
                continue
            schema["minimum"] = 1
            # The buckets of usage have a bound for each width, which the family knows.
            bound = EXCEPTIONS.get(operation["operationId"], MOST)
            if bound is not None and not operation["operationId"].startswith("usage-"):
                schema["maximum"] = bound

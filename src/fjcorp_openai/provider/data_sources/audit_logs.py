"""`openai_audit_logs`: GET /organization/audit_logs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import object_in, text_in
from fjcorp_openai.provider.data_sources.base import Fields, listed, listing
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, list_of
from fjcorp_openai.provider.protocol.validators import between, whole

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the event."),
    "type": (STRING, "What happened, such as `api_key.created`."),
    "effective_at": (NUMBER, "When it happened, in Unix seconds."),
    "project_id": (STRING, "Project it happened in, if any."),
    "project_name": (STRING, "Name of that project."),
    "actor": (STRING, "Who did it, as JSON."),
    "details": (STRING, "What exactly was done, as JSON."),
}
_ONLY = {
    "project_ids": "Only events in these projects.",
    "event_types": "Only events of these types.",
    "actor_ids": "Only events by these users, service accounts or keys.",
    "actor_emails": "Only events by these addresses.",
    "resource_ids": "Only events that happened to these objects.",
}


class AuditLogsData(DataSource):
    """What happened in the organization."""

    type_name = "openai_audit_logs"
    schema = Schema(
        listing(FIELDS, "events")
        | {name: Attribute(list_of(STRING), meaning, optional=True) for name, meaning in _ONLY.items()}
        | {
            "after_time": Attribute(NUMBER, "Only events from this Unix time on.", optional=True),
            "before_time": Attribute(NUMBER, "Only events before this Unix time.", optional=True),
            "limit": Attribute(
                NUMBER,
                "How many events to read, the newest first. Default: 100.",
                optional=True,
                validators=[whole(), between(1)],
            ),
        },
        description="What happened in the organization, newest first, where audit logs are switched on.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Read no more pages than the limit takes."""
        query: dict[str, Any] = {name: config[name] for name in _ONLY if config[name]}
        times = {"gte": config["after_time"], "lt": config["before_time"]}
        times = {name: value for name, value in times.items() if value is not None}
        if times:
            query["effective_at"] = times
        limit = 100 if config["limit"] is None else config["limit"]
        lines = context.api.list("/organization/audit_logs", {**query, "limit": min(100, limit)}, limit=limit)
        return listed(map(_event, lines), FIELDS, "events")


def _event(line: dict[str, Any]) -> dict[str, Any]:
    project = object_in(line, "project")
    return {
        **line,
        "project_id": project.get("id"),
        "project_name": project.get("name"),
        "actor": json.dumps(line.get("actor") or {}, sort_keys=True),
        "details": json.dumps(line.get(text_in(line, "type")) or {}, sort_keys=True),
    }

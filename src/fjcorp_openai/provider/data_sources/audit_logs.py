"""`openai_audit_logs`: GET /organization/audit_logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.answers import object_in, text_in
from fjcorp_openai.provider.data_sources.looked_up import ListData
from fjcorp_openai.provider.lifecycles.json_text import json_text
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, list_of
from fjcorp_openai.provider.protocol.validators import between, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.data_sources.base import Fields
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


class AuditLogsData(ListData):
    """What happened in the organization."""

    type_name = "openai_audit_logs"
    path, fields = "/organization/audit_logs", FIELDS
    noun, nouns = "event", "events"
    options: ClassVar = {
        **{name: Attribute(list_of(STRING), meaning, optional=True) for name, meaning in _ONLY.items()},
        "after_time": Attribute(NUMBER, "Only events from this Unix time on.", optional=True),
        "before_time": Attribute(NUMBER, "Only events before this Unix time.", optional=True),
        "limit": Attribute(
            NUMBER,
            "How many events to read, the newest first. Default: 100.",
            optional=True,
            validators=[whole(), between(1)],
        ),
    }
    description = "What happened in the organization, newest first, where audit logs are switched on."

    def limit(self, config: Mapping[str, Any]) -> int:
        """Return how many events are wanted: no more pages are read than that takes."""
        return 100 if config["limit"] is None else int(config["limit"])

    def query(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """Return the query of the list."""
        query: dict[str, Any] = {name: config[name] for name in _ONLY if config[name]}
        times = {"gte": config["after_time"], "lt": config["before_time"]}
        times = {name: value for name, value in times.items() if value is not None}
        if times:
            query["effective_at"] = times
        return {**query, "limit": min(100, self.limit(config))}

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return an event with its project, and the rest as JSON."""
        project = object_in(item, "project")
        return {
            **item,
            "project_id": project.get("id"),
            "project_name": project.get("name"),
            "actor": json_text(item.get("actor") or {}),
            "details": json_text(item.get(text_in(item, "type")) or {}),
        }

"""`openai_webhook_endpoint` and `openai_webhook_endpoints`: GET /webhook_endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, Listed, OneData
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, list_of

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields

FIELDS: Fields = {
    "id": (STRING, "Id of the endpoint."),
    "name": (STRING, "Name of the endpoint."),
    "url": (STRING, "Where events are delivered to."),
    "event_types": (list_of(STRING), "What is delivered."),
    "signing_secret_hint": (STRING, "The signing secret with its middle blotted out."),
    "created_at": (NUMBER, "Time of creation in Unix seconds."),
    "updated_at": (NUMBER, "Time of the last change in Unix seconds."),
}
KEYS: Keys = {
    "webhook_endpoint_id": ("id", "Id of the endpoint."),
    "name": ("name", "Name of the endpoint; an error when several have it."),
}


class _WebhookEndpoints(Listed):
    path, noun, fields = "/webhook_endpoints", "webhook endpoint", FIELDS


class WebhookEndpointData(_WebhookEndpoints, OneData):
    """One webhook endpoint."""

    type_name = "openai_webhook_endpoint"
    keys = KEYS
    description = "A webhook endpoint, found by id or by name. The signing secret is never returned."


class WebhookEndpointsData(_WebhookEndpoints, ListData):
    """All webhook endpoints."""

    type_name = "openai_webhook_endpoints"
    nouns = "webhook_endpoints"
    description = "The webhook endpoints of the project."

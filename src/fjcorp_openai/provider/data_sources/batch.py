"""`openai_batch` and `openai_batches`: GET /batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.answers import object_in
from fjcorp_openai.provider.data_sources.looked_up import ListData, Listed, OneData
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, map_of, object_of
from fjcorp_openai.provider.protocol.values import conform

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the batch."),
    "status": (STRING, "State of the batch."),
    "endpoint": (STRING, "Endpoint that all requests go to."),
    "model": (STRING, "Model of all requests, once the API names it."),
    "input_file_id": (STRING, "File with the requests."),
    "output_file_id": (STRING, "File with the answers, once there is one."),
    "error_file_id": (STRING, "File with the requests that failed, once there is one."),
    "completion_window": (STRING, "Time within which the API executes the requests."),
    "request_counts": (
        object_of(dict.fromkeys(("total", "completed", "failed"), NUMBER)),
        "Number of requests, and how many of them were completed or failed.",
    ),
    "metadata": (map_of(STRING), "Texts to find the batch by."),
    "created_at": (NUMBER, "Time at which the batch was made, in Unix seconds."),
    "expires_at": (NUMBER, "Time at which what is not executed expires, in Unix seconds."),
}


class _Batches(Listed):
    path, noun, fields = "/batches", "batch", FIELDS

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return a batch; the API writes an empty text where there is no file."""
        counts = conform(object_in(item, "request_counts"), FIELDS["request_counts"][0])
        files = {name: item.get(name) or None for name in ("output_file_id", "error_file_id")}
        return {**item, "request_counts": counts, **files}


class BatchData(_Batches, OneData):
    """One batch, by id."""

    type_name = "openai_batch"
    keys: ClassVar = {"batch_id": ("id", "Id of the batch.")}
    description = "A batch, found by its id."


class BatchesData(_Batches, ListData):
    """All batches, or those in one state."""

    type_name = "openai_batches"
    nouns = "batches"
    options: ClassVar = {"status": Attribute(STRING, "Only batches in this state.", optional=True)}
    description = "The batches of the key's project."

    def items(self, config: dict[str, Any], context: Context) -> list[dict[str, Any]]:
        """Return the batches in the state that is wanted."""
        wanted = config["status"]
        return [each for each in super().items(config, context) if wanted in (None, each.get("status"))]

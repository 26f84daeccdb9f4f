"""`openai_model_response`: GET /responses/{response_id} and its input items. The API lists no responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.answers import object_in
from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.provider.data_sources.base import computed
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Schema, required
from fjcorp_openai.provider.protocol.types import STRING, list_of, map_of
from fjcorp_openai.provider.resources.responses.answers import ANSWER, ITEM, as_items, read_answer

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context


class ModelResponseData(DataSource):
    """One stored response, by id."""

    type_name = "openai_model_response"
    schema = Schema(
        {
            "response_id": required(STRING, "Id of the response (`resp_...`)."),
            **computed({
                "id": (STRING, "Id of the response."),
                "instructions": (STRING, "What the model was told before the input, when it was one text."),
                "previous_response_id": (STRING, "Id of the response that this one continues."),
                "conversation": (STRING, "Id of the conversation that this one is part of."),
                "metadata": (map_of(STRING), "Labels of the response."),
                "input_items": (list_of(ITEM), "What the model was asked, oldest first."),
            }),
            **{
                name: Attribute(each.type, each.description, computed=True) for name, each in ANSWER.items()
            },
        },
        description="A stored response, found by its id. A response is kept for 30 days or longer.",
    )  # fmt: skip

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return the response with what it was asked.

        Operations: GET /responses/{response_id} and GET /responses/{response_id}/input_items.

        Raises:
            ProviderError: There is none.
        """
        path = f"/responses/{quote(config['response_id'], safe='')}"
        try:
            answer = context.api.get(path)
            given = context.api.list(f"{path}/input_items")
        except NotFound:
            raise ProviderError(
                f'There is no response with response_id "{config["response_id"]}"',
                "It was not stored, was deleted or is older than the API keeps it, or is another project's.",
                ("response_id",),
            ) from None
        told = answer.get("instructions")
        return {
            **config,
            **read_answer(answer),
            "id": answer.get("id"),
            "instructions": told if isinstance(told, str) else None,
            "previous_response_id": answer.get("previous_response_id"),
            "conversation": object_in(answer, "conversation").get("id"),
            "metadata": answer.get("metadata") or {},
            "input_items": as_items(reversed(given)),
        }

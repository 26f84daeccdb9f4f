"""`openai_model` and `openai_models`: GET /models, GET /models/{model}."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.provider.data_sources.base import Fields, computed, listed, listing, only, pick
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the model."),
    "created": (NUMBER, "Time at which the model was made, in Unix seconds."),
    "owned_by": (STRING, "Organization that owns the model."),
    "shutdown_date": (STRING, "Day on which the model is shut (YYYY-MM-DD), once one is announced."),
}


class ModelData(DataSource):
    """One model."""

    type_name = "openai_model"
    schema = Schema(
        computed(FIELDS) | {"model_id": Attribute(STRING, "Id of the model.", required=True)},
        description="A model that the key can use.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Find the model in the list of all; one that the list leaves out is asked for by itself."""
        wanted = config["model_id"]
        try:
            return pick(context.api.find("/models", wanted), FIELDS)
        except NotFound:
            return only([], "model", f'"{wanted}": it was shut, was never there, or this key may not use it')


class ModelsData(DataSource):
    """All models."""

    type_name = "openai_models"
    schema = Schema(listing(FIELDS, "models"), description="The models that the key can use.")

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the models."""
        return listed(context.api.list("/models"), FIELDS, "models")

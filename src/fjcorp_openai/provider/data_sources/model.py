"""`openai_model` and `openai_models`: GET /models, GET /models/{model}."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.api.models import PATH
from fjcorp_openai.provider.data_sources.base import only
from fjcorp_openai.provider.data_sources.looked_up import ListData, Listed, OneData
from fjcorp_openai.provider.protocol.types import NUMBER, STRING

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the model."),
    "created": (NUMBER, "Time at which the model was made, in Unix seconds."),
    "owned_by": (STRING, "Organization that owns the model."),
    "shutdown_date": (STRING, "Day on which the model, or the base of a tuned one, is shut (YYYY-MM-DD)."),
    "days_left": (NUMBER, "Days from today to `shutdown_date`."),
}


class _Models(Listed):
    path, noun, fields = PATH, "model", FIELDS

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return a model with its last day and the days that are left."""
        standing = context.api.models.standing(item["id"], fresh=True)
        if standing is None:
            return item
        day = standing.shutdown_date and standing.shutdown_date.isoformat()
        return {**item, "shutdown_date": day, "days_left": standing.days_left}


class ModelData(_Models, OneData):
    """One model."""

    type_name = "openai_model"
    keys: ClassVar = {
        "model_id": ("id", "Id of the model, such as gpt-5.6-terra or the id of a fine-tuned model.")
    }
    description = "A model that the key can use."

    def find(self, name: str, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return a model; one that the list leaves out is asked for by itself."""
        wanted = config[name]
        try:
            return self.shown(context.api.find(PATH, wanted), context)
        except NotFound:
            return only(
                [], self.noun, f'"{wanted}": it was shut, was never there, or this key may not use it'
            )


class ModelsData(_Models, ListData):
    """All models."""

    type_name = "openai_models"
    nouns = "models"
    description = "The models that the key can use."

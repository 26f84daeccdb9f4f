"""`openai_model` and `openai_models`: GET /models, GET /models/{model}."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.api.models import PATH
from fjcorp_openai.provider.data_sources.base import Fields, computed, listed, listing, only, pick
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.models import Standing
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the model."),
    "created": (NUMBER, "Time at which the model was made, in Unix seconds."),
    "owned_by": (STRING, "Organization that owns the model."),
    "shutdown_date": (STRING, "Day on which the model, or the base of a tuned one, is shut (YYYY-MM-DD)."),
    "days_left": (NUMBER, "Days from today to `shutdown_date`."),
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
        wanted, models = config["model_id"], context.api.models
        try:
            return _told(context.api.find(PATH, wanted), models.standing(wanted))
        except NotFound:
            return only([], "model", f'"{wanted}": it was shut, was never there, or this key may not use it')


class ModelsData(DataSource):
    """All models."""

    type_name = "openai_models"
    schema = Schema(listing(FIELDS, "models"), description="The models that the key can use.")

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the models."""
        found = zip(context.api.list(PATH), context.api.models.all(), strict=True)
        return listed((_told(*each) for each in found), FIELDS, "models")


def _told(model: Mapping[str, Any], standing: Standing | None) -> dict[str, Any]:
    """Return the fields of one model, with its last day and the days that are left."""
    if standing is None:
        return pick(model, FIELDS)
    day = standing.shutdown_date and standing.shutdown_date.isoformat()
    return pick({**model, "shutdown_date": day, "days_left": standing.days_left}, FIELDS)

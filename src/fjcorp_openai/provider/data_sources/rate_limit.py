"""`openai_rate_limit` and `openai_rate_limits`: GET /organization/projects/{project_id}/rate_limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.data_sources.base import Fields, computed, listing
from fjcorp_openai.provider.data_sources.project_lists import PROJECT_ID, InProjectData
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.resources.rate_limit import LIMITS

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the model's row."),
    "model": (STRING, "The model."),
    **{name: (NUMBER, f"{meaning} Null where there is none.") for name, (_field, meaning) in LIMITS.items()},
}


class _RateLimits(InProjectData):
    family = "rate_limits"
    noun = "rate limit"
    plural = "rate_limits"
    fields = FIELDS

    def shown(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return a row with the names that the resource has."""
        return {**item, **{name: item.get(field) for name, (field, _meaning) in LIMITS.items()}}


class RateLimitData(_RateLimits):
    """The limits of one model."""

    type_name = "openai_rate_limit"
    schema = Schema(
        computed(FIELDS)
        | {"project_id": PROJECT_ID, "model": Attribute(STRING, "The model.", required=True)},
        description="The limits of a model in a project.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Find the model's row."""
        return self.one(config, context, model=config["model"])


class RateLimitsData(_RateLimits):
    """The limits of all models."""

    type_name = "openai_rate_limits"
    schema = Schema(
        listing(FIELDS, "rate_limits") | {"project_id": PROJECT_ID},
        description="The limits of all models of a project.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the rows."""
        return self.all(config, context, lambda _row: True)

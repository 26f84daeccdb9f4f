"""`openai_rate_limit` and `openai_rate_limits`: GET /organization/projects/{project_id}/rate_limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.provider.data_sources.looked_up import ListData, Listed, OneData
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.resources.rate_limit import LIMITS

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the model's row."),
    "model": (STRING, "The model."),
    **{name: (NUMBER, f"{meaning} Null where there is none.") for name, (_field, meaning) in LIMITS.items()},
}


class _RateLimits(Listed):
    path = "/organization/projects/{project_id}/rate_limits"
    noun, fields = "rate limit", FIELDS

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return a row with the names that the resource has."""
        return {**item, **{name: item.get(field) for name, (field, _meaning) in LIMITS.items()}}


class RateLimitData(_RateLimits, OneData):
    """The limits of one model."""

    type_name = "openai_rate_limit"
    keys: ClassVar = {"model": ("model", "The model.")}
    description = "The limits of a model in a project."


class RateLimitsData(_RateLimits, ListData):
    """The limits of all models."""

    type_name = "openai_rate_limits"
    nouns = "rate_limits"
    description = "The limits of all models of a project."

"""What a plan knows of the requests of a batch: how many there are, and what they use at most."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown
from fjcorp_openai.provider.resources.batch import estimate
from fjcorp_openai.provider.resources.batch.requests import Survey, bodies, survey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.money.usage import Usage
    from fjcorp_openai.provider.protocol.resource import Context


@dataclass(frozen=True, slots=True)
class Reading:
    """Requests that were read and checked.

    Attributes:
        survey: What one pass over them found out.
        usage: What they use at most; of a few, the input is counted by the API.
    """

    survey: Survey
    usage: Usage


def read(values: Mapping[str, Any], context: Context, subject: str = "", attribute: str = "") -> Reading:
    """Read the requests that a local source holds; see `survey` and `reckoned`.

    Raises:
        ProviderError: A request, or the file that it is in, is wrong.
    """
    return reckoned(values, survey(values, subject, attribute), context)


def reckoned(values: Mapping[str, Any], found: Survey, context: Context) -> Reading:
    """Return what requests that were surveyed use at most.

    Operation: POST /responses/input_tokens, once for each of a few requests.

    Args:
        values: Inputs of the resource, all known, with one of `requests.SOURCES`.
        found: What was found out about them.
        context: The call's context.
    """
    usage = found.usage
    if found.count <= estimate.MOST_COUNTED:
        with suppress(ConfigurationUnknown):
            usage = estimate.counted(values["endpoint"], bodies(values), context.api.tokens.count)
    return Reading(found, usage)

"""What the plan of a paid call says of the model that it names.

Operations: GET /models, once for each client or play, and GET /models/{model} for one that the list lacks.
Both take the project key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, ProviderError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.api.models import Standing
    from fjcorp_openai.provider.protocol.diagnostics import Path
    from fjcorp_openai.provider.protocol.resource import Context, Plan


CONSEQUENCE = "What names it fails from that day on. Choose its successor in time."


def check_models(
    plan: Plan,
    context: Context,
    named: Iterable[tuple[Any, Path]],
    consequence: str = CONSEQUENCE,
    *,
    accepted: bool | None = None,
) -> None:
    """Refuse models that are unknown or have ended, and warn of those that end soon.

    A name that is known only after apply is left to the API. So are all where the key may not list models,
    or the API is not reached: one warning says so.

    Args:
        plan: The plan of a paid call.
        context: The call's context.
        named: Each model's name, with the place that names it.
        consequence: What the end of a model means, in one or two sentences.
        accepted: Whether a near end is accepted: it is not spoken of then, and refused with False; None
            warns of it.

    Raises:
        ProviderError: A model is unknown or has ended, or ends soon and that is not accepted.
    """
    names = {name: path for name, path in named if isinstance(name, str) and name}
    if not names:
        return
    try:
        api: Api = context.api
    except ConfigurationUnknown:
        return
    for name, path in names.items():
        standing = api.models.standing(name)
        if standing is None:
            if failure := api.models.failure():
                plan.warn("Models were not checked", f"Whether they exist and when they end: {failure}")
        elif not standing.known or standing.ended:
            raise refusal(standing, path)
        elif standing.ends_soon and accepted is not True:
            told = f"The model {name} is shut on {standing.shutdown_date}, in {days(standing)}"
            if accepted is False:
                raise ProviderError(told, f"{consequence} Nothing was paid for.", path)
            plan.warn(told, consequence)


def refusal(standing: Standing, path: Path) -> ProviderError:
    """Return the error for a model that cannot be used: it is unknown, or has ended."""
    if standing.ended:
        return ProviderError(
            f"The model {standing.name} was shut on {standing.shutdown_date}", "Name its successor.", path
        )
    near = f"Did you mean {' or '.join(standing.near)}? " if standing.near else ""
    return ProviderError(
        f"There is no model {standing.name} for this key",
        f"{near}It was shut, was never there, or the key's project may not use it. {standing.reason}",
        path,
    )


def days(standing: Standing) -> str:
    """Return the days that are left, for messages."""
    return f"{standing.days_left} day{'' if standing.days_left == 1 else 's'}"

"""What a fine-tuning job uses at most, by the examples it learns from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.money.prices import base_of
from fjcorp_openai.money.usage import Usage
from fjcorp_openai.provider.protocol.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.resources.training_data import Examples

EPOCHS, MOST_EPOCHS = 3, 25
FEWEST_SEEN, MOST_SEEN = 100, 25_000
"""Examples, counted once an epoch, between which the API chooses `EPOCHS`."""
REINFORCEMENT = "reinforcement"
_BY_THE_HOUR = (
    "reinforcement is billed by the hour that it trains, and its grader by tokens; bound it with a spend "
    "limit of the project, or choose another method"
)


def usage_at_most(values: Mapping[str, Any], method: str | None, examples: Examples | None) -> Usage | None:
    """Return what a job uses at most; None while that is known only after apply.

    Args:
        values: Its inputs.
        method: Its method; None while it is not known.
        examples: What its training file holds; None while that is not known.
    """
    model = values["model"]
    if not isinstance(model, str) or method is None:
        return None
    if method == REINFORCEMENT:
        return Usage(base_of(model), {"training_hours": None}, hint=_BY_THE_HOUR)
    epochs = _epochs_of(values, method)
    if epochs is UNKNOWN or examples is None:
        return None
    note = f"{epochs} epochs" if epochs != 1 else "1 epoch"
    if epochs is None:
        epochs = default_epochs(examples.count)
        note = f"with {epochs} epochs, which the API chooses for {examples.count:,} examples"
    tokens = None if examples.tokens is None else examples.tokens * int(epochs)
    hint = "an example holds a file" if tokens is None else ""
    return Usage(base_of(model), {"training_tokens": tokens}, hint=hint, note=note)


def used(state: Mapping[str, Any]) -> Usage | None:
    """Return what a job used, by the API's own count; None where it does not say."""
    method = state["method"]
    if (method is not None and method["type"] == REINFORCEMENT) or state["trained_tokens"] is None:
        return None
    return Usage(
        base_of(str(state["model"])), {"training_tokens": int(state["trained_tokens"])}, counted=True
    )


def default_epochs(count: int) -> int:
    """Return how often the API goes through so many examples where nobody says it.

    By the notebook on preparing chat data in OpenAI's cookbook: three times, but more often for a few
    examples, and less for very many. It was written for older models, and the reference of the API says
    only that the API chooses: what a job did says its `trained_tokens`.
    """
    if count * EPOCHS < FEWEST_SEEN:
        return min(MOST_EPOCHS, FEWEST_SEEN // max(count, 1))
    if count * EPOCHS > MOST_SEEN:
        return max(1, MOST_SEEN // count)
    return EPOCHS


def _epochs_of(values: Mapping[str, Any], method: str) -> Any:
    """Return the epochs that are asked for, UNKNOWN while they are, None where the API chooses."""
    node: Any = values
    for step in ("method", method, "hyperparameters", "n_epochs"):
        if node is UNKNOWN:
            return UNKNOWN
        node = node.get(step) if isinstance(node, dict) else None
    return node

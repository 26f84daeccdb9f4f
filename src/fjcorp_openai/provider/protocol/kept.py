"""Texts that an API keeps otherwise than they were sent, such as without white space at their ends.

Terraform requires a state that says what was configured. So the state keeps the text that was sent, and the
private state beside it what the API made of it: as long as the API shows that, nothing has drifted.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.values import is_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.protocol.resource import Context

_KEPT = "kept"
"""Key in the private state: by attribute, the value that was sent and the one that was kept."""
Values = dict[str, Any]


def accept(planned: Mapping[str, Any], state: Values, config: Mapping[str, Any], context: Context) -> Values:
    """Return a state with the texts that were sent, and show the user what the API made of them.

    Args:
        planned: The planned values.
        state: The values after a create or an update.
        config: The configured values.
        context: Context of the call; its private state records what the API kept.
    """
    told = {
        name: state[name]
        for name, sent in planned.items()
        if config.get(name) is not None and is_known(sent) and _differ_in_text(sent, state.get(name))
    }
    for name, kept in told.items():
        context.warn(
            f"{context.type_name}: {name} is kept otherwise than it was sent",
            f"The API made {json.dumps(kept)} of {json.dumps(planned[name])}. This is no change; write it as "
            "the API keeps it to see the same everywhere.",
        )
    _write(context.private, {name: [planned[name], kept] for name, kept in told.items()})
    return {**state, **{name: planned[name] for name in told}}


def recall(state: Mapping[str, Any], found: Values, private: Mapping[str, bytes]) -> Values:
    """Return what was found, with the texts of the state where the API still shows what it made of them."""
    known = json.loads(private.get(_KEPT, b"{}"))
    same = {
        name: state[name]
        for name, (sent, kept) in known.items()
        if state.get(name) == sent and found.get(name) == kept
    }
    return {**found, **same}


def _write(private: dict[str, bytes], kept: Values) -> None:
    if kept:
        private[_KEPT] = json.dumps(kept).encode()
    else:
        private.pop(_KEPT, None)


def _differ_in_text(sent: Any, kept: Any) -> bool:
    """Return whether two values are alike but for their texts."""
    if isinstance(sent, str) and isinstance(kept, str):
        return sent != kept
    if isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        return sent != kept and all(isinstance(each, str) for each in [*sent, *kept])
    return False

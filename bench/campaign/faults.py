"""What goes wrong in the middle of a run."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_HOLD_SECONDS = 0.8
_TIMEOUT_SECONDS = 1.5
_LAG_SECONDS = 1.0
LIST_DELAY_SECONDS = 2.0
"""How long the client waits for lists that lag."""
_ONCE = {"OPENAI_MAX_RETRIES": "0"}
"""Nothing is repeated within the run, so that it is the next one that has to make good."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with one call.

    Attributes:
        name: What people call it.
        rule: What the emulator receives, beside the operation.
        settings: Further environment of the run that it strikes.
        target: Which process gets a signal while the call is under way: terraform, provider, group or none.
        signal: The signal.
        lag: Seconds by which lists lag from then on, in the run after it too.
    """

    name: str
    rule: Mapping[str, Any]
    settings: Mapping[str, str] = field(default_factory=lambda: _ONCE)
    target: str = ""
    signal: signal.Signals = signal.SIGKILL
    lag: float = 0

    @property
    def loses_answer(self) -> bool:
        """Whether the API carries the call out, and the provider lives on without its answer."""
        return self.rule.get("drop") == "after" or ("hold" in self.rule and not self.target)


# Processes end after the API has carried out the call and before its answer comes: what is worst.
_HELD = {"hold": _HOLD_SECONDS}

FAULTS = (
    Fault("drop before", {"drop": "before"}),
    Fault("drop after", {"drop": "after"}),
    Fault("foreign 404", {"foreign": "html"}),
    Fault("stale list", {"drop": "after"}, lag=_LAG_SECONDS),
    Fault("429", {"status": 429, "code": "rate_limit_exceeded"}),
    Fault("500", {"status": 500}),
    Fault(
        "timeout",
        {"hold": 2 * _TIMEOUT_SECONDS},
        {**_ONCE, "OPENAI_TIMEOUT": str(_TIMEOUT_SECONDS)},
    ),
    Fault("kill terraform", _HELD, target="terraform"),
    Fault("kill provider", _HELD, target="provider"),
    Fault("SIGINT", _HELD, target="group", signal=signal.SIGINT),
)

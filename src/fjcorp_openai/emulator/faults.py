"""Faults by rule: the emulator fails as it is told to."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.errors import ApiError, insufficient_quota

if TYPE_CHECKING:
    from collections.abc import Container


@dataclass
class Fault:
    """One rule.

    Args:
        operation: The document's operationId, or ``*``.
        nth: The first matching call that it strikes, from 1.
        times: How many calls it strikes; 0 for all that follow.
        status: Answer this status with an error object.
        code: The error's code; ``insufficient_quota`` makes that 429.
        message: The error's message.
        retry_after: Seconds for a Retry-After header.
        delay: Seconds to wait before the call is handled.
        hold: Seconds to wait after the call was committed, before it is answered.
        drop: Cut the connection ``before`` the call is handled, or ``after`` it was committed.
        kill: Kill the emulator ``before`` or ``after``, as kill -9 does.
        truncate: Cut the connection after so many events of a stream (or half of any other answer).
        repeat_cursor: A list answers its first page again and says that there is more.
    """

    operation: str = "*"
    nth: int = 1
    times: int = 1
    status: int = 0
    code: str = ""
    message: str = ""
    retry_after: float | None = None
    delay: float = 0.0
    hold: float = 0.0
    drop: str = ""
    kill: str = ""
    truncate: int | None = None
    repeat_cursor: bool = False
    id: int = 0
    seen: int = field(default=0)

    @classmethod
    def parse(cls, rule: dict[str, Any]) -> Fault:
        """Read a rule from JSON.

        Raises:
            ValueError: A member is unknown or wrong.
        """
        known = {each.name: each for each in fields(cls) if each.name not in {"id", "seen"}}
        unknown = sorted(set(rule) - set(known))
        if unknown:
            raise ValueError(f"unknown member {unknown[0]!r} of a fault; known: {', '.join(known)}")
        fault = cls(**rule)
        for name in ("drop", "kill"):
            if getattr(fault, name) not in {"", "before", "after"}:
                raise ValueError(f"{name} is 'before' or 'after'")
        numbers = (
            fault.nth,
            fault.times,
            fault.status,
            fault.delay,
            fault.hold,
            fault.retry_after or 0,
            fault.truncate or 0,
        )
        if not all(isinstance(each, (int, float)) and each >= 0 for each in numbers) or fault.nth < 1:
            raise ValueError(
                "nth, times, status, delay, hold, retry_after and truncate are numbers that are not negative"
            )
        if fault.status and not 400 <= fault.status <= 599:
            raise ValueError("status is one of 400 to 599")
        waits = fault.delay or fault.hold
        effects = (fault.status, fault.code, waits, fault.drop, fault.kill, fault.repeat_cursor)
        if not any(effects) and fault.truncate is None:
            raise ValueError("a fault needs status, code, delay, hold, drop, kill, truncate or repeat_cursor")
        return fault

    @classmethod
    def from_text(cls, text: str) -> Fault:
        """Read a rule from the command line, for example ``createFile:nth=2,status=500``.

        Raises:
            ValueError: It cannot be read.
        """
        operation, _separator, rest = text.partition(":")
        rule: dict[str, Any] = {"operation": operation}
        for part in filter(None, rest.split(",")):
            name, _separator, value = part.partition("=")
            if name in {"nth", "times", "status", "truncate"}:
                rule[name] = int(value)
            elif name in {"delay", "hold", "retry_after"}:
                rule[name] = float(value)
            else:
                rule[name] = True if name == "repeat_cursor" else value
        return cls.parse(rule)

    def as_json(self) -> dict[str, Any]:
        """Return the rule with how many matching calls it has seen."""
        return asdict(self)

    def error(self) -> ApiError | None:
        """Return the error that it answers, if any."""
        if self.code == "insufficient_quota":
            return insufficient_quota()
        if not self.status:
            return None
        headers = {} if self.retry_after is None else {"retry-after": f"{self.retry_after:g}"}
        message = self.message or ("The server had an error while processing your request. Sorry about that!")
        return ApiError(self.status, message, code=self.code or None, headers=headers)


class Faults:
    """The rules at work.

    Args:
        operations: The operations that rules may name.
    """

    def __init__(self, operations: Container[str]) -> None:
        """Begin without rules."""
        self._operations = operations
        self._lock = threading.Lock()
        self._rules: list[Fault] = []
        self._last = 0

    def add(self, fault: Fault) -> Fault:
        """Add a rule and give it an id.

        Raises:
            ValueError: It would never strike, as nothing is called so.
        """
        if fault.operation != "*" and fault.operation not in self._operations:
            raise ValueError(f"no operation is called {fault.operation!r} (capitals matter)")
        with self._lock:
            self._last += 1
            fault.id = self._last
            self._rules.append(fault)
        return fault

    def remove(self, id: int | None = None) -> None:  # noqa: A002
        """Remove a rule, or all of them."""
        with self._lock:
            self._rules = [] if id is None else [rule for rule in self._rules if rule.id != id]

    def rules(self) -> list[Fault]:
        """Return the rules."""
        return list(self._rules)

    def strike(self, operation: str) -> Fault | None:
        """Count a call and return the first rule that strikes it."""
        if not self._rules:
            return None
        struck: Fault | None = None
        with self._lock:
            for rule in self._rules:
                if rule.operation not in {"*", operation}:
                    continue
                rule.seen += 1
                hit = rule.seen >= rule.nth and (rule.times == 0 or rule.seen < rule.nth + rule.times)
                if hit and struck is None:
                    struck = rule
        return struck

"""Faults by rule: the emulator fails as a rule says."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.http import foreign
from fjcorp_openai.emulator.http.errors import ApiError, conversation_locked, insufficient_quota

if TYPE_CHECKING:
    from collections.abc import Container

    from fjcorp_openai.emulator.family import Answer

_OWN_WORDS = {"conversation_locked": conversation_locked, "insufficient_quota": insufficient_quota}
"""Codes that come with the service's own status and words."""


@dataclass
class Fault:
    """One rule.

    Args:
        operation: The document's operationId, or ``*``.
        nth: The first matching call that it strikes, from 1.
        times: How many calls it strikes; 0 for all that follow.
        status: Answer this status with an error object.
        code: The error's code; ``insufficient_quota`` makes that 429, ``conversation_locked`` that 400.
        message: The error's message.
        param: The error's parameter.
        retry_after: Seconds for a Retry-After header.
        delay: Seconds to wait before the call is handled.
        hold: Seconds to wait after the call was committed, before it is answered.
        drop: Cut the connection ``before`` the call is handled, or ``after`` it was committed.
        kill: Kill the emulator ``before`` or ``after``, as kill -9 does.
        truncate: Cut the connection after so many events of a stream (or half of any other answer).
        repeat_cursor: A list answers its first page again and says that there is more.
        unstable_cursor: Each further page of a list begins with the list's first object in its own first
            one's place, as if the list had been sorted again.
        omit: A list lacks the objects of this id or name, or all with ``*``, and says nothing of it.
        stuck: A job of this object, or every one with ``*``, that the call starts never gets on.
        blank: This member of the answer, where it would be null or missing, comes as an empty text.
        foreign: Somebody else answers, such as a proxy: 404, or ``status``, with an ``html`` page, ``json``
            that is no error object, or an ``empty`` body.
        path: Only calls whose path holds this text.
        later_pages: Only calls that ask a list for a further page.
    """

    operation: str = "*"
    nth: int = 1
    times: int = 1
    status: int = 0
    code: str = ""
    message: str = ""
    param: str = ""
    retry_after: float | None = None
    delay: float = 0.0
    hold: float = 0.0
    drop: str = ""
    kill: str = ""
    truncate: int | None = None
    repeat_cursor: bool = False
    unstable_cursor: bool = False
    omit: str = ""
    stuck: str = ""
    blank: str = ""
    foreign: str = ""
    path: str = ""
    later_pages: bool = False
    id: int = 0
    seen: int = field(default=0)

    def __post_init__(self) -> None:
        """Begin as a rule that is at work."""
        self._ended = False
        self._waiting: set[Future[None]] = set()

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
        texts = (fault.omit, fault.stuck, fault.blank, fault.path)
        if not all(isinstance(each, str) for each in texts):
            raise ValueError("omit, stuck, blank and path are texts")
        for name in ("drop", "kill"):
            if getattr(fault, name) not in {"", "before", "after"}:
                raise ValueError(f"{name} is 'before' or 'after'")
        if fault.foreign not in {"", *foreign.PAGES}:
            raise ValueError(f"foreign is one of {', '.join(foreign.PAGES)}")
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
        effects = (
            fault.status,
            fault.code,
            waits,
            fault.drop,
            fault.kill,
            fault.foreign,
            fault.lists_wrongly,
            fault.stuck,
            fault.blank,
        )
        if not any(effects) and fault.truncate is None:
            raise ValueError(
                "a fault needs status, code, delay, hold, drop, kill, truncate, foreign, repeat_cursor, "
                "unstable_cursor, omit, stuck or blank"
            )
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
                rule[name] = True if name in {"repeat_cursor", "unstable_cursor", "later_pages"} else value
        return cls.parse(rule)

    def as_json(self) -> dict[str, Any]:
        """Return the rule with how many matching calls it has seen."""
        return asdict(self)

    async def wait(self, seconds: float) -> None:
        """Wait, but not for longer than the rule is there."""
        over: Future[None] = Future()
        self._waiting.add(over)
        try:
            # Who ended it meanwhile, in another thread, may not have seen that somebody waits.
            if not self._ended:
                await asyncio.wait([asyncio.wrap_future(over)], timeout=seconds)
        finally:
            self._waiting.discard(over)

    def end(self) -> None:
        """Let the calls go on that it holds up; any thread may say so, once."""
        self._ended = True
        for over in list(self._waiting):
            over.set_result(None)

    @property
    def lists_wrongly(self) -> bool:
        """Whether it makes a list wrong."""
        return bool(self.repeat_cursor or self.unstable_cursor or self.omit)

    def concerns(self, operation: str, path: str, query: str) -> bool:
        """Return whether a call is one of those that it counts.

        Args:
            operation: The document's operationId.
            path: The call's path, after ``/v1``.
            query: Its query string.
        """
        later = {"after", "before", "page"} & {part.partition("=")[0] for part in query.split("&")}
        return (
            self.operation in {"*", operation} and self.path in path and (bool(later) or not self.later_pages)
        )

    def page(self) -> Answer | None:
        """Return what somebody else answers in the service's place, if anybody does."""
        return foreign.page(self.foreign, self.status or 404) if self.foreign else None

    def error(self) -> ApiError | None:
        """Return the error that it answers, if any."""
        if self.code in _OWN_WORDS:
            return _OWN_WORDS[self.code]()
        if not self.status or self.foreign:
            return None
        headers = {} if self.retry_after is None else {"retry-after": f"{self.retry_after:g}"}
        message = self.message or ("The server had an error while processing your request. Sorry about that!")
        return ApiError(
            self.status, message, code=self.code or None, param=self.param or None, headers=headers
        )


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
        """Remove a rule, or all of them; the calls that one of them holds up go on."""
        with self._lock:
            removed = [rule for rule in self._rules if id in {None, rule.id}]
            self._rules = [rule for rule in self._rules if id not in {None, rule.id}]
        for rule in removed:
            rule.end()

    def rules(self) -> list[Fault]:
        """Return the rules."""
        return list(self._rules)

    def strike(self, operation: str, path: str, query: str) -> Fault | None:
        """Count a call and return the first rule that strikes it. Arguments as in :meth:`Fault.concerns`."""
        if not self._rules:
            return None
        struck: Fault | None = None
        with self._lock:
            for rule in self._rules:
                if not rule.concerns(operation, path, query):
                    continue
                rule.seen += 1
                hit = rule.seen >= rule.nth and (rule.times == 0 or rule.seen < rule.nth + rule.times)
                if hit and struck is None:
                    struck = rule
        return struck

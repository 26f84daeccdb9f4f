"""What a family of the API is made of: handlers bound to operations, and steps that time drives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from fjcorp_openai.emulator.http.request import Context, Request

    Handler = Callable[[Request], "dict[str, Any] | Answer"]
    Step = Callable[[Context, dict[str, Any]], bool]
    Seeder = Callable[[Context, Any], None]
    Starter = Callable[[Context], None]
    Guard = Callable[[Request], None]
    Action = Callable[..., dict[str, Any]]


@dataclass
class Answer:
    """An answer that is more than a JSON object with status 200.

    Exactly one of the bodies is given: ``json``, ``content``, ``file`` or ``events``.

    Args:
        json: A JSON value.
        content: Bytes, with their ``media_type``.
        file: A file to stream, with its ``media_type``.
        events: Server-sent events; each a dict (``data: {...}``), or a pair of event name and dict
            (``event: name``). They are made after the transaction has ended and must not write to the store.
        done: Whether the stream ends with ``data: [DONE]``.
        status: HTTP status.
        headers: Further headers.
        media_type: Content type of ``content`` and ``file``.
        is_foreign: Whether somebody else answers, without the service's own headers.
    """

    json: Any = None
    content: bytes | None = None
    file: Path | None = None
    events: Iterable[dict[str, Any] | tuple[str, dict[str, Any]]] | None = None
    done: bool = True
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/octet-stream"
    is_foreign: bool = False


@dataclass(frozen=True)
class UploadedFile:
    """A file of a multipart request, already on disk.

    ``request.store.keep_file(upload.path, name)`` keeps it; otherwise it is removed after the request.
    """

    path: Path
    filename: str
    content_type: str
    size: int


@dataclass(frozen=True)
class Operation:
    """One handler.

    Args:
        id: The document's operationId.
        handler: What answers.
        paid: The service bills this call.
        writes: It may change the store (runs in a transaction).
        polled: Clients ask again and again until the object is ready; the answer says how often.
    """

    id: str
    handler: Handler
    paid: bool = False
    writes: bool = True
    polled: bool = False


class Family:
    """A part of the API in one file; the module's global ``family``.

    Args:
        name: Plural noun, the same as the module's name.
        enabled: Decides by the emulator's settings whether its operations are served (default: always);
            what is not served answers 404 like an unknown URL.
    """

    def __init__(self, name: str, enabled: Callable[[Settings], bool] = lambda _unused: True) -> None:
        """Begin an empty family."""
        self.name = name
        self.enabled = enabled
        self.operations: dict[str, Operation] = {}
        self.steps: dict[str, Step] = {}
        self.background: set[str] = set()
        self.deadlines: dict[str, Step] = {}
        self.seeders: dict[str, Seeder] = {}
        self.after: dict[str, tuple[str, ...]] = {}
        self.starters: list[Starter] = []
        self.guards: list[Guard] = []
        self.actions: dict[str, Action] = {}

    def operation(
        self,
        id: str,  # noqa: A002
        *,
        paid: bool = False,
        writes: bool = True,
        polled: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Bind a handler to an operationId of the document.

        Args:
            id: The operationId.
            paid: The service bills this call; the call log says so.
            writes: False for a POST that changes nothing. A GET never runs in a transaction.
            polled: Clients ask again and again until the object is ready.
        """

        def bind(handler: Handler) -> Handler:
            self.operations[id] = Operation(id, handler, paid, writes, polled)
            return handler

        return bind

    def step(self, kind: str, *, background: bool = False) -> Callable[[Step], Step]:
        """Bind what a job of this kind does next.

        ``request.start_job(kind, id, parent)`` starts it. The function gets the context and the stored
        object, changes it in the store and returns True when no step is left. When it happens is up to the
        transitions' mode: at once after the answer, by hand, or so many seconds later.

        Args:
            kind: The kind of job.
            background: Its steps take long: no call of the API waits for them.
        """

        def bind(step: Step) -> Step:
            self.steps[kind] = step
            if background:
                self.background.add(kind)
            return step

        return bind

    def deadline(self, kind: str) -> Callable[[Step], Step]:
        """Bind what happens to an object of this kind at the time given to ``request.set_deadline``."""

        def bind(step: Step) -> Step:
            self.deadlines[kind] = step
            return step

        return bind

    def seeder(self, section: str, *, after: tuple[str, ...] = ()) -> Callable[[Seeder], Seeder]:
        """Bind what makes objects of a seed file's section; it gets the context and the section's value.

        Args:
            section: The section's name.
            after: Sections whose objects this one refers to; they are made before, wherever they stand.
        """

        def bind(seeder: Seeder) -> Seeder:
            self.seeders[section] = seeder
            self.after[section] = after
            return seeder

        return bind

    def action(self, name: str) -> Callable[[Action], Action]:
        """Bind what a person does outside the API, for example ``accept_invite``.

        The function gets the context and what the control API or the page hands over.
        """

        def bind(action: Action) -> Action:
            self.actions[name] = action
            return action

        return bind

    def guard(self, function: Guard) -> Guard:
        """Bind what may refuse a billed call of any family, before its handler."""
        self.guards.append(function)
        return function

    def starter(self, function: Starter) -> Starter:
        """Bind what fills a new, empty organization (also after a reset)."""
        self.starters.append(function)
        return function


@dataclass(frozen=True)
class Settings:
    """How the emulator was started."""

    legacy_assistants: bool = False
    """Whether assistants, threads and runs are served."""
    start: float | None = None
    """Unix time at which the clock of a new organization starts; None for the real time."""
    lag: tuple[float, float] = (0.0, 0.0)
    """Seconds by which lists, and reads of one object, lag behind at the start."""
    normalizes: bool = False
    """Whether texts are not kept quite as they are sent, at the start."""
    open_questions: dict[str, str] = field(default_factory=dict)
    """Answers to open questions by name, where they are not the assumed ones."""


def public(value: Any) -> Any:
    """Return what a caller sees: an object, or a list of them, without members that start with ``_``."""
    if not isinstance(value, dict):
        return value
    if any(name[0] == "_" for name in value if name):
        value = {name: each for name, each in value.items() if name[:1] != "_"}
    data = value.get("data")
    if isinstance(data, list) and any(
        name[:1] == "_" for each in data if isinstance(each, dict) for name in each
    ):
        value["data"] = [public(each) for each in data]
    return value

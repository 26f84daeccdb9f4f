"""What a handler works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.http.errors import forbidden
from fjcorp_openai.emulator.state import ids

if TYPE_CHECKING:
    from fjcorp_openai.emulator.emulator import Emulator
    from fjcorp_openai.emulator.family import Answer, Settings
    from fjcorp_openai.emulator.state.clock import Clock
    from fjcorp_openai.emulator.state.store import Store


@dataclass(frozen=True)
class Principal:
    """Who calls.

    Args:
        kind: ``project`` (an API key of a project) or ``admin`` (an admin API key).
        key_id: Id of the key.
        project_id: The key's project; empty for admin keys.
        owner: ``user:<id>`` or ``service_account:<id>``.
    """

    kind: str
    key_id: str
    project_id: str = ""
    owner: str = ""

    @property
    def user_id(self) -> str:
        """The user behind the key; empty when it is a service account's."""
        kind, _separator, id_ = self.owner.partition(":")
        return id_ if kind == "user" else ""

    @property
    def service_account_id(self) -> str:
        """The service account behind the key; empty when it is a user's."""
        kind, _separator, id_ = self.owner.partition(":")
        return id_ if kind == "service_account" else ""


SYSTEM = Principal("system", "system")


class Context:
    """Store, clock and services of the emulator, on behalf of a principal.

    Args:
        emulator: The emulator.
        principal: Who caused what is about to happen.
    """

    batch = False
    """Whether a batch makes the call; its usage is counted apart and cheaper."""
    stuck = ""
    """The object whose job never gets on, or ``*`` for every one that is started."""

    def __init__(self, emulator: Emulator, principal: Principal = SYSTEM) -> None:
        """Bind the emulator."""
        self.emulator = emulator
        self.principal = principal

    @property
    def store(self) -> Store:
        """Objects and files."""
        return self.emulator.store

    @property
    def clock(self) -> Clock:
        """The emulator's clock."""
        return self.emulator.clock

    @property
    def settings(self) -> Settings:
        """How the emulator was started."""
        return self.emulator.settings

    def answer_to(self, question: str) -> str:
        """Return what is assumed of the service where no public source says (see ``open_questions``)."""
        return self.emulator.open_questions.answers[question]

    @property
    def now(self) -> int:
        """The present time in Unix seconds."""
        return self.emulator.clock.now()

    @property
    def project_id(self) -> str:
        """The project the call belongs to.

        Raises:
            ApiError: 403, the key is not a project's.
        """
        if not self.principal.project_id:
            raise forbidden("You must use an API key of a project for this operation.")
        return self.principal.project_id

    def new_id(self, prefix: str) -> str:
        """Return a new id, for example ``file-…`` for ``file``."""
        return ids.new_id(prefix)

    def emit(self, event: str, project_id: str = "", **details: Any) -> None:
        """Add a line to the organization's audit log.

        Args:
            event: Type of the document's AuditLogEventType, for example ``project.created``.
            project_id: The project it happened in.
            **details: The members under the event's name, for example ``id`` and ``data``.
        """
        self.emulator.audit.record(self, event, project_id, details)

    def meter(self, kind: str, project_id: str = "", **numbers: Any) -> None:
        """Count a billed call for the usage endpoints.

        Args:
            kind: Last part of the usage path: ``completions``, ``embeddings``, ``images``…
            project_id: Defaults to the principal's.
            **numbers: For example ``model``, ``input_tokens``, ``output_tokens``.
        """
        principal = self.principal
        if not self.batch and "model" in numbers:
            tokens = int(numbers.get("input_tokens", 0)) + int(numbers.get("output_tokens", 0))
            self.emulator.quotas.spend(project_id or principal.project_id, numbers["model"], tokens)
        self.store.insert(
            "usage",
            ids.new_id("usage"),
            {
                "created_at": self.now,
                "project_id": project_id or principal.project_id,
                "user_id": principal.user_id,
                "api_key_id": principal.key_id,
                "num_model_requests": 1,
                "batch": self.batch,
                **numbers,
            },
            parent=kind,
        )

    def notify(self, event_type: str, object_id: str, project_id: str = "") -> None:
        """Send an event to the project's webhook endpoints.

        Args:
            event_type: For example ``batch.completed``.
            object_id: Id of what it happened to.
            project_id: Defaults to the principal's.
        """
        self.emulator.act("notify", self, event_type, project_id or self.project_id, object_id)

    def start_job(self, kind: str, id: str, parent: str = "", family: str = "") -> None:  # noqa: A002
        """Let time drive an object through the steps of its kind (see ``Family.step``).

        Args:
            kind: The kind of the step function.
            id: The object's id.
            parent: The object's parent in the store.
            family: The object's family in the store when it is not named like the kind.
        """
        if self.stuck not in {"*", id}:
            self.emulator.timers.start(family or kind, id, parent, kind)

    def set_deadline(self, kind: str, id: str, at: float, parent: str = "", family: str = "") -> None:  # noqa: A002
        """Call the kind's deadline function when the clock reaches a Unix time."""
        self.emulator.timers.deadline(family or kind, id, parent, kind, at)

    def stop_job(self, kind: str, id: str, parent: str = "", family: str = "") -> None:  # noqa: A002
        """Forget the steps or the deadline that are still to come."""
        self.emulator.timers.stop(family or kind, id, parent, kind)

    def dispatch(self, method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
        """Call another operation on behalf of the same principal, as a batch does.

        Errors come back as answers; events are joined into no JSON (do not ask for streams).

        Args:
            method: HTTP method.
            path: Path with or without ``/v1``.
            body: JSON body.
        """
        return self.emulator.dispatch(self.principal, method, path, body)

    def acting_as(self, principal: Principal) -> Context:
        """Return the same context for another principal."""
        return Context(self.emulator, principal)


@dataclass(eq=False)
class Request(Context):
    """A call that has passed authentication and validation.

    Attributes:
        path: Parameters of the path, strings.
        query: Parameters of the query by the document's name (``emails[]`` is ``emails``, a list),
            converted to their types; the document's defaults filled in.
        body: The JSON body or the multipart fields (converted; files are ``UploadedFile``); {} without
            a body.
        headers: Lower-case names.
        operation_id: The document's operationId.
        trigger: Value of the test header ``x-emulator-trigger``, for example ``refusal``.
    """

    emulator: Emulator
    principal: Principal
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    operation_id: str = ""

    @property
    def trigger(self) -> str:
        """What the caller wants to see, apart from the API: value of the header ``x-emulator-trigger``."""
        return self.headers.get("x-emulator-trigger", "")

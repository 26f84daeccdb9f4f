"""The emulator behind HTTP: its state, its families, and the way of one call through them."""

from __future__ import annotations

import json
import logging
import os
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from fjcorp_openai.emulator import families
from fjcorp_openai.emulator.family import Answer, Settings, public
from fjcorp_openai.emulator.http.calls import Calls
from fjcorp_openai.emulator.http.deliveries import Deliveries
from fjcorp_openai.emulator.http.errors import ApiError
from fjcorp_openai.emulator.http.faults import Faults
from fjcorp_openai.emulator.http.lag import Lag
from fjcorp_openai.emulator.http.multipart import without_files
from fjcorp_openai.emulator.http.quotas import Quotas
from fjcorp_openai.emulator.http.request import Context, Principal, Request
from fjcorp_openai.emulator.http.throttle import Throttle
from fjcorp_openai.emulator.spec.open_questions import OpenQuestions
from fjcorp_openai.emulator.spec.specification import Specification
from fjcorp_openai.emulator.state import audit, ids, keys, seeding
from fjcorp_openai.emulator.state.clock import Clock
from fjcorp_openai.emulator.state.identity import Issuer
from fjcorp_openai.emulator.state.organizations import Organizations
from fjcorp_openai.emulator.state.snapshots import Snapshots
from fjcorp_openai.emulator.state.store import Store
from fjcorp_openai.emulator.state.timers import Timers

if TYPE_CHECKING:
    from pathlib import Path

    from fjcorp_openai.emulator.family import Operation
    from fjcorp_openai.emulator.spec.specification import Endpoint

_LOG = logging.getLogger(__name__)

ORGANIZATION = "org-emulator"
_UNDER_WAY = {"queued", "in_progress", "cancelling"}


class Emulator:
    """One emulated organization.

    Args:
        folder: Where its state lives.
        settings: How it was started.
        organization: Its id.
        first: The organization that it comes beside, and with which it shares all but its objects.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings | None = None,
        organization: str = ORGANIZATION,
        first: Emulator | None = None,
    ) -> None:
        """Open the state, or begin a new organization."""
        self.settings = settings or Settings()
        self.organization = organization
        self.is_first = first is None
        self.store = Store(folder)
        start = self.settings.start
        self._first_offset = 0.0 if start is None else start - time.time()
        self.clock: Clock = (
            first.clock if first else Clock(self.store.setting("clock_offset", self._first_offset))
        )
        self.specification: Specification = first.specification if first else Specification()
        self.audit = audit
        self.operations: dict[str, Operation] = {}
        self.faults: Faults = first.faults if first else Faults(self.operations)
        self.throttle: Throttle = first.throttle if first else Throttle()
        self.open_questions: OpenQuestions = (
            first.open_questions if first else OpenQuestions(self.settings.open_questions)
        )
        self.quotas = Quotas(self)
        self.deliveries: Deliveries = first.deliveries if first else Deliveries()
        self.calls: Calls = first.calls if first else Calls()
        self.issuer: Issuer = first.issuer if first else Issuer()
        self.lag = Lag(self.store.past, self.clock)
        self.normalizes = self.settings.normalizes
        self.last_used: dict[str, int] = {}
        self.beginnings = 0
        self.timers = Timers(self)
        found, self.broken = families.discover()
        self.families = [each for each in found if each.enabled(self.settings)]
        for family in self.families:
            for id_, operation in family.operations.items():
                if id_ not in self.specification.endpoints or id_ in self.operations:
                    self.broken.append(
                        f"emulator family {family.name!r}: operation {id_!r} is unknown or served twice"
                    )
                    continue
                self.operations[id_] = operation
            self.timers.steps |= family.steps
            self.timers.background |= {f"step:{kind}" for kind in family.background}
            self.timers.deadlines |= family.deadlines
        for problem in self.broken:
            _LOG.error("%s", problem)
        self.guards = [guard for family in self.families for guard in family.guards]
        self.credentials: dict[str, str] = {}
        self._start()
        self.lag.set(*self.settings.lag)
        self.organizations = Organizations(self, self._beside)
        self.snapshots = Snapshots(self)

    @property
    def credentials_file(self) -> Path:
        """The one place that holds the first keys in clear text, readable by the user alone."""
        return self.store.folder / "credentials.json"

    def _beside(self, name: str) -> Emulator:
        """Open or begin an organization beside this one, which lags and normalizes as this one does."""
        made = Emulator(self.store.folder / "organizations" / name, self.settings, name, self)
        made.lag.set(self.lag.lists, self.lag.reads)
        made.normalizes = self.normalizes
        return made

    def _start(self) -> None:
        if self.store.count("project") and self.credentials_file.exists():
            self.credentials = json.loads(self.credentials_file.read_text(encoding="utf-8"))
            return
        self._begin()

    def reset(self) -> None:
        """Begin again: one organization, no calls and faults, lag and texts as at the start."""
        self.beginnings += 1
        self.organizations.clear()
        self._begin()
        self.forget()

    def forget(self) -> None:
        """Forget calls, also those under way, faults and deliveries; lag and texts are as at the start."""
        self.beginnings += 1
        self.calls.clear()
        self.faults.remove()
        self.open_questions.reset()
        self.deliveries.clear()
        self.set_lag(*self.settings.lag)
        self.set_normalizes(on=self.settings.normalizes)

    def _begin(self) -> None:
        """Begin an organization that holds one project, its owner, and one key of each kind.

        The keys of the first start stay the same.
        """
        context, secrets = Context(self), dict(self.credentials)
        with self.store.transaction():
            mode = self.timers.mode
            self.store.clear()
            self.store.set_setting("transitions", mode)
            if self.is_first:
                self.clock.offset = self._first_offset
            self.store.set_setting("clock_offset", self.clock.offset)
            owner = self._first_user(context)
            project = context.new_id("proj")
            context.store.insert("project", project, self._first_project(context, project))
            context.store.insert("project_user", owner["id"], self._first_member(owner), parent=project)
            self.credentials = {
                "api_key": self._first_key(context, "project", project, owner["id"], secrets.get("api_key")),
                "admin_key": self._first_key(
                    context, "admin", project, owner["id"], secrets.get("admin_key")
                ),
            }
            self._write_credentials()
            for family in self.families:
                for starter in family.starters:
                    starter(context)
        self.quotas.clear()
        self.last_used.clear()

    @staticmethod
    def _first_user(context: Context) -> dict[str, Any]:
        user: dict[str, Any] = {
            "object": "organization.user",
            "id": context.new_id("user"),
            "name": "Owner",
            "email": "owner@example.com",
            "role": "owner",
            "added_at": context.now,
        }
        return context.store.insert("user", user["id"], user)

    @staticmethod
    def _first_project(context: Context, project_id: str) -> dict[str, Any]:
        return {
            "object": "organization.project",
            "id": project_id,
            "name": "Default project",
            "created_at": context.now,
            "archived_at": None,
            "status": "active",
            "_default": True,
        }

    @staticmethod
    def _first_member(owner: dict[str, Any]) -> dict[str, Any]:
        members = {name: owner[name] for name in ("id", "name", "email", "role", "added_at")}
        return {"object": "organization.project.user", **members}

    @staticmethod
    def _first_key(context: Context, kind: str, project: str, user: str, secret: str | None) -> str:
        owner = f"user:{user}"
        if kind == "project":
            row, made = keys.create_project_key(context, project, "Emulator", owner)
            principal = Principal("project", row["id"], project, owner)
        else:
            row, made = keys.create_admin_key(context, "Emulator", owner)
            principal = Principal("admin", row["id"], "", owner)
        if secret is None:
            return made
        keys.revoke(context.store, row["id"])
        keys.remember(context.store, secret, principal)
        place = ("project_api_key", project) if kind == "project" else ("admin_api_key", None)
        context.store.update(place[0], row["id"], {"redacted_value": ids.redacted(secret)}, place[1])
        return secret

    def _write_credentials(self) -> None:
        temporary = self.credentials_file.with_suffix(".new")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(self.credentials, stream)
        temporary.replace(self.credentials_file)

    def close(self) -> None:
        """End what goes on in the background and close the state."""
        self.timers.close()
        self.deliveries.close()
        self.snapshots.close()
        self.store.close()

    def seed(self, sections: dict[str, Any]) -> None:
        """Add what a seed describes.

        Raises:
            ValueError: It cannot be; nothing was added.
        """
        seeding.seed(self, sections)

    def dump(self) -> dict[str, Any]:
        """Return every object by family, as stored but for members that start with ``_``."""
        result: dict[str, Any] = {}
        rows = self.store.query("SELECT family, parent, data FROM objects ORDER BY seq")
        for family, parent, data in rows:
            record = {name: value for name, value in json.loads(data).items() if name[0] != "_"}
            result.setdefault(family, []).append({"parent": parent, **record} if parent else record)
        return result

    def set_lag(self, lists: float, reads: float) -> None:
        """Let lists, and reads of one object, lag behind in every organization.

        Raises:
            ValueError: A number is no number of seconds.
        """
        for each in (self, *self.organizations.others):
            each.lag.set(lists, reads)

    def set_normalizes(self, *, on: bool) -> None:
        """Keep texts not quite as they are sent in every organization, or as they are."""
        for each in (self, *self.organizations.others):
            each.normalizes = on

    def act(self, action: str, /, *values: Any, **options: Any) -> dict[str, Any]:
        """Do what a family knows to do apart from the API (see ``Family.action``)."""
        perform = next(family.actions[action] for family in self.families if action in family.actions)
        return perform(*values, **options)

    def advance_clock(self, seconds: float) -> None:
        """Move the clock forward and do what is due then.

        Raises:
            ValueError: The seconds are negative.
        """
        self.clock.advance(seconds)
        for each in (self, *self.organizations.others):
            each.store.set_setting("clock_offset", self.clock.offset)
            each.timers.run_all_due()

    def perform(self, endpoint: Endpoint, request: Request) -> Answer:
        """Run a checked call's handler and check its answer.

        Raises:
            ApiError: What the handler refuses, or 500 when its answer is off the document; nothing is
                kept then.
        """
        operation = self.operations[endpoint.id]
        if endpoint.method == "GET" or not operation.writes:
            return self._answer(endpoint, operation, request)
        with self.store.transaction():
            return self._answer(endpoint, operation, request)

    def _answer(self, endpoint: Endpoint, operation: Operation, request: Request) -> Answer:
        for guard in self.guards if operation.paid else ():
            guard(request)
        result = operation.handler(request)
        answer = result if isinstance(result, Answer) else Answer(json=result)
        if answer.json is not None:
            answer.json = public(answer.json)
            endpoint.check_answer(answer.json, status=answer.status)
            if operation.polled and answer.json["status"] in _UNDER_WAY:
                answer.headers["openai-poll-after-ms"] = str(self.timers.poll_after_ms)
        return answer

    def dispatch(self, principal: Principal, method: str, path: str, body: dict[str, Any] | None) -> Answer:
        """Perform a call from inside, as a batch does; errors come back as answers, usage is a batch's."""
        try:
            endpoint, names = self.find(method, path.partition("?")[0].removeprefix("/v1"))
            query = endpoint.read_query(parse_qsl(path.partition("?")[2], keep_blank_values=True))
            if endpoint.contents:
                endpoint.check_body("application/json", without_files(body or {}))
            request = Request(self, principal, names, query, body or {}, {}, endpoint.id)
            request.batch = True
            return self.perform(endpoint, request)
        except ApiError as error:
            return Answer(json=error.body(), status=error.status)

    def find(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
        """Find the operation of a URL and its path parameters.

        Args:
            method: HTTP method.
            path: Path after ``/v1``, percent-encoded.

        Raises:
            ApiError: 404, there is none or no family serves it; 405, not with that method.
        """
        found = self.specification.match(path)
        if found is None:
            raise ApiError(404, f"Invalid URL ({method} /v1{path})")
        endpoints, segments = found
        served = {name: each for name, each in endpoints.items() if each.id in self.operations}
        if not served:
            raise ApiError(404, f"Invalid URL ({method} /v1{path})", code="not_served")
        endpoint = served.get(method)
        if endpoint is None:
            raise ApiError(
                405,
                f"Not allowed to {method} on /v1{path}. "
                "(HINT: Perhaps you meant to use a different HTTP method?)",
                code="method_not_supported",
                headers={"allow": ", ".join(sorted(served))},
            )
        names = {
            name[1:-1]: value
            for name, value in zip(endpoint.segments, segments, strict=True)
            if name.startswith("{")
        }
        return endpoint, names

    def authenticate(self, endpoint: Endpoint, headers: dict[str, str]) -> Principal:
        """Return who calls.

        Raises:
            ApiError: 401, no key, a wrong one, or another organization's or project's; 403, the wrong
                kind of key.
        """
        if endpoint.is_open:
            return Principal("", "")
        scheme, _separator, secret = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise ApiError(401, "Missing bearer authentication in header")
        principal = keys.recognize(self.store, secret.strip(), self.clock.now())
        if principal is None:
            shown = f"{'*' * 8}{secret.strip()[-4:]}" if len(secret) > 12 else "*" * 8
            raise ApiError(
                401,
                f"Incorrect API key provided: {shown}. "
                "You can find your API key at https://platform.openai.com/account/api-keys.",
                code="invalid_api_key",
            )
        if endpoint.admin != (principal.kind == "admin"):
            wanted, given = ("an admin", "a project's") if endpoint.admin else ("a project's", "an admin")
            raise ApiError(
                403,
                "You have insufficient permissions for this operation. "
                f"It needs {wanted} API key, and this is {given} one.",
                code="insufficient_permissions",
            )
        if headers.get("openai-organization", "") not in {self.organization, ""}:
            raise ApiError(
                401,
                "OpenAI-Organization header should match organization for API key",
                code="mismatched_organization",
            )
        project = headers.get("openai-project", "")
        if principal.kind == "project" and project not in {principal.project_id, ""}:
            raise ApiError(
                401, "OpenAI-Project header should match project for API key", code="mismatched_project"
            )
        self.last_used[principal.key_id] = self.clock.now()
        return principal

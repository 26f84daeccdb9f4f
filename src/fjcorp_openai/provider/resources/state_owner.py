"""`openai_state_owner`: whose state this is. With a key of another organization or project plans fail.

Operations: GET /organization/projects with an admin key, whose default project stands for the organization;
GET /files (one entry) with a project's key, for the headers of the answer. Nothing is ever written.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.account import is_id
from fjcorp_openai.api.errors import Forbidden, MissingKey
from fjcorp_openai.api.pacing_store import FileLedger, MemoryLedger
from fjcorp_openai.api.secret import Secret
from fjcorp_openai.provider.lifecycles.managed import ApiResource, Values
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.validators import one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.api.pacing_store import Ledger
    from fjcorp_openai.provider.protocol.resource import Context

FOREIGN = "This state belongs to somebody else"
"""Summary of the refusal; the engine knows it by this."""

PROJECTS = "/organization/projects"
_DEFAULT_PROJECT = "Default project"
_DAY = 86_400.0


@dataclass(frozen=True)
class Owner:
    """An organization, or one of its projects.

    Attributes:
        key: Kind of the key, `admin` or `project`.
        organization: Name or id of the organization, where the API returns it.
        project: Id of the key's project; of the default project for an admin key.
    """

    key: str
    organization: str | None
    project: str | None

    def __str__(self) -> str:
        """Name it for a message."""
        whose = f"the organization {self.organization}" if self.organization else "an organization"
        if not self.project:
            return whose
        if self.key == "admin":
            return f"{whose} with the default project {self.project}"
        return (
            f"the project {self.project} of {whose}" if self.organization else f"the project {self.project}"
        )

    def is_other_than(self, other: Owner) -> bool:
        """Return whether they are certainly two: ids count, and names only where no id is known."""
        for one, two in ((self.project, other.project), (self.organization, other.organization)):
            if one and two:
                return one != two
        return False


class StateOwner(ApiResource):
    """The owner of a state; destroying it forgets it."""

    type_name = "openai_state_owner"
    noun = "owner of the state"
    schema = Schema(
        {
            "id": Attribute(STRING, "The kind of key.", computed=True, stable=True),
            "key": Attribute(
                STRING,
                "Kind of key that the state is made with: `admin` remembers the organization, `project` the "
                "project too.",
                required=True,
                replace=True,
                validators=[one_of("admin", "project")],
            ),
            "organization": Attribute(
                STRING, "Name or id of the organization, if the API returns it.", computed=True, stable=True
            ),
            "project": Attribute(
                STRING,
                "Id of the project of the key; with an admin key that of the organization's default project.",
                computed=True,
                stable=True,
            ),
        },
        description="Remembers whose state this is, and refuses keys of another organization or project "
        "before anything is written: put one into each root module. Another key of the same owner is fine.",
    )

    def create(self, planned: Values, context: Context) -> Values:
        """Remember whose key it is."""
        return {**planned, "id": planned["key"], **_told(owner(context.api, planned["key"]))}

    def read(self, state: Values, context: Context) -> Values | None:
        """Compare the key's owner with the state's; what was not known before is added.

        Raises:
            ProviderError: They are two.
        """
        api: Api = context.api
        present, known = (
            owner(api, state["key"]),
            Owner(state["key"], state["organization"], state["project"]),
        )
        if known.is_other_than(present) and known.is_other_than(
            present := owner(api, state["key"], fresh=True)
        ):
            kind = "an admin key" if known.key == "admin" else "a project's key"
            raise ProviderError(
                FOREIGN,
                f"It is the state of {known}, and this run has {kind} of {present}. "
                "Use the key of the state's owner, or another state.",
            )
        return {**state, **{name: state[name] or value for name, value in _told(present).items()}}

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Change nothing: there is nothing to change."""
        return planned

    def delete(self, state: Values, context: Context) -> None:
        """Forget it."""


def owner(api: Api, key: str, *, fresh: bool = False) -> Owner:
    """Return whose key a kind of key is, as far as the API says; without a key nothing is known.

    A key has one owner for its whole life: where the runs of a controller share a folder, one call a day
    is enough for all of them.

    Operations: GET /organization/projects or GET /files.

    Args:
        api: The client.
        key: `admin` or `project`.
        fresh: Whether the API is to be asked, whatever it said before.
    """
    ledger = _ledger(api, key)
    with ledger.open("owner") as told:
        if not fresh and _is_of_today(told):
            return Owner(key, told["organization"], told["project"])
    found = _asked(api, key)
    if found.organization or found.project:
        with ledger.open("owner") as told:
            told.update(organization=found.organization, project=found.project, time=time.time())
    return found


def _ledger(api: Api, key: str) -> Ledger:
    settings = api.settings
    secret = settings.caller(admin=key == "admin")
    if settings.pacing_dir is None or secret is None:
        return MemoryLedger()
    # Only a digest of this is kept.
    named = f"{settings.base_url} {settings.organization} {settings.project}"
    return FileLedger(settings.pacing_dir, Secret(f"{named} {secret.reveal()}"))


def _is_of_today(told: Mapping[str, Any]) -> bool:
    """Return whether a file holds an owner, and not for longer than a day; it may hold anything."""
    at, names = told.get("time"), [told.get("organization"), told.get("project")]
    return (
        isinstance(at, (int, float))
        and abs(time.time() - at) < _DAY
        and any(names)
        and all(each is None or (isinstance(each, str) and is_id(each)) for each in names)
    )


def _asked(api: Api, key: str) -> Owner:
    admin = key == "admin"
    project: str | None = None
    # A key may be restricted to other calls; the refusal names its owner, too.
    with suppress(MissingKey, Forbidden):
        if admin:
            project = _default_project(api.list(PROJECTS))
        else:
            api.list("/files", limit=1)
    account = api.accounts.of(admin=admin)
    return Owner(key, account.organization, project if admin else account.project)


def _default_project(projects: list[dict[str, Any]]) -> str | None:
    """Return the id of the default project, which the API marks by a name that nobody can change."""
    named = [each for each in projects if each.get("name") == _DEFAULT_PROJECT]
    first = min(named, key=lambda each: (each.get("created_at") or 0, each["id"]), default=None)
    return str(first["id"]) if first else None


def _told(found: Owner) -> Mapping[str, str | None]:
    return {"organization": found.organization, "project": found.project}

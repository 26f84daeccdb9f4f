"""What objects inside a project share: they end with it, and none can be added to one that is not there."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from fjcorp_openai.api.errors import ApiStatusError, Archived, BadRequest, NotFound, NotYetVisible
from fjcorp_openai.api.operation import filled
from fjcorp_openai.provider.lifecycles.managed import Managed, Values
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, ProviderError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

SERVICE_ACCOUNTS = "/organization/projects/{project_id}/service_accounts"
"""Path of the list of a project's service accounts."""


@dataclass
class _Siblings:
    lock: threading.Lock = field(default_factory=threading.Lock)
    items: list[dict[str, Any]] | None = None


class InProject(Managed):
    """An object of the project that `project_id` names."""

    def __init__(self) -> None:
        """Know no objects yet."""
        self._seen: WeakKeyDictionary[Api, dict[str, _Siblings]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def plan(self, plan: Plan, context: Context) -> None:
        """Find out before the first write whether the project can take the object."""
        super().plan(plan, context)
        if plan.is_create and isinstance(plan.proposed.get("project_id"), str):
            try:
                api: Api = context.api
            except ConfigurationUnknown:
                return
            with suppress(NotYetVisible):  # nothing but this run has been in a project made just now
                self.check(plan, self.first_seen(plan.proposed, api))

    def check(self, plan: Plan, siblings: list[dict[str, Any]]) -> None:
        """Refuse to plan an object that the API would refuse, judged by those that are in the project."""

    def siblings_path(self, values: Mapping[str, Any]) -> str:
        """Return the path of the list that `check` judges by: objects of the same kind."""
        return self.collection_path(values)

    def first_seen(self, values: Mapping[str, Any], api: Api) -> list[dict[str, Any]]:
        """Return the objects that `check` judges by as they were before this run's first write.

        One call serves all plans and creates of a run: each write empties the client's own list.

        Raises:
            ProviderError: There is no such project, or it is archived.
        """
        with self._lock:
            first = self._seen.setdefault(api, {}).setdefault(self.siblings_path(values), _Siblings())
        with first.lock:
            if first.items is None:
                first.items = self.siblings(values, api)
            return first.items

    def siblings(self, values: Mapping[str, Any], api: Api) -> list[dict[str, Any]]:
        """Return the objects that `check` judges by.

        Raises:
            ProviderError: There is no such project, or it is archived.
        """
        path = self.siblings_path(values)
        parameters = self.list_parameters if path == self.collection_path(values) else {}
        try:
            return api.list(path, dict(parameters))
        except ApiStatusError as error:
            raise self.explained(error, values) from error

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the object's state, or None when it or its project is gone."""
        try:
            return super().read(state, context)
        except Archived:
            return None

    def create(self, planned: Values, context: Context) -> Values:
        """Create the object; what is wrong with the project is said plainly."""
        try:
            return super().create(planned, context)
        except ApiStatusError as error:
            raise self.explained(error, planned) from error

    def delete(self, state: Values, context: Context) -> None:
        """Delete the object; with an archived project it is gone already."""
        with suppress(Archived):
            super().delete(state, context)

    def explained(self, error: ApiStatusError, values: Mapping[str, Any]) -> Exception:
        """Return a clearer error when the project is to blame, else the same one."""
        return refusal(error, values["project_id"], self.noun)


class OfServiceAccount(InProject):
    """An object of the service account that `service_account_id` names."""

    def siblings_path(self, values: Mapping[str, Any]) -> str:
        """Return the path of the service accounts of the project."""
        return filled(SERVICE_ACCOUNTS, values)

    def check(self, plan: Plan, siblings: list[dict[str, Any]]) -> None:
        """Refuse accounts that are not there."""
        wanted = plan.proposed["service_account_id"]
        if isinstance(wanted, str) and all(each.get("id") != wanted for each in siblings):
            raise ProviderError(
                f"Project {plan.proposed['project_id']} has no service account {wanted}",
                "Check service_account_id.",
                ("service_account_id",),
            )


def refusal(error: ApiStatusError, project_id: str, noun: str) -> Exception:
    """Return a clearer error when a project is to blame for a refusal, else the same one.

    Args:
        error: What the API client raised.
        project_id: The project of the call.
        noun: What the call was about.
    """
    if isinstance(error, Archived):
        return ProviderError(
            f"Project {project_id} is archived",
            f"It takes no {noun}, and archiving is final. Name another project.",
            ("project_id",),
        )
    if isinstance(error, NotFound) and error.param in ("", "project_id"):
        return ProviderError(
            f"There is no project {project_id}",
            f"Check project_id, and that the admin key is of the project's organization. {error}",
            ("project_id",),
        )
    if isinstance(error, BadRequest) and "default project" in error.message.lower():
        return ProviderError(
            f"Project {project_id} is the organization's default project",
            f"It takes no {noun}. Name another project. {error}",
            ("project_id",),
        )
    return error

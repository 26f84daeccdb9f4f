"""The life cycle of settings: what a project, or the organization, has one of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from fjcorp_openai.api.errors import GONE
from fjcorp_openai.provider.lifecycles.found_values import FoundValues
from fjcorp_openai.provider.lifecycles.managed import ApiResource, Values, plain
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.project_scope import require_project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.protocol.resource import Context, Plan

ORGANIZATION = "organization"


class Setting(ApiResource):
    """A setting: set by POST, which replaces it, and found at its own path.

    A schema with `project_id` makes it a project's, otherwise it is the organization's.

    Attributes:
        path: Last part of the path.
        fields: Attributes that are set.
        deletable: Whether DELETE takes the setting away. Else destroying puts back what was found.
    """

    path: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    deletable: ClassVar[bool] = True
    label: ClassVar[str] = "project_id"

    # What a setting may override.

    def body(self, values: Mapping[str, Any]) -> Values:
        """Return what is sent."""
        body: Values = plain({name: values[name] for name in self.fields})
        return body

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state that an answer describes."""
        told = {name: answer[name] for name in self.schema.attributes if name in answer and name != "id"}
        state = self.complete({**known, **told, "id": known.get("project_id") or ORGANIZATION})
        return {name: value if is_known(value) else None for name, value in state.items()}

    # The life cycle.

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse projects that cannot be used."""
        super().plan(plan, context)
        if self._of_project and not plan.is_destroy and (plan.is_create or plan.changed("project_id")):
            require_project(context.api, plan.proposed["project_id"], self.noun)

    def create(self, planned: Values, context: Context) -> Values:
        """Set it, remembering what was set before where destroying puts that back."""
        fresh: Values = {}
        if not self.deletable and not self._note(planned, context).values():
            found = context.api.get(self._item(planned))
            fresh = self.body(self.to_state(found, planned))
        return self._set(planned, context, fresh)

    def read(self, state: Values, context: Context) -> Values | None:
        """Read it; a setting without a value, or in an archived project, is gone."""
        try:
            found = self.to_state(context.api.get(self._item(state)), state)
        except GONE:
            return None
        if not self.deletable:
            self._note(state, context).confirm()
        return found

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Set it again."""
        return self._set(planned, context)

    def delete(self, state: Values, context: Context) -> None:
        """Take it away, or put back what was found."""
        note = None if self.deletable else self._note(state, context)
        try:
            if note is None:
                context.api.delete(self._item(state))
            elif found := note.values():
                context.api.post(self._item(state), found, retry_unsafe=True)
            else:
                context.warn(
                    f"{self.named(state)} stays as it is",
                    "It was imported, so what was set before is not known, and the API cannot delete it.",
                )
        except GONE:
            pass
        if note is not None:
            note.forget()

    def import_state(self, identifier: str, context: Context) -> Values:
        """Take the project's id, or `organization`."""
        known = {"id": identifier, "project_id": identifier} if self._of_project else {"id": ORGANIZATION}
        return self.complete(known)

    @property
    def _of_project(self) -> bool:
        return "project_id" in self.schema.attributes

    def _set(self, planned: Values, context: Context, fresh: Mapping[str, Any] | None = None) -> Values:
        note = None if self.deletable else self._note(planned, context)
        if note is not None:
            note.remember(fresh or {})
        answer = context.api.post(self._item(planned), self.body(planned), retry_unsafe=True)
        if note is not None:
            note.keep(fresh or {})
        return self.to_state(answer, planned)

    def _note(self, values: Mapping[str, Any], context: Context) -> FoundValues:
        return FoundValues(context, self._item(values))

    def _item(self, values: Mapping[str, Any]) -> str:
        if not self._of_project:
            return f"/organization/{self.path}"
        return f"/organization/projects/{quote(values['project_id'], safe='')}/{self.path}"

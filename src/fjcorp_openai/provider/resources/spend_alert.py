"""`openai_project_spend_alert` and `openai_organization_spend_alert`: a mail once a month has cost so much.

Operations: POST /organization/projects/{project_id}/spend_alerts, POST and DELETE .../{alert_id}, found in
the pages of GET; the same below /organization/spend_alerts. Needs an admin key.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import Archived
from fjcorp_openai.provider.lifecycles.managed import Managed, Values, identifier
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING, list_of
from fjcorp_openai.provider.protocol.validators import each_element, length
from fjcorp_openai.provider.resources.people import MAIL_ADDRESS
from fjcorp_openai.provider.resources.project_scope import project_id, require_project
from fjcorp_openai.provider.resources.spend_limit import amount

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

FIELDS: dict[str, Attribute] = {
    **amount(),
    "recipients": Attribute(
        list_of(STRING),
        "Mail addresses that receive the alert.",
        required=True,
        validators=[length(1), each_element(MAIL_ADDRESS)],
    ),
    "subject_prefix": Attribute(STRING, "Begins the subject of the mail.", optional=True),
}


class SpendAlert(Managed):
    """An alert. Alerts have no name: equal ones differ in their ids alone."""

    create_fields = ("threshold_amount", "currency", "interval", "recipients", "subject_prefix")
    unique = ("threshold_amount", "recipients")
    defaults_on_import: Mapping[str, Any] = {}  # type: ignore[misc]

    def is_gone(self, answer: Mapping[str, Any]) -> bool:
        """Return False: what the list shows is there."""
        return False

    def body(self, values: Mapping[str, Any], fields: Any) -> Values:
        """Return the whole alert; the API takes no part of one."""
        body = super().body(values, fields)
        channel = {"type": "email", "recipients": body.pop("recipients")}
        prefix = body.pop("subject_prefix", None)
        return {**body, "notification_channel": channel | ({"subject_prefix": prefix} if prefix else {})}

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state of an alert."""
        channel = answer.get("notification_channel") or {}
        told = {"recipients": channel.get("recipients"), "subject_prefix": channel.get("subject_prefix")}
        return super().to_state({**answer, **told}, known)

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Send the whole alert again."""
        body = self.body(planned, self.create_fields)
        return self.to_state(context.api.post(self.item_path(prior), body, retry_unsafe=True), planned)

    def _recognize(self, planned: Values) -> Callable[[Mapping[str, Any]], bool]:
        wanted = self.body(planned, self.create_fields)
        return lambda answer: (
            answer.get("threshold_amount") == wanted["threshold_amount"]
            and (answer.get("notification_channel") or {}).get("recipients")
            == wanted["notification_channel"]["recipients"]
        )


class OrganizationSpendAlert(SpendAlert):
    """An alert about what the organization spends."""

    type_name = "openai_organization_spend_alert"
    noun = "spend alert of the organization"
    schema = Schema(
        {"id": identifier("Id of the alert."), **FIELDS},
        description="Mails people once the organization has spent an amount in a month.",
    )
    collection = "/organization/spend_alerts"


class ProjectSpendAlert(SpendAlert):
    """An alert about what a project spends."""

    type_name = "openai_project_spend_alert"
    noun = "spend alert"
    schema = Schema(
        {
            "id": identifier("`project_id/alert_id`."),
            "project_id": project_id(),
            "alert_id": identifier("Id of the alert."),
            **FIELDS,
        },
        description="Mails people once a project has spent an amount in a month.",
    )
    collection = "/organization/projects/{project_id}/spend_alerts"
    key = "alert_id"
    import_parts = ("project_id", "alert_id")

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse projects that cannot be used."""
        super().plan(plan, context)
        if plan.is_create:
            require_project(context.api, plan.proposed["project_id"], self.noun)

    def read(self, state: Values, context: Context) -> Values | None:
        """Find the alert; an archived project has none."""
        try:
            return super().read(state, context)
        except Archived:
            return None

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete the alert."""
        with suppress(Archived):
            super().remove(state, api)

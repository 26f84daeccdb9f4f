"""Spend alerts of the organization and of projects, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import missing, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator


def values(amount: int = 100, *recipients: str) -> dict[str, Any]:
    channel = {"type": "email", "recipients": list(recipients or ("ada@example.com",))}
    return {
        "threshold_amount": amount,
        "currency": "USD",
        "interval": "month",
        "notification_channel": channel,
    }


class Alerts:
    """Alerts at one level, called in the same way."""

    def __init__(self, api: Any, kind: str, project: str = "") -> None:
        self._api, self.kind = api, kind
        self._first = (project,) if project else ()
        self._named = {"project_id": project} if project else {}

    def create(self, **body: Any) -> Any:
        return self._api.create(*self._first, **body)

    def list(self, **query: Any) -> Any:
        return self._api.list(*self._first, **query)

    def retrieve(self, alert: str) -> Any:
        return self._api.retrieve(alert, **self._named)

    def update(self, alert: str, **body: Any) -> Any:
        return self._api.update(alert, **self._named, **body)

    def delete(self, alert: str) -> Any:
        return self._api.delete(alert, **self._named)


@pytest.fixture(params=["organization", "project"])
def alerts(request: pytest.FixtureRequest, client: Any) -> Alerts:
    organization = client.admin.organization
    if request.param == "organization":
        return Alerts(organization.spend_alerts, "organization.spend_alert")
    project = organization.projects.create(name="Research").id
    return Alerts(organization.projects.spend_alerts, "project.spend_alert", project)


def test_an_alert_is_created_changed_and_deleted(alerts: Alerts) -> None:
    alert = alerts.create(**values())
    assert (alert.object, alert.threshold_amount, alert.currency, alert.interval) == (
        alerts.kind,
        100,
        "USD",
        "month",
    )
    assert alert.notification_channel.recipients == ["ada@example.com"]
    assert alerts.retrieve(alert.id).to_dict() == alert.to_dict()
    changed = alerts.update(alert.id, **values(200, "a@example.com", "b@example.com"))
    assert (changed.id, changed.threshold_amount) == (alert.id, 200)
    assert changed.notification_channel.recipients == ["a@example.com", "b@example.com"]
    assert alerts.delete(alert.id).to_dict() == {
        "object": f"{alerts.kind}.deleted",
        "id": alert.id,
        "deleted": True,
    }
    missing(alerts.retrieve, alert.id)
    missing(alerts.update, alert.id, **values())
    missing(alerts.delete, alert.id)


def test_five_alerts_are_listed_two_by_two_both_ways(alerts: Alerts, shared_emulator: Emulator) -> None:
    made = [alerts.create(**values(amount)).id for amount in range(5)]
    shared_emulator.clear_calls()
    assert [alert.id for alert in alerts.list(limit=2)] == made
    assert len(shared_emulator.calls()) == 3
    assert [alert.id for alert in alerts.list(limit=2, order="desc")] == made[::-1]
    before = alerts.list(limit=2, before=made[4])
    assert ([alert.id for alert in before.data], before.has_more) == (made[2:4], True)
    assert alerts.list(limit=0).data == []


def test_what_is_wrong_with_an_alert_is_named(alerts: Alerts) -> None:
    assert refusal(alerts.create, **values(-1)).param == "threshold_amount"
    nobody = {**values(), "notification_channel": {"type": "email", "recipients": []}}
    assert refusal(alerts.create, **nobody).param == "notification_channel.recipients"
    pager = {**values(), "notification_channel": {"type": "pager", "recipients": ["a"]}}
    assert refusal(alerts.create, **pager).param == "notification_channel.type"
    assert refusal(alerts.list, limit=101).param == "limit"


def test_levels_do_not_see_each_others_alerts(client: Any) -> None:
    organization = client.admin.organization
    project = organization.projects.create(name="Research").id
    alert = organization.spend_alerts.create(**values()).id
    assert list(organization.projects.spend_alerts.list(project)) == []
    missing(organization.projects.spend_alerts.retrieve, alert, project_id=project)
    organization.projects.archive(project)
    assert refusal(organization.projects.spend_alerts.list, project).code == "project_archived"


def test_only_admin_keys_reach_alerts(shared_emulator: Emulator) -> None:
    wants_admin_key(shared_emulator, "POST", "/organization/spend_alerts", values())
    wants_admin_key(shared_emulator, "GET", "/organization/projects/p/spend_alerts")

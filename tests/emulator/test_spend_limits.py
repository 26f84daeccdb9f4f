"""Spend limits of the organization and of projects, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from support.administration import missing, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator

MONTH = {"currency": "USD", "interval": "month"}


@pytest.fixture(params=["organization", "project"])
def place(request: pytest.FixtureRequest, client: Any) -> tuple[Any, tuple[str, ...], str]:
    """The calls, their first arguments, and the kind of object."""
    organization = client.admin.organization
    if request.param == "organization":
        return organization.spend_limit, (), "organization.spend_limit"
    default = next(iter(organization.projects.list())).id
    return organization.projects.spend_limit, (default,), "project.spend_limit"


def test_a_limit_is_set_changed_and_removed(place: tuple[Any, tuple[str, ...], str]) -> None:
    limits, first, kind = place
    missing(limits.retrieve, *first)
    missing(limits.delete, *first)
    made = limits.update(*first, threshold_amount=5000, **MONTH)
    assert made.to_dict() == {
        "object": kind,
        "threshold_amount": 5000,
        **MONTH,
        "enforcement": {"status": "inactive"},
    }
    assert limits.update(*first, threshold_amount=7000, **MONTH).threshold_amount == 7000
    assert limits.retrieve(*first).threshold_amount == 7000
    assert limits.delete(*first).to_dict() == {"object": f"{kind}.deleted", "deleted": True}
    missing(limits.retrieve, *first)


def test_what_is_wrong_with_a_limit_is_named(place: tuple[Any, tuple[str, ...], str]) -> None:
    limits, first, _unused = place
    assert refusal(limits.update, *first, threshold_amount=0, **MONTH).param == "threshold_amount"
    values = {**MONTH, "currency": "EUR"}
    assert refusal(limits.update, *first, threshold_amount=1, **values).param == "currency"
    values = {**MONTH, "interval": "day"}
    assert refusal(limits.update, *first, threshold_amount=1, **values).param == "interval"


def test_a_reached_limit_ends_billed_calls(
    place: tuple[Any, tuple[str, ...], str], client: Any, shared_emulator: Emulator
) -> None:
    limits, first, _unused = place
    limits.update(*first, threshold_amount=1, **MONTH)

    def spend() -> Any:
        return client.embeddings.create(model="text-embedding-3-large", input=["word " * 8000] * 10)

    spend()
    assert limits.retrieve(*first).enforcement.status == "enforcing"
    with pytest.raises(openai.RateLimitError) as caught:
        spend()
    assert (caught.value.code, caught.value.type) == ("insufficient_quota", "insufficient_quota")
    assert client.models.list().data
    limits.update(*first, threshold_amount=1000, **MONTH)
    spend()
    limits.update(*first, threshold_amount=1, **MONTH)
    shared_emulator.clock.advance(31 * 24 * 3600)
    assert limits.retrieve(*first).enforcement.status == "inactive"
    spend()


def test_a_projects_limit_is_its_own(client: Any, shared_emulator: Emulator) -> None:
    projects = client.admin.organization.projects
    other = projects.create(name="Other").id
    projects.spend_limit.update(other, threshold_amount=1, **MONTH)
    client.embeddings.create(model="text-embedding-3-large", input=["word " * 8000] * 10)
    assert projects.spend_limit.retrieve(other).enforcement.status == "inactive"
    missing(client.admin.organization.spend_limit.retrieve)
    projects.archive(other)
    assert refusal(projects.spend_limit.retrieve, other).code == "project_archived"
    missing(projects.spend_limit.retrieve, "proj_none")


def test_only_admin_keys_reach_limits(shared_emulator: Emulator) -> None:
    body = {"threshold_amount": 1, **MONTH}
    wants_admin_key(shared_emulator, "POST", "/organization/spend_limit", body)
    wants_admin_key(shared_emulator, "DELETE", "/organization/projects/p/spend_limit")

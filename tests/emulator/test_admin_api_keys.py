"""Admin API keys, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from support.administration import administers, missing, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator

YEAR = 31_536_000


@pytest.fixture
def keys(client: Any) -> Any:
    return client.admin.organization.admin_api_keys


def test_a_key_is_shown_once_and_administers(keys: Any, shared_emulator: Emulator) -> None:
    made = keys.create(name="terraform")
    assert made.value.startswith("sk-admin-")
    assert administers(shared_emulator, made.value)
    key = keys.retrieve(made.id)
    assert (key.object, key.name, key.expires_at) == ("organization.admin_api_key", "terraform", None)
    assert (key.owner.type, key.owner.object, key.owner.role) == ("user", "organization.user", "owner")
    assert key.redacted_value.endswith(made.value[-4:])
    assert key.last_used_at >= key.created_at
    assert "value" not in key.to_dict()
    assert made.value not in str(shared_emulator.dump())


def test_five_keys_are_listed_two_by_two_both_ways(keys: Any, shared_emulator: Emulator) -> None:
    made = [keys.create(name=f"k{number}").id for number in range(4)]
    shared_emulator.clear_calls()
    listed = [key.id for key in keys.list(limit=2)]
    assert listed[1:] == made
    assert len(shared_emulator.calls("admin-api-keys-list")) == 3
    assert [key.id for key in keys.list(limit=2, order="desc")] == listed[::-1]


def test_a_key_expires(keys: Any, shared_emulator: Emulator) -> None:
    made = keys.create(name="short", expires_in_seconds=100)
    assert made.expires_at == made.created_at + 100
    assert administers(shared_emulator, made.value)
    shared_emulator.clock.advance(101)
    assert not administers(shared_emulator, made.value)
    assert keys.retrieve(made.id).expires_at == made.expires_at
    assert refusal(keys.create, name="k", expires_in_seconds=0).param == "expires_in_seconds"
    assert refusal(keys.create, name="k", expires_in_seconds=YEAR + 1).param == "expires_in_seconds"
    assert refusal(keys.create, name=" ").param == "name"


def test_a_deleted_key_ends(keys: Any, shared_emulator: Emulator) -> None:
    made = keys.create(name="old")
    assert keys.delete(made.id).to_dict() == {
        "object": "organization.admin_api_key.deleted",
        "id": made.id,
        "deleted": True,
    }
    assert not administers(shared_emulator, made.value)
    missing(keys.retrieve, made.id)
    missing(keys.delete, made.id)


def test_a_key_can_delete_itself(keys: Any, shared_emulator: Emulator) -> None:
    own = next(iter(keys.list()))
    assert keys.delete(own.id).deleted
    with pytest.raises(openai.AuthenticationError):
        keys.list()


def test_neither_kind_of_key_does_the_others_work(keys: Any, shared_emulator: Emulator) -> None:
    wants_admin_key(shared_emulator, "POST", "/organization/admin_api_keys", {"name": "k"})
    made = keys.create(name="k").value
    assert shared_emulator.call("GET", "/models", key=made).status_code == 403

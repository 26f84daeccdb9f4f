"""Models, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from fjcorp_openai.emulator.generation.model_catalog import MODELS, unix_time

if TYPE_CHECKING:
    from support.emulator import Emulator


def test_models_are_listed_with_their_last_day(client: Any) -> None:
    models = {model.id: model.to_dict() for model in client.models.list()}
    assert models["gpt-4o"]["shutdown_date"] == "2027-01-14"
    assert models["gpt-5.6-terra"]["shutdown_date"] is None
    assert "gpt-4" not in models


def test_a_model_is_retrieved(client: Any) -> None:
    model = client.models.retrieve("gpt-5.6-terra")
    assert (model.id, model.object, model.owned_by) == ("gpt-5.6-terra", "model", "system")


@pytest.mark.parametrize("name", ["gpt-4", "gpt-3.5-turbo", "dall-e-3", "no-such-model", "ft:gpt-4o:acme::x"])
def test_shut_and_unknown_models_are_not_found(client: Any, name: str) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve(name)
    assert caught.value.code == "model_not_found"


def test_a_model_ends_on_its_day(client: Any, shared_emulator: Emulator) -> None:
    day = unix_time(MODELS["gpt-5.5-cyber-preview"].shutdown_date)
    shared_emulator.clock.advance(max(day - shared_emulator.clock.now() - 60, 0))
    assert client.models.retrieve("gpt-5.5-cyber-preview").id == "gpt-5.5-cyber-preview"
    shared_emulator.clock.advance(120)
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-5.5-cyber-preview")
    assert "gpt-5.5-cyber-preview" not in [model.id for model in client.models.list()]


def test_only_fine_tuned_models_can_be_deleted(client: Any) -> None:
    with pytest.raises(openai.PermissionDeniedError):
        client.models.delete("gpt-4o")
    with pytest.raises(openai.NotFoundError):
        client.models.delete("ft:gpt-4o:acme::x")

"""Models, by the official client."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import openai
import pytest

from fjcorp_openai.emulator.generation.model_catalog import KNOWN_ON, MODELS, unix_time
from support.repository import ROOT, repository_files

if TYPE_CHECKING:
    from support.emulator import Emulator


def test_models_are_listed_with_their_last_day(client: Any) -> None:
    models = {model.id: model.to_dict() for model in client.models.list()}
    assert models["gpt-4o"]["shutdown_date"] == "2027-01-14"
    assert models["gpt-5.6-terra"]["shutdown_date"] is None
    assert "gpt-4" not in models


def test_the_examples_models_are_there_on_the_day_that_their_emulators_begin() -> None:
    """What a newcomer runs first works in a year, too, when models that the examples name are shut."""
    for starter in ("playbooks/tasks/start_emulator.yml", "scripts/emulator_env.py"):
        assert f'"{KNOWN_ON}"' in (ROOT / starter).read_text("utf-8")
    examples = [path for path in repository_files() if path.parts[0] == "examples"]
    text = "\n".join((ROOT / path).read_text("utf-8", "replace") for path in examples)
    named = {name for name in re.findall(r"[\w.-]*\w", text) if name in MODELS}
    assert len(named) >= 10
    ended = {name for name in named if "" < MODELS[name].shutdown_date <= KNOWN_ON}
    assert ended == set()


def test_a_model_is_retrieved(client: Any) -> None:
    model = client.models.retrieve("gpt-5.6-terra")
    assert (model.id, model.object, model.owned_by) == ("gpt-5.6-terra", "model", "system")


@pytest.mark.parametrize("name", ["gpt-4", "gpt-3.5-turbo", "dall-e-3", "no-such-model", "ft:gpt-4o:acme::x"])
def test_shut_and_unknown_models_are_not_found(client: Any, name: str) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve(name)
    assert caught.value.code == "model_not_found"


@pytest.mark.parametrize(
    ("name", "appeared"),
    [
        ("gpt-6-astra", "2026-09-03"),
        ("gpt-6-sol", "2026-09-22"),
        ("gpt-6-luna", "2026-09-22"),
        ("gpt-6.1-sol", "2026-10-26"),
        ("gpt-6.1-terra", "2026-10-26"),
        ("gpt-6.2-astra", "2026-11-17"),
        ("gpt-6.2-sol", "2026-11-17"),
        ("gpt-image-2-2026-04-21", "2026-04-21"),
        ("gpt-image-2.5-sunburst", "2026-09-08"),
        ("gpt-image-2.5-flare-2026-09-08", "2026-09-08"),
        ("gpt-4o-mini-transcribe-2025-12-15", "2025-12-15"),
    ],
)
def test_newer_models_are_alive(client: Any, name: str, appeared: str) -> None:
    model = client.models.retrieve(name)
    assert model.created == int(datetime.fromisoformat(f"{appeared}T00:00:00+00:00").timestamp())


def test_images_are_drawn_by_models_that_outlive_this_year(client: Any, shared_emulator: Emulator) -> None:
    shared_emulator.clock.advance(60 * 86_400)
    names = [model.id for model in client.models.list() if "image" in model.id]
    assert {"gpt-image-2.6-sunburst", "gpt-image-2.6-flare", "gpt-image-2"} <= set(names)
    for name in names:
        assert client.images.generate(model=name, prompt="a hat", size="1024x640").data[0].b64_json


def test_newer_models_answer(client: Any) -> None:
    for name in ("gpt-6-luna", "gpt-6.1-terra", "gpt-6.2-sol"):
        assert client.responses.create(model=name, input="Tell me about bicycles.").output_text
        hello = [{"role": "user", "content": "Tell me about bicycles."}]
        assert client.chat.completions.create(model=name, messages=hello).choices[0].message.content


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

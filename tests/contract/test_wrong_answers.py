"""Nothing leaves the state, and nothing counts as deleted, by a wrong answer: every kind of resource."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider import resources
from fjcorp_openai.provider.protocol.resource import Resource
from fjcorp_openai.provider.protocol.validators import CountOf
from fjcorp_openai.provider.registry import build_provider, found
from support.every_resource import NO_OBJECT, OBJECTS, STAYS, office
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

ERROR = {"status": 404, "message": "No such thing: thing_X9", "param": "id"}
WRONG: dict[str, dict[str, Any]] = {
    "an HTML page": {"foreign": "html"},
    "JSON that is no error object": {"foreign": "json"},
    "nothing": {"foreign": "empty"},
    "410 with a page": {"foreign": "html", "status": 410},
    "an error about something else": ERROR,
    "an unknown address": {"status": 404, "message": "Invalid URL (GET /v1/v1/models)"},
}
"""What is answered to every call of a refresh, or of a deletion."""
LACKING: list[dict[str, Any]] = [{"omit": "*"}]
"""Lists that look whole and lack the object."""

LISTED_ALONE = {"openai_rate_limit", "openai_fine_tuning_checkpoint_permission"}
"""What the API shows in lists alone: one that lacks it is all there is."""


@dataclass
class Made:
    """An object at the emulator, as it is in the state after a refresh."""

    name: str
    saved: Saved
    emulator: Emulator

    def run(self, action: Callable[[InProcess], Saved | None]) -> Saved | None:
        """Do something in a run of its own."""
        with closing(InProcess(self.emulator.environment())) as run:
            return action(run)

    def read(self) -> Saved | None:
        return self.run(lambda run: run.read(self.name, self.saved))

    def delete(self) -> Saved | None:
        return self.run(lambda run: run.apply(self.name, None, self.saved))

    def is_refused(self, action: Callable[[], Saved | None]) -> str:
        """Check that something is an error that keeps the state, and return its words."""
        with pytest.raises(RefusedError) as caught:
            action()
        assert caught.value.state == self.saved.state
        return str(caught.value)


@pytest.fixture(params=OBJECTS)
def made(request: pytest.FixtureRequest, shared_emulator: Emulator, tmp_path: Path) -> Made:
    place = office(shared_emulator, tmp_path)
    # Jobs stand still, so that what is read stays as it is.
    shared_emulator.transitions("manual")
    thing = Made(request.param, Saved({}), shared_emulator)
    created = thing.run(lambda run: run.apply(thing.name, OBJECTS[thing.name](place)))
    assert created is not None
    thing.saved = created
    found = thing.read()
    assert found is not None
    thing.saved = found
    return thing


def test_every_kind_of_resource_is_tried() -> None:
    assert OBJECTS.keys() == {each.type_name for each in found(resources, Resource)} - NO_OBJECT


def test_a_wrong_answer_is_an_error_that_keeps_the_state(made: Made) -> None:
    """Whatever answers, to a refresh and to a deletion; then the API itself says so, and it is gone."""
    emulator = made.emulator
    for rule in WRONG.values():
        emulator.fault("*", times=0, **rule)
        for action in (made.read, made.delete):
            told = made.is_refused(action)
            assert "proof that anything is gone" in told, told
            assert "Check base_url" in told
        emulator.clear_faults()
    for rule in LACKING:
        emulator.fault("*", times=0, **rule)
        if made.name not in LISTED_ALONE | {"openai_project_users"}:
            assert made.read() == made.saved
        emulator.clear_faults()
    if made.name not in LISTED_ALONE:
        # The lists lack it, and who is asked for it alone is not the API.
        own = str(made.saved.state.get("invite_id") or made.saved.state["id"]).rpartition("/")[2]
        emulator.fault("*", times=0, foreign="html", path=own)
        emulator.fault("*", times=0, omit="*")
        made.is_refused(made.read)
        emulator.clear_faults()
    emulator.transitions("immediate")
    made.delete()
    assert (made.read() is not None) is (made.name in STAYS)


def wanted(source: Any) -> dict[str, Any]:
    """Return what a data source looks for: what it requires, and the first of the things it can look for."""
    config = {name: "proj_X1" for name, each in source.schema.attributes.items() if each.required}
    alternatives = [rule for rule in source.schema.validators if isinstance(rule, CountOf) and rule.minimum]
    return config | {rule.names[0]: "x" for rule in alternatives}


LOOKED_UP = {
    name: wanted(source)
    for name, source in build_provider().data_sources.items()
    # Figures, of which none is of an object, and what is kept beside the state.
    if name not in {"openai_usage", "openai_costs", "openai_audio_result", "openai_audio_results"}
}


@pytest.mark.parametrize("rule", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_answer_to_a_data_source_is_an_error_that_says_so(
    shared_emulator: Emulator, rule: dict[str, Any]
) -> None:
    """No list is taken for empty, and nothing for missing."""
    shared_emulator.fault("*", times=0, **rule)
    with closing(InProcess(shared_emulator.environment())) as run:
        for name, config in LOOKED_UP.items():
            with pytest.raises(RefusedError, match="proof that anything is gone"):
                run.look_up(name, config)

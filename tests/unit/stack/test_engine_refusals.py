"""A run of the engine that is refused, planned again, or moves what has another key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack import engine as engines
from plugins.plugin_utils.stack.credentials import Keys

from unit.stack.office import BACKEND, CREATE, ITEMS, MOVED, Place, diagnostic, entry, resources, state

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    made = Place(tmp_path, monkeypatch)
    made.plans()
    return made


STALE = {"failed": True, "stdout": json.dumps(diagnostic("error", "Saved plan is stale", "changed"))}
AGAIN = "another run changed the state between plan and apply: it was planned again"


def test_a_plan_that_is_stale_is_made_again_once(place: Place) -> None:
    place.plans(CREATE)
    place.answers = [{"stdout": ""}, STALE]
    done = place.run(ITEMS)
    assert [each["state"] for each in place.calls] == ["planned", "present", "planned", "present"]
    assert (place.lines, done["warnings"]) == ([AGAIN], [AGAIN])
    place.answers = [{"stdout": ""}, STALE, {"stdout": ""}, STALE]
    with pytest.raises(StackError, match="other runs changed the state between plan and apply, twice"):
        place.run(ITEMS)


def test_an_item_by_another_key_is_moved(place: Place) -> None:
    place.work.mkdir(parents=True)
    place.states = [{**state(), "resources": resources("a")}]
    (place.work / "terraform.tfstate").write_text(json.dumps({**state(), "resources": resources("old")}))
    place.plans({**entry("a", ["no-op"]), "previous_address": 'module.cards["old"].openai_card.this'})
    done = place.run(ITEMS)
    assert [each["root"].get("moved") for each in place.documents] == [MOVED, MOVED]
    assert done["changed"] is True
    place.run(ITEMS)
    assert place.documents[-1]["root"].get("moved") is None


@pytest.mark.parametrize("protected", [False, True])
def test_at_a_backend_the_state_is_read_where_a_plan_makes_something_anew(
    place: Place, *, protected: bool
) -> None:
    (place.folder / "state.json").write_text(json.dumps({**state(), "resources": resources("old")}))
    place.plans(entry("old", ["delete"], before={"id": "1"}), entry("a", ["create"], after={}))
    output = {"cards": {"value": {"a": {"id": "1"}}}, "key": {"value": "x", "sensitive": True}}
    refusal = diagnostic("error", "Refused", "deletion_protection is true", "old")
    place.answers = [
        {"failed": True, "stdout": json.dumps(refusal)} if protected else {"stdout": "", "outputs": output},
        {"stdout": "", "outputs": output},
        {"stdout": "", "outputs": output},
    ]
    done = place.run(ITEMS, backend=BACKEND, confirm_destroy="1")
    assert [each["root"].get("moved") for each in place.documents] == [None, MOVED, MOVED]
    assert place.documents[0]["root"]["terraform"]["backend"] == {
        "s3": {"bucket": "states", "key": "acme/office.tfstate"}
    }
    assert done["outputs"] == {"cards": {"a": {"id": "1"}}}
    read = [each.split(" -")[0] for each in place.asked if "show" not in each and "version" not in each]
    assert read == [": init", ": workspace list", ": state pull"]


def test_a_refusal_that_no_move_explains_stays(place: Place) -> None:
    (place.folder / "state.json").write_text(json.dumps(state()))
    place.answers = [
        {"failed": True, "stdout": json.dumps(diagnostic("error", "No", "deletion_protection is true"))}
    ]
    with pytest.raises(StackError, match="deletion_protection is true"):
        place.run(ITEMS, backend=BACKEND)
    assert len(place.calls) == 1


@pytest.mark.parametrize(
    ("items", "options", "told"),
    [
        ({"cards": {"a": {}}}, {}, 'openai_cards["a"].name'),
        (ITEMS, {"keys": Keys()}, 'openai_cards["a"]: needs an admin key (sk-admin-...), and there is none'),
        (ITEMS, {"binary": "/nowhere/terraform"}, "there is no /nowhere/terraform (openai_terraform_binary)"),
        (ITEMS, {"backend": {"s3": 1}}, "openai_backend.s3: must be a map"),
    ],
)
def test_what_is_wrong_is_told_before_terraform_starts(
    place: Place, items: Any, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(StackError) as refused:
        place.run(items, **options)
    assert told in str(refused.value)
    assert place.calls == []


@pytest.mark.parametrize(
    ("new", "told"), [("zoe", 'goes to openai_cards["zoe"], which is not there'), ("b", "an object already")]
)
def test_a_move_that_cannot_be_is_told_before_it_is_planned(place: Place, new: str, told: str) -> None:
    place.work.mkdir(parents=True)
    both = [*resources("old"), *resources("b")]
    (place.work / "terraform.tfstate").write_text(json.dumps({**state(), "resources": both}))
    with pytest.raises(StackError) as refused:
        place.run({"cards": {"b": {"name": "Bo"}}}, moved={"openai_cards": {"old": new}})
    assert str(refused.value).startswith('openai_moved: openai_cards["old"] ')
    assert str(refused.value).endswith(told)
    assert place.calls == []


def test_a_state_that_is_torn_is_not_worked_on(place: Place) -> None:
    place.work.mkdir(parents=True)
    (place.work / "terraform.tfstate").write_text("{")
    with pytest.raises(StackError, match="is torn: it is no whole JSON"):
        place.run(ITEMS)
    assert place.calls == []
    place.plans(CREATE)
    place.run(ITEMS, state="recover")
    assert [each["state"] for each in place.calls] == ["planned", "present"]
    assert len(place.lines) == 1


def test_a_full_disk_is_told_by_the_file_it_is_about(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, *_value: Any, **_more: Any) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(engines, "write_json", full)
    with pytest.raises(StackError) as refused:
        place.run(ITEMS)
    assert str(refused.value) == (
        f"{place.work}/main.tf.json: No space left on device. Make room and run again: state and journal are "
        "whole, and the next run goes on from there"
    )


def test_a_lock_of_processes_is_none_when_no_run_holds_it(place: Place) -> None:
    done = place.run({}, state="unlocked", lock_id="7")
    assert (done["changed"], done["released"]) == (False, None)
    assert place.lines == ["no run holds the lock on this state"]
    with pytest.raises(StackError, match="openai_lock_id: must be given with openai_state: unlocked"):
        place.run({}, state="unlocked")


def test_the_program_runs_in_its_workspace_and_with_what_the_module_need_not_ask(place: Place) -> None:
    place.run(ITEMS, workspace="blue", parallelism=3)
    assert place.calls[0]["workspace"] == "blue"
    assert place.variables["TF_CLI_ARGS_plan"] == "-json -parallelism=3"

"""One run of the engine: what it asks of Terraform, and what it returns."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.import_.import_blocks import import_block
from plugins.plugin_utils.stack.credentials import Keys
from plugins.plugin_utils.stack.engine import Engine
from plugins.plugin_utils.stack.settings import Settings

from unit.stack.office import (
    BACKEND,
    CARD,
    CREATE,
    EMPTY,
    ITEMS,
    KEY,
    Place,
    diagnostic,
    entry,
    state,
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    made = Place(tmp_path, monkeypatch)
    made.plans()
    return made


def test_a_plan_is_made_and_applied(place: Place) -> None:
    place.plans(CREATE, output_changes={"cards": {"actions": ["create"], "after": {"a": {"id": "card_1"}}}})
    place.states = [state(cards={"value": {"a": {"id": "card_1"}}}, secret={"value": "x", "sensitive": True})]
    done = place.run(ITEMS)
    assert done == {
        "changed": True,
        "counts": {"add": 1, "change": 0, "destroy": 0, "replace": 0, "import": 0},
        "resources": [
            {
                "address": 'module.cards["a"].openai_card.this',
                "module": "cards",
                "item": "a",
                "action": "create",
            }
        ],
        "paid_calls": [],
        "estimate": {"cost": 0.0, "currency": "USD", "unknown": [], "items": []},
        "cost": {"cost": 0.0, "currency": "USD", "unknown": [], "items": []},
        "costs": [],
        "api_calls": {"total": 0, "paid": 0, "by_operation": {}},
        "outputs": {"cards": {"a": {"id": "card_1"}}},
        "destroyed": 0,
        "to_confirm": "",
    }
    planned, applied = place.calls
    run = Path(planned.pop("plan_file")).parent
    assert planned == {
        "project_path": str(place.work),
        "binary_path": str(run / "terraform"),
        "workspace": "default",
        "variables_files": [str(place.work / "items.tfvars.json")],
        "lock_timeout": 7,
        "state": "planned",
        "force_init": True,
    }
    # A saved plan has its variables.
    assert (applied["state"], applied["variables_files"]) == ("present", [])
    assert applied["plan_file"] == str(run / "plan.bin")
    assert not run.exists(), "the keys are there for the run alone"
    first = place.documents[0]
    assert first["keys"] == {"admin_key": KEY}
    assert first["items"] == {"cards": {"a": {"name": "Ada", "text": "hello"}}}
    assert first["root"]["provider"] == {"openai": {"base_url": "http://127.0.0.1:9/v1"}}
    assert first["root"]["terraform"] == {
        "required_version": ">= 1.6.0",
        "required_providers": {"openai": {"source": "fjcorp/openai", "version": "= 9.9.9"}},
    }
    assert place.variables["TF_CLI_CONFIG_FILE"] == str(place.folder / "mirror" / "terraform.rc")
    assert place.prepared == [(place.folder / "mirror", str(place.folder / "mirror" / "terraform.rc"))]
    assert (place.work / ".state-saved").exists()
    assert (place.work / "modules").resolve() == place.folder / "modules"
    assert KEY not in (place.work / "main.tf.json").read_text("utf-8")
    assert place.lines == []


def test_where_nothing_is_to_be_done_nothing_is_read_or_applied(place: Place) -> None:
    place.states = [state(cards={"value": {"a": {"id": "card_1"}}})]
    place.plans(CREATE)
    place.run(ITEMS)
    place.answers = [{"stdout": json.dumps(EMPTY)}]
    (place.folder / "asked").unlink()
    done = place.run(ITEMS)
    assert (done["changed"], done["outputs"]) == (False, {"cards": {"a": {"id": "card_1"}}})
    assert place.asked == []
    assert [each["state"] for each in place.calls] == ["planned", "present", "planned"]
    assert [each.get("force_init") for each in place.calls] == [True, None, False]


def test_an_initialization_that_failed_is_made_again(place: Place) -> None:
    for fails in (True, False, False):
        place.answers = [{"failed": True, "msg": "no"}] if fails else [{"stdout": json.dumps(EMPTY)}]
        if fails:
            with pytest.raises(StackError, match="no"):
                place.run(ITEMS)
        else:
            place.run(ITEMS)
    assert [each["force_init"] for each in place.calls] == [True, True, False]


def test_check_mode_applies_nothing_and_leaves_what_is_expected(place: Place) -> None:
    place.plans(
        entry("a", ["create"], after={"paid_call": "POST /cards"}),
        output_changes={
            "cards": {"actions": ["create"], "after": {"a": {}}, "after_unknown": {"a": {"id": True}}}
        },
    )
    done = place.run({"cards": {**ITEMS["cards"], "b": {"name": "Bo"}}}, check_mode=True, diff=True)
    assert done["changed"] is True
    assert "cost" not in done
    assert [each["state"] for each in place.calls] == ["planned"]
    left = json.loads((place.work / "planned-outputs.json").read_text("utf-8"))
    assert left["outputs"] == {"cards": {"a": {"id": None}, "b": {}}}
    assert place.lines == [
        'a paid call would be made for openai_cards["a"]: POST /cards',
        "1 paid call, at most 0 USD, and 1 item of unknown cost",
    ]
    assert done["diff"][-1] == {
        "prepared": "Paid calls that would be made, for at most 0 USD, and 1 item of unknown cost:\n"
        '  openai_cards["a"]: POST /cards\n'
    }
    place.plans()
    place.run(ITEMS)
    assert not (place.work / "planned-outputs.json").exists()


def test_what_is_paid_is_announced_and_what_it_cost_is_told(place: Place) -> None:
    estimate = {"cost": "0.5", "text": "at most 0.5 USD"}
    paid = {"paid_call": "POST /cards", "estimate": estimate}
    place.plans(entry("a", ["create"], after=paid), entry("b", ["create"], after=paid))
    place.states = [state(cards={"value": {"a": {"cost": 0.25}, "b": {"cost": 0.125}}})]
    done = place.run({"cards": {"a": {"name": "Ada"}, "b": {"name": "Bo"}}}, diff=True)
    assert place.lines == [
        'a paid call will be made for openai_cards["a"]: POST /cards: at most 0.5 USD',
        'a paid call will be made for openai_cards["b"]: POST /cards: at most 0.5 USD',
        "2 paid calls, at most 1 USD",
        "spent 0.375 USD",
    ]
    assert done["cost"] == {
        "cost": 0.375,
        "currency": "USD",
        "unknown": [],
        "items": [
            {"item": f'openai_cards["{key}"]', "cost": cost} for key, cost in (("a", 0.25), ("b", 0.125))
        ],
    }
    assert done["diff"][-1]["prepared"].startswith("Paid calls that are made, for at most 1 USD:\n")


def test_a_limit_of_cost_stops_before_anything_is_applied(place: Place) -> None:
    estimate = {"cost": "0.5", "text": "at most 0.5 USD"}
    place.plans(entry("a", ["create"], after={"paid_call": "POST /cards", "estimate": estimate}))
    with pytest.raises(StackError) as refused:
        place.run(ITEMS, max_cost_of_play=Decimal("0.75"), spent_before=Decimal("0.5"))
    assert str(refused.value).splitlines() == [
        (
            "openai_max_cost_of_play allows 0.75 USD, and the paid calls would cost at most 0.5 USD, "
            "after 0.5 USD of the roles before:"
        ),
        'openai_cards["a"]: at most 0.5 USD',
        "nothing was called",
    ]
    assert [each["state"] for each in place.calls] == ["planned"]
    assert place.lines == []


@pytest.mark.parametrize("there", [False, True])
def test_without_items_and_state_nothing_is_started(place: Place, *, there: bool) -> None:
    if there:
        place.work.mkdir(parents=True)
    done = place.run({"cards": {}})
    assert (done["changed"], done["outputs"], done["api_calls"]["total"]) == (False, {}, 0)
    assert (place.calls, place.prepared) == ([], [])


def test_without_items_a_state_is_emptied_and_absent_needs_none(place: Place) -> None:
    place.states = [state(cards={"value": {"a": {"id": "card_1"}}}), state()]
    place.plans(CREATE)
    place.run(ITEMS)
    place.plans(entry("a", ["delete"], before={"id": "card_1"}))
    with pytest.raises(StackError, match="say so with the name of the stack: openai_confirm_destroy: acme"):
        place.run(ITEMS, state="absent")
    done = place.run(ITEMS, state="absent", confirm_destroy="acme")
    assert (done["counts"]["destroy"], done["destroyed"]) == (1, 1)
    assert place.documents[-1]["items"] == {"cards": {}}
    assert place.documents[-1]["root"].get("output") is None


@pytest.mark.parametrize("given", [{}, {"cards": None}])
def test_a_variable_that_is_not_set_destroys_nothing(place: Place, given: dict[str, Any]) -> None:
    place.states = [state()]
    place.plans(CREATE)
    place.run(ITEMS)
    place.plans(entry("b", ["delete"], before={"id": "2"}), entry("a", ["delete"], before={"id": "1"}))
    with pytest.raises(StackError) as refused:
        place.run(given)
    assert str(refused.value) == (
        "openai_cards is not set, and a, b would be destroyed. Set it to {} if that is meant, or load the "
        "variables with -e @file"
    )
    assert [each["state"] for each in place.calls] == ["planned", "present", "planned"]


def test_state_imported_takes_over_what_is_as_described_and_nothing_else(place: Place) -> None:
    same = entry("a", ["no-op"], importing={"id": "1"}, before={"name": "Ada"}, after={"name": "Ada"})
    other = entry("b", ["update"], importing={"id": "2"}, before={"name": "B"}, after={"name": "Bo"})
    place.plans(same, other, *(entry(f"n{number}", ["create"], after={}) for number in range(10)))
    with pytest.raises(StackError) as refused:
        place.run(ITEMS, state="imported")
    lines = str(refused.value).splitlines()
    assert lines[:2] == [
        'openai_cards["b"]: what exists differs in name',
        'openai_cards["n0"]: what exists would not be imported as it is, but: create',
    ]
    assert lines[10:] == ["and 1 more", "nothing was changed, and nothing was imported"]
    place.plans(same)
    assert place.run(ITEMS, state="imported")["counts"]["import"] == 1


def test_import_blocks_are_handed_to_terraform_and_forgotten_when_applied(place: Place) -> None:
    blocks = Engine(_settings(place), [CARD], place.module, place.lines.append).import_blocks
    block = import_block("cards", "a", "openai_card.this", "card_1")
    blocks.add([block])
    place.plans(entry("a", ["no-op"], importing={"id": "card_1"}))
    place.run(ITEMS, check_mode=True)
    assert (place.documents[-1]["imports"], len(blocks.read())) == ([block], 1)
    place.run(ITEMS)
    assert (place.documents[-1]["imports"], blocks.read()) == ([block], [])


def _settings(place: Place) -> Settings:
    nothing: dict[str, Any] = dict.fromkeys(("workspace", "backend", "binary", "parallelism"))
    return Settings(
        **nothing | {"workspace": "default"},
        category="office",
        state="present",
        stack="acme",
        state_dir=place.folder / "state",
        lock_timeout=7,
        modules_dir=place.folder / "modules",
        keys=Keys(),
    )


def test_warnings_name_the_item_and_are_told_once(place: Place) -> None:
    place.plans(CREATE)
    warning = json.dumps(diagnostic("warning", "Odd", "it is odd"))
    place.answers = [{"stdout": f"{warning}\n"}, {"stdout": f"{warning}\n"}]
    assert place.run(ITEMS)["warnings"] == ['openai_cards["a"]: Odd: it is odd']


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        (
            {"stdout": json.dumps(diagnostic("error", "Bad name", "it is taken"))},
            0,
            'openai_cards["a"]: Bad name: it is taken',
        ),
        (
            {"msg": "unexpected exit code -9"},
            0,
            "terraform was ended by the signal SIGKILL (9), as the system",
        ),
        ({}, 0, "terraform failed without a word"),
        ({}, 3, "/terraform (openai_terraform_binary) does not run, it ends with 3: without a word"),
    ],
)
def test_what_terraform_complains_of_is_told_in_the_users_terms(
    place: Place, answer: dict[str, Any], code: int, told: str
) -> None:
    place.works(code)
    place.answers = [{"failed": True, **answer}]
    with pytest.raises(StackError) as refused:
        place.run(ITEMS)
    assert told in str(refused.value)
    assert [each["state"] for each in place.calls] == ["planned"]


def test_a_lock_at_a_backend_says_how_it_is_released(place: Place) -> None:
    detail = "Lock Info:\n  ID: 123-abc\n  Who: ada@host\n  Created: 2026-01-01 10:00:00.1 +0000 UTC\n"
    locked = {"severity": "error", "summary": "Error acquiring the state lock", "detail": detail}
    place.answers = [{"failed": True, "stdout": json.dumps({"diagnostic": locked})}]
    with pytest.raises(StackError) as refused:
        place.run(ITEMS, backend=BACKEND)
    assert "123-abc" in str(refused.value)
    assert "ada@host" in str(refused.value)
    assert "openai_state: unlocked" in str(refused.value)

"""Which item a condition of a module is about that an object does not meet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack.conditions import NOT_MET, Conditions
from plugins.plugin_utils.stack.root_module import Module

if TYPE_CHECKING:
    from collections.abc import Mapping

MODULES = {"card": Module("card", "openai_cards"), "deck": Module("deck", "openai_decks")}


def state(**ids: str) -> dict[str, Any]:
    """Return a state with an object of each address, whose underlines stand for other signs."""
    return {
        "resources": [
            {
                "module": f"module.{name.split('__')[0]}[{json.dumps(name.split('__')[1])}]",
                "mode": "managed",
                "type": "openai_card",
                "name": "this",
                "instances": [{"attributes": {"id": id_}}],
            }
            for name, id_ in ids.items()
        ]
    }


def said(detail: str, found: Mapping[str, Any], summary: str = NOT_MET) -> str | None:
    conditions = Conditions(MODULES, lambda: found)
    return conditions.sentence({"summary": summary, "detail": detail})


def test_each_problem_begins_with_the_item_whose_object_has_the_id() -> None:
    found = state(card__a="c1", card__b="c2", deck__a="d1")
    assert said("c2: first: x\nsecond", found) == ('openai_cards["b"]: first: x\nopenai_cards["b"]: second')
    assert said("d1: third", found) == 'openai_decks["a"]: third'


@pytest.mark.parametrize(
    ("detail", "found"),
    [
        ("c9: first", state(card__a="c1")),
        ("c1", state(card__a="c1")),
        ("c1: first", state(card__a="c1", card__b="c1")),
        ("c1: first", state(other__a="c1")),
        ("c1: first", {}),
    ],
    ids=["another id", "no text", "two items", "no module of ours", "no state"],
)
def test_what_is_not_sure_is_left_to_others(detail: str, found: dict[str, Any]) -> None:
    assert said(detail, found) is None


def test_another_complaint_reads_no_state() -> None:
    def unread() -> dict[str, Any]:
        raise AssertionError

    assert Conditions(MODULES, unread).sentence({"summary": "Error", "detail": "c1: x"}) is None


def test_a_state_that_cannot_be_read_is_no_second_error_and_read_once() -> None:
    reads = []

    def unreachable() -> dict[str, Any]:
        reads.append(1)
        raise StackError("the backend is gone")

    conditions = Conditions(MODULES, unreachable)
    for _each in range(2):
        assert conditions.sentence({"summary": NOT_MET, "detail": "c1: x"}) is None
    assert len(reads) == 1

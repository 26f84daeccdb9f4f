"""The options of items, as they follow from a schema and from what a role says beside it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from derivation import argument_specs
from derivation.nouns import Noun

from fjcorp_openai.provider.protocol.provider import Provider
from fjcorp_openai.provider.protocol.resource import Resource
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import each_element, json_object, one_of, whole

REFERENCE = {
    "option": "home.project",
    "variable": "project_id",
    "to": "administrative/projects",
    "output": "project_id",
    "prefix": "proj_",
}


class Extra(Resource):
    """A resource beside the first."""

    type_name = "openai_extra"
    schema = Schema(
        {
            "id": Attribute(STRING, "Id.", computed=True),
            "project_id": Attribute(STRING, "Id of the project.", required=True),
            "card_id": Attribute(STRING, "Id of the card.", required=True),
            "label": Attribute(STRING, "Label of the extra.", required=True),
            "weight": Attribute(NUMBER, "Weight.", default=2),
        },
        description="What a card may have.",
    )


class Card(Resource):
    """A resource with an attribute of each kind."""

    type_name = "openai_card"
    schema = Schema(
        {
            "id": Attribute(STRING, "Id of the card.", computed=True),
            "text": Attribute(STRING, "Text; needs `count`.", required=True),
            "count": Attribute(NUMBER, "Whole.", optional=True, validators=[whole()]),
            "share": Attribute(NUMBER, "Part.", optional=True),
            "shown": Attribute(BOOL, "Whether it is seen.", default=False),
            "color": Attribute(STRING, "Color.", default="red", validators=[one_of("red", "blue")]),
            "sides": Attribute(
                list_of(STRING), "Sides.", optional=True, validators=[each_element(one_of("front", "back"))]
            ),
            "form": Attribute(STRING, "Form.", optional=True, validators=[json_object()]),
            "labels": Attribute(map_of(STRING), "Labels.", optional=True),
            "weights": Attribute(map_of(NUMBER), "Weights.", optional=True),
            "home": Attribute(
                Nested(
                    "list", {"project_id": Attribute(STRING, "Id of the project; see `text`.", required=True)}
                ),
                "Where it is at home; see `project_id`.",
                optional=True,
            ),
            "path": Attribute(STRING, "File.", optional=True),
        },
        description="A card: made once.",
    )


def derived(**data: Any) -> dict[str, Any]:
    """Return the entry point of the noun, read again from what is written."""
    provider = Provider("openai", resources=[Card, Extra])
    noun = Noun("administrative", "card", Card, {"variable": "openai_cards", **data}, provider)
    text = argument_specs.written({"card": argument_specs.entry(noun)})
    assert [line for line in text.splitlines() if len(line) > 120] == []
    return yaml.safe_load("argument_specs:\n" + text)["argument_specs"]["card"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("text", {"description": "Text; needs C(count).", "type": "str", "required": True}),
        ("count", {"description": "Whole.", "type": "int"}),
        ("share", {"description": "Part.", "type": "float"}),
        ("shown", {"description": "Whether it is seen.", "type": "bool", "default": False}),
        ("color", {"description": "Color.", "type": "str", "choices": ["red", "blue"], "default": "red"}),
        (
            "sides",
            {"description": "Sides.", "type": "list", "elements": "str", "choices": ["front", "back"]},
        ),
        ("form", {"description": "Form. A map is written as JSON.", "type": "json"}),
        ("labels", {"description": "Labels.", "type": "dict", "elements": "str"}),
        ("weights", {"description": "Weights.", "type": "dict"}),
    ],
)
def test_each_kind_of_attribute(name: str, expected: dict[str, Any]) -> None:
    found = derived()
    assert found["short_description"] == "One item of openai_cards"
    assert found["description"] == "A card: made once."
    assert found["options"][name] == expected
    assert "id" not in found["options"]


def test_a_reference_has_the_name_and_the_words_of_items() -> None:
    home = derived(references=[REFERENCE])["options"]["home"]
    assert home == {
        "description": "Where it is at home; see C(project).",
        "type": "list",
        "elements": "dict",
        "options": {
            "project": {
                "description": "Key of an item of O(main#openai_projects), or the id of the project; "
                "see C(text).",
                "type": "str",
                "required": True,
            }
        },
    }


def test_a_role_says_what_the_schema_does_not() -> None:
    found = derived(
        options={
            "path": {"type": "path"},
            "count": {"required": True},
            "color": {"default": "blue"},
            "extras": {"from": "openai_extra", "elements": "map", "default": {}},
            "extras.label": {"required": False, "description": "Label, by default the key."},
            "weight": {"from": "openai_extra.weight"},
            "days": {"description": "Days.", "type": "int", "default": 90},
        },
        output_paths=["path"],
    )["options"]
    assert found["path"] == {"description": f"File. {argument_specs.WRITTEN}", "type": "path"}
    assert found["count"]["required"] is True
    assert found["color"]["default"] == "blue"
    assert found["days"] == {"description": "Days.", "type": "int", "default": 90}
    assert found["weight"] == {"description": "Weight.", "type": "float", "default": 2}
    assert found["extras"] == {
        "description": "What a card may have.",
        "type": "dict",
        "elements": "dict",
        "default": {},
        "options": {
            "label": {"description": "Label, by default the key.", "type": "str"},
            "weight": {"description": "Weight.", "type": "float", "default": 2},
        },
    }


def test_an_option_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^card\.extras: the provider has no openai_other$"):
        derived(options={"extras": {"from": "openai_other"}})


def test_long_words_are_folded_and_read_again_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "A text: with a colon, and " + "`words_that_are_rather_long` " * 12 + "end."
    monkeypatch.setitem(Card.schema.attributes, "share", Attribute(NUMBER, words, optional=True))
    assert derived()["options"]["share"]["description"] == words.replace(
        "`words_that_are_rather_long`", "C(words_that_are_rather_long)"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("argument_specs:\n  main: {}\n", "needs this line, below all that is by hand"),
        (
            f"argument_specs:\n  card: {{}}\n{argument_specs.BEGIN}\n",
            "card follow from the schema; remove them above the mark",
        ),
    ],
)
def test_items_by_hand_are_refused(text: str, sentence: str, tmp_path: Any, monkeypatch: Any) -> None:
    path = tmp_path / "roles/administrative/meta/argument_specs.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    monkeypatch.setattr(argument_specs, "ROOT", tmp_path)
    provider = Provider("openai", resources=[Card])
    noun = Noun("administrative", "card", Card, {"variable": "openai_cards"}, provider)
    with pytest.raises(ValueError, match=sentence):
        argument_specs.files([noun])

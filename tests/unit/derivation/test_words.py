"""One wording: each module's variables have the words of the schema, those of modules by hand too."""

from __future__ import annotations

import re

import pytest
from derivation.nouns import BY_HAND, Noun, nouns

NOUNS = {noun.module: noun for noun in nouns()}
VARIABLE = re.compile(r'^variable "(\w+)" \{\n  description\s*= "(.*)"$', re.MULTILINE)


def variables(noun: Noun) -> dict[str, str]:
    return dict(VARIABLE.findall((noun.folder / "variables.tf").read_text("utf-8")))


def test_modules_by_hand_are_there() -> None:
    assert BY_HAND.keys() <= NOUNS.keys()
    assert [name for name, noun in NOUNS.items() if noun.by_hand != (name in BY_HAND)] == []


@pytest.mark.parametrize("name", NOUNS)
def test_variables_have_the_words_of_the_schema(name: str) -> None:
    noun = NOUNS[name]
    found = variables(noun)
    assert set(noun.inputs) <= set(found)
    expected = {
        each: noun.option(each).get("description", attribute.description).replace("`", "").replace('"', '\\"')
        for each, attribute in noun.inputs.items()
    }
    assert {each: found[each] for each in expected} == expected


@pytest.mark.parametrize("name", NOUNS)
def test_the_readme_has_a_row_for_each_attribute_of_an_object(name: str) -> None:
    readme = (NOUNS[name].folder / "README.md").read_text("utf-8")

    def missing(attributes: dict, prefix: str) -> list[str]:
        lacking = []
        for each, attribute in attributes.items():
            if attribute.required or attribute.optional:
                lacking += [] if f"\n| `{prefix}{each}` |" in readme else [f"{prefix}{each}"]
                lacking += missing(getattr(attribute.type, "attributes", {}), f"{prefix}{each}.")
        return lacking

    assert (
        missing(
            {
                each: NOUNS[name].inputs[each]
                for each in NOUNS[name].inputs
                if hasattr(NOUNS[name].inputs[each].type, "mode")
            },
            "",
        )
        == []
    )

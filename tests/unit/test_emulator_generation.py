"""Answers, tokens and JSON for schemas."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fjcorp_openai.emulator.generation.answers import (
    Document,
    Turn,
    UnsatisfiableError,
    answer_text,
    count_tokens,
    cut,
    json_for_schema,
    log_probabilities,
    nearest_example,
    tokens,
)


@given(st.text())
def test_tokens_join_to_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text
    assert count_tokens(text) == len(tokens(text))


def test_counts_are_about_right() -> None:
    assert 8 <= count_tokens("The quick brown fox jumps over the lazy dog.") <= 12
    assert count_tokens("") == 0


@given(st.text(), st.integers(0, 20))
def test_an_answer_is_never_empty_and_always_the_same(text: str, variant: int) -> None:
    turns = [Turn("user", text)]
    assert answer_text(turns, variant=variant)
    assert answer_text(turns, variant=variant) == answer_text(turns, variant=variant)


def test_documents_answer_by_what_fits_best() -> None:
    text = "Parking is free.\nThe canteen closes at two.\nBicycles stand in the yard.\n"
    answer = answer_text([Turn("user", "When does the canteen close?", (Document("house.md", text),))])
    assert "The canteen closes at two." in answer
    assert "house.md" in answer


def test_a_document_without_text_is_told() -> None:
    assert "holds no text" in answer_text([Turn("user", "What?", (Document("empty.md", ""),))])


def test_examples_of_a_tuned_model_are_repeated() -> None:
    examples = [("How do I reset my password?", "Use the link."), ("Where is my order?", "On its way.")]
    assert nearest_example("I want to reset the password", examples) == "Use the link."
    assert nearest_example("Sing a song", examples) is None
    assert answer_text([Turn("user", "Where is the order?")], examples=examples) == "On its way."


def test_what_is_to_be_said_is_said() -> None:
    assert answer_text([Turn("user", "Please say: hello world")]) == "hello world"


def test_a_text_ends_at_the_first_stop_or_the_limit() -> None:
    assert cut("one two three", [" three", " two"]) == ("one", "stop")
    assert cut("one two three", [], 2) == ("one two", "length")
    assert cut("one two three", ["four"], 50) == ("one two three", "stop")


@given(st.text(max_size=50), st.integers(0, 20))
def test_log_probabilities_are_those_of_the_tokens(text: str, top: int) -> None:
    found = log_probabilities(text, top)
    assert [each["token"] for each in found] == tokens(text)
    for each in found:
        assert len(each["top_logprobs"]) == top
        values = [other["logprob"] for other in each["top_logprobs"]]
        assert values == sorted(values, reverse=True)
        assert each["logprob"] < 0


SCHEMAS: list[Any] = [
    True,
    {},
    {"type": "string", "minLength": 500},
    {"type": "string", "maxLength": 0},
    {"type": ["string", "null"]},
    {"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5},
    {"type": "number", "minimum": 0.25, "multipleOf": 0.5},
    {"type": "number", "exclusiveMinimum": 0, "maximum": 0.5},
    {"type": "array", "minItems": 5, "maxItems": 5, "uniqueItems": True, "items": {"type": "string"}},
    {"type": "array", "minItems": 4, "uniqueItems": True, "items": {"type": "integer"}},
    {
        "type": "array",
        "prefixItems": [{"type": "integer"}, {"type": "boolean"}],
        "items": False,
        "minItems": 2,
    },
    {"type": "object", "minProperties": 3},
    {"type": "object", "required": ["absent"]},
    {
        "allOf": [
            {"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"]},
            {"required": ["b"]},
        ]
    },
    {"oneOf": [{"type": "null"}, {"enum": ["x", "y"]}]},
    {"enum": [3, None, {"a": 1}]},
    {"const": [1, {"b": None}]},
    {"type": "string", "pattern": r"^(red|green)-[a-f0-9]{8}$"},
    {"type": "string", "pattern": r"^\+?\d{2,4} [^\W\d]+\.$"},
    {"type": "string", "pattern": r"^[^a-z\s]{3}$"},
    {"type": "string", "format": "uuid"},
    {
        "$ref": "#/$defs/tree",
        "$defs": {
            "tree": {
                "type": "object",
                "properties": {"left": {"anyOf": [{"$ref": "#/$defs/tree"}, {"type": "null"}]}},
                "required": ["left"],
                "additionalProperties": False,
            }
        },
    },
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=range(len(SCHEMAS)))
@pytest.mark.parametrize("variant", [0, 1, 7])
def test_json_satisfies_its_schema(schema: Any, variant: int) -> None:
    value = json_for_schema(schema, "Order 66 of Lisbon by Ann", variant)
    jsonschema_rs.validate(schema, value)
    assert value == json_for_schema(schema, "Order 66 of Lisbon by Ann", variant)


@pytest.mark.parametrize(
    "schema", [False, {"type": "integer", "minimum": 3, "maximum": 2}, {"type": "nonsense"}, 3]
)
def test_what_cannot_be_satisfied_is_told(schema: Any) -> None:
    with pytest.raises(UnsatisfiableError):
        json_for_schema(schema)

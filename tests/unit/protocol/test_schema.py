"""Schemas, their checks and the texts of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.protocol import (
    BOOL,
    NUMBER,
    STRING,
    UNKNOWN,
    Attribute,
    Diagnostic,
    Nested,
    Schema,
    list_of,
    messages,
    object_of,
    set_of,
    wire,
)
from fjcorp_openai.provider.protocol import validators as check
from fjcorp_openai.provider.protocol.diagnostics import path_text
from fjcorp_openai.provider.protocol.schema import duration

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.schema import Validator

STEP = {"role": Attribute(STRING, required=True, validators=[check.one_of("user", "system")])}


def found(validator: Validator, value: Any) -> list[str]:
    return [each.detail for each in validator(value, ("name",))]


@pytest.mark.parametrize(
    ("validator", "good", "bad", "message"),
    [
        (check.one_of("a", 1), ["a", 1], ["b"], '"b" is none of "a", 1.'),
        (check.length(2, 3), ["ab", ["x", "y", "z"]], ["a"], "It has 1 characters; 2 to 3 are allowed."),
        (check.length(1), ["a"], [[]], "It has 0 elements; at least 1 are allowed."),
        (check.between(0, 2), [0, 2, 0.5], [2.1], "2.1 is not from 0 to 2."),
        (check.between(minimum=1), [1], [0], "0 is not at least 1."),
        (check.between(maximum=1), [1], [2], "2 is not at most 1."),
        (check.whole(), [1], [1.5], "1.5 is not a whole number."),
        (check.matches("file-.+", "a file id"), ["file-1"], ["x file-1"], '"x file-1" is not a file id.'),
        (check.json_object(), ["{}"], ["[]"], "it holds another kind of value"),
        (check.json_object(), ['{"a": 1}'], ["{"], "Expecting property name"),
        (check.json_object("No", ", ".join), ["{}"], ['{"a": 1, "b": 2}'], "a, b."),
        (check.json_object("No", ", ".join), ["{}"], ["[]", "{"], "A JSON object is wanted"),
        (check.exactly_one_of("a", "b"), [{"a": 1}, {"a": UNKNOWN, "b": UNKNOWN}], [{}], "none is set"),
        (check.exactly_one_of("a", "b"), [{"a": 1, "b": None}], [{"a": 1, "b": 2}], "a and b are set"),
        (
            check.at_most_one_of("a", "b"),
            [{}, {"a": 1, "b": UNKNOWN}],
            [{"a": 0, "b": ""}],
            "a and b are set",
        ),
        (check.between(1, 31536000), [31536000], [0], "0 is not from 1 to 31536000."),
        (check.matches(r"\S+", "one word"), ["a\u00a0b"], ["a b"], '"a b" is not one word.'),
        (check.not_blank("a name"), [" a "], ["", " \t\n"], "is not a name."),
        (
            check.each_element(check.between(0, 1)),
            [[0, 1], {"a": 1, "b": UNKNOWN}],
            [{"a": 2}],
            "2 is not from",
        ),
        (check.each_key(check.length(1, 2)), [{"ab": "cde"}], [{"abc": ""}], "It has 3 characters"),
        (
            check.exactly_one_of("a", where=("kind", ("x", None))),
            [{"kind": "y"}, {"kind": "x", "a": 1}, {"a": 1}, {"kind": UNKNOWN}],
            [{"kind": "x"}],
            'With kind "x", set exactly one of a; none is set.',
        ),
        (
            check.none_of("a", where=("kind", ("y",))),
            [{"kind": "y"}, {"a": 1}],
            [{"kind": "y", "a": 1}],
            'With kind "y", set none of a; a is set.',
        ),
        (check.at_least_one_of("a", "b"), [{"b": 1}, {"a": UNKNOWN}], [{"c": 1}], "Set at least one of a, b"),
    ],
)
def test_each_validator_accepts_and_refuses(
    validator: Validator, good: list[Any], bad: list[Any], message: str
) -> None:
    for value in good:
        assert found(validator, value) == []
    for value in bad:
        assert message in found(validator, value)[0]


def test_rules_of_elements_name_the_element() -> None:
    rule = check.each_element(check.between(0, 1))
    assert [each.path for each in rule([0, 2], ("n",))] == [("n", 1)]
    assert [each.path for each in rule({"a": 2, "b": None}, ("n",))] == [("n", "a")]
    assert [each.path for each in check.each_key(check.length(2))({"a": 1}, ("n",))] == [("n", "a")]


def test_combinations_are_checked_in_each_nested_object() -> None:
    diagnostics = list(check.exactly_one_of("a", "b")([{"a": 1}, {"a": 1, "b": 2}], ("parts",)))
    assert [each.path for each in diagnostics] == [("parts", 1, "b")]


def test_validation_walks_all_nested_attributes_and_leaves_unknown_ones() -> None:
    schema = Schema(
        {
            "one": Attribute(Nested("single", STEP), optional=True),
            "several": Attribute(Nested("list", STEP), optional=True),
            "unordered": Attribute(Nested("set", STEP), optional=True),
            "named": Attribute(Nested("map", STEP), optional=True),
            "old": Attribute(STRING, optional=True, deprecated="Use one."),
        }
    )
    config = {
        "one": {"role": "x"},
        "several": [{"role": "user"}, {"role": "x"}, UNKNOWN],
        "unordered": [{"role": UNKNOWN}, {"role": "x"}],
        "named": {"k": {"role": "x"}},
        "old": "value",
    }
    diagnostics = list(schema.validate(config))
    errors = [path_text(each.path) for each in diagnostics if each.severity == "error"]
    assert errors == ["one.role", "several[1].role", "unordered[1].role", "named.k.role"]
    assert [each.detail for each in diagnostics if each.severity == "warning"] == ["Use one."]
    assert list(schema.validate(dict.fromkeys(config))) == []
    assert list(schema.validate(dict.fromkeys(config, UNKNOWN))) == []


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("1h30m", 5400), ("250ms", 0.25), ("1.5m", 90), ("2m0s", 120)]
)
def test_durations(text: str, seconds: float) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "90", "soon", "1h 2m", "-1s", "1d"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        duration(text)


def test_timeouts_are_an_attribute_with_defaults() -> None:
    schema = Schema({}, timeouts={"create": 60, "delete": 5})
    assert schema.timeout("create", {"timeouts": {"create": "2m", "delete": None}}) == 120
    assert schema.timeout("delete", {"timeouts": {"create": "2m", "delete": None}}) == 5
    assert schema.timeout("create", {"timeouts": None}) == 60
    assert schema.timeout("create", None) == 60
    assert schema.timeout("read", {}) == 1200
    (diagnostic,) = schema.validate({"timeouts": {"create": "soon"}})
    assert diagnostic.path == ("timeouts", "create")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"required": True, "optional": True},
        {"required": True, "computed": True},
        {"required": True, "default": 1},
        {"optional": True, "computed": True, "write_only": True},
    ],
)
def test_impossible_attributes_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="attribute"):
        Attribute(NUMBER, **options)


def test_a_default_makes_optional_and_computed() -> None:
    attribute = Attribute(BOOL, default=False)
    assert attribute.optional
    assert attribute.computed


def test_the_schema_as_a_message() -> None:
    schema = Schema(
        {
            "secret": Attribute(STRING, "A secret.", optional=True, sensitive=True, write_only=True),
            "rules": Attribute(Nested("set", {"n": Attribute(NUMBER, computed=True)}), computed=True),
            "old": Attribute(list_of(STRING), required=True, deprecated="Gone."),
        },
        version=3,
        description="A thing.",
    )
    message = wire.write_schema(schema)
    again = messages.Schema.FromString(message.SerializeToString())
    old, rules, secret = again.block.attributes
    assert (again.version, again.block.version, again.block.description) == (3, 3, "A thing.")
    assert (old.name, old.required, old.deprecated, old.type) == ("old", True, True, b'["list", "string"]')
    assert (rules.nested_type.nesting, rules.nested_type.attributes[0].name, rules.type) == (3, "n", b"")
    assert (secret.sensitive, secret.write_only, secret.optional, secret.description) == (
        True,
        True,
        True,
        "A secret.",
    )
    assert schema.type == object_of(
        {"secret": STRING, "rules": set_of(object_of({"n": NUMBER})), "old": list_of(STRING)}
    )


def test_a_diagnostic_carries_its_top_attribute_and_tells_the_rest() -> None:
    deep = Diagnostic("error", "Wrong", "Too long.", ("messages", 0, "role"))
    plain = Diagnostic("warning", "Odd")
    first, second = wire.write_diagnostics([deep, plain])
    assert [step.attribute_name for step in first.attribute.steps] == ["messages"]
    assert (first.severity, first.detail) == (1, "At messages[0].role: Too long.")
    assert (second.severity, second.summary, len(second.attribute.steps)) == (2, "Odd", 0)


def test_a_refused_secret_is_not_shown() -> None:
    part = {"token": Attribute(STRING, optional=True, validators=[check.matches("t-.+", "a token")])}
    schema = Schema(
        {
            "key": Attribute(STRING, optional=True, sensitive=True, validators=[check.one_of("a")]),
            "once": Attribute(STRING, optional=True, write_only=True, validators=[check.json_object()]),
            "number": Attribute(NUMBER, optional=True, sensitive=True, validators=[check.between(0, 1)]),
            "part": Attribute(Nested("single", part), optional=True, sensitive=True),
        }
    )
    config = {"key": "marker", "once": "marker", "number": 4711, "part": {"token": "marker"}}
    diagnostics = list(schema.validate(config))
    assert len(diagnostics) == 4
    assert "marker" not in str(diagnostics)
    assert "4711" not in str(diagnostics)
    assert diagnostics[0].detail == 'The value (not shown) is none of "a".'


def test_timeouts_that_are_not_known_yet_are_the_defaults() -> None:
    schema = Schema({}, timeouts={"create": 60})
    assert schema.timeout("create", {"timeouts": UNKNOWN}) == 60
    assert schema.timeout("create", {"timeouts": {"create": UNKNOWN}}) == 60

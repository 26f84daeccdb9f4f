"""Every kind of rule in HCL: Terraform itself accepts and refuses what the provider accepts and refuses."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from derivation import hcl
from derivation.nouns import Noun
from derivation.rules import demands

from fjcorp_openai.provider.protocol.provider import Provider
from fjcorp_openai.provider.protocol.resource import Resource
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import (
    at_least_one_of,
    at_most_one_of,
    between,
    each_element,
    each_key,
    exactly_one_of,
    former,
    json_object,
    length,
    matches,
    none_of,
    not_blank,
    not_prefixed,
    one_of,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.terraform import Terraform


def each(kind: Any, *rules: Any, **more: Any) -> Attribute:
    """Return an optional attribute with rules."""
    return Attribute(kind, "Words.", **{"optional": True, **more}, validators=rules)


def part(**more: Attribute) -> dict[str, Attribute]:
    """Return the attributes of an object: two texts beside others."""
    return {"a": each(STRING), "b": each(STRING), **more}


def objects(mode: Any, *rules: Any, **more: Attribute) -> Attribute:
    """Return an attribute of objects, with rules for each of them."""
    return each(Nested(mode, part(**more)), *rules)


RULES: dict[str, tuple[Attribute, str, list[Any], list[Any]]] = {
    "one_of_two": (each(STRING, one_of("x", "y")), "must be x or y", ["x", "y", None], ["z", "", "X"]),
    "one_of_three": (each(STRING, one_of("x", "y", "z")), "must be one of x, y, z", ["z"], ["xy"]),
    "one_alone": (each(STRING, one_of("x")), "must be x", ["x"], ["y"]),
    "long": (each(STRING, length(2, 3)), "must have a length of 2 to 3", ["ab", "abc"], ["a", "abcd"]),
    "not_empty": (each(list_of(STRING), length(1)), "must not be empty", [["a"]], [[]]),
    "short": (each(STRING, length(0, 2)), "must have a length of 2 or less", ["", "ab"], ["abc"]),
    "at_least": (each(NUMBER, between(0.5)), "must be at least 0.5", [0.5, 7], [0.49, -1]),
    "at_most": (each(NUMBER, between(None, 2)), "must be at most 2", [2, -5], [2.01]),
    "large": (each(NUMBER, between(0, 31536000)), "must lie between 0 and 31536000", [31536000], [31536001]),
    "whole": (each(NUMBER, whole()), "must be a whole number", [0, -3], [0.5]),
    "whole_between": (
        each(NUMBER, whole(), between(1, 9)),
        "must be a whole number between 1 and 9",
        [1, 9],
        [0, 10, 1.5],
    ),
    "formed": (
        each(STRING, matches(r"[a-z]+\.(x|y)", "a name")),
        "must be a name",
        ["ab.x"],
        ["ab.xx", "A.x"],
    ),
    "printable": (
        each(STRING, matches(r"[^\u2028\x00-\x1f]+", "one line")),
        "must be one line",
        ["a é"],
        ["a\u2028b", "a\nb"],
    ),
    "told": (each(STRING, not_blank("a text")), "must be a text", [" a "], ["", " \n"]),
    "no_key": (each(STRING, not_prefixed("sk-", "a key")), "must not be a key", ["key_1", "Sk-"], ["sk-1"]),
    "interpolated": (each(STRING, one_of("${a}", "%{b}")), "must be ${a} or %{b}", ["${a}", "%{b}"], ["a"]),
    "json": (
        each(STRING, json_object()),
        "must be a JSON object; write it with jsonencode()",
        ["{}", '{"a": [1]}'],
        ["[]", "1", "{"],
    ),
    "elements": (
        each(list_of(STRING), each_element(one_of("x", "y"))),
        "each must be x or y",
        [[], ["x", "y"]],
        [["x", "z"]],
    ),
    "former": (
        each(STRING, former("x", "y", instead="say z")),
        "must not be x or y: say z",
        ["z", None],
        ["x", "y"],
    ),
    "former_altogether": (
        each(STRING, former(instead="leave it out")),
        "must not be given: leave it out",
        [None],
        ["x"],
    ),
    "keys": (
        each(map_of(NUMBER), each_key(length(0, 3))),
        "each key must have a length of 3 or less",
        [{"abc": 1}, {}],
        [{"abcd": 1}],
    ),
    "exactly_one": (
        objects("single", exactly_one_of("a", "b")),
        "exactly one of a or b must be given",
        [{"a": "1"}, {"b": ""}],
        [{}, {"a": "1", "b": "2"}],
    ),
    "at_most_one": (
        objects("single", at_most_one_of("a", "b")),
        "only one of a or b may be given",
        [{}, {"a": "1"}],
        [{"a": "1", "b": "2"}],
    ),
    "at_least_one": (
        objects("single", at_least_one_of("a", "b")),
        "at least one of a or b must be given",
        [{"a": "1", "b": "2"}, {"b": "2"}],
        [{}],
    ),
    "none": (objects("single", none_of("a", "b")), "a or b must not be given", [{}], [{"b": "1"}]),
    "where": (
        objects("list", exactly_one_of("a", where=("kind", ("x", None))), kind=each(STRING)),
        "with kind x, a must be given",
        [[], [{"kind": "x", "a": "1"}, {"kind": "y"}, {"a": "1"}]],
        [[{"kind": "x"}], [{"kind": "y"}, {}]],
    ),
    "where_one_of_many": (
        objects("list", none_of("a", where=("kind", ("x", "y", "z", None))), kind=each(STRING)),
        "with kind x, y or z, a must not be given",
        [[{"kind": "x"}, {}, {"kind": "w", "a": "1"}]],
        [[{"kind": "y", "a": "1"}], [{"a": "1"}]],
    ),
    "where_false": (
        objects("list", none_of("a", where=("on", (False,))), on=each(BOOL)),
        "with on false, a must not be given",
        [[{"on": False}, {"on": True, "a": "1"}, {"a": "1"}]],
        [[{"on": False, "a": "1"}]],
    ),
    "in_an_object": (
        objects("single", n=each(NUMBER, whole(), required=True, optional=False)),
        "",
        [{"n": 1}],
        [{"n": 0.5}],
    ),
    "in_each_object": (
        objects("list", n=each(STRING, one_of("x", "y"))),
        "",
        [[{"n": "x"}, {}], []],
        [[{"n": "x"}, {"n": "z"}]],
    ),
    "in_the_values_of_a_map": (
        objects("map", n=each(NUMBER, between(1))),
        "",
        [{"k": {"n": 1}, "l": {}}],
        [{"k": {"n": 0}}],
    ),
    "deep": (
        objects("list", inner=objects("list", n=each(STRING, length(1)))),
        "",
        [[{"inner": [{"n": "x"}]}, {}]],
        [[{"inner": [{"n": "x"}, {"n": ""}]}]],
    ),
    "required": (
        Attribute(STRING, "Words.", required=True, validators=[one_of("x")]),
        "must be x",
        ["x"],
        ["y"],
    ),
    "with_a_default": (
        Attribute(STRING, "Words.", default="x", validators=[one_of("x", "y")]),
        "must be x or y",
        ["y", None],
        ["z"],
    ),
}
"""By name: attribute, what its own rules demand, values that are right, values that are wrong."""


class Ruled(Resource):
    """A resource with every kind of rule."""

    type_name = "openai_ruled"
    schema = Schema({name: attribute for name, (attribute, *_unused) in RULES.items()})


@pytest.fixture(scope="module")
def noun() -> Noun:
    return Noun(
        "core_ai", "ruled", Ruled, {"variable": "openai_ruled"}, Provider("openai", resources=[Ruled])
    )


def filled(attribute: Attribute, value: Any) -> Any:
    """Return a value with every attribute of its objects, null where none is given."""
    kind = attribute.type
    if not isinstance(kind, Nested) or value is None:
        return value
    if kind.mode == "single":
        return {name: filled(inner, value.get(name)) for name, inner in kind.attributes.items()}
    one = Attribute(Nested("single", kind.attributes), optional=True)
    if kind.mode == "map":
        return {key: filled(one, element) for key, element in value.items()}
    return [filled(one, element) for element in value]


@pytest.mark.parametrize("name", RULES)
def test_the_provider_judges_so(name: str) -> None:
    attribute, demand, right, wrong = RULES[name]
    schema = Schema({name: attribute})
    assert [value for value in right if list(schema.validate({name: filled(attribute, value)}))] == []
    assert [value for value in wrong if not list(schema.validate({name: filled(attribute, value)}))] == []
    assert list(demands(attribute)) == ([demand] if demand else [])


def written(value: Any) -> str:
    """Return a value in HCL."""
    return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def test_terraform_judges_so(terraform: Callable[..., Terraform], noun: Noun) -> None:
    runs = []
    for number in range(max(len(right) for _attribute, _demand, right, _wrong in RULES.values())):
        values = {name: right[min(number, len(right) - 1)] for name, (_a, _d, right, _w) in RULES.items()}
        lines = "".join(f"    {name} = {written(value)}\n" for name, value in values.items())
        runs.append(f'run "right_{number}" {{\n  command = plan\n  variables {{\n{lines}  }}\n}}\n')
    for name, (_attribute, _demand, _right, wrong) in RULES.items():
        for number, value in enumerate(wrong):
            runs.append(
                f'run "{name}_{number}" {{\n  command = plan\n  variables {{\n    {name} = {written(value)}\n'
                f"  }}\n  expect_failures = [var.{name}]\n}}\n"
            )
    made = terraform(
        {
            "variables.tf": "\n".join(hcl.variable(noun, name, RULES[name][0]) for name in RULES),
            "rules.tftest.hcl": 'variables {\n  required = "x"\n}\n' + "\n".join(runs),
        }
    )
    made.init()
    result = made.run("test", "-no-color", check=False)
    failed = re.findall(r'run "(\w+)"\.\.\. (?!pass)', result.stdout)
    assert (failed, result.code) == ([], 0), result.stdout + result.stderr
    assert f"Success! {len(runs)} passed, 0 failed." in result.stdout
    assert len(runs) > 40

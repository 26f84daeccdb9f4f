"""Values of every type through real terraform: what goes in comes back, and nothing is planned anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.conftest import Demo

EVERYTHING = """
tags   = { a = "1", b = "" }
lines  = ["x", "", "x"]
words  = ["b", "a"]
place  = { x = 1.5 }
steps  = [{ role = "user" }, { role = "system", weight = 3 }]
rules  = [{ role = "user", weight = 2 }, { role = "system" }]
labels = { one = { role = "user" }, two = { role = "system", weight = 0 } }
"""


def test_collections_and_nested_attributes(demo: Callable[..., Demo]) -> None:
    stack = demo(EVERYTHING)
    stack.apply()
    values = stack.values()
    assert values["tags"] == {"a": "1", "b": ""}
    assert values["lines"] == ["x", "", "x"]
    assert values["words"] == ["a", "b"]
    assert values["place"] == {"x": 1.5, "y": 7}
    assert [each["key"] for each in values["steps"]] == ["key-user-1", "key-system-3"]
    assert {each["key"] for each in values["rules"]} == {"key-user-2", "key-system-1"}
    assert values["labels"]["two"] == {"role": "system", "weight": 0, "key": "key-system-0"}
    assert stack.plan().code == 0
    # Another order of a set is no change, another order of a list is one.
    stack.note(EVERYTHING.replace('["b", "a"]', '["a", "b"]'))
    assert stack.plan().code == 0
    stack.note(
        EVERYTHING.replace(
            '[{ role = "user", weight = 2 }, { role = "system" }]',
            '[{ role = "system" }, { role = "user", weight = 2 }]',
        )
    )
    assert stack.plan().code == 0
    stack.note(EVERYTHING.replace("weight = 2", "weight = 5").replace("weight = 3", "weight = 4"))
    stack.apply()
    assert {each["key"] for each in stack.values()["rules"]} == {"key-user-5", "key-system-1"}
    assert [each["key"] for each in stack.values()["steps"]] == ["key-user-1", "key-system-4"]
    assert stack.plan().code == 0
    stack.note()
    stack.apply()
    assert stack.values()["rules"] is None
    assert stack.plan().code == 0


def test_empty_is_not_null(demo: Callable[..., Demo]) -> None:
    stack = demo('tags = {}\nlines = []\nwords = []\nrules = []\nsteps = []\nlabels = {}\ntext = ""')
    stack.apply()
    values = stack.values()
    names = ("tags", "lines", "words", "rules", "steps", "labels", "text")
    assert [values[name] for name in names] == [{}, [], [], [], [], {}, ""]
    assert stack.plan().code == 0


def test_numbers_keep_every_digit(demo: Callable[..., Demo]) -> None:
    numbers = {
        "0.1": "0.1",
        "9007199254740993": "9007199254740993",
        "123456789012345678901234567890": "123456789012345678901234567890",
        "-0.000001": "-0.000001",
        "1 / 3": "0.3333333333333333333333333333333333333333",
        "pow(2, -40)": "0.0000000000009094947017729282",
        "-9223372036854775809": "-9223372036854775809",
    }
    stack = demo()
    notes = (
        f'resource "demo_note" "n{index}" {{\n  name  = "n"\n  ratio = {number}\n}}\n'
        f'output "n{index}" {{\n  value = format("%s", demo_note.n{index}.ratio)\n}}\n'
        for index, number in enumerate(numbers)
    )
    stack.configure("".join(notes))
    stack.apply()
    assert stack.plan().code == 0
    output = stack.output()
    for index, digits in enumerate(numbers.values()):
        assert output[f"n{index}"].startswith(digits)


def test_any_type(demo: Callable[..., Demo]) -> None:
    stack = demo()
    literals = [
        '"text"',
        "0.1",
        "true",
        "null",
        '["a", 1, null]',
        '{ a = ["b"], c = { d = 1 } }',
        'tolist(["a"])',
        'toset(["b", "a"])',
        'tomap({ a = "b" })',
        "{ id = terraform_data.late.id }",
        "terraform_data.late.id",
    ]
    notes = (
        f'resource "demo_note" "n{index}" {{\n  name = "n"\n  meta = {literal}\n}}\n'
        for index, literal in enumerate(literals)
    )
    stack.configure('resource "terraform_data" "late" {}\n' + "".join(notes))
    stack.apply()
    assert stack.plan().code == 0


def test_a_value_of_five_megabytes(demo: Callable[..., Demo]) -> None:
    stack = demo('text = file("big.txt")')
    stack.write("big.txt", "0123456789" * 524288)
    stack.apply()
    assert stack.values()["size"] == 5242880
    assert stack.plan().code == 0


def test_unknown_values_at_plan(demo: Callable[..., Demo]) -> None:
    stack = demo()
    stack.configure("""
resource "terraform_data" "late" {}
resource "demo_note" "one" {
  name  = "one"
  # Terraform knows that this is not null and how it begins, and says so.
  text  = "begins ${terraform_data.late.id}"
  tags  = { late = terraform_data.late.id }
  rules = [{ role = "user", weight = length(terraform_data.late.id) }, { role = "system" }]
}
resource "demo_note" "two" {
  name  = substr(terraform_data.late.id, 0, 5)
  text  = demo_note.one.server_text
  lines = [for each in demo_note.one.rules : each.key]
  steps = terraform_data.late.id == "" ? [] : [{ role = "user" }]
}
""")
    stack.plan("-out=saved.tfplan")
    after = stack.show("saved.tfplan")["planned_values"]["root_module"]["resources"]
    one = next(each["values"] for each in after if each["address"] == "demo_note.one")
    assert one["color"] == "blue"
    assert "id" not in one, "unknown"
    stack.apply("saved.tfplan")
    assert stack.resources()["demo_note.one"]["size"] == 43
    assert stack.resources()["demo_note.two"]["text"] == "made of one"
    assert sorted(stack.resources()["demo_note.two"]["lines"]) == ["key-system-1", "key-user-36"]
    assert stack.plan().code == 0

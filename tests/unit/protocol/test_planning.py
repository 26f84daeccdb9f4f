"""What a plan makes of a configuration and a state."""

from __future__ import annotations

from typing import Any

import pytest

from fjcorp_openai.provider.protocol import STRING, UNKNOWN, Attribute, Nested, Plan, Schema
from fjcorp_openai.provider.protocol.diagnostics import Report
from fjcorp_openai.provider.protocol.planning import with_write_only, without_write_only, write_only_paths
from unit.protocol.thing import Thing

ATTRIBUTES = Thing.schema.attributes
PRIOR = {"id": "1", "name": "n", "color": "blue", "digest": "d", "etag": "e"}


def planned(config: dict[str, Any], prior: dict[str, Any] | None = None, **proposed: Any) -> Plan:
    """Return the plan of a configuration, with what Terraform would propose for it."""
    nothing = dict.fromkeys(ATTRIBUTES)
    before = None if prior is None else {**nothing, **prior}
    kept = {name: (before or nothing)[name] for name, each in ATTRIBUTES.items() if each.computed}
    plan = Plan(
        Thing.schema,
        before,
        {**nothing, **config},
        {**nothing, **kept, **config, **proposed},
        {},
        Report("t"),
    )
    plan.prepare()
    return plan


def part(name: str, **values: Any) -> dict[str, Any]:
    return {"name": name, "size": None, "key": None, "token": None, **values}


def test_a_create_has_defaults_and_unknowns() -> None:
    plan = planned({"name": "n"})
    plan.finish()
    assert plan.is_create
    assert not plan.is_update
    assert plan.proposed["color"] == "blue"
    assert plan.proposed["id"] is UNKNOWN
    assert plan.proposed["digest"] is UNKNOWN
    assert plan.proposed["note"] is None
    assert plan.replacements == set()
    assert plan.changed("note")


def test_nothing_changes_when_nothing_changed() -> None:
    plan = planned({"name": "n"}, PRIOR)
    plan.finish()
    assert plan.proposed == plan.prior
    assert not plan.changed("name")


def test_what_is_kept_changes_nothing_by_itself() -> None:
    prior = {**PRIOR, "note": "old"}
    plan = planned({"name": "n", "note": "new"}, prior)
    assert plan.proposed["etag"] is UNKNOWN
    plan.keep("note")
    plan.finish()
    assert plan.proposed == plan.prior


def test_what_is_kept_beside_another_change_leaves_that_as_it_is() -> None:
    plan = planned({"name": "other", "note": "new"}, {**PRIOR, "note": "old"})
    plan.keep("note")
    plan.finish()
    assert plan.proposed["note"] == "old"
    assert plan.proposed["etag"] is UNKNOWN


@pytest.mark.parametrize(("before", "now"), [(None, "new"), ("old", None)])
def test_what_is_set_on_one_side_alone_is_not_kept(before: Any, now: Any) -> None:
    plan = planned({"name": "n", "note": now}, {**PRIOR, "note": before})
    plan.keep("note")
    assert plan.proposed["note"] == now


def test_an_update_makes_what_is_not_stable_unknown() -> None:
    plan = planned({"name": "n", "note": "new"}, PRIOR)
    plan.finish()
    assert plan.proposed["id"] == "1"
    assert plan.proposed["digest"] is UNKNOWN
    assert plan.proposed["etag"] is UNKNOWN
    assert plan.proposed["color"] == "blue"


def test_a_default_comes_back_when_the_setting_goes() -> None:
    plan = planned({"name": "n"}, {**PRIOR, "color": "red"})
    assert plan.changed("color")
    assert plan.proposed["color"] == "blue"
    assert plan.proposed["digest"] is UNKNOWN


def test_what_the_resources_plan_sets_stays_and_makes_the_rest_unknown() -> None:
    plan = planned({"name": "n"}, PRIOR)
    plan.proposed["digest"] = "new"
    plan.finish()
    assert plan.proposed["digest"] == "new"
    assert plan.proposed["etag"] is UNKNOWN
    same = planned({"name": "n", "note": "new"}, PRIOR)
    same.proposed["digest"] = "d"
    same.finish()
    assert same.proposed["digest"] == "d"


def test_several_values_may_be_set_at_once() -> None:
    plan = planned({"name": "n"}, PRIOR)
    plan.proposed.update({"digest": "new"}, etag="e")
    plan.finish()
    assert (plan.proposed["digest"], plan.proposed["etag"]) == ("new", "e")


def test_setting_what_is_there_already_changes_nothing() -> None:
    plan = planned({"name": "n"}, PRIOR)
    plan.proposed["digest"] = "d"
    plan.finish()
    assert plan.proposed == plan.prior


def test_replacements_come_from_the_schema_and_from_the_plan() -> None:
    plan = planned({"name": "other", "note": "x"}, PRIOR)
    plan.replace("note")
    plan.finish()
    assert plan.replacements == {"name", "note"}
    create = planned({"name": "n"})
    create.replace("note")
    create.finish()
    assert create.replacements == set()
    unknown = planned({"name": UNKNOWN}, PRIOR)
    unknown.finish()
    assert unknown.replacements == {"name"}


def test_a_destroy_is_left_alone() -> None:
    plan = Plan(Thing.schema, dict(PRIOR), None, None, {}, Report("t"))
    plan.prepare()
    plan.replace("name")
    plan.finish()
    assert plan.is_destroy
    assert not plan.is_update
    assert plan.proposed == {}
    assert plan.replacements == set()


@pytest.mark.parametrize("mode", ["one", "parts", "rules", "labels"])
def test_nested_objects_have_defaults_and_unknowns(mode: str) -> None:
    value: Any = part("a")
    if mode != "one":
        value = {"k": value} if mode == "labels" else [value]
    plan = planned({"name": "n", mode: value})
    result = plan.proposed[mode]
    inner = result if mode == "one" else result["k"] if mode == "labels" else result[0]
    assert inner["size"] == 1
    assert inner["key"] is UNKNOWN
    assert plan.config[mode] is value
    assert part("a") in (value, value.get("k") if isinstance(value, dict) else value[0])


def test_elements_of_a_set_are_matched_by_value() -> None:
    prior = {**PRIOR, "rules": [part("a", size=1, key="ka"), part("b", size=5, key="kb")]}
    config = [part("b", size=5), part("a"), part("c", size=5)]
    # Terraform proposes the known computed values for the elements it recognizes.
    proposed = [part("b", size=5, key="kb"), part("a", size=1, key="ka"), part("c", size=5)]
    plan = planned({"name": "n", "rules": config}, prior, rules=proposed)
    plan.finish()
    by_name = {each["name"]: each for each in plan.proposed["rules"]}
    assert [by_name[name]["size"] for name in "abc"] == [1, 5, 5]
    reordered = planned({"name": "n", "rules": config[:2]}, prior, rules=proposed[:2])
    reordered.finish()
    assert not reordered.changed("rules")
    assert reordered.proposed["etag"] == "e"


def test_unknown_collections_stay_unknown() -> None:
    plan = planned({"name": "n", "rules": UNKNOWN, "parts": [UNKNOWN, part("a")], "one": part(UNKNOWN)})
    assert plan.proposed["rules"] is UNKNOWN
    assert plan.proposed["parts"][0] is UNKNOWN
    assert plan.proposed["parts"][1]["size"] == 1
    assert plan.proposed["one"]["name"] is UNKNOWN


def test_write_only_values_are_taken_out_and_put_back() -> None:
    config = {
        "token": "t",
        "one": part("a", token="x"),
        "parts": [part("a", token="p0"), part("b")],
        "rules": [part("b", token="rb"), part("a", token="ra")],
        "labels": {"k": part("a", token="l")},
    }
    bare = without_write_only(ATTRIBUTES, config)
    assert list(write_only_paths(ATTRIBUTES, bare)) == []
    assert config["one"]["token"] == "x", "the original is not touched"
    bare["rules"] = [{**each, "size": 1, "key": UNKNOWN} for each in reversed(bare["rules"])]
    full = with_write_only(ATTRIBUTES, bare, config)
    assert full["token"] == "t"
    assert full["one"]["token"] == "x"
    assert [each["token"] for each in full["parts"]] == ["p0", None]
    assert {each["name"]: each["token"] for each in full["rules"]} == {"a": "ra", "b": "rb"}
    assert full["labels"]["k"]["token"] == "l"
    assert set(write_only_paths(ATTRIBUTES, config)) == {
        ("token",),
        ("one", "token"),
        ("parts", 0, "token"),
        ("rules", 0, "token"),
        ("rules", 1, "token"),
        ("labels", "k", "token"),
    }


def test_elements_of_a_set_are_matched_through_what_is_nested_in_them() -> None:
    """Computed values at any depth do not distinguish elements."""
    inner = {"name": Attribute(STRING, required=True), "key": Attribute(STRING, computed=True)}
    for mode in ("single", "list", "set", "map"):
        element = {
            "inner": Attribute(Nested(mode, inner), required=True),
            "color": Attribute(STRING, default="blue"),
        }
        schema = Schema({"rules": Attribute(Nested("set", element), optional=True)})

        def rule(name: Any, key: str | None, color: str | None, mode: str = mode) -> dict[str, Any]:
            value: Any = {"name": name, "key": key}
            value = {"single": value, "map": {"k": value}}.get(mode, [value])
            return {"inner": value, "color": color}

        config = {"rules": [rule("a", None, None), rule("b", None, "red"), rule(UNKNOWN, None, None)]}
        proposed = {"rules": [rule("b", "kb", "red"), rule("a", "ka", None), rule(UNKNOWN, None, None)]}
        plan = Plan(schema, {"rules": [rule("b", "kb", "red")]}, config, proposed, {}, Report("t"))
        plan.prepare()
        plan.finish()
        assert [each["color"] for each in plan.proposed["rules"]] == ["red", "blue", "blue"]


def test_elements_that_are_wholly_unknown_are_no_stumbling_block() -> None:
    element = {"inner": Attribute(Nested("single", {"a": Attribute(STRING, required=True)}), optional=True)}
    schema = Schema({"rules": Attribute(Nested("set", element), optional=True)})
    rules = {"rules": [{"inner": UNKNOWN}, {"inner": None}, UNKNOWN]}
    plan = Plan(schema, {"rules": [{"inner": {"a": "x"}}]}, rules, rules, {}, Report("t"))
    plan.prepare()
    plan.finish()
    assert plan.proposed == rules

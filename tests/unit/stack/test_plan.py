"""Reading a plan, and what of it may be shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from plugins.plugin_utils.stack.diagnostics import Translator, read
from plugins.plugin_utils.stack.plan import Plan, is_empty, item_of
from plugins.plugin_utils.stack.redaction import SENSITIVE, UNKNOWN, difference, redact, scrub
from plugins.plugin_utils.stack.root_module import Module

MODULES = {"card": Module("card", "openai_cards", options={"text": {}, "heat": {}})}


def entry(
    actions: list[str], address: str = 'module.card["a"].openai_card.this', **change: Any
) -> dict[str, Any]:
    sides = {"before": actions != ["create"], "after": actions != ["delete"]}
    values = {
        side: {"paid_call": "POST /cards", **(change.get(side) or {})} if there else None
        for side, there in sides.items()
    }
    return {"address": address, "type": "openai_card", "change": {"actions": actions, **change, **values}}


def plan(*entries: dict[str, Any], **more: Any) -> Plan:
    return Plan({"resource_changes": list(entries), **more})


@pytest.mark.parametrize(
    ("actions", "action", "count", "paid"),
    [
        (["create"], "create", "add", True),
        (["update"], "update", "change", False),
        (["delete"], "delete", "destroy", False),
        (["delete", "create"], "replace", "replace", True),
        (["create", "delete"], "replace", "replace", True),
    ],
)
def test_actions(actions: list[str], action: str, count: str, paid: bool) -> None:
    read_plan = plan(entry(actions))
    summary = {
        "address": 'module.card["a"].openai_card.this',
        "module": "card",
        "item": "a",
        "action": action,
    }
    assert [change.summary() for change in read_plan.changes] == [summary]
    assert read_plan.counts() == dict.fromkeys(("add", "change", "destroy", "replace", "import"), 0) | {
        count: 1
    }
    assert read_plan.paid_calls() == ([summary] if paid else [])
    assert read_plan.changed


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("openai_admin_api_key", "redacted_value"),
        ("openai_service_account_api_key", "redacted_value"),
        ("openai_webhook_endpoint", "signing_secret_hint"),
    ],
)
def test_what_gets_another_secret_rotates(kind: str, hint: str) -> None:
    def rotates(actions: list[str], kind: str = kind, **unknown: bool) -> bool:
        changed = entry(actions, after_unknown=unknown) | {"type": kind}
        (summary,) = (change.summary() for change in plan(changed).changes)
        assert summary.get("rotates") in (True, None)
        return "rotates" in summary

    assert rotates(["update"], **{hint: True})
    assert rotates(["create", "delete"], **{hint: True})
    assert not rotates(["update"], updated_at=True)
    assert not rotates(["update"], **{hint: False})
    assert not rotates(["create"], **{hint: True})
    assert not rotates(["delete"])
    assert not rotates(["update"], kind="openai_project_api_key", **{hint: True})


@pytest.mark.parametrize(
    ("before", "after", "paid"),
    [(1, 1, []), (1, 2, ["POST /cards"]), (None, 1, ["POST /cards"]), (None, None, []), (2, None, [])],
)
def test_an_update_is_paid_for_when_it_counts_another_payment(
    before: int | None, after: int | None, paid: list[str]
) -> None:
    """The words of the call may be the same, or others: they decide nothing."""
    change = {
        "before": {"paid_call": "POST /cards: 5" if before == after else "POST /cards", "payments": before},
        "after": {"paid_call": "POST /cards", "payments": after},
    }
    entry = {"address": 'module.cards["a"].openai_card.this', "type": "openai_card"}
    plan = Plan({"resource_changes": [{**entry, "change": {"actions": ["update"], **change}}]})
    assert [each.paid for each in plan.changes if each.paid] == paid
    assert len(plan.paid_calls()) == len(paid)


@pytest.mark.parametrize("after", [{}, {"paid_call": None}, None])
def test_what_names_no_paid_call_is_not_paid_for(after: dict[str, Any] | None) -> None:
    free = {"address": "openai_card.this", "change": {"actions": ["create"], "after": after}}
    assert plan(free).counts()["add"] == 1
    assert plan(free).paid_calls() == []


@pytest.mark.parametrize("actions", [["no-op"], ["read"]])
def test_no_actions(actions: list[str]) -> None:
    assert not plan(entry(actions)).changed


def test_an_import_is_a_change() -> None:
    assert plan(entry(["no-op"], importing={"id": "x"})).counts()["import"] == 1


def test_an_output_alone_is_a_change() -> None:
    assert plan(output_changes={"card": {"actions": ["update"]}}).changed
    assert not plan(output_changes={"card": {"actions": ["no-op"]}}).changed


def test_the_stand_in_for_unknown_ids_is_no_change() -> None:
    assert not plan(entry(["create"], address="terraform_data.pending")).changed


def test_expected_outputs_tell_known_from_unknown() -> None:
    change = {
        "actions": ["update"],
        "after": {"a": {"name": "n"}},
        "after_unknown": {"a": {"id": True}, "b": True},
    }
    assert plan(output_changes={"card": change}).expected() == {
        "card": {"a": {"id": None, "name": "n"}, "b": {}}
    }
    whole = {"actions": ["create"], "after": None, "after_unknown": True}
    assert plan(output_changes={"card": whole}).expected() == {"card": {}}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ('module.card["a"].openai_card.this', ("card", "a")),
        ('module.card["a \\"b\\" $${c}"].x.this', ("card", 'a "b" ${c}')),
        ("module.card.x.this", ("card", None)),
        ("terraform_data.pending", ("", None)),
    ],
)
def test_item_of(address: str, expected: tuple[str, str | None]) -> None:
    assert item_of(address) == expected


def line(**message: Any) -> str:
    return json.dumps(message)


SUMMARY = line(
    type="change_summary", changes={"add": 0, "change": 0, "import": 0, "remove": 0, "operation": "plan"}
)


@pytest.mark.parametrize(
    ("printed", "empty"),
    [
        ([SUMMARY], True),
        ([SUMMARY, line(type="outputs", outputs={"a": {"action": "noop"}})], True),
        ([SUMMARY, line(type="outputs", outputs={"a": {"action": "update"}})], False),
        ([line(type="planned_change", change={"action": "read"}), SUMMARY], False),
        ([line(type="change_summary", changes={"add": 1, "operation": "plan"})], False),
        ([line(type="version")], False),
        ([SUMMARY, "not JSON"], False),
        ([], False),
    ],
)
def test_is_empty(printed: list[str], empty: bool) -> None:
    assert is_empty("\n".join(printed)) is empty


def test_redaction_goes_into_the_depth() -> None:
    value = {"a": {"key": "k", "list": [{"key": "k", "x": 1}]}, "whole": {"deep": "k"}}
    marks = {"a": {"key": True, "list": [{"key": True}]}, "whole": True}
    assert redact(value, marks) == {
        "a": {"key": SENSITIVE, "list": [{"key": SENSITIVE, "x": 1}]},
        "whole": SENSITIVE,
    }
    assert redact({"b": 1}, False, {"id": True, "c": {"d": True}}) == {
        "b": 1,
        "id": UNKNOWN,
        "c": {"d": UNKNOWN},
    }
    assert redact(None, False, {}) is None


def test_a_difference_shows_what_changes_and_no_secret() -> None:
    change = entry(
        ["update"],
        before={"id": "c1", "text": "old", "same": 1, "key": "SECRET1"},
        after={"id": "c1", "text": "new", "same": 1, "key": "SECRET2"},
        before_sensitive={"key": True},
        after_sensitive={"key": True},
    )
    shown = difference(plan(change).changes[0], MODULES)
    assert shown == {
        "before_header": 'openai_cards["a"] (openai_card)',
        "after_header": 'openai_cards["a"] (openai_card) will be changed',
        "before": "id: c1\ntext: old\n",
        "after": "id: c1\ntext: new\n",
    }


def test_a_replacement_names_its_reason_and_the_paid_call() -> None:
    change = entry(
        ["delete", "create"],
        before={"text": "old", "id": "c1"},
        after={"text": "new"},
        after_unknown={"id": True},
        replace_paths=[["text"]],
    )
    shown = difference(plan(change).changes[0], MODULES)
    assert shown["after_header"].endswith("will be replaced because of text, a paid call")
    kept = "paid_call: POST /cards\n"
    assert (shown["before"], shown["after"]) == (f"{kept}text: old\n", f"{kept}text: new\n")


@pytest.mark.parametrize(
    ("paths", "before", "after", "unknown", "reason"),
    [
        ([["digest"]], {"digest": "1"}, {"digest": "2"}, {}, "the bytes of a local file (digest)"),
        ([["content_sha256"]], {}, {}, {}, "its content (content_sha256)"),
        (
            [["digest"], ["messages"]],
            {"digest": "1", "messages": [{"text": "a", "role": "user"}, {"text": "b"}], "labels": {"a": "1"}},
            {"digest": "2", "messages": [{"text": "a", "role": "user"}, {"text": "c"}], "labels": {"a": "2"}},
            {},
            "messages[1].text",
        ),
        ([["messages"]], {"messages": ["a"]}, {"messages": ["a", "b"]}, {}, "messages"),
        ([["heat"], ["seed"]], {"heat": None, "seed": 0}, {"heat": 0, "seed": None}, {}, "heat, seed"),
        (
            [["messages"]],
            {"messages": [{"file": "f1", "text": "t"}]},
            {"messages": [{"text": "t"}]},
            {"messages": [{"file": True}]},
            "messages[0].file",
        ),
        (
            [["map"]],
            {"map": dict.fromkeys("abcdefg", 1)},
            {"map": dict.fromkeys("abcdefg", 2)},
            {},
            "map.a, map.b, map.c, map.d, map.e and 2 more",
        ),
    ],
)
def test_a_replacement_is_explained(
    paths: list[list[str]],
    before: dict[str, Any],
    after: dict[str, Any],
    unknown: dict[str, Any],
    reason: str,
) -> None:
    change = entry(
        ["delete", "create"], before=before, after=after, after_unknown=unknown, replace_paths=paths
    )
    header = difference(plan(change).changes[0], MODULES)["after_header"]
    assert header == f'openai_cards["a"] (openai_card) will be replaced because of {reason}, a paid call'


def test_a_reason_that_is_secret_is_named_and_not_shown() -> None:
    change = entry(
        ["delete", "create"],
        before={"key": {"inner": "SECRET1"}},
        after={"key": {"inner": "SECRET2"}},
        before_sensitive={"key": True},
        after_sensitive={"key": True},
        replace_paths=[["key"]],
    )
    shown = difference(plan(change).changes[0], MODULES)
    assert "because of key.inner" in shown["after_header"]
    assert "SECRET" not in str(shown)


def test_scrub() -> None:
    assert scrub({"a KEY": ["KEY", 1, ("xKEYx",)]}, ["KEY"]) == {
        f"a {SENSITIVE}": [SENSITIVE, 1, [f"x{SENSITIVE}x"]]
    }


def diagnostic(**parts: Any) -> dict[str, Any]:
    return {"severity": "error", "summary": "S", "detail": "D", **parts}


def test_diagnostics_are_found_within_other_text() -> None:
    found = line(type="diagnostic", diagnostic=diagnostic())
    text = f"Terraform plan could not be created\nSTDOUT: {found}\n{found}\nSTDERR: \nCOMMAND: terraform plan"
    assert list(read(text)) == [diagnostic()]


ITEMS = {"card": {"a": {"text": "x", "heat": 3}, "b": {"text": "y", "heat": None}}}


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"address": 'module.card["a"].openai_card.this'}, 'openai_cards["a"]: S: D'),
        (
            {"address": 'module.card["b"].openai_card.this', "snippet": {"code": "  text = var.text"}},
            'openai_cards["b"].text: S: D',
        ),
        (
            {
                "summary": "Invalid value for variable",
                "detail": "too hot\n\nThis was checked by the validation rule at modules/card/a.tf:1,2.",
                "snippet": {
                    "context": "module.card",
                    "code": '"heat": "${each.value.heat}",',
                    "values": [{"traversal": "var.heat", "statement": "is 3"}],
                },
            },
            'openai_cards["a"].heat: too hot',
        ),
        (
            {
                "range": {"filename": "/somewhere/card/main.tf"},
                "snippet": {
                    "context": 'resource "x" "this"',
                    "code": "condition = var.text",
                    "values": [{"traversal": "var.text", "statement": 'is "y"'}],
                },
            },
            'openai_cards["b"].text: S: D',
        ),
        (
            {
                "summary": "Invalid value for variable",
                "detail": "heat: must be a number that is not high.",
                "snippet": {
                    "context": "module.card",
                    "code": '"heat": "${each.value.heat}",',
                    "values": [{"traversal": "var.heat", "statement": "is 3"}],
                },
            },
            'openai_cards["a"].heat: must be a number that is not high.',
        ),
        (
            {
                "address": 'module.card["b"].openai_card.this',
                "snippet": {"code": "  text = var.text"},
                "summary": "text must be a name",
                "detail": "openai_card.this.text is blank, and openai_card.this cannot be made.",
            },
            'openai_cards["b"].text: must be a name: the card text is blank, and the card cannot be made.',
        ),
        ({"address": "module.card"}, "openai_cards: S: D"),
        ({"address": "openai_other.this"}, "S: D"),
        ({}, "S: D"),
        (
            {"detail": "is api_key (environment variable OPENAI_API_KEY) right?"},
            "S: is openai_api_key (environment variable OPENAI_API_KEY) right?",
        ),
    ],
)
def test_sentences_name_the_item(parts: dict[str, Any], sentence: str) -> None:
    assert Translator(list(MODULES.values()), ITEMS).sentence(diagnostic(**parts)) == sentence


@pytest.mark.parametrize(
    ("given", "absent", "part"),
    [
        (None, False, "openai_cards is not set in this run"),
        ({"card": {"a": {}, "b": {}}}, False, "is protected by deletion_protection. To destroy it, apply"),
        ({"card": {"a": {}, "b": {}}}, True, "Nothing was destroyed"),
        ({"card": {}}, False, "To destroy it, apply"),
    ],
)
def test_a_protected_object_is_told_by_what_the_user_gave(given: Any, absent: bool, part: str) -> None:
    said = diagnostic(
        summary="Protected: cannot delete the card", address='module.card["a"].openai_card.this'
    )
    sentence = Translator(list(MODULES.values()), ITEMS, given, absent=absent).sentence(said)
    assert sentence.startswith('openai_cards["a"] is protected by deletion_protection')
    assert part in sentence
    assert ("Nothing was destroyed" in sentence) is absent


def test_a_sentence_names_the_kind_that_an_item_is() -> None:
    words = {"type": "dict", "options": {"text": {"type": "str"}}}
    module = Module("work", "openai_works", options={"poem": words, "song": words})
    said = diagnostic(
        address='module.work["a"].openai_song.this[0]', snippet={"code": "  text = var.song.text"}
    )
    assert Translator([module], {"work": {"a": {"song": {}}}}).sentence(said) == (
        'openai_works["a"].song.text: S: D'
    )

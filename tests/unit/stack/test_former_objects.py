"""Where objects of the API that ended are found: in exports of any form, and in states."""

from __future__ import annotations

from typing import Any

import pytest
from plugins.plugin_utils.migration.sources import Former, Inventory, exported, map_of, quoted, time_of
from plugins.plugin_utils.migration.states import entries, in_state, is_state, to_forget

from support.former_api import resource, state

STORED_SCHEMA = {"name": "n", "schema": '{"a": 1}'}


def kinds(document: Any) -> list[tuple[str, str]]:
    return [(each.kind, each.id) for each in exported(document, "export.json")]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"object": "assistant", "id": "x"}, "assistant"),
        ({"object": "thread.message", "id": "x"}, "message"),
        ({"object": "vector_store.file_batch", "id": "x"}, "files of a vector store"),
        # What the API called it goes before how its id begins.
        ({"object": "thread", "id": "asst_1"}, "thread"),
        ({"id": "asst_1"}, "assistant"),
        ({"id": "thread_1"}, "thread"),
        ({"id": "msg_1"}, "message"),
        ({"id": "run_1"}, "run"),
        ({"id": "step_1"}, "run step"),
        ({"id": "vs_1"}, "vector store"),
        ({"id": "file-1"}, "file"),
        ({"object": "chat.completion", "id": "asst_1"}, None),
        ({"id": "other"}, None),
        ({"model": "gpt-4o"}, None),
    ],
)
def test_an_object_is_known_by_its_name_or_its_id(value: dict[str, Any], kind: str | None) -> None:
    assert kinds(value) == ([(kind, value["id"])] if kind else [])
    assert kinds([value]) == kinds({"data": [value]}) == kinds(value)


@pytest.mark.parametrize(
    ("group", "value", "kind"),
    [
        ("assistants", {"model": "gpt-4o"}, "assistant"),
        ("threads", {"metadata": {}}, "thread"),
        ("threads", {"messages": []}, "thread"),
        ("messages", {"role": "user"}, "message"),
        ("runs", {"id": "x"}, "run"),
        ("vector_stores", {"id": "x"}, "vector store"),
        ("files", {"id": "x"}, "file"),
        ("files", {"name": "x"}, None),
        ("others", {"id": "x"}, None),
    ],
)
def test_an_object_is_known_by_the_list_it_is_in(group: str, value: dict[str, Any], kind: str | None) -> None:
    found = [(kind, value.get("id", ""))] if kind else []
    assert (
        kinds({group: [value]})
        == kinds({group: {"data": [value]}})
        == kinds({"items": {group: value}})
        == found
    )


def test_messages_and_runs_within_a_thread_belong_to_it() -> None:
    thread = {
        "id": "thread_1",
        "metadata": {"a": "b"},
        "messages": {"data": [{"id": "msg_2", "created_at": 2}, {"id": "msg_1", "created_at": 1}]},
        "runs": [{"id": "run_1"}],
    }
    found = list(exported(thread, "export.json"))
    assert found == [
        Former("thread", "thread_1", {"id": "thread_1", "metadata": {"a": "b"}}, "export.json"),
        Former("message", "msg_1", {"thread_id": "thread_1", "id": "msg_1", "created_at": 1}, "export.json"),
        Former("message", "msg_2", {"thread_id": "thread_1", "id": "msg_2", "created_at": 2}, "export.json"),
        Former("run", "run_1", {"thread_id": "thread_1", "id": "run_1"}, "export.json"),
    ]
    # What a thread was asked for with has no ids, and stays.
    asked = {"id": "thread_2", "messages": [{"role": "user", "content": "Hello"}]}
    assert [each.values for each in exported(asked, "x")] == [asked]
    own = {"id": "thread_3", "messages": [{"id": "msg_3", "thread_id": "thread_9"}]}
    assert [each.values.get("thread_id") for each in exported(own, "x")] == [None, "thread_9"]


@pytest.mark.parametrize(
    ("times", "order"),
    [
        ([3, 2, 1], [2, 1, 0]),
        ([1, 3, 2], [0, 2, 1]),
        ([2, 2, 1], [2, 1, 0]),
        ([2, None, 1], [2, 1, 0]),
        ([None, None], [0, 1]),
        ([1, None], [1, 0]),
    ],
)
def test_lists_are_read_from_the_oldest_on(times: list[int | None], order: list[int]) -> None:
    rows = [
        {"id": f"msg_{number}", **({} if at is None else {"created_at": at})}
        for number, at in enumerate(times)
    ]
    assert [each.id for each in exported(rows, "x")] == [f"msg_{number}" for number in order]


@pytest.mark.parametrize(("told", "time"), [(5, 5.0), (1.5, 1.5), (True, 0.0), ("5", 0.0), (None, 0.0)])
def test_a_time_is_a_number(told: Any, time: float) -> None:
    assert time_of({"created_at": told}) == time


def test_an_export_goes_before_a_state_and_each_entry_of_a_state_is_kept() -> None:
    inventory = Inventory()
    first = Former("assistant", "asst_1", {"a": 1}, "state", "openai_assistant.a")
    again = Former("assistant", "asst_1", {"a": 2}, "state", "openai_assistant.b")
    fuller = Former("assistant", "asst_1", {"a": 3}, "export")
    later = Former("assistant", "asst_1", {"a": 4}, "export")
    nameless = [Former("thread", "", {"n": number}, "export") for number in range(2)]
    for each in (first, again, fuller, later, *nameless):
        inventory.add(each)
    assert inventory.objects == [fuller, *nameless]
    assert inventory.entries == [first, again]
    assert inventory.of("thread") == nameless


def test_words_of_others_are_one_short_line() -> None:
    assert quoted("a\nb") == '"a\\x0ab"'
    assert quoted("x" * 80) == f'"{"x" * 80}"'
    assert quoted("x" * 81) == f'"{"x" * 77}..."'
    assert map_of([{"a": 1}]) == map_of({"a": 1}) == {"a": 1}
    assert map_of([{"a": 1}, {}]) == map_of(None) == map_of([5]) == {}


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"version": 4, "resources": []}, True),
        ({"format_version": "1.0", "values": {}}, True),
        ({"version": 4}, False),
        ({"resources": []}, False),
        ({"version": 4, "resources": {}}, False),
        ({"values": {}}, False),
        ({"format_version": "1.0", "values": []}, False),
        ([], False),
    ],
)
def test_what_is_a_state(document: Any, found: bool) -> None:
    assert is_state(document) is found


def test_addresses_of_a_state_have_modules_and_keys() -> None:
    keyed = [("x", {"id": "asst_2"}), ('"${y}', {"id": "asst_3"})]
    document = state(
        resource("openai_assistant", "a", {"id": "asst_1"}),
        resource("openai_assistant", "b", *keyed, module="module.m"),
        resource("openai_file", "c", (0, {"id": "file-1"})),
    )
    document["resources"] += [
        {"mode": "data", "type": "openai_model", "name": "d", "instances": [{"attributes": {}}]},
        "nonsense",
        {"mode": "managed", "type": "openai_thread", "name": "e", "instances": ["nonsense"]},
    ]
    provider = 'provider["registry.terraform.io/mkdev-me/openai"]'
    assert list(entries(document)) == [
        ("openai_assistant", "openai_assistant.a", provider, {"id": "asst_1"}),
        ("openai_assistant", 'module.m.openai_assistant.b["x"]', provider, {"id": "asst_2"}),
        ("openai_assistant", 'module.m.openai_assistant.b["\\"$${y}"]', provider, {"id": "asst_3"}),
        ("openai_file", "openai_file.c[0]", provider, {"id": "file-1"}),
        ("openai_thread", "openai_thread.e", "", None),
    ]
    found = list(in_state(document, "terraform.tfstate"))
    assert [(each.kind, each.id, each.source) for each in found] == [
        ("assistant", "asst_1", "terraform.tfstate"),
        ("assistant", "asst_2", "terraform.tfstate"),
        ("assistant", "asst_3", "terraform.tfstate"),
        ("file", "file-1", "terraform.tfstate"),
    ]
    assert to_forget([*found, found[0]]) == [
        "openai_assistant.a",
        'module.m.openai_assistant.b["x"]',
        'module.m.openai_assistant.b["\\"$${y}"]',
    ]


@pytest.mark.parametrize(
    ("type_", "attributes", "known"),
    [
        (
            "openai_assistant",
            {"id": "a", "name": "", "description": None, "tools": [], "metadata": {}, "temperature": 0},
            {"id": "a", "temperature": 0},
        ),
        (
            "openai_assistant",
            {
                "tools": [
                    {"type": "function", "function": [{"name": "f", "parameters": '{"type": "object"}'}]},
                    {"type": "code_interpreter", "function": []},
                    "nonsense",
                ]
            },
            {
                "tools": [
                    {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}},
                    {"type": "code_interpreter"},
                ]
            },
        ),
        (
            "openai_assistant",
            {
                "response_format": [
                    {"type": "json_schema", "json_schema": [{"name": "n", "schema": '{"a": 1}'}]}
                ]
            },
            {"response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {"a": 1}}}},
        ),
        ("openai_assistant", {"response_format": [{"type": "text"}]}, {"response_format": {"type": "text"}}),
        ("openai_vector_store", {"expires_after": [{"days": 3}]}, {"expires_after": {"days": 3}}),
        ("openai_file", {"file": "a.txt"}, {"file": "a.txt", "filename": "a.txt"}),
        ("openai_file", {"filepath": "b.txt"}, {"filepath": "b.txt", "filename": "b.txt"}),
        ("openai_file", {"file": "a.txt", "filename": "c"}, {"file": "a.txt", "filename": "c"}),
    ],
)
def test_attributes_of_a_state_take_the_form_of_the_api(
    type_: str, attributes: dict[str, Any], known: dict[str, Any]
) -> None:
    (found,) = in_state(state(resource(type_, "a", attributes)), "x")
    assert found.values == known


def test_a_run_with_a_thread_of_its_own_is_two_objects() -> None:
    thread = [{"messages": [{"role": "user", "content": "Hello"}], "metadata": {"a": "b"}}]
    attributes = {"id": "run_1", "thread_id": "thread_1", "thread": thread}
    run, made = in_state(state(resource("openai_thread_run", "a", attributes)), "x")
    assert (run.kind, run.address) == ("run", "openai_thread_run.a")
    assert made == Former(
        "thread",
        "thread_1",
        {"messages": [{"role": "user", "content": "Hello"}], "metadata": {"a": "b"}},
        "x",
    )

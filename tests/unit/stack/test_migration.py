"""What becomes of the objects of the API that ended: items, and a sentence for each thing that is lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.migration import sources
from plugins.plugin_utils.migration.conversion import migrate, read
from plugins.plugin_utils.migration.states import commands, removed_blocks

from support.former_api import PARAMETERS, assistant, former_state, message, resource, state, thread

if TYPE_CHECKING:
    from pathlib import Path

    from plugins.plugin_utils.migration.conversion import Migration


def migrated(folder: Path, *documents: Any, runs: bool = False, **models: str) -> Migration:
    paths = []
    for number, document in enumerate(documents):
        paths.append(folder / f"{number}.json")
        paths[-1].write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return migrate(read(paths), models, runs=runs)


def lost(made: Migration, id_: str) -> str:
    (row,) = [each for each in made.account if each["id"] == id_]
    return " ".join(row["lost"])


def test_an_assistant_becomes_an_item_and_what_was_not_strict_stays_so(tmp_path: Path) -> None:
    tools = [
        {"type": "function", "function": {"name": "get_order", "parameters": PARAMETERS}},
        {"type": "function", "function": {"name": "now", "strict": True}},
        {
            "type": "file_search",
            "file_search": {"max_num_results": 5, "ranking_options": {"score_threshold": 0.5}},
        },
        {"type": "code_interpreter"},
    ]
    resources = {"file_search": {"vector_store_ids": ["vs_1"]}, "code_interpreter": {"file_ids": ["file-1"]}}
    schema = {"name": "answer", "schema": {"type": "object"}, "strict": True}
    given = assistant(
        tools=tools,
        tool_resources=resources,
        temperature=0.2,
        metadata={"team": "support"},
        reasoning_effort="low",
        response_format={"type": "json_schema", "json_schema": schema},
    )
    made = migrated(tmp_path, given, **{"gpt-4o": "gpt-5.6-terra"})
    assert made.items == {
        "openai_assistants": {
            "help_desk": {
                "name": "Help desk",
                "model": "gpt-5.6-terra",
                "instructions": "Answer in one sentence.",
                "tools": [
                    {"function": {"name": "get_order", "parameters": PARAMETERS, "strict": False}},
                    {
                        "function": {
                            "name": "now",
                            "parameters": {"type": "object", "properties": {}},
                            "strict": True,
                        }
                    },
                    {
                        "file_search": {
                            "vector_stores": ["vs_1"],
                            "max_num_results": 5,
                            "ranking_options": {"score_threshold": 0.5},
                        }
                    },
                    {"code_interpreter": {"files": ["file-1"]}},
                ],
                "text_format": {"type": "json_schema", "json_schema": schema},
                "reasoning": {"effort": "low"},
                "temperature": 0.2,
                "metadata": {"team": "support"},
            }
        }
    }
    assert "asst_help names nothing now: name the key help_desk" in lost(made, "asst_help")
    assert 'Its model was "gpt-4o"' in lost(made, "asst_help")
    assert made.forget == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"model": "gpt-4"}, 'Its model "gpt-4" is shut, or will be: its successor is gpt-5.6-terra'),
        ({"model": None}, "Nothing says its model"),
        ({"tools": [{"type": "file_search"}]}, "names no vector store"),
        ({"tools": [{"type": "function", "function": {"name": None}}]}, "A function without a name"),
        ({"tools": [{"type": "browser"}]}, 'A tool of the kind "browser" is left out'),
        ({"file_ids": ["file-7"]}, "put file-7 into a vector store"),
        ({"response_format": {"type": "json_schema"}}, "nothing says its schema"),
        ({"metadata": {str(number): "x" for number in range(20)}}, "4 of its labels are left out"),
        ({"metadata": {"a": "x" * 513}}, "1 of its labels are left out"),
        ({"name": "n" * 300}, "the first 256 are kept"),
        ({"description": "d" * 600}, "the first 512 are kept"),
    ],
)
def test_what_an_assistant_loses_is_said(tmp_path: Path, values: dict[str, Any], told: str) -> None:
    assert told in lost(migrated(tmp_path, assistant(**values)), "asst_help")


def test_messages_become_a_list_oldest_first_whatever_the_order_of_the_export(tmp_path: Path) -> None:
    messages = [
        message(number, f"Sentence {number}", ("user", "assistant")[number % 2]) for number in range(5)
    ]
    wanted = [
        {"role": ("user", "assistant")[number % 2], "content": f"Sentence {number}"} for number in range(5)
    ]
    listed = {"object": "list", "data": messages[::-1], "has_more": False}
    at_once = [{**each, "created_at": 1} for each in messages]
    for export in (
        {"threads": [thread(metadata={"order": "17"})], "messages": messages[::-1]},
        [thread(metadata={"order": "17"}, messages=listed)],
        {"threads": [{**thread(metadata={"order": "17"}), "messages": at_once}]},
        "\n".join(map(json.dumps, [thread(metadata={"order": "17"}), *messages[::-1]])),
    ):
        made = migrated(tmp_path, export)
        assert made.items["openai_threads"] == {"thread": {"messages": wanted, "metadata": {"order": "17"}}}


def test_parts_files_and_citations_of_messages(tmp_path: Path) -> None:
    cited = {"value": "See the handbook.", "annotations": [{"type": "file_citation"}]}
    user = message(
        1,
        "Look.",
        attachments=[{"file_id": "file-1", "tools": [{"type": "file_search"}]}],
        metadata={"a": "b"},
    )
    user["content"] += [
        {"type": "image_file", "image_file": {"file_id": "file-2", "detail": "low"}},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
    ]
    answer = message(2, "", "assistant", status="incomplete")
    answer["content"] = [{"type": "text", "text": cited}, {"type": "refusal", "refusal": "No."}]
    picture = message(3, "", "assistant")
    picture["content"] = [{"type": "image_file", "image_file": {"file_id": "file-3"}}]
    resources = {"file_search": {"vector_store_ids": ["vs_1"]}, "code_interpreter": {"file_ids": ["file-9"]}}
    made = migrated(
        tmp_path, {"threads": [thread(tool_resources=resources)], "messages": [user, answer, picture]}
    )
    assert made.items["openai_threads"]["thread"]["messages"] == [
        {
            "role": "user",
            "parts": [
                {"type": "input_text", "text": "Look."},
                {"type": "input_image", "file_id": "file-2", "detail": "low"},
                {"type": "input_image", "image_url": "https://example.com/a.png"},
                {"type": "input_file", "file": "file-1"},
            ],
        },
        {
            "role": "assistant",
            "parts": [
                {"type": "output_text", "text": "See the handbook."},
                {"type": "refusal", "refusal": "No."},
            ],
        },
    ]
    told = lost(made, "thread_a")
    for sentence in (
        "Where texts cited files is left out",
        "The labels of messages are left out",
        "The tools of attachments are left out",
        'The message "msg_2" was not whole',
        'A part of the kind "image_file" of the assistant is left out',
        'The message "msg_3" is left out',
        "name vs_1 in a tool of its runs",
        "name file-9 in a tool of its runs",
    ):
        assert sentence in told
    assert lost(made, "msg_1") == "Its id, its time and its labels are lost."


def test_a_state_becomes_the_same_and_is_forgotten(tmp_path: Path) -> None:
    made = migrated(tmp_path, former_state())
    (item,) = made.items["openai_assistants"].values()
    assert item["tools"] == [
        {"code_interpreter": {"files": ["file-prices"]}},
        {"function": {"name": "get_order", "parameters": PARAMETERS, "strict": False}},
    ]
    assert "names no vector store" in lost(made, "asst_help")
    (talk,) = made.items["openai_threads"].values()
    file = {"type": "input_file", "file": "file-bill"}
    assert talk == {
        "messages": [
            {"role": "user", "content": "Where is it?"},
            {"role": "user", "parts": [{"type": "input_text", "text": "Order late"}, file]},
            {"role": "user", "parts": [{"type": "input_text", "text": "Order ${x}"}, file]},
        ],
        "metadata": {"order": "17"},
    }
    assert made.items.keys() == {"openai_assistants", "openai_threads"}
    assert "not asked again" in lost(made, "run_1")
    assert "The API has it still" in lost(made, "vs_1")
    assert "The API has it still" in lost(made, "file-prices")
    assert made.forget == [
        "module.support.openai_assistant.this[0]",
        "openai_thread.order",
        'openai_message.more["late"]',
        'openai_message.more["$${x}"]',
        "openai_run.first",
        "openai_run_step.step",
    ]
    assert "forget 'openai_message.more[\"$${x}\"]'\n" in commands(made.forget)
    blocks = removed_blocks(made.forget)
    assert blocks.count("from = openai_message.more\n") == 1
    assert "from = module.support.openai_assistant.this\n" in blocks
    assert "${" not in blocks


def test_runs_are_written_when_they_are_wanted(tmp_path: Path) -> None:
    made = migrated(tmp_path, former_state(), runs=True, **{"gpt-4o": "gpt-5.6-terra"})
    assert made.items["openai_runs"] == {
        "run": {"thread": "thread", "assistant": "help_desk", "max_output_tokens": 400}
    }
    assert "asked anew by the next apply, and paid for" in lost(made, "run_1")
    alone = {"id": "run_2", "object": "thread.run", "thread_id": "thread_a", "model": "gpt-4o"}
    made = migrated(tmp_path, {"threads": [thread()], "runs": [alone]}, runs=True, **{"gpt-4o": "gpt-6-luna"})
    assert made.items["openai_runs"] == {"run": {"thread": "thread", "model": "gpt-6-luna"}}
    made = migrated(tmp_path, {"runs": [alone]}, runs=True)
    assert made.items == {}
    assert "were not found: write the run anew" in lost(made, "run_2")


def test_a_state_as_terraform_shows_it_and_one_of_another_provider(tmp_path: Path) -> None:
    values = {
        "id": "asst_help",
        "name": "Tutor",
        "model": "gpt-5.6-terra",
        "tools": [{"type": "file_search", "function": None}],
        "tool_resources": {"file_search": {"vector_store_ids": ["vs_1"]}, "code_interpreter": None},
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": json.dumps(PARAMETERS), "strict": False},
        },
        "temperature": None,
    }
    row = {"mode": "managed", "type": "openai_assistant", "name": "this", "values": values}
    row["address"] = 'module.a["x"].openai_assistant.this'
    module = {"address": 'module.a["x"]', "resources": [row]}
    shown = {"format_version": "1.0", "values": {"root_module": {"resources": [], "child_modules": [module]}}}
    made = migrated(tmp_path, shown)
    assert made.items["openai_assistants"]["tutor"] == {
        "name": "Tutor",
        "model": "gpt-5.6-terra",
        "tools": [{"file_search": {"vector_stores": ["vs_1"]}}],
        "text_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": PARAMETERS}},
    }
    assert made.forget == ['module.a["x"].openai_assistant.this']


def test_an_export_counts_before_a_state_and_both_forget(tmp_path: Path) -> None:
    messages = [message(1, "All of it"), message(2, "is here.", "assistant")]
    made = migrated(tmp_path, former_state(), {"threads": [thread(messages=messages)]})
    (talk,) = made.items["openai_threads"].values()
    texts = [each["content"] for each in talk["messages"] if "content" in each]
    assert texts == ["All of it", "is here."]
    assert "openai_thread.order" in made.forget


def test_a_run_that_made_its_thread_keeps_what_it_began_with(tmp_path: Path) -> None:
    begun = {"messages": [{"role": "user", "content": "Hello", "attachments": []}], "metadata": {"a": "b"}}
    values = {"id": "run_1", "thread_id": "thread_a", "assistant_id": "asst_help", "thread": [begun]}
    made = migrated(tmp_path, state(resource("openai_thread_run", "this", values)))
    assert made.items["openai_threads"] == {
        "thread": {"messages": [{"role": "user", "content": "Hello"}], "metadata": {"a": "b"}}
    }


def test_keys_are_stable_and_messages_without_a_thread_make_one(tmp_path: Path) -> None:
    two = [assistant(), assistant(id="asst_other")]
    first = migrated(tmp_path, {"assistants": two, "messages": [message(1, "Hello")]})
    again = migrated(tmp_path, {"assistants": two[::-1], "messages": [message(1, "Hello")]})
    assert first.items == again.items
    assert list(first.items["openai_assistants"]) == ["help_desk", "help_desk_ther"]
    assert first.items["openai_threads"] == {"thread": {"messages": [{"role": "user", "content": "Hello"}]}}


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        ["text"],
        7,
        {"assistants": None, "threads": "x", "messages": [None, 3, []]},
        {"object": ["assistant"], "id": {"a": 1}},
        {"object": "assistant"},
        {"object": "assistant", "id": 5, "tools": "x", "metadata": [1], "tool_resources": [], "file_ids": 3},
        {"object": "thread", "messages": {"data": [{"id": "msg_1", "content": {"type": []}}]}},
        {"object": "thread.message", "role": ["user"], "content": [None, {"type": {}}, {"type": "text"}]},
        {"object": "thread.run", "max_tokens": "many", "metadata": 4},
        {"version": 4, "resources": [None, {"mode": "managed", "type": 3, "instances": [None, {}]}]},
        state(resource("openai_thread", "a", {"messages": [None, {"role": 3}], "metadata": "x"})),
        {"format_version": "1.0", "values": {"root_module": {"child_modules": [None, {"resources": [4]}]}}},
    ],
)
def test_nothing_that_stands_in_a_file_breaks_the_migration(tmp_path: Path, document: Any) -> None:
    made = migrated(tmp_path, document, runs=True)
    assert isinstance(made.text(), str)
    assert set(made.items) <= {"openai_assistants", "openai_threads", "openai_runs"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no JSON", "is no JSON"),
        ('{"a": NaN}', "is no JSON"),
        ("[" * 100_000, "is nested too deeply|is no JSON"),
        ("[" * 700 + "]" * 700, "is nested too deeply"),
    ],
)
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(StackError, match=told):
        migrated(tmp_path, text)


def test_a_file_has_a_bound_and_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LARGEST", 10)
    with pytest.raises(StackError, match="is larger than"):
        migrated(tmp_path, assistant())
    with pytest.raises(StackError, match="cannot be read"):
        read([tmp_path / "missing.json"])


def test_half_a_character_and_addresses_that_are_none(tmp_path: Path) -> None:
    made = migrated(tmp_path, json.dumps(assistant(name="a\ud800b")))
    (item,) = made.items["openai_assistants"].values()
    assert item["name"] == "a?b"
    evil = resource(
        "openai_thread", 'x" }\nresource "null" "y" {', {"id": "thread_a"}, module="module.a; rm -rf /"
    )
    made = migrated(tmp_path, state(evil))
    assert made.forget == []
    assert made.items["openai_threads"] == {"thread": {}}


def test_the_account_for_people_is_one_line_for_each_sentence(tmp_path: Path) -> None:
    made = migrated(tmp_path, assistant(name="a\n\x1b[31mb", tools=[{"type": "x\ny"}]))
    text = made.text()
    assert "\x1b" not in text
    assert 'assistant asst_help "a\\x0a\\x1b[31mb"' in text
    assert '  - A tool of the kind "x\\x0ay" is left out.\n' in text

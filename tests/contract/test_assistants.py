"""`openai_assistant` through the provider's wire calls: what is checked, kept, said, and not called."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from support.checks import every
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.emulator import Emulator

NAME = "openai_assistant"
ORDER = {
    "type": "object",
    "properties": {"order": {"type": "string"}},
    "required": ["order"],
    "additionalProperties": False,
}
GET_ORDER = {
    "function": {
        "name": "get_order",
        "description": "Returns an order",
        "parameters": json.dumps(ORDER),
    },
}
SUPPORT = {
    "name": "Support",
    "model": "gpt-5.6-terra",
    "instructions": "Answer in one sentence.\nBe kind.",
    "tools": [GET_ORDER],
}


@pytest.fixture
def run(shared_emulator: Emulator) -> Iterator[InProcess]:
    with closing(InProcess(shared_emulator.environment())) as started:
        yield started


def applied(run: InProcess, config: dict[str, Any], saved: Saved | None = None) -> Saved:
    made = run.apply(NAME, config, saved)
    assert made is not None
    return made


def operations(emulator: Emulator) -> list[str]:
    return [call["operation"] for call in emulator.calls()]


def test_a_definition_is_what_a_request_says(run: InProcess, shared_emulator: Emulator) -> None:
    store = shared_emulator.call("POST", "/vector_stores", json={"name": "Manuals"}).json()["id"]
    config = {
        **SUPPORT,
        "tools": [
            GET_ORDER,
            {
                "file_search": {
                    "vector_store_ids": [store],
                    "filters": '{"type": "eq", "key": "lang", "value": "en"}',
                    "ranking_options": {"hybrid_search": {"text_weight": 0.4, "embedding_weight": 0.6}},
                },
            },
            {"web_search": {"allowed_domains": ["example.com"]}},
            {"code_interpreter": {}},
            {"mcp": {"server_label": "crm", "server_url": "https://crm.example.com/mcp"}},
        ],
        "text_format": {
            "type": "json_schema",
            "json_schema": {"name": "reply", "schema": json.dumps(ORDER), "strict": True},
        },
        "reasoning": {"effort": "low"},
        "verbosity": "low",
        "max_output_tokens": 400,
        "parallel_tool_calls": False,
        "metadata": {"team": "support"},
    }
    state = applied(run, config).state
    assert json.loads(state["definition"]) == {
        "model": "gpt-5.6-terra",
        "instructions": "Answer in one sentence.\nBe kind.",
        "tools": [
            {
                "type": "function",
                "name": "get_order",
                "description": "Returns an order",
                "parameters": ORDER,
                "strict": True,
            },
            {
                "type": "file_search",
                "vector_store_ids": [store],
                "filters": {"type": "eq", "key": "lang", "value": "en"},
                "ranking_options": {"hybrid_search": {"embedding_weight": 0.6, "text_weight": 0.4}},
            },
            {"type": "web_search", "filters": {"allowed_domains": ["example.com"]}},
            {"type": "code_interpreter", "container": {"type": "auto"}},
            {"type": "mcp", "server_label": "crm", "server_url": "https://crm.example.com/mcp"},
        ],
        "text": {
            "format": {"type": "json_schema", "name": "reply", "schema": ORDER, "strict": True},
            "verbosity": "low",
        },
        "reasoning": {"effort": "low"},
        "max_output_tokens": 400,
        "parallel_tool_calls": False,
        "metadata": {"team": "support"},
    }
    # The API takes it: counting tokens is free and checks the same members.
    counted = {
        name: json.loads(state["definition"])[name] for name in ("model", "instructions", "tools", "text")
    }
    answer = shared_emulator.call("POST", "/responses/input_tokens", json=counted)
    assert answer.status_code == 200, answer.text


def test_another_definition_is_another_version_of_the_same_assistant(
    run: InProcess, shared_emulator: Emulator
) -> None:
    first = applied(run, SUPPORT)
    assert first.state["id"].startswith("asst_")
    assert first.state["changes"] == []
    shared_emulator.clear_calls()
    assert run.read(NAME, first) == first
    planned, _private = run.plan(NAME, SUPPORT, first)
    assert (planned, run.replaced, operations(shared_emulator)) == (first.state, [], [])
    wanted = {
        **SUPPORT,
        "model": "gpt-5.6-luna",
        "instructions": "Answer in one sentence.\nBe brief.\nBe kind.",
        "tools": [
            {**GET_ORDER, "function": {**GET_ORDER["function"], "description": "Finds an order"}},
            {"web_search": {}},
        ],
        "max_output_tokens": 50,
    }
    planned, _private = run.plan(NAME, wanted, first)
    assert planned is not None
    assert planned["changes"] == [
        "instructions: 1 line added, 0 lines removed",
        "max_output_tokens: not set -> 50",
        'model: "gpt-5.6-terra" -> "gpt-5.6-luna"',
        "tools: web_search added",
        "tools: get_order changed (description)",
    ]
    second = applied(run, wanted, first)
    assert second.state["version"] != first.state["version"]
    kept = ("id", "created_at")
    assert [second.state[name] for name in kept] == [first.state[name] for name in kept]
    renamed = applied(run, {**wanted, "name": "Help desk"}, second)
    assert (renamed.state["id"], renamed.state["version"]) == (first.state["id"], second.state["version"])
    back = applied(run, SUPPORT, renamed)
    assert back.state["version"] == first.state["version"]
    assert "createResponse" not in operations(shared_emulator)
    shared_emulator.clear_calls()
    assert run.apply(NAME, None, back) is None
    assert operations(shared_emulator) == []


def test_the_same_name_has_the_same_id_everywhere(run: InProcess) -> None:
    one, other = applied(run, SUPPORT), applied(run, {**SUPPORT, "model": "gpt-5.6-luna"})
    assert one.state["id"] == other.state["id"] != applied(run, {**SUPPORT, "name": "Sales"}).state["id"]


def test_bytes_of_the_instructions_file_make_a_version(run: InProcess, tmp_path: Path) -> None:
    file = tmp_path / "support.md"
    config = {"name": "Support", "model": "gpt-5.6-terra", "instructions_file": str(file)}
    with pytest.raises(RefusedError, match="Cannot read the file"):
        run.plan(NAME, config)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(RefusedError, match="is no text"):
        run.plan(NAME, config)
    file.write_text("Be kind.", "utf-8")
    saved = applied(run, config)
    assert json.loads(saved.state["definition"])["instructions"] == "Be kind."
    file.write_text("Be kind.\nBe brief.", "utf-8")
    planned, _private = run.plan(NAME, config, saved)
    assert planned is not None
    assert planned["changes"] == ["instructions: 1 line added, 0 lines removed"]
    with pytest.raises(RefusedError, match="Set only one of instructions, instructions_file"):
        run.plan(NAME, {**config, "instructions": "Be kind."})


LOOSE: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "object"}}}


@pytest.mark.parametrize(
    ("schema", "strict", "wanted"),
    [
        (LOOSE, None, ["additionalProperties", "Missing 'a'", "Missing 'b'", "'properties', 'b'"]),
        (LOOSE, True, ["additionalProperties"]),
        ({"type": "string"}, False, ['type: "object"']),
    ],
)
def test_schemas_of_functions_are_checked_before_a_call(
    run: InProcess, shared_emulator: Emulator, schema: Any, strict: bool | None, wanted: list[str]
) -> None:
    function = {"name": "f", "parameters": json.dumps(schema), "strict": strict}
    with pytest.raises(RefusedError) as refused:
        run.plan(NAME, {**SUPPORT, "tools": [{"function": function}]})
    assert every(each in str(refused.value) for each in wanted)
    assert operations(shared_emulator) == []
    if strict is None:
        applied(run, {**SUPPORT, "tools": [{"function": {**function, "strict": False}}]})


def test_the_schema_of_the_answer_is_checked_where_it_is_strict(run: InProcess) -> None:
    def form(*, strict: bool) -> dict[str, Any]:
        schema = {"name": "reply", "schema": json.dumps(LOOSE), "strict": strict}
        return {**SUPPORT, "text_format": {"type": "json_schema", "json_schema": schema}}

    with pytest.raises(RefusedError, match="The schema of the answer is refused"):
        run.plan(NAME, form(strict=True))
    applied(run, form(strict=False))


def test_a_store_and_a_model_must_be_there(run: InProcess) -> None:
    tool = {"file_search": {"vector_store_ids": ["vs_nothing"]}}
    with pytest.raises(RefusedError, match="There is no vector store vs_nothing"):
        run.plan(NAME, {**SUPPORT, "tools": [tool]})
    with pytest.raises(RefusedError, match=r"There is no model gpt-5\.6-tera"):
        run.plan(NAME, {**SUPPORT, "model": "gpt-5.6-tera"})


def test_what_the_model_refuses_is_refused_before_a_call(run: InProcess, shared_emulator: Emulator) -> None:
    with pytest.raises(RefusedError, match="refuses temperature"):
        run.plan(NAME, {**SUPPORT, "model": "gpt-6-astra", "temperature": 0.5})
    assert operations(shared_emulator) == []


def test_a_former_assistant_is_taken_over_without_a_call(run: InProcess, shared_emulator: Emulator) -> None:
    imported = run.import_(NAME, "asst_abc123")
    read = run.read(NAME, imported)
    assert read is not None
    assert operations(shared_emulator) == []
    assert every("has had no assistants since 2026-08-26" in each for each in run.warnings)
    kept = applied(run, SUPPORT, read)
    assert (kept.state["id"], run.replaced) == ("asst_abc123", [])
    assert kept.state["definition"] == applied(run, SUPPORT).state["definition"]
    planned, _private = run.plan(NAME, SUPPORT, kept)
    assert planned == kept.state
    with pytest.raises(RefusedError, match="Cannot import the assistant thread_1"):
        run.import_(NAME, "thread_1")

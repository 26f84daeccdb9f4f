"""What of a former assistant an item has, value by value."""

from __future__ import annotations

from typing import Any

import pytest
from plugins.plugin_utils.migration.assistants import assistant_item

from support.former_api import PARAMETERS, assistant

STORES = {"file_search": {"vector_store_ids": ["vs_1", "vs_2", "vs_1", 5]}}
SCHEMA = {"name": "answer", "description": "One.", "schema": {"type": "object"}, "strict": False}


def item(**values: Any) -> tuple[dict[str, Any], list[str]]:
    """Return what is in an item besides what every assistant has, and what is lost."""
    found, lost = assistant_item(assistant(**values), "asst_1", {"gpt-4o": "gpt-5.6-terra"})
    for name in ("name", "model", "instructions"):
        del found[name]
    return found, [each for each in lost if not each.startswith("Its model was")]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"description": "Helps."}, {"description": "Helps."}),
        ({"temperature": 0, "top_p": 0.3}, {"temperature": 0, "top_p": 0.3}),
        ({"temperature": 1, "top_p": 1.0}, {}),
        ({"temperature": True, "top_p": "0.3"}, {}),
        ({"reasoning_effort": "high"}, {"reasoning": {"effort": "high"}}),
        ({"reasoning_effort": "utmost"}, {}),
        ({"metadata": {"team": "lab"}}, {"metadata": {"team": "lab"}}),
        ({"response_format": "auto"}, {}),
        ({"response_format": {"type": "text"}}, {}),
        ({"response_format": {"type": "json_object"}}, {"text_format": {"type": "json_object"}}),
        ({"response_format": "json_object"}, {"text_format": {"type": "json_object"}}),
        (
            {"response_format": {"type": "json_schema", "json_schema": SCHEMA}},
            {
                "text_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "answer", "description": "One.", "schema": {"type": "object"}},
                }
            },
        ),
    ],
)
def test_values_that_today_s_api_knows_are_kept(values: dict[str, Any], found: dict[str, Any]) -> None:
    assert item(**values) == (found, [])


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, {}),
        ({"max_num_results": 1}, {"max_num_results": 1}),
        ({"max_num_results": 50}, {"max_num_results": 50}),
        ({"max_num_results": 0}, {}),
        ({"max_num_results": 51}, {}),
        ({"max_num_results": True}, {}),
        ({"ranking_options": {"score_threshold": 1}}, {"ranking_options": {"score_threshold": 1}}),
        ({"ranking_options": {"score_threshold": 0.1}}, {"ranking_options": {"score_threshold": 0.1}}),
        ({"ranking_options": {"score_threshold": 0}}, {}),
        ({"ranking_options": {"score_threshold": 1.5}}, {}),
        ({"ranking_options": {"score_threshold": True}}, {}),
    ],
)
@pytest.mark.parametrize("kind", ["file_search", "retrieval"])
def test_a_search_names_its_stores_once(kind: str, given: dict[str, Any], found: dict[str, Any]) -> None:
    made, lost = item(tools=[{"type": kind, "file_search": given}], tool_resources=STORES)
    assert made == {"tools": [{"file_search": {"vector_stores": ["vs_1", "vs_2"], **found}}]}
    assert lost == []


def test_code_has_its_files_and_those_that_were_attached() -> None:
    resources = {"code_interpreter": {"file_ids": ["file-1"]}}
    tools = [{"type": "code_interpreter"}] * 2
    assert item(tools=tools, tool_resources=resources, file_ids=["file-1", "file-2"]) == (
        {
            "tools": [
                {"code_interpreter": {"files": ["file-1", "file-2"]}},
                {"code_interpreter": {"files": ["file-1"]}},
            ]
        },
        [],
    )
    assert item(tools=tools[:1]) == ({"tools": [{"code_interpreter": {}}]}, [])


@pytest.mark.parametrize(
    ("function", "found", "lost"),
    [
        (
            {"name": "f", "description": "Does.", "parameters": PARAMETERS, "strict": True},
            {"name": "f", "description": "Does.", "parameters": PARAMETERS, "strict": True},
            [],
        ),
        (
            {"name": "f", "parameters": "", "strict": "yes"},
            {"name": "f", "parameters": {"type": "object", "properties": {}}, "strict": False},
            [],
        ),
        (
            {"name": "f", "parameters": "none"},
            {"name": "f", "parameters": {"type": "object", "properties": {}}, "strict": False},
            ['The parameters of the function "f" are no JSON Schema.'],
        ),
    ],
)
def test_a_function_keeps_its_schema(
    function: dict[str, Any], found: dict[str, Any], lost: list[str]
) -> None:
    assert item(tools=[{"type": "function", "function": function}]) == (
        {"tools": [{"function": found}]},
        lost,
    )


@pytest.mark.parametrize(
    ("values", "lost"),
    [
        ({"tools": ["x"]}, ['A tool of the kind "" is left out.']),
        (
            {"tools": [{"type": "file_search"}]},
            ["Its search in files names no vector store, so it is left out."],
        ),
        (
            {"file_ids": ["file-1", "file-2"]},
            ["Files that were attached to it are not searched: put file-1, file-2 into a vector store."],
        ),
        (
            {"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": "x"}}},
            ['The form of its answers ("json_schema") is left out: nothing says its schema.'],
        ),
    ],
)
def test_what_has_no_place_is_left_out_and_said(values: dict[str, Any], lost: list[str]) -> None:
    assert item(**values) == ({}, lost)


def test_labels_have_bounds() -> None:
    kept = {"n" * 64: "v" * 512, **{f"a{number}": "x" for number in range(15)}}
    assert item(metadata=kept) == ({"metadata": kept}, [])
    more = {"n" * 65: "v", "w": "v" * 513, "number": 1, **kept}
    assert item(metadata=more) == (
        {"metadata": kept},
        ["3 of its labels are left out: too many, or too long."],
    )


def test_a_name_and_a_description_are_cut_at_their_bounds() -> None:
    values = assistant(name="n" * 256, description="d" * 512, model="gpt-5.6-terra")
    found, lost = assistant_item(values, "asst_1", {})
    assert (found["name"], found["description"], lost) == ("n" * 256, "d" * 512, [])
    values = assistant(name="n" * 257, description="d" * 513, model=None)
    found, lost = assistant_item(values, "asst_1", {})
    assert (found["name"], found["description"], found["model"]) == ("n" * 256, "d" * 512, "unknown")
    assert lost == [
        "Its name had 257 characters; the first 256 are kept.",
        "Its description had 513 characters; the first 512 are kept.",
        "Nothing says its model: write one.",
    ]
    assert assistant_item({"model": "x"}, "asst_1", {})[0] == {"name": "asst_1", "model": "x"}
    assert assistant_item({"model": "x"}, "", {})[0]["name"] == "assistant"

"""Which calls of tools wait, as tasks of a play get to know them."""

from __future__ import annotations

from plugins.plugin_utils.tool_calls import pending_calls


def call(number: int, arguments: str | None = '{"order": "17"}') -> dict[str, str | None]:
    return {"id": f"fc_{number}", "call_id": f"call_{number}", "name": "get_order", "arguments": arguments}


def test_calls_of_runs_that_wait_are_listed_with_their_arguments() -> None:
    runs = {
        "a": {
            "status": "requires_action",
            "pending_calls": [call(1), call(2, "{{ 7 * 7 }}"), call(3, "[1]")],
        },
        "b": {"status": "completed", "pending_calls": []},
        "c": {"status": "requires_action", "pending_calls": [{**call(4, None), "call_id": None}]},
    }
    found = pending_calls({"outputs": {"run": runs}})
    assert [(each["run"], each["call_id"]) for each in found] == [
        ("a", "call_1"),
        ("a", "call_2"),
        ("a", "call_3"),
        ("c", "fc_4"),
    ]
    assert [each["arguments"] for each in found] == [{"order": "17"}, "{{ 7 * 7 }}", "[1]", None]
    left = pending_calls({"outputs": {"run": runs}}, {"a": {"call_1": "x", "call_3": "y"}, "c": {}})
    assert [each["call_id"] for each in left] == ["call_2", "fc_4"]


def test_a_result_without_runs_has_no_calls() -> None:
    assert pending_calls({}) == []
    assert pending_calls({"outputs": {"run": None}}) == []

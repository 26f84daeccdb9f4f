"""Answers of `openai_model_response` of each kind: JSON, calls, images, imports, and what is refused."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.responses import DRAW, HELLO, MODEL, NAME, WEATHER, applied, is_settled, refreshed
from support.wire import InProcess, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator


def test_json_is_parsed(start: Callable[[], InProcess]) -> None:
    form = {
        "type": "json_schema",
        "json_schema": {"name": "n", "strict": True, "schema": json.dumps(WEATHER)},
    }
    state = applied(start(), {**HELLO, "text_format": form, "reasoning": {"effort": "low"}}).state
    assert json.loads(state["parsed"]).keys() == {"city"}
    assert json.loads(state["output_text"]) == json.loads(state["parsed"])


def test_a_call_of_a_function_is_answered_by_the_next_response(start: Callable[[], InProcess]) -> None:
    run = start()
    tools = [{"function": {"name": "get_weather", "parameters": json.dumps(WEATHER)}}]
    asked = applied(run, {"model": MODEL, "input": "What is the weather in Oslo?", "tools": tools}).state
    (call,) = asked["tool_calls"]
    assert (call["type"], call["name"], asked["finish_reason"]) == (
        "function_call",
        "get_weather",
        "tool_calls",
    )
    output = {"type": "function_call_output", "call_id": call["call_id"], "output": "4 degrees, rain"}
    answer = {"model": MODEL, "previous_response_id": asked["id"], "input_items": [output], "tools": tools}
    assert "4 degrees, rain" in applied(run, answer).state["output_text"]


def test_a_megabyte_is_kept(start: Callable[[], InProcess], shared_emulator: Emulator) -> None:
    text = "All work and no play. " * 48_000
    config = {"model": MODEL, "input": f"Repeat: {text}"}
    run = start()
    saved = applied(run, config)
    assert saved.state["usage"]["input_tokens"] > 100_000
    assert is_settled(run, config, refreshed(run, saved))


def test_moderation_is_kept_and_a_block_stops_the_answer(start: Callable[[], InProcess]) -> None:
    asked = {"model": "omni-moderation-latest", "input_mode": "block"}
    run = start()
    state = applied(run, {**HELLO, "input": "I will kill you, said the goblin.", "moderation": asked}).state
    assert state["moderation_results"]["input"]["flagged"] is True
    assert (state["output_text"], state["incomplete_reason"]) == (None, "content_filter")


def test_images_are_files_and_no_bytes_of_them_are_kept(
    start: Callable[[], InProcess], paid: Callable[[], int], tmp_path: Path
) -> None:
    run = start()
    folder = tmp_path / "images"
    config = {**DRAW, "image_folder": str(folder)}
    saved = applied(run, config)
    (image,) = saved.state["images"]
    content = Path(image["path"]).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert image["sha256"] == hashlib.sha256(content).hexdigest()
    assert (image["bytes"], image["format"]) == (len(content), "png")
    assert Path(image["path"]).parent == folder
    assert Path(image["path"]).stat().st_mode & 0o777 == 0o600
    assert base64.b64encode(content).decode() not in json.dumps(saved.state)
    assert is_settled(run, config, saved)
    assert run.apply(NAME, None, saved) is None
    assert list(folder.iterdir()) == []
    assert paid() == 1


def test_an_image_that_was_changed_is_not_deleted(start: Callable[[], InProcess], tmp_path: Path) -> None:
    run = start()
    saved = applied(run, {**DRAW, "image_folder": str(tmp_path)})
    path = Path(saved.state["images"][0]["path"])
    path.write_bytes(b"mine now")
    run.apply(NAME, None, saved)
    assert path.read_bytes() == b"mine now"


def test_images_that_could_not_be_written_are_made_up_for_without_paying(
    start: Callable[[], InProcess], paid: Callable[[], int], tmp_path: Path
) -> None:
    folder = tmp_path / "images"
    config = {**DRAW, "image_folder": str(folder)}
    run = start()
    run.plan(NAME, config)
    folder.symlink_to(tmp_path / "nowhere" / "else")
    saved = applied(run, config)
    assert saved.state["images"] is None
    assert any("not finished" in each for each in run.warnings)
    folder.unlink()
    later = start()
    saved = applied(later, config, refreshed(later, saved))
    assert len(list(folder.iterdir())) == len(saved.state["images"]) == 1
    assert paid() == 1
    assert is_settled(later, config, saved)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (DRAW, "needs image_folder"),
        ({"model": MODEL}, "at least one of input"),
        ({**HELLO, "input_items": [{"role": "user", "content": "Hi"}]}, "only one of input"),
        ({**HELLO, "conversation": "conv_1", "previous_response_id": "resp_1"}, "only one of conversation"),
        ({**HELLO, "completion_window": "2h"}, "completion_window needs background = true"),
        ({**HELLO, "top_k": 4}, "no such parameter"),
        ({**HELLO, "prompt": "pmpt_1"}, "2026-11-30"),
        ({**HELLO, "max_output_tokens": 15}, "at least 16"),
        ({**HELLO, "model": "gpt-6.2-sol", "reasoning": {"effort": "none"}}, "refuses reasoning.effort"),
        ({**HELLO, "model": "gpt-6-astra", "temperature": 1}, "refuses temperature"),
        ({**HELLO, "model": "gpt-3.5-turbo"}, "no model gpt-3.5-turbo"),
    ],
)
def test_what_cannot_be_is_refused_before_it_is_paid_for(
    start: Callable[[], InProcess], paid: Callable[[], int], config: dict[str, Any], told: str
) -> None:
    with pytest.raises(RefusedError, match=re.compile(re.escape(told), re.IGNORECASE)):
        start().plan(NAME, config)
    assert paid() == 0


def test_a_stored_response_is_imported_with_what_the_api_gives_back(
    start: Callable[[], InProcess], paid: Callable[[], int]
) -> None:
    config = {**HELLO, "instructions": "Be brief.", "metadata": {"team": "shop"}}
    made = applied(start(), config)
    run = start()
    saved = refreshed(run, run.import_(NAME, made.state["id"]))
    assert saved.state["input"] == HELLO["input"]
    assert saved.state["output_text"] == made.state["output_text"]
    assert {name: saved.state[name] for name in config} == config
    saved = applied(run, {**config, "temperature": None}, saved)
    assert run.replaced == []
    assert is_settled(start(), config, saved)
    assert paid() == 1


def test_what_is_not_there_cannot_be_imported(start: Callable[[], InProcess]) -> None:
    run = start()
    assert run.read(NAME, run.import_(NAME, "resp_none")) is None


def test_a_token_is_kept_nowhere_and_another_makes_no_new_call(
    start: Callable[[], InProcess], paid: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = {
        "server_label": "crm",
        "server_url": "https://crm.example.com/mcp",
        "require_approval": "never",
        "authorization_env": "MCP_CRM_TOKEN",
    }
    config = {**HELLO, "tools": [{"mcp": server}]}
    monkeypatch.delenv("MCP_CRM_TOKEN", raising=False)
    with pytest.raises(RefusedError, match="MCP_CRM_TOKEN is not set"):
        start().apply(NAME, config)
    assert paid() == 0
    monkeypatch.setenv("MCP_CRM_TOKEN", "tok-very-secret")
    run = start()
    saved = applied(run, config)
    assert "tok-very-secret" not in json.dumps(saved.state) + saved.private.decode() + "".join(run.warnings)
    monkeypatch.setenv("MCP_CRM_TOKEN", "tok-another")
    assert is_settled(run, config, saved)
    assert paid() == 1

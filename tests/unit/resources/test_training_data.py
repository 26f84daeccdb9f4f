"""Training data is checked as the API does, before a job is paid for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fjcorp_openai.provider.resources.training_data import TrainingDataError, check

USER = {"role": "user", "content": "Hi"}
ANSWER = {"role": "assistant", "content": "Hello"}
CHAT = {"messages": [USER, ANSWER]}
TASK = {"messages": [USER], "answer": "Hello"}
PREFERENCE = {
    "input": {"messages": [USER]},
    "preferred_output": [ANSWER],
    "non_preferred_output": [{**ANSWER, "content": "Go away"}],
}
GOOD = {"supervised": CHAT, "dpo": PREFERENCE, "reinforcement": TASK}


def lines(*examples: Any, count: int = 10) -> list[bytes]:
    """Return the examples as lines, after as many good ones as make up the count."""
    texts = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in examples]
    return [json.dumps(CHAT).encode()] * (count - len(texts)) + texts


@pytest.mark.parametrize("method", GOOD)
def test_good_data_is_counted(method: str) -> None:
    data = [json.dumps(GOOD[method]).encode() + b"\n"] * 12
    data[0] = b"\xef\xbb\xbf" + data[0]
    assert check([*data, b"\n"], method).count == 12
    assert check(data).count == 12


@pytest.mark.parametrize(
    ("content", "least"),
    [("Hello", 5), ("蒸気機関", 12), ([{"type": "image_url", "image_url": {"url": "https://x/y"}}], 50_000)],
)
def test_tokens_are_bounded_by_the_bytes_of_all_that_is_learned_from(content: Any, least: int) -> None:
    one = check([json.dumps({"messages": [USER, {**ANSWER, "content": content}]}).encode()]).tokens
    more = check(lines({"messages": [USER, {**ANSWER, "content": content}], "note": "x" * 999}, count=1))
    assert one == more.tokens
    assert one >= least + len("Hi")
    preference = json.dumps(PREFERENCE).encode()
    assert check([preference] * 2).tokens == 2 * check([preference]).tokens > len("HiHelloGo away")


def test_a_file_inside_an_example_has_no_bound() -> None:
    file = {"messages": [{**USER, "content": [{"type": "file", "file": {"file_id": "file-1"}}]}, ANSWER]}
    assert check(lines(file), "supervised").tokens is None


@pytest.mark.parametrize(
    ("given", "wanted"), [(one, other) for one in GOOD for other in GOOD if one != other]
)
def test_data_for_another_method_is_refused_at_its_first_line(given: str, wanted: str) -> None:
    data = [b"\n"] + [json.dumps(GOOD[given]).encode()] * 12
    with pytest.raises(TrainingDataError, match=r"^line 2: "):
        check(data, wanted)


@pytest.mark.parametrize(
    ("example", "words"),
    [
        (b'{"messages": [', "it is not JSON: "),
        (b"\xff", "it is not UTF-8 text"),
        ([CHAT], "it is not a JSON object"),
        ({}, "messages must be a list of messages"),
        ({"messages": []}, "messages must be a list of messages"),
        ({"messages": ["Hi", ANSWER]}, r"messages\[0\] must be an object"),
        ({"messages": [{**USER, "role": "bot"}, ANSWER]}, r"messages\[0\]\.role must be one of system"),
        ({"messages": [USER, {"role": "assistant"}]}, r"messages\[1\]\.content must be text"),
        ({"messages": [USER, {**ANSWER, "weight": 2}]}, r"messages\[1\]\.weight must be 0 or 1"),
        ({"messages": [USER]}, "messages must hold an answer of the assistant"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(example: Any, words: str) -> None:
    with pytest.raises(TrainingDataError, match=f"^line 10: {words}"):
        check(lines(example), "supervised")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"input": None}, "a preference needs input"),
        ({"input": {}}, r"input\.messages must be a list"),
        ({"preferred_output": None}, "preferred_output must be a list"),
        (
            {"non_preferred_output": [USER]},
            "the last message of non_preferred_output must be the assistant's",
        ),
    ],
)
def test_a_preference_is_whole(change: dict[str, Any], words: str) -> None:
    with pytest.raises(TrainingDataError, match=f"^line 1: {words}"):
        check([json.dumps(PREFERENCE | change).encode()], "dpo")


def test_tool_calls_need_no_text() -> None:
    call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    assert (
        check(lines({"messages": [USER, {"role": "assistant", "tool_calls": [call]}]}), "supervised").count
        == 10
    )


@pytest.mark.parametrize(("count", "words"), [(0, "0 examples"), (1, "1 example, "), (9, "9 examples")])
def test_ten_examples_are_the_fewest(count: int, words: str) -> None:
    with pytest.raises(TrainingDataError, match=f"^it has {words}"):
        check([json.dumps(CHAT).encode()] * count, "supervised")


def test_prompts_with_completions_are_data_where_the_method_is_not_known() -> None:
    pair = json.dumps({"prompt": "Hi", "completion": "Hello"}).encode()
    assert check([pair] * 10).count == 10
    with pytest.raises(TrainingDataError, match=r"^line 1: "):
        check([pair] * 10, "supervised")

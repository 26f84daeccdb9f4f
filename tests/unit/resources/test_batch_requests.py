"""The requests of a batch: read from each source, checked line by line, split, and joined with results."""

from __future__ import annotations

import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api.errors import MalformedAnswer
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.batch import parts
from fjcorp_openai.provider.resources.batch.outcomes import Counts, Outcomes
from fjcorp_openai.provider.resources.batch.parts import Part
from fjcorp_openai.provider.resources.batch.requests import requests, survey
from fjcorp_openai.provider.resources.batch.results_file import is_results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDPOINT = "/v1/chat/completions"
MODEL = "gpt-5.6-luna"
TEMPLATE = {"model": MODEL, "messages": [{"role": "user", "content": "Classify: {text}"}]}


def asked(name: str, **changes: Any) -> dict[str, Any]:
    body = {"model": MODEL, "messages": [{"role": "user", "content": f"Say {name}"}]}
    return {"custom_id": name, "method": "POST", "url": ENDPOINT, "body": body, **changes}


def lines_of(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(each.line) for each in requests(values)]


def of_file(folder: Path, *lines: Any, **values: Any) -> dict[str, Any]:
    path = folder / "requests.jsonl"
    texts = [each if isinstance(each, str) else json.dumps(each) for each in lines]
    path.write_text("\n".join(texts), encoding="utf-8", errors="surrogateescape")
    return {"endpoint": ENDPOINT, "requests_file": str(path), **values}


def of_rows(folder: Path, text: str, template: Any = None, suffix: str = "csv") -> dict[str, Any]:
    path = folder / f"rows.{suffix}"
    path.write_bytes(text.encode())
    return {
        "endpoint": ENDPOINT,
        "template": json.dumps(TEMPLATE if template is None else template),
        "rows_file": str(path),
    }


# Sources.


def test_requests_stand_in_the_order_they_were_written_in() -> None:
    bodies = {"zebra": asked("zebra")["body"], "ant": asked("ant")["body"]}
    values = {"endpoint": ENDPOINT, "requests": json.dumps(bodies)}
    assert lines_of(values) == [asked("zebra"), asked("ant")]
    found = survey(values)
    assert (found.count, found.model, found.parts) == (2, MODEL, (Part(0, 2),))


def test_lines_of_a_file_are_sent_as_they_stand(tmp_path: Path) -> None:
    text = '{"custom_id": "a",  "method":"POST","url":"/v1/chat/completions", "body": {"model": "m"}}'
    other = text.replace('"a"', '"b"')
    values = of_file(tmp_path, text, "", f"  {other} ")
    sent = [each.line for each in requests(values)]
    assert sent == [f"{text}\n".encode(), f"{other}\n".encode()]
    assert survey(values).sha256 == hashlib.sha256(b"".join(sent)).hexdigest()


def test_a_row_fills_the_template_and_is_never_read_as_one(tmp_path: Path) -> None:
    template = {
        "model": MODEL,
        "messages": [
            {"role": "system", "content": 'Answer as {"label": "…"}; {{text}} is the review.'},
            {"role": "user", "content": "{text} ({stars} of 5)"},
        ],
    }
    hostile = 'He said ""{stars}"", {{ 7 * 7 }} ${HOME} \\ and\nleft'
    values = of_rows(tmp_path, f'\ufeffcustom_id,text,stars\nr7,"{hostile}",5\n', template)
    (sent,) = lines_of(values)
    assert sent["custom_id"] == "r7"
    told, question = (each["content"] for each in sent["body"]["messages"])
    assert told == 'Answer as {"label": "…"}; {text} is the review.'
    assert question == 'He said "{stars}", {{ 7 * 7 }} ${HOME} \\ and\nleft (5 of 5)'


def test_values_of_jsonl_rows_keep_their_kinds(tmp_path: Path) -> None:
    template = {"model": MODEL, "n": "{n}", "stop": "{stop}", "user": "{n} of {stop}"}
    values = of_rows(tmp_path, '{"n": 2, "stop": ["a", "é"]}\n\n{"n": 3, "stop": null}\n', template, "jsonl")
    first, second = lines_of(values)
    assert first["body"] == {"model": MODEL, "n": 2, "stop": ["a", "é"], "user": '2 of ["a", "é"]'}
    assert second["body"] == {"model": MODEL, "n": 3, "stop": None, "user": "3 of null"}
    assert [first["custom_id"], second["custom_id"]] == ["row-1", "row-2"]


# What is wrong is reported with its line.

WRONG = {
    "no json": (["{oops"], "line 2: this is no JSON"),
    "nothing json writes": (['{"custom_id": NaN}'], "line 2: this is no JSON: NaN"),
    "a key twice": (['{"custom_id": "b", "custom_id": "c"}'], 'line 2: .*"custom_id" stands twice'),
    "a list": (["[]"], "line 2: a request is an object with custom_id, method, url and body"),
    "not utf-8": (["\udcff"], "line 2: this is no JSON"),
    "no id": ([asked("b", custom_id=None)], "line 2: custom_id must be a text that is not empty"),
    "a blank id": ([asked(" ")], "line 2: custom_id must be a text that is not empty"),
    "an id twice": ([asked("b"), asked("a")], 'line 3: custom_id "a" is used before'),
    "method": ([asked("b", method="GET")], 'line 2: method must be "POST", not "GET"'),
    "endpoint": (
        [asked("b", url="/v1/embeddings")],
        'line 2: url must be "/v1/chat/completions", not "/v1/embeddings"',
    ),
    "body": ([asked("b", body="x")], "line 2: body must be an object"),
    "no model": ([asked("b", body={})], "line 2: body.model must name a model"),
    "models": (
        [asked("b", body={"model": "gpt-6-sol"})],
        f'line 2: model "gpt-6-sol" is not that of the requests before, "{MODEL}"',
    ),
    "stream": ([asked("b", body={"model": MODEL, "stream": True})], "line 2: body.stream cannot be true"),
    "background": (
        [asked("b", body={"model": MODEL, "background": True})],
        "line 2: body.background cannot be true",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_line_is_named(tmp_path: Path, wrong: str) -> None:
    added, message = WRONG[wrong]
    values = of_file(tmp_path, asked("a"), *added)
    with pytest.raises(ProviderError, match=message) as refused:
        survey(values)
    assert refused.value.path == ("requests_file",)
    assert str(tmp_path / "requests.jsonl") in refused.value.summary
    assert "\n" not in refused.value.summary


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,text\n1\n", "line 2: the row has not as many values"),
        ("id,text\n1,a,b\n", "line 2: the row has not as many values"),
        ("id,id\n1,2\n", "line 1: each column needs a name of its own"),
        ("id,\n1,2\n", "line 1: each column needs a name of its own"),
        ('id,text\n1,"a\n', "line 2: this is no CSV"),
        ("id,words\n1,a\n", r"line 2: the template names the column \{text\}.* it has id, words"),
        ("", "there are no requests in it"),
        ("text\n", "there are no requests in it"),
        ("custom_id,text\na,x\na,y\n", 'line 3: custom_id "a" is used before'),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ProviderError, match=message) as refused:
        survey(of_rows(tmp_path, text))
    assert refused.value.path == ("rows_file",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1]\n", "line 1: a row is an object"),
        ('{"text": "a"}\n{"words": "a"}\n', r"line 2: the template names the column \{text\}"),
        ('{"text": "\\ud800"}\n', "line 1: it holds half a character"),
    ],
)
def test_a_wrong_row_of_json_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ProviderError, match=message):
        survey(of_rows(tmp_path, text, suffix="jsonl"))


def test_rows_that_are_not_in_utf_8_are_refused(tmp_path: Path) -> None:
    values = of_rows(tmp_path, "")
    (tmp_path / "rows.csv").write_bytes(b"text\ncaf\xe9\n")
    with pytest.raises(ProviderError, match="not in UTF-8"):
        survey(values)


@pytest.mark.parametrize("name", ["requests_file", "rows_file"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    values = {"endpoint": ENDPOINT, "template": json.dumps(TEMPLATE), name: str(tmp_path / "none.csv")}
    with pytest.raises(ProviderError, match=r"Cannot read the file.*No such file") as refused:
        survey(values)
    assert refused.value.path == (name,)
    with pytest.raises(ProviderError, match="Is a directory"):
        survey({**values, name: str(tmp_path)})


def test_only_moderations_may_name_no_model() -> None:
    values = {"endpoint": "/v1/moderations", "requests": '{"a": {"input": "x"}}'}
    assert survey(values).model is None
    with pytest.raises(ProviderError, match=r'requests: "a": body\.model must name a model'):
        survey({**values, "endpoint": ENDPOINT})


# Splitting.


@pytest.mark.slow
def test_a_hundred_and_twenty_thousand_rows_are_three_batches(tmp_path: Path) -> None:
    rows = "".join(f"text {number}\n" for number in range(120_000))
    found = survey(of_rows(tmp_path, f"text\n{rows}"))
    assert found.count == 120_000
    assert found.parts == (Part(0, 50_000), Part(50_000, 50_000), Part(100_000, 20_000))


def test_bytes_and_embedding_inputs_split_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = len(json.dumps(asked("a"))) + 1
    monkeypatch.setattr(parts, "MOST_BYTES", 2 * one + 1)
    found = survey(of_file(tmp_path, *map(asked, "abcde")))
    assert found.parts == (Part(0, 2), Part(2, 2), Part(4, 1))
    monkeypatch.undo()
    bodies = {str(number): {"model": "text-embedding-3-small", "input": ["x"] * 2000} for number in range(26)}
    found = survey({"endpoint": "/v1/embeddings", "requests": json.dumps(bodies)})
    assert found.parts == (Part(0, 25), Part(25, 1))
    tokens = {"a": {"model": "text-embedding-3-small", "input": [1] * 60_000}}
    assert survey({"endpoint": "/v1/embeddings", "requests": json.dumps(tokens)}).count == 1


def test_halves_hold_the_same_requests() -> None:
    assert Part(10, 5).halves() == (Part(10, 3), Part(13, 2))


# Results.


@pytest.fixture
def outcomes(tmp_path: Path) -> Iterator[Outcomes]:
    found = Outcomes(tmp_path)
    yield found
    found.close()


def result(custom_id: str, status: int | None = 200, body: Any = None, error: Any = None) -> dict[str, Any]:
    response = None if status is None else {"status_code": status, "request_id": "req_1", "body": body}
    return {"id": "batch_req_1", "custom_id": custom_id, "response": response, "error": error}


def added(outcomes: Outcomes, folder: Path, *results: Any) -> None:
    path = folder / "output.jsonl"
    path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in results))
    outcomes.add(path, "GET /files/file-1/content")


def test_results_are_joined_in_the_order_of_the_requests(outcomes: Outcomes, tmp_path: Path) -> None:
    refusal = {"error": {"message": "no", "code": "bad"}}
    expired = {"code": "batch_expired", "message": "late"}
    added(outcomes, tmp_path, result("c", body={"text": "half \ud800"}), result("a", body={"text": "é"}))
    added(outcomes, tmp_path, result("b", 400, refusal), result("d", None, error=expired))
    added(outcomes, tmp_path, result("e", None, error={"code": "batch_cancelled", "message": "x"}))
    stream = io.BytesIO()
    counts, sha256 = outcomes.write(["a", "b", "c", "d", "e", "f"], stream)
    assert counts == Counts(completed=2, failed=3, cancelled=1)
    assert sha256 == hashlib.sha256(stream.getvalue()).hexdigest()
    written = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(each["custom_id"], each["ok"], each["status_code"]) for each in written] == [
        ("a", True, 200),
        ("b", False, 400),
        ("c", True, 200),
        ("d", False, None),
        ("e", False, None),
        ("f", False, None),
    ]
    assert [each["response"] for each in written[:3]] == [{"text": "é"}, None, {"text": "half \ud800"}]
    assert [each["error"] and each["error"]["code"] for each in written] == [
        None,
        "bad",
        None,
        "batch_expired",
        "batch_cancelled",
        "no_result",
    ]
    assert "é".encode() in stream.getvalue()
    assert [outcomes.kind(each) for each in "abef"] == ["completed", "failed", "cancelled", "failed"]


def test_a_later_result_takes_the_place_of_an_earlier_one(outcomes: Outcomes, tmp_path: Path) -> None:
    added(outcomes, tmp_path, result("a", 500, {"error": None}), result("b", body={"n": 1}))
    added(outcomes, tmp_path, result("a", body={"n": 2}))
    stream = io.BytesIO()
    assert outcomes.write(outcomes.custom_ids(), stream)[0] == Counts(2, 0, 0)
    assert [json.loads(line)["response"] for line in stream.getvalue().splitlines()] == [{"n": 2}, {"n": 1}]


@pytest.mark.parametrize("line", ["{oops", "[]", '{"custom_id": 7}', "{}"])
def test_what_is_no_result_is_the_fault_of_the_api(outcomes: Outcomes, tmp_path: Path, line: str) -> None:
    with pytest.raises(MalformedAnswer, match="GET /files/file-1/content: the API's answer is malformed"):
        added(outcomes, tmp_path, line)


def test_a_file_of_results_is_told_from_any_other(tmp_path: Path) -> None:
    path = tmp_path / "file"
    found = Outcomes(tmp_path)
    with path.open("wb") as stream:
        found.write(["a"], stream)
    found.close()
    assert is_results(path)
    path.write_text("")
    assert is_results(path)
    for other in ("a,b\n1,2\n", '{"custom_id": "a"}\n', "[1]\n", '{"custom_id":'):
        path.write_text(other)
        assert not is_results(path)

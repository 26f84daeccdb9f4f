"""`openai_embeddings` through the provider's wire calls: what is paid for when, and what is kept where."""

from __future__ import annotations

import base64
import re
import struct
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from support.embeddings import BELL, BRAKES, NAME, SMALL, applied, lines, npy_rows, paid, recorded
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.emulator import Emulator


@pytest.fixture
def run(shared_emulator: Emulator) -> Iterator[InProcess]:
    """One run of the provider."""
    with closing(InProcess(shared_emulator.environment())) as started:
        yield started


@pytest.fixture
def asked(run: InProcess) -> Callable[[], list[int]]:
    """Return how many texts each call asked about."""
    calls = recorded(run)
    return lambda: paid(calls)


def is_settled(run: InProcess, config: dict[str, Any], saved: Saved) -> bool:
    planned, _private = run.plan(NAME, config, saved)
    return planned == saved.state and not run.replaced


def expected(emulator: Emulator, text: str, dimensions: int = 8) -> list[float]:
    """Return what the API answers about one text, asked for directly."""
    body = {"model": "text-embedding-3-small", "input": text, "dimensions": dimensions}
    answer = emulator.call("POST", "/embeddings", json=body).json()
    return pytest.approx(answer["data"][0]["embedding"], abs=1e-7)


def test_one_text_is_paid_for_once(
    run: InProcess, asked: Callable[[], list[int]], shared_emulator: Emulator
) -> None:
    config = {"input": BELL, **SMALL}
    saved = applied(run, config)
    state = saved.state
    assert asked() == [1]
    assert state["paid_call"] == "POST /embeddings: 1 text"
    assert state["embedding"] == expected(shared_emulator, BELL)
    assert state["embeddings"] == {"input": state["embedding"]}
    assert (state["vector_size"], state["text_count"], state["paid_count"]) == (8, 1, 1)
    assert state["response_model"] == "text-embedding-3-small"
    assert state["usage"]["prompt_tokens"] == state["usage"]["total_tokens"] > 3
    assert state["id"] == state["digest"]
    before = len(shared_emulator.calls())
    assert run.read(NAME, saved) == saved
    assert is_settled(run, config, saved)
    assert run.apply(NAME, None, saved) is None
    assert len(shared_emulator.calls()) == before
    with pytest.raises(RefusedError, match="cannot be imported"):
        run.import_(NAME, "x")


def test_the_plan_warns_of_what_is_paid(run: InProcess) -> None:
    run.plan(NAME, {"texts": [BELL, BRAKES, BELL]})
    (warning,) = run.warnings
    told, _dot, estimate = warning.partition(" Estimate: ")
    # 22 and 18 bytes.
    assert estimate.startswith("at most 40 tokens in: at most 0.0000008 USD")
    assert told == (
        "Paid call: POST /embeddings\nApplying this plan asks text-embedding-3-small about 2 texts of 3."
    )


@pytest.mark.parametrize("form", ["float", "base64"])
def test_a_changed_text_pays_for_one_from_the_state(
    run: InProcess, asked: Callable[[], list[int]], shared_emulator: Emulator, form: str
) -> None:
    config: dict[str, Any] = {"inputs": {"b": BRAKES, "a": BELL}, **SMALL, "encoding_format": form}
    first = applied(run, config)
    config["inputs"]["b"] = "The brakes are fine."
    second = applied(run, config, first)
    assert not run.replaced
    assert asked() == [2, 1]
    assert second.state["paid_call"] == "POST /embeddings: 1 text of 2"
    assert second.state["paid_count"] == 1
    assert second.state["id"] == first.state["id"]
    kept = "embeddings" if form == "float" else "embeddings_base64"
    assert second.state[kept]["a"] == first.state[kept]["a"]
    assert second.state[kept]["b"] != first.state[kept]["b"]
    other = "embeddings_base64" if form == "float" else "embeddings"
    assert second.state[other] is None
    vector = second.state[kept]["b"]
    if form == "base64":
        vector = list(struct.unpack("<8f", base64.b64decode(vector)))
    assert vector == expected(shared_emulator, "The brakes are fine.")
    assert is_settled(run, config, second)


def test_paying_for_as_much_once_more_is_counted(run: InProcess) -> None:
    config: dict[str, Any] = {"input": BELL, **SMALL}
    saved = applied(run, config)
    told = [(saved.state["paid_call"], saved.state["payments"])]
    costs = [saved.state["cost"]]
    for text in (BRAKES, "The saddle is soft."):
        saved = applied(run, {**config, "input": text}, saved)
        told.append((saved.state["paid_call"], saved.state["payments"]))
        costs.append(saved.state["cost"])
    assert sorted({0, *costs}) == [0, *costs], "each adds to what those before cost"
    assert told == [("POST /embeddings: 1 text", number) for number in (1, 2, 3)]


def test_what_is_not_in_the_vectors_costs_nothing(
    run: InProcess, asked: Callable[[], list[int]], tmp_path: Path
) -> None:
    config: dict[str, Any] = {"texts": [BELL, BRAKES], **SMALL}
    saved = applied(run, config)
    order = applied(run, {**config, "texts": [BRAKES, BELL]}, saved)
    assert order.state["embeddings"] == {
        "0": saved.state["embeddings"]["1"],
        "1": saved.state["embeddings"]["0"],
    }
    assert (order.state["paid_call"], order.state["paid_count"], order.state["payments"]) == (None, 0, 1)
    keyed = applied(run, {"inputs": {"bell": BELL}, **SMALL}, order)
    assert [*keyed.state["embeddings"]] == ["bell"]
    user = applied(run, {"inputs": {"bell": BELL}, **SMALL, "user": "ada"}, keyed)
    assert user.state["embeddings"] == keyed.state["embeddings"]
    packed = {"inputs": {"bell": BELL}, **SMALL, "output_file": str(tmp_path / "new" / "v.jsonl")}
    filed = applied(run, packed, user)
    assert filed.state["embeddings"] is None
    assert lines(tmp_path / "new" / "v.jsonl")[0]["embedding"] == pytest.approx(
        keyed.state["embeddings"]["bell"]
    )
    assert is_settled(run, packed, filed)
    assert asked() == [2]


@pytest.mark.parametrize("change", [{"model": "text-embedding-3-large"}, {"dimensions": 9}], ids=str)
def test_another_model_or_size_pays_for_all(
    run: InProcess, asked: Callable[[], list[int]], change: dict[str, Any]
) -> None:
    config = {"texts": [BELL, BRAKES], **SMALL}
    applied(run, {**config, **change}, applied(run, config))
    assert asked() == [2, 2]


@pytest.mark.parametrize("ending", ["jsonl", "npy"])
def test_a_file_holds_the_vectors_in_order_and_serves_again(
    run: InProcess, asked: Callable[[], list[int]], shared_emulator: Emulator, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"vectors.{ending}"
    texts = [f"Text {number} of ten, about bicycles." for number in range(9, -1, -1)]
    config: dict[str, Any] = {"texts": [*texts, texts[0]], **SMALL, "output_file": str(path)}
    saved = applied(run, config)
    assert asked() == [10]
    assert path.stat().st_mode & 0o777 == 0o600
    state = saved.state
    assert [state[each] for each in ("embeddings", "embeddings_base64", "embedding")] == [None] * 3
    assert state["text_count"] == 11
    named = lines(path if ending == "jsonl" else tmp_path / "vectors.npy.jsonl")
    assert [each["text"] for each in named] == config["texts"]
    assert [each["key"] for each in named] == [str(number) for number in range(11)]
    vectors = [each["embedding"] for each in named] if ending == "jsonl" else npy_rows(path)
    assert vectors[3] == expected(shared_emulator, texts[3])
    assert vectors[10] == vectors[0]
    assert is_settled(run, config, saved)

    config["texts"][4] = "Another text."
    again = applied(run, config, saved)
    assert asked() == [10, 1]
    changed = (
        (lines(path), [each["embedding"] for each in lines(path)])
        if ending == "jsonl"
        else (None, npy_rows(path))
    )
    assert changed[1][4] == expected(shared_emulator, "Another text.")
    assert [each for place, each in enumerate(changed[1]) if place != 4] == [
        each for place, each in enumerate(vectors) if place != 4
    ]
    assert [each.name for each in tmp_path.glob(".*")] == []
    assert run.apply(NAME, None, again) is None
    assert path.exists()


@pytest.mark.parametrize("ending", ["jsonl", "npy"])
def test_a_file_that_is_gone_is_paid_for_and_one_of_before_is_not(
    run: InProcess, asked: Callable[[], list[int]], tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"vectors.{ending}"
    config = {"texts": [BELL, BRAKES], **SMALL, "output_file": str(path)}
    saved = applied(run, config)
    # The state was lost, and the file was not.
    assert applied(run, config).state["output_sha256"] == saved.state["output_sha256"]
    assert asked() == [2]
    path.unlink()
    planned, _private = run.plan(NAME, config, saved)
    assert planned is not None
    assert (planned["paid_call"], planned["payments"]) == ("POST /embeddings: 2 texts", 2)
    again = applied(run, config, saved)
    assert asked() == [2, 2]
    assert again.state["output_sha256"] == saved.state["output_sha256"]


def test_a_foreign_file_is_not_overwritten(
    run: InProcess, asked: Callable[[], list[int]], tmp_path: Path
) -> None:
    for name in ("notes.jsonl", "notes.npy"):
        path = tmp_path / name
        path.write_text('{"a": 1}\n')
        with pytest.raises(RefusedError, match="is there already, and holds no embeddings"):
            run.plan(NAME, {"input": BELL, "output_file": str(path)})
        assert path.read_text() == '{"a": 1}\n'
    with pytest.raises(RefusedError, match="Not a directory"):
        run.plan(NAME, {"input": BELL, "output_file": str(tmp_path / "notes.jsonl" / "v.jsonl")})
    assert asked() == []


def test_files_and_folders_are_texts(run: InProcess, asked: Callable[[], list[int]], tmp_path: Path) -> None:
    for place in ("here", "there"):
        (tmp_path / place / "deep").mkdir(parents=True)
        (tmp_path / place / "bell.md").write_text(BELL)
        (tmp_path / place / "deep" / "brakes.toml").write_text(BRAKES)
        (tmp_path / place / "photo.png").write_bytes(b"\xff\xfe\xfd")

    def folder(place: str) -> dict[str, Any]:
        return {"folder": {"path": str(tmp_path / place), "exclude": ["*.png"]}, **SMALL}

    saved = applied(run, folder("here"))
    assert [*saved.state["embeddings"]] == ["bell.md", "deep/brakes.toml"]
    assert is_settled(run, folder("there"), saved)
    (tmp_path / "there" / "bell.md").write_text("A new bell.")
    moved = applied(run, folder("there"), saved)
    assert asked() == [2, 1]
    paths = [str(tmp_path / "there" / name) for name in ("bell.md", "deep/brakes.toml")]
    named = applied(run, {"files": paths, **SMALL}, moved)
    assert [*named.state["embeddings"]] == ["bell.md", "brakes.toml"]
    assert asked() == [2, 1]
    for config, message in (
        ({"folder": {"path": str(tmp_path / "here")}}, 'photo.png" is no text in UTF-8'),
        ({"files": [paths[0], str(tmp_path / "here" / "bell.md")]}, 'Two files have the name "bell.md"'),
        ({"files": ["/nowhere/a.md"]}, 'Cannot read the file "/nowhere/a.md"'),
    ):
        with pytest.raises(RefusedError, match=re.escape(message)):
            run.plan(NAME, config)


def test_duplicates_are_named(run: InProcess) -> None:
    inputs = {"a": BELL, "b": BRAKES, "c": BELL, "d": "The brakes squeak!"}
    config = {"inputs": inputs, "dimensions": 256, "duplicates_above": 0.8}
    state = applied(run, config).state
    assert [(each["key"], each["other"]) for each in state["duplicates"]] == [("a", "c"), ("b", "d")]
    assert state["duplicates"][0]["similarity"] == 1
    assert 0.8 < state["duplicates"][1]["similarity"] < 1


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({}, "input, texts, inputs, files, folder"),
        ({"input": "a", "texts": ["b"]}, "input, texts, inputs, files, folder"),
        ({"texts": ["a", " "]}, "is not a text"),
        ({"input": "a", "output_file": "v.csv"}, '"v.csv" is not the path of a .jsonl or .npy file'),
        ({"input": "a", "model": "text-embedding-ada-002", "dimensions": 8}, "has no other dimensions"),
        ({"input": "a", "dimensions": 1537}, "text-embedding-3-small has 1536 dimensions"),
        ({"input": "a", "model": "text-embedding-9"}, "There is no model text-embedding-9"),
        ({"texts": ["a"] * 47}, "47 vectors would make 1.0 MB of the state"),
        ({"texts": ["a"] * 123, "encoding_format": "base64"}, "123 vectors would make 1.0 MB of the state"),
        ({"texts": ["a"] * 501, "dimensions": 2, "duplicates_above": 0.9}, "501 texts are too many"),
        ({"input": "a", "oversized": {"max_tokens": 10, "overlap": 6}}, "more than half of max_tokens"),
        ({"texts": ["a", "b"], "inputs": None, "oversized": {"mode": "drop"}}, '"drop" is none of'),
    ],
    ids=str,
)
def test_bad_input_is_refused_in_the_plan(
    run: InProcess, asked: Callable[[], list[int]], config: dict[str, Any], message: str
) -> None:
    with pytest.raises(RefusedError, match=re.escape(message)):
        run.plan(NAME, config)
    assert asked() == []


def test_the_largest_that_a_state_may_hold_is_planned(run: InProcess) -> None:
    for config in ({"texts": ["a"] * 46}, {"texts": ["a"] * 122, "encoding_format": "base64"}):
        assert run.plan(NAME, config)[0] is not None


def test_what_is_unknown_in_the_plan_is_checked_by_the_apply(run: InProcess) -> None:
    from fjcorp_openai.provider.protocol.values import UNKNOWN

    planned, _private = run.plan(NAME, {"input": UNKNOWN})
    assert planned is not None
    assert planned["paid_call"] == "POST /embeddings: texts that are known after apply"


@pytest.mark.parametrize(
    "data",
    [
        [],
        [{"index": 1, "embedding": "AACAPw=="}],
        [{"index": 0, "embedding": "AACAfw=="}],
        [{"index": 0, "embedding": "AAA="}],
        [{"index": 0}],
        None,
    ],
    ids=str,
)
def test_an_odd_answer_is_told_as_such(run: InProcess, monkeypatch: pytest.MonkeyPatch, data: Any) -> None:
    answer = {"object": "list", "data": data, "model": "m", "usage": {"total_tokens": 1}}
    monkeypatch.setattr(run.api, "post", lambda *_unused: answer)
    with pytest.raises(RefusedError, match="was paid for, but holds no vector for each of 1 texts"):
        run.apply(NAME, {"input": BELL})

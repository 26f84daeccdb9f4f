"""`openai_embeddings` of long texts and of many: what goes in a call, and what is kept when one fails."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from support.embeddings import (
    BELL,
    BRAKES,
    NAME,
    OPERATION,
    SMALL,
    applied,
    lines,
    npy_rows,
    paid,
    recorded,
)
from support.wire import InProcess, RefusedError

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


LONG = " ".join(f"brake {number % 1000}" for number in range(4500))
"""More than 8,192 tokens, whoever counts."""


def test_a_text_that_is_too_long_is_named_before_any_call(
    run: InProcess, asked: Callable[[], list[int]]
) -> None:
    config = {"inputs": {"short": BELL, "novel": LONG}, **SMALL}
    with pytest.raises(RefusedError, match='"novel" has at least 9,000 tokens') as refused:
        run.plan(NAME, config)
    assert "brake" not in str(refused.value)
    assert asked() == []


def test_a_long_text_is_cut_or_chunked(run: InProcess) -> None:
    config = {"inputs": {"short": BELL, "novel": LONG}, **SMALL}
    calls = recorded(run)
    cut = applied(run, {**config, "oversized": {"mode": "truncate", "max_tokens": 1000}})
    assert cut.state["text_count"] == 2
    [([novel, short], _status)] = calls
    assert short == BELL
    assert LONG.startswith(novel)
    assert 200 < novel.count("brake") <= 500
    chunked = {**config, "oversized": {"mode": "chunk", "max_tokens": 8000, "overlap": 800}}
    state = applied(run, chunked, cut).state
    parts, _status = calls[1]
    assert [*state["embeddings"]] == ["novel#1", "novel#2", "novel#3", "short"]
    assert len(parts) == 3
    assert LONG.startswith(parts[0])
    assert LONG.endswith(parts[2])
    for part, following in itertools.pairwise(parts):
        assert part in LONG
        assert part[-500:] in following[:6000]


def test_more_than_a_call_takes_is_packed(
    run: InProcess, asked: Callable[[], list[int]], tmp_path: Path
) -> None:
    texts = [f"{number}" for number in range(5000)]
    config = {"texts": texts, "dimensions": 2, "output_file": str(tmp_path / "v.jsonl")}
    saved = applied(run, config)
    assert asked() == [2048, 2048, 904]
    texts[2500] = "Another one"
    applied(run, {**config, "texts": texts}, saved)
    assert asked() == [2048, 2048, 904, 1]


def test_a_call_that_is_too_much_is_halved_and_what_is_paid_is_kept(
    run: InProcess, asked: Callable[[], list[int]], shared_emulator: Emulator, tmp_path: Path
) -> None:
    shared_emulator.fault(
        OPERATION, status=400, code="max_tokens_per_request", message="300000 tokens at most"
    )
    config = {"texts": [f"Text {number}" for number in range(9)], **SMALL}
    state = applied(run, {**config, "output_file": str(tmp_path / "v.jsonl")}).state
    assert asked() == [4, 5]
    assert state["paid_count"] == 9
    assert [each["text"] for each in lines(tmp_path / "v.jsonl")] == config["texts"]


def test_a_text_that_only_the_api_finds_too_long_is_named_and_the_others_are_kept(
    run: InProcess, asked: Callable[[], list[int]], tmp_path: Path
) -> None:
    # Letters without a blank: nothing here shows how many tokens they are.
    texts = {"a": BELL, "b": BRAKES, "wall": "x" * 80_000}
    config = {"inputs": texts, **SMALL, "output_file": str(tmp_path / "v.jsonl")}
    with pytest.raises(RefusedError, match="The text wall is too long for text-embedding-3-small") as refused:
        run.apply(NAME, config)
    assert "xxxx" not in str(refused.value)
    assert asked() == [1, 1]
    del texts["wall"]
    applied(run, config)
    assert asked() == [1, 1]
    assert [each["key"] for each in lines(tmp_path / "v.jsonl")] == ["a", "b"]


FAULTS = [
    pytest.param({"status": 500}, "2,048 of 2,050 texts were embedded", 0, id="error of the server"),
    pytest.param({"drop": "after"}, "The answer of POST /embeddings was lost", 1, id="answer lost"),
]


@pytest.mark.parametrize(("fault", "message", "twice"), FAULTS)
def test_an_apply_that_ends_half_way_pays_for_the_rest_alone(
    run: InProcess,
    asked: Callable[[], list[int]],
    shared_emulator: Emulator,
    tmp_path: Path,
    fault: dict[str, Any],
    message: str,
    twice: int,
) -> None:
    path = tmp_path / "v.npy"
    config = {"texts": [f"{number}" for number in range(2050)], "dimensions": 2, "output_file": str(path)}
    shared_emulator.fault(OPERATION, nth=2, times=9, **fault)
    with pytest.raises(RefusedError, match=message) as refused:
        run.apply(NAME, config)
    assert "serves the next apply" in str(refused.value)
    assert refused.value.saved is None
    shared_emulator.clear_faults()
    journal = tmp_path / ".v.npy.paid.jsonl"
    assert len(lines(journal)) == 2048
    assert journal.stat().st_mode & 0o777 == 0o600
    # A kill while a line was written.
    with journal.open("ab") as stream:
        stream.write(b'{"sha256": "00')
    assert applied(run, config).state["paid_call"] == "POST /embeddings: 2 texts of 2,050"
    assert asked() == [2048, *[2] * twice, 2]
    assert len(npy_rows(path)) == 2050
    assert not journal.exists()


@pytest.mark.parametrize(("fault", "message", "twice"), FAULTS)
def test_without_a_file_what_is_paid_for_is_kept_beside_the_state(
    shared_emulator: Emulator, tmp_path: Path, fault: dict[str, Any], message: str, twice: int
) -> None:
    journal = tmp_path / "journal"
    texts = [f"{number}" for number in range(2050)]
    config: dict[str, Any] = {"texts": texts, "dimensions": 2}
    shared_emulator.fault(OPERATION, nth=2, times=9, **fault)
    with closing(InProcess(shared_emulator.environment(), journal)) as first:
        calls = recorded(first)
        with pytest.raises(RefusedError, match=message) as refused:
            first.apply(NAME, config)
    assert "serves the next apply" in str(refused.value)
    assert refused.value.saved is None
    assert paid(calls) == [2048, *[2] * twice]
    (kept,) = (journal / "results").glob("embeddings-*/part-vectors.jsonl")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert {each["text"] for each in lines(kept)} == {""}, "no text is kept beside the state"
    shared_emulator.clear_faults()

    # Other texts beside them change nothing about what is known.
    config["texts"] = [*texts, "One more"]
    with closing(InProcess(shared_emulator.environment(), journal)) as second:
        calls = recorded(second)
        saved = applied(second, config)
    assert saved.state["paid_call"] == "POST /embeddings: 3 texts of 2,051"
    assert (paid(calls), saved.state["paid_count"]) == ([3], 3)

    # What the apply returned was lost, such as by a kill: nothing is asked for again.
    with closing(InProcess(shared_emulator.environment(), journal)) as third:
        calls = recorded(third)
        again = applied(third, config)
        assert again.state["embeddings"] == saved.state["embeddings"]
        assert (again.state["paid_call"], calls) == (None, [])
        assert third.read(NAME, again) == again
        assert third.plan(NAME, config, again)[0] == again.state
    # A state holds them now; what the other texts left stays until it expires.
    assert [*(journal / "results").glob("embeddings-*")] == [kept.parent]


def test_what_cannot_be_kept_on_the_way_is_a_warning_and_no_loss(
    shared_emulator: Emulator, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    (journal / "results").mkdir(parents=True)
    config = {"texts": [BELL, BRAKES], **SMALL}
    with closing(InProcess(shared_emulator.environment(), journal)) as run:
        planned, _private = run.plan(NAME, config)
        assert planned is not None
        (journal / "results" / f"embeddings-{planned['digest']}").write_text("in the way")
        assert applied(run, config).state["paid_count"] == 2
        assert any("What was paid for is not kept on this machine" in each for each in run.warnings)


def test_equal_texts_of_two_items_are_paid_for_once(shared_emulator: Emulator, tmp_path: Path) -> None:
    config = {"texts": [BELL, BRAKES], **SMALL}
    with closing(InProcess(shared_emulator.environment(), tmp_path / "journal")) as run:
        run.plan(NAME, config)
        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(lambda _unused: applied(run, config), range(2))
    assert first.state["embeddings"] == second.state["embeddings"]
    assert len(shared_emulator.calls(OPERATION)) == 1


def test_how_far_it_is_is_told(run: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(run.api, "progress", lambda *given: told.append(given))
    applied(run, {"texts": [f"{number}" for number in range(5000)], "dimensions": 2})
    assert told[0] == (NAME, "embedded 2,048 of 5,000 texts")
    assert told[-1] == (NAME, "embedded 5,000 of 5,000 texts")


def test_a_quota_is_not_tried_again_and_a_rate_limit_is(
    run: InProcess, shared_emulator: Emulator, asked: Callable[[], list[int]]
) -> None:
    shared_emulator.fault(OPERATION, status=429, code="insufficient_quota", message="Your quota is used up.")
    with pytest.raises(RefusedError, match="quota"):
        run.apply(NAME, {"input": BELL, **SMALL})
    assert len(shared_emulator.calls(OPERATION)) == 1
    shared_emulator.clear_faults()
    shared_emulator.fault(OPERATION, status=429)
    applied(run, {"input": BELL, **SMALL})
    assert len(shared_emulator.calls(OPERATION)) == 3
    assert asked() == [1]


def test_a_limit_of_ones_own_is_kept_and_is_no_change(shared_emulator: Emulator) -> None:
    with closing(InProcess(shared_emulator.environment(), None, shared_emulator.clock.advance)) as run:
        calls = recorded(run)
        inputs = {f"text{number}": f"brake {number} " * 20 for number in range(12)}
        began = shared_emulator.clock.now()
        made = applied(run, {"inputs": inputs, **SMALL, "max_tokens_per_minute": 200})
        tokens = made.state["usage"]["total_tokens"]
        waited = shared_emulator.clock.now() - began
        assert len(paid(calls)) > 3
        assert sum(paid(calls)) == 12
        assert waited >= (tokens // 200 - 1) * 60
        before = len(calls)
        changed = applied(run, {"inputs": inputs, **SMALL, "max_tokens_per_minute": 100_000}, made)
        assert len(calls) == before
        assert changed.state["max_tokens_per_minute"] == 100_000
        assert changed.state["embeddings"] == made.state["embeddings"]

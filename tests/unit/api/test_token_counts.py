"""Tokens are counted once for each input, and plan and apply count alike."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fjcorp_openai.api import Api
from fjcorp_openai.api.errors import ConnectionFailed
from fjcorp_openai.api.token_counts import TokenCounts
from unit.api.server import Reply, Server, error

BODY = {"model": "gpt-6-luna", "input": "Good morning"}


class Counter:
    """What counts, as the API does; fails while it has an error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[Any] = []
        self.error = error

    def __call__(self, path: str, body: Any) -> dict[str, Any]:
        self.asked.append((path, body))
        if self.error:
            raise self.error
        return {"input_tokens": 9}


def test_an_input_is_counted_once_by_all_processes_of_a_folder(tmp_path: Path) -> None:
    first, second = Counter(), Counter()
    counts = TokenCounts(first, tmp_path)
    assert [counts.count(BODY), counts.count(dict(BODY)), TokenCounts(second, tmp_path).count(BODY)] == [
        9
    ] * 3
    assert (first.asked, second.asked) == ([("/responses/input_tokens", BODY)], [])
    assert TokenCounts(second, tmp_path).count({**BODY, "input": "Good evening"}) == 9
    assert len(second.asked) == 1


def test_what_could_not_be_counted_is_not_counted_by_the_apply_either(tmp_path: Path) -> None:
    """Else the apply would come to another estimate than its plan."""
    assert TokenCounts(Counter(ConnectionFailed("no way")), tmp_path).count(BODY) is None
    later = Counter()
    assert TokenCounts(later, tmp_path).count(BODY) is None
    assert later.asked == []


def test_a_failure_is_forgotten_after_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fjcorp_openai.api.token_counts.time.time", lambda: 1000.0)
    assert TokenCounts(Counter(ConnectionFailed("no way")), tmp_path).count(BODY) is None
    monkeypatch.setattr("fjcorp_openai.api.token_counts.time.time", lambda: 4601.0)
    assert TokenCounts(Counter(), tmp_path).count(BODY) == 9


def test_the_file_holds_no_text_and_is_its_owners(tmp_path: Path) -> None:
    TokenCounts(Counter(), tmp_path / "new").count(BODY)
    (file,) = (tmp_path / "new").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "morning" not in file.read_text()


@pytest.mark.parametrize("text", ["{", '["a", "b", "c"]\n', "[1]\n", "\x00"])
def test_a_broken_file_is_as_good_as_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "token-counts.jsonl").write_text(text)
    assert TokenCounts(Counter(), tmp_path).count(BODY) == 9


@pytest.mark.parametrize(
    ("reply", "count"),
    [(Reply({"input_tokens": 9}), 9), (error(500), None), (error(429, headers={"retry-after": "1"}), None)],
)
def test_a_client_asks_once_and_waits_for_nothing(
    serve: Callable[..., Server],
    client: Callable[..., Api],
    slept: list[float],
    reply: Reply,
    count: int | None,
) -> None:
    server = serve(lambda _unused: reply)
    assert client(server).tokens.count(BODY) == count
    assert [(one.method, one.path, one.json) for one in server.seen] == [
        ("POST", "/responses/input_tokens", BODY)
    ]
    assert slept == []


@pytest.mark.parametrize("answer", [{}, {"input_tokens": None}, {"input_tokens": -1}, {"input_tokens": "9"}])
def test_nonsense_is_no_count(answer: dict[str, Any]) -> None:
    assert TokenCounts(lambda _path, _body: answer, None).count(BODY) is None

"""Progress lines: counts with the time that is left, none twice, none too soon after the one before."""

from __future__ import annotations

import threading

import pytest

from fjcorp_openai.provider.lifecycles.progress import LINE_SECONDS, Progress, waiting


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("passed", "done", "text"),
    [
        (60, 0, "0 of 1,000 files"),
        (10, 900, "900 of 1,000 files, about 1 s"),
        (100, 400, "400 of 1,000 files, about 2 min"),
        (1_000, 10, "10 of 1,000 files, about 27.5 hours"),
        (60, 1_000, "1,000 of 1,000 files"),
    ],
)
def test_a_count_says_how_long_the_rest_takes(passed: float, done: int, text: str) -> None:
    clock = Clock()
    progress = Progress(print, clock)
    assert progress.count(0, 1_000, "files") == "0 of 1,000 files"
    clock.now += passed
    assert progress.count(done, 1_000, "files") == text


def test_what_was_done_before_does_not_make_the_rest_look_short() -> None:
    """After a kill the first five parts are there already: they took no time of this run."""
    clock = Clock()
    progress = Progress(print, clock)
    progress.count(5, 9, "parts")
    clock.now += 30
    assert progress.count(6, 9, "parts") == "6 of 9 parts, about 2 min"


def test_no_line_is_told_twice_nor_too_soon() -> None:
    clock = Clock()
    lines: list[str] = []
    progress = Progress(lines.append, clock)
    progress.tell("a")
    progress.tell("b")
    progress.tell("c", at_once=True)
    progress.tell("c", at_once=True)
    clock.now += LINE_SECONDS
    progress.tell("c")
    progress.tell("d")
    assert lines == ["a", "c", "d"]


def test_a_long_call_is_told_of_until_it_ends() -> None:
    lines: list[str] = []
    heard = threading.Event()

    def report(line: str) -> None:
        lines.append(line)
        if len(lines) == 2:
            heard.set()

    with waiting(report, "gpt-image-2 for 3 images", seconds=0.01):
        assert heard.wait(60)
    told = len(lines)
    assert lines[:2] == ["gpt-image-2 for 3 images: 1 s"] * 2
    assert not any(each.name.startswith("waiting") and each.is_alive() for each in threading.enumerate())
    with pytest.raises(OSError, match="gone"), waiting(report, "x", seconds=60):
        raise OSError("gone")
    assert len(lines) == told

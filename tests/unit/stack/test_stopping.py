"""A run that is stopped removes its keys, and lets the signal go on to the programs it started."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from plugins.plugin_utils.stack import stopping, working_directory

from fjcorp_openai import threads
from support.terraform import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
WORKER = """
import multiprocessing, os, pathlib, select, signal, sys
from plugins.plugin_utils.stack.stopping import when_stopped

folder = pathlib.Path(sys.argv[1])

def work():
    with when_stopped((folder / "cleaned").touch):
        (folder / "begun").write_text(str(os.getpid()))
        select.poll().poll()

if __name__ == "__main__":
    multiprocessing.get_context("fork").Process(target=work).start()
    while True:
        signal.pause()
"""
"""Works as Ansible does: the task is a process of its own, which waits for what it has started."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@pytest.fixture
def passed_on() -> Iterator[list[int]]:
    """What the handlers of Ansible's worker were called with."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    seen: list[int] = []
    for number in SIGNALS:
        signal.signal(number, lambda number, _frame: seen.append(number))
    yield seen
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("first", SIGNALS)
@pytest.mark.parametrize("second", SIGNALS)
def test_a_second_signal_does_not_overtake_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passed_on: list[int], first: int, second: int
) -> None:
    folder = working_directory.WorkingDirectory(tmp_path / "state", "default", "core_ai")
    remove = folder._run.remove

    def interrupted() -> None:
        os.kill(os.getpid(), second)
        remove()

    monkeypatch.setattr(folder._run, "remove", interrupted)
    with folder.use(tmp_path / "modules", 5):
        run = folder._run.path
        assert run.is_dir()
        os.kill(os.getpid(), first)
        assert not run.exists()
        assert passed_on == [first]


class StoppedError(Exception):
    """The main thread was interrupted."""


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_another_thread_got_is_handled(number: int) -> None:
    def stop(_number: int, _frame: object) -> None:
        raise StoppedError

    before = {each: signal.signal(each, stop) for each in SIGNALS}
    cleaned: list[bool] = []
    # The system may give a signal to any thread, and then the main one waits on.
    other = threading.Timer(0.3, lambda: signal.pthread_kill(threading.get_ident(), number))

    def work() -> None:
        with stopping.when_stopped(lambda: cleaned.append(True)):
            other.start()
            select.poll().poll(30_000)

    try:
        with pytest.raises(StoppedError):
            work()
    finally:
        other.join()
        for each, handler in before.items():
            signal.signal(each, handler)
    assert cleaned == [True]


@pytest.mark.slow
def test_a_killed_ansible_stops_its_worker(tmp_path: Path) -> None:
    program = tmp_path / "worker.py"
    program.write_text(WORKER)
    with subprocess.Popen(
        [sys.executable, str(program), str(tmp_path)], env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as ansible:
        eventually((tmp_path / "begun").exists, "the work")
        ansible.kill()
    worker = int((tmp_path / "begun").read_text())
    eventually((tmp_path / "cleaned").exists, "the end of the worker")
    eventually(lambda: not Path(f"/proc/{worker}/cmdline").exists(), "the end of the worker")


def test_what_was_there_before_comes_back(passed_on: list[int]) -> None:
    handlers = [signal.getsignal(number) for number in SIGNALS]
    count = threading.active_count()
    with stopping.when_stopped(lambda: None):
        assert threading.active_count() == count + 1
    assert threading.active_count() == count
    assert [signal.getsignal(number) for number in SIGNALS] == handlers
    assert signal.set_wakeup_fd(-1) == -1
    os.kill(os.getpid(), signal.SIGTERM)
    assert passed_on == [signal.SIGTERM]


def test_threads_leave_signals_to_the_main_one() -> None:
    masks: list[set[int]] = []

    def look() -> None:
        masks.append(set(signal.pthread_sigmask(signal.SIG_BLOCK, [])))

    thread = threading.Thread(target=look)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    threads.start(thread)
    thread.join()
    assert masks[0] >= set(SIGNALS)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before

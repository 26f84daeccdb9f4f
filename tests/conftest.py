"""Fixtures of every test: one support module per part of the collection."""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# What `bench` says of each resource, the tests use too. Last: some of its modules are called as folders here.
sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))

# How fast examples are made and run says something about the machine alone.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# Little of what a test leaves is garbage in a circle: looking for it took an eighth of the processor's time.
gc.set_threshold(20_000, 25, 25)


TESTS = str(Path(__file__).parent)


def _refuse_to_say_now(now: Callable[[], float] = time.time) -> float:
    """Give the time, but to no test that is only being collected.

    Such a test would hold the time for as long as the run takes until it comes to it.
    """
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_code.co_filename.startswith(f"{TESTS}/"):
            raise RuntimeError("a test asks for the time when it runs, not when it is collected")
        frame = frame.f_back
    return now()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Refuse a parameter that is made of the time of the collection."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", _refuse_to_say_now)
        return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each worker begin with some of the longest tests, and end with short ones.

    What is long and starts last would keep one worker busy alone. Each worker is first given a part of the
    list from one place to another, and later takes from what others have not begun.
    """
    from support.schedule import dealt, ranked

    root = Path(__file__).parent
    ranks = ranked([f"{item.path.relative_to(root).as_posix()}::{item.name}" for item in items])
    items[:] = [items[place] for place in dealt(ranks, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))]


def pytest_collection_finish() -> None:
    """Never look at the tests and their modules again when garbage is looked for."""
    gc.freeze()


pytest_plugins = [
    "support.leaks",
    "support.operations",
    "support.emulator",
    "support.in_process",
    "support.kept_lives",
    "support.manuals",
    "support.terraform",
    "support.ansible",
    "support.shared_organization",
    "support.postgres",
    "support.s3",
    "support.browser",
    "support.awx",
]

"""Which served operations no test calls with the official client, listed at the end of a whole run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx2

FOLDER = Path(__file__).resolve().parents[1] / "emulator"

_answered: set[tuple[str, str]] = set()
_left_out: list[pytest.Item] = []
_complete = pytest.StashKey[bool]()


def note(answer: httpx2.Response) -> None:
    """Keep a call that the official client was answered well."""
    if answer.is_success:
        _answered.add((answer.request.method, answer.request.url.path))


def uncalled(answered: set[tuple[str, str]]) -> list[str]:
    """Return the served operations that are behind none of some calls.

    Args:
        answered: Pairs of method and path of a URL.
    """
    from fjcorp_openai.emulator.families import discover
    from fjcorp_openai.emulator.spec.identity_operations import EXCHANGE, SERVED_EXCHANGE
    from fjcorp_openai.emulator.spec.specification import Specification

    specification = Specification()
    called = set()
    for method, path in answered:
        known = EXCHANGE if path == SERVED_EXCHANGE else path.removeprefix("/v1")
        endpoints, _segments = specification.match(known) or ({}, [])
        if method in endpoints:
            called.add(endpoints[method].id)
    served = {id_ for family in discover()[0] for id_ in family.operations}
    return sorted(served - called)


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Remember that the run leaves something out."""
    _left_out.extend(items)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Find out whether the run holds every test of the emulator."""
    missing = set(FOLDER.glob("test_*.py")) - {item.path for item in session.items}
    partial = any("::" in argument for argument in session.config.args)
    left_out = any(item.path.parent == FOLDER for item in _left_out)
    only_listed = session.config.option.collectonly
    session.config.stash[_complete] = not (missing or partial or left_out or only_listed)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker has seen."""
    told = getattr(node, "workeroutput", {})
    _answered.update(map(tuple, told.get("answered", [])))
    if told.get("complete"):
        node.config.stash[_complete] = True


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail the run of all tests when an operation was left out."""
    config = session.config
    complete = config.stash.get(_complete, False)
    if hasattr(config, "workeroutput"):
        config.workeroutput |= {"answered": sorted(_answered), "complete": complete}
    elif complete and exitstatus == pytest.ExitCode.OK and (names := uncalled(_answered)):
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        reporter.write_line(f"\nNo test calls these with the official client: {', '.join(names)}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

"""Fixtures of the API client's tests."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import Api, Settings
from unit.api.server import Script, Server, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROJECT_KEY = "sk-proj-marker0123456789"
ADMIN_KEY = "sk-admin-marker0123456789"


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Start servers that end with the test."""
    with ExitStack() as stack:

        def start(script: Script, **options: Any) -> Server:
            return stack.enter_context(serving(script, **options))

        yield start


@pytest.fixture
def client() -> Iterator[Callable[..., Api]]:
    """Make clients of a server, with both keys and short pauses, that are closed with the test."""
    with ExitStack() as stack:

        def make(server: Server | str, **settings: Any) -> Api:
            base_url = server if isinstance(server, str) else server.base_url
            defaults = {"api_key": PROJECT_KEY, "admin_key": ADMIN_KEY, "base_url": base_url, "timeout": 20.0}
            api = Api(Settings(**(defaults | settings)), first_pause=0.01)
            stack.callback(api.close)
            return api

        yield make


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the seconds that clients decide to wait, one after the other; they do wait."""
    decided: list[float] = []
    sleep = Api._sleep

    def noted(api: Api, seconds: float) -> None:
        decided.append(seconds)
        sleep(api, seconds)

    monkeypatch.setattr(Api, "_sleep", noted)
    return decided


@pytest.fixture(autouse=True)
def _short_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FJCORP_OPENAI_PACING_WINDOW", "0.4")
    monkeypatch.setenv("FJCORP_OPENAI_LIST_DELAY", "0.01")

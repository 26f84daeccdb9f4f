"""Fixtures that drive a real browser."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# Root's browser has no sandbox; and it calls nobody by itself.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Tab:
    """A window of a browser that keeps a record.

    Attributes:
        page: What drives it.
        requests: Addresses of all that it asked for.
        complaints: Errors of scripts, warnings of the console, and requests that failed.
    """

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Begin the record."""
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take each test that starts a browser for slow, before the tests are chosen: not everybody has one."""
    for item in items:
        if open_tab.__name__ in getattr(item, "fixturenames", ()):
            item.add_marker("slow")


@pytest.fixture
def open_tab(tmp_path: Path) -> Iterator[Callable[..., Tab]]:
    """Open windows of a browser that starts without any memory; options are those of a browser's context."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, f"none of {', '.join(PROGRAMS)} is on the PATH: run `make setup-browser`"
    with sync_playwright() as playwright:
        opened: list[Any] = []

        def open_tab(**options: Any) -> Tab:
            context = playwright.chromium.launch_persistent_context(
                tmp_path / f"browser-{len(opened)}", executable_path=program, args=ARGUMENTS, **options
            )
            opened.append(context)
            context.set_default_timeout(20_000)
            tab = Tab(context.pages[0] if context.pages else context.new_page())
            tab.watch()
            return tab

        yield open_tab
        for context in opened:
            context.close()

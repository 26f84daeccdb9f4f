# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way from a plugin's options to the API: keys, the shared pacing, and progress while calls wait."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from .errors import StackError
from .files import make_folder
from .package import open_api
from .progress import Progress
from .stack.credentials import IDENTITY
from .stack.money import price_list
from .stack.redaction import scrub
from .stack.working_directory import state_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from fjcorp_openai.api import Api

SETTINGS = ("admin_key", "base_url", "organization", "max_wait", "insecure")
"""Options of the fragment ``api`` that the client takes as they are."""

OPTIONS = (*SETTINGS, "state_dir")
"""All options of the fragment ``api``."""


class Connection:
    """A client of the API for one run of a plugin. Use as a context manager.

    Attributes:
        report: Shows one line.
    """

    def __init__(
        self, options: Mapping[str, Any], environ: Mapping[str, str], report: Callable[[str], None]
    ) -> None:
        """Prepare to connect.

        Args:
            options: Options of the plugin; see the documentation fragment ``api``.
            environ: The environment that fills in what is not given.
            report: Shows one line, such as how long the API's limits make the run wait.
        """
        self._options, self._environ, self.report = options, environ, report
        self._stack = contextlib.ExitStack()
        self._api: Api | None = None

    def __enter__(self) -> Self:
        """Connect. Nothing is sent before the first call.

        Raises:
            StackError: A setting cannot be used, or the folder of the pacing cannot be made.
        """
        config = {name: self._options.get(name) for name in (*SETTINGS, "api_key", *IDENTITY)}
        config |= price_list(self._options.get("prices"))
        pacing = state_folder(self._options.get("state_dir")) / "pacing"
        with self._stack:
            try:
                make_folder(pacing)
            except OSError as error:
                raise StackError(f"the folder {pacing} cannot be used: {error}") from error
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="fjcorp.openai.")))
            events = folder / "events.jsonl"
            self._progress = self._stack.enter_context(Progress(events, self.report))
            settings = {**config, "pacing_dir": str(pacing), "events": str(events)}
            self._api = self._stack.enter_context(open_api(settings, self._environ))
            self._stack = self._stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the client and show what is left to show."""
        self._stack.__exit__(kind, error, trace)

    @property
    def api(self) -> Api:
        """The client, within the ``with`` block."""
        if self._api is None:
            raise RuntimeError("the client is there within the with block alone")
        return self._api

    def api_calls(self) -> dict[str, Any]:
        """Return the number of calls made, after the end of the run."""
        return self._progress.api_calls()

    def scrubbed(self, value: Any) -> Any:
        """Return a result without the keys, wherever they might stand."""
        secrets = (self._api.settings.api_key, self._api.settings.admin_key) if self._api else ()
        return scrub(value, [secret.reveal() for secret in secrets if secret])

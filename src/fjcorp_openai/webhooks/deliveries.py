"""What jobs are waited for with: events where a listener is described, and pauses alone where none is."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from fjcorp_openai.api.secret import Secret
from fjcorp_openai.webhooks.description import SECRET_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from fjcorp_openai.webhooks.description import Listener
    from fjcorp_openai.webhooks.inbox import Inbox
    from fjcorp_openai.webhooks.server import Server


class Deliveries:
    """Listens from the first wait on. Safe to share between threads.

    Args:
        listener: Where; None for nowhere.
        environ: The environment, which may hold the signing secret.
        report: Shows the user a line about something.
    """

    def __init__(
        self, listener: Listener | None, environ: Mapping[str, str], report: Callable[[str, str], None]
    ) -> None:
        """Open nothing yet."""
        self._listener, self._environ, self._report = listener, environ, report
        self._lock = threading.Lock()
        self._server: Server | None = None
        self._inbox: Inbox | None = None

    @property
    def poll_interval(self) -> float:
        """Seconds between two questions about a job of which nothing is heard."""
        return self._listener.poll_interval if self._listener else 0.0

    def inbox(self) -> Inbox | None:
        """Listen, and return what is heard; None where nobody listens, which is said once."""
        if self._listener is None:
            return None
        with self._lock:
            # Without events, jobs are asked about as often as ever.
            if self._inbox is None and self._listener and not self._open(self._listener):
                self._listener = None
            return self._inbox

    def close(self) -> None:
        """Listen no more."""
        with self._lock:
            server, self._server, self._inbox = self._server, None, None
        if server:
            server.close()

    def _tell(self, line: str) -> None:
        self._report("webhook_listener", line)

    def _open(self, listener: Listener) -> bool:
        from fjcorp_openai.webhooks.inbox import Inbox
        from fjcorp_openai.webhooks.server import Server

        place = f"{listener.address} port {listener.port}"
        polled = "jobs are asked about as without a listener"
        if not secret(listener.secret_file, self._environ):
            where = listener.secret_file or f"the variable {SECRET_VARIABLE}"
            self._tell(f"no listener at {place}, for {where} holds no signing secret: {polled}")
            return False
        inbox = Inbox(lambda: secret(listener.secret_file, self._environ))
        try:
            self._server = Server(listener, inbox)
        except (OSError, OverflowError) as error:
            reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "no place"
            self._tell(f"no listener at {place}: {reason}; {polled}")
            return False
        self._inbox = inbox
        self._tell(f"listening for events at {place}{listener.path}")
        return True


def secret(file: Path | None, environ: Mapping[str, str]) -> Secret | None:
    """Return the signing secret as it is now; None where there is none."""
    if file is None:
        return Secret(environ.get(SECRET_VARIABLE, "").strip()) or None
    try:
        return Secret(file.read_text("utf-8").strip()) or None
    except (OSError, ValueError):
        return None

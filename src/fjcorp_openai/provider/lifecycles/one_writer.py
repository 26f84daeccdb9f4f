"""One writer at a time for what the API lets only one write to, such as a conversation.

Within this process writers wait here. Of writers elsewhere the API says `conversation_locked`, and the client
tries again.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fjcorp_openai.provider.protocol.diagnostics import ProviderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fjcorp_openai.provider.protocol.resource import Context

_LOOK_SECONDS = 0.2
"""Time after which a writer that waits checks whether the run was stopped."""

_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
_making = threading.Lock()


@contextmanager
def one_writer(identifier: str, context: Context, seconds: float) -> Iterator[None]:
    """Be the only writer of an object in this process, for a `with` block.

    Args:
        identifier: Id of what is written to.
        context: The call's context; a run that is stopped waits no longer.
        seconds: How long to wait for the others at most.

    Raises:
        ProviderError: The others took longer, or the run was stopped; nothing was written.
    """
    with _making:
        lock = _locks[identifier]
    began = time.monotonic()
    while not lock.acquire(timeout=_LOOK_SECONDS):
        if context.stopping.is_set() or time.monotonic() - began > seconds:
            raise ProviderError(
                f"Others write to {identifier}",
                "Their turn had not ended when the time was up, or the run was stopped. Nothing was sent: "
                "apply again.",
            )
    try:
        yield
    finally:
        lock.release()

"""The official SDK over the client's own connections."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import openai

    from fjcorp_openai.api.settings import Settings
    from fjcorp_openai.api.transport import Transport


class Sdks:
    """One SDK for each kind of key, made when it is first asked for: its import takes 1 s."""

    def __init__(self, settings: Settings, transport: Transport) -> None:
        """Share connections; nothing is imported yet."""
        self._settings = settings
        self._transport = transport
        self._made: dict[bool, openai.OpenAI] = {}
        self._lock = threading.Lock()

    def get(self, *, admin: bool) -> openai.OpenAI:
        """Return the SDK with the admin key, or with the project key."""
        settings = self._settings
        key = settings.key(admin=admin, operation="The OpenAI SDK")
        with self._lock:
            if admin not in self._made:
                import openai

                self._made[admin] = openai.OpenAI(
                    api_key=key,
                    organization=settings.organization,
                    project=None if admin else settings.project,
                    base_url=settings.base_url,
                    timeout=settings.timeout,
                    max_retries=settings.max_retries,
                    http_client=self._transport.client,
                )
            return self._made[admin]

"""Where a run listens for events, as the user describes it."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded

if TYPE_CHECKING:
    from pathlib import Path

SECRET_VARIABLE = "OPENAI_WEBHOOK_SECRET"  # noqa: S105 (its name)
"""Variable of the environment with the signing secret, as the official client calls it."""
NAMES = ("address", "port", "path", "secret_file", "poll_interval")
DEFAULT_POLL_INTERVAL = 600.0


@dataclass(frozen=True)
class Listener:
    """Where events are received while a job is waited for.

    Attributes:
        port: Port to listen on.
        address: Address to listen on.
        path: The one path that events are taken at.
        secret_file: File with the signing secret, read at each delivery; the environment's when None.
        poll_interval: Seconds between two questions about a job that no event has been heard of.
    """

    port: int
    address: str = "127.0.0.1"
    path: str = "/"
    secret_file: Path | None = None
    poll_interval: float = DEFAULT_POLL_INTERVAL

    @classmethod
    def read(cls, value: Any) -> Listener:
        """Return what a map, or one as JSON text, describes.

        Raises:
            ValueError: It describes none; the message says why.
        """
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                value = None
        if not isinstance(value, Mapping):
            raise ValueError(  # noqa: TRY004 (of what the user wrote)
                'must be a map, as in {"port": 8080, "secret_file": "/etc/hooks/openai.secret"}'
            )
        given = {name: each for name, each in value.items() if each is not None}
        if unknown := sorted(map(str, given.keys() - set(NAMES))):
            raise ValueError(f"has {unknown[0]!r}; there are {', '.join(NAMES)}")
        path = str(given.get("path", "/"))
        if not path.startswith("/") or not path.isascii() or not path.isprintable() or " " in path:
            raise ValueError("has a path that is none: it begins with / and holds no space")
        file = given.get("secret_file")
        return cls(
            port=int(_number(given.get("port"), "port", 1, 65_535, whole=True)),
            address=_address(given.get("address", "127.0.0.1")),
            path=path,
            secret_file=expanded(str(file)) if file else None,
            poll_interval=_number(
                given.get("poll_interval", DEFAULT_POLL_INTERVAL), "poll_interval", 1, 86_400
            ),
        )


def _address(value: Any) -> str:
    try:
        return str(ipaddress.ip_address(str(value)))
    except ValueError:
        raise ValueError("has an address that is none, such as 127.0.0.1") from None


def _number(value: Any, name: str, least: float, most: float, *, whole: bool = False) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if isinstance(value, bool) or not least <= number <= most or (whole and number != int(number)):
        raise ValueError(f"needs a {name} from {least:,} to {most:,}")
    return number

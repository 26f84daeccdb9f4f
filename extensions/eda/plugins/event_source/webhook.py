# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event source ``fjcorp.openai.webhook``: signed events of OpenAI's API, for rulebooks.

It is one file, and needs nothing that ansible-rulebook does not bring: rulebooks run where the rest of this
collection may not.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import ipaddress
import json
import os
import re
import time
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DOCUMENTATION = r"""
---
name: webhook
short_description: Receives signed events of OpenAI's API
version_added: 1.0.0
description:
  - Listens for the events that a webhook endpoint of OpenAI delivers, such as C(batch.completed), checks
    their signatures, and hands each event to the rulebook once.
  - An event has C(id), C(type), C(created_at) and C(data.id), the id of the object that it is about. What
    has become of the object is for a playbook to ask of the API.
  - The role C(fjcorp.openai.api_management) makes endpoints (C(openai_webhook_endpoints)) and hands their
    signing secrets over.
  - OpenAI delivers to C(https) addresses alone. What makes this address public, such as a reverse proxy, ends
    TLS.
options:
  host:
    description: Address to listen on.
    type: str
    default: 127.0.0.1
  port:
    description: Port to listen on.
    type: int
    required: true
  path:
    description: The one path that events are taken at.
    type: str
    default: /
  secret_file:
    description:
      - File with the signing secret (C(whsec_...)), as a C(secret_sink) writes it. It is read at each
        delivery, so that a rotated secret counts at once.
      - Without it the secret is in the environment, as E(OPENAI_WEBHOOK_SECRET).
    type: path
  event_types:
    description: Types of events to hand over; all when empty. Others are taken, and dropped.
    type: list
    elements: str
    default: []
author:
  - FJ Corp
"""

EXAMPLES = r"""
- name: Fetch what a batch has left
  hosts: localhost
  sources:
    - fjcorp.openai.webhook:
        port: 8080
        path: /openai
        secret_file: /etc/hooks/openai.secret
        event_types: [batch.completed, batch.failed, batch.expired]
  rules:
    - name: A batch has ended
      condition: event.type == "batch.completed"
      action:
        run_playbook:
          name: fjcorp.openai.site
"""

SECRET_VARIABLE = "OPENAI_WEBHOOK_SECRET"  # noqa: S105 (its name)
PREFIX = "whsec_"
TOLERANCE_SECONDS = 300
MOST_BYTES = 1 << 20
MOST_REQUESTS = 32
"""At a time; one more is asked to come again."""
REQUEST_SECONDS = 10.0
"""For the body of a request, and for the rulebook to take an event."""
REMEMBERED = 10_000
"""Ids of deliveries."""
TEXT = re.compile(r"[\w.:-]{1,200}", re.ASCII)
OPTIONS = frozenset({"host", "port", "path", "secret_file", "event_types"})


def is_signed(payload: bytes, headers: Mapping[str, str], secret: str, now: float) -> bool:
    """Return whether a delivery is signed as Standard Webhooks says, by time and text; in constant time.

    Args:
        payload: The body, as it came.
        headers: Its headers; letter case does not count.
        secret: The signing secret.
        now: This machine's time, in Unix seconds.
    """
    id_, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not id_ or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return False
    if abs(now - int(stamp)) > TOLERANCE_SECONDS:
        return False
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    text = f"{id_}.{stamp}.".encode("utf-8", "surrogateescape") + payload
    expected = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest())
    given = headers.get("webhook-signature", "").split()
    # All are compared: how long it takes shows nothing.
    matching = [
        hmac.compare_digest(expected, each.removeprefix("v1,").encode("utf-8", "surrogateescape"))
        for each in given[:10]
        if each.startswith("v1,")
    ]
    return bool(key) and any(matching)


def event_in(payload: bytes) -> dict[str, Any] | None:
    """Return what a rulebook sees of an event; None for what is none."""
    try:
        event = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    data = event.get("data") if isinstance(event, dict) else None
    if not isinstance(data, dict):
        return None
    texts = (event.get("id"), event.get("type"), data.get("id"))
    if not all(isinstance(each, str) and TEXT.fullmatch(each) for each in texts):
        return None
    created = event.get("created_at")
    return {
        "id": event["id"],
        "type": event["type"],
        "created_at": created if isinstance(created, int) else None,
        "data": {"id": data["id"]},
    }


class Receiver:
    """Takes deliveries, and hands each event over once."""

    def __init__(
        self, queue: asyncio.Queue[Any], secret: Callable[[], str], event_types: frozenset[str]
    ) -> None:
        """Begin with nothing taken.

        Args:
            queue: Where events go.
            secret: Returns the signing secret, empty where there is none now.
            event_types: What is handed over; all when empty.
        """
        self._queue, self._secret, self._types = queue, secret, event_types
        self._taken: OrderedDict[str, None] = OrderedDict()
        self._requests = 0

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a delivery."""
        if self._requests >= MOST_REQUESTS:
            return web.Response(status=503)
        self._requests += 1
        try:
            return web.Response(status=await self._status(request))
        except (TimeoutError, asyncio.TimeoutError):  # noqa: UP041 (two errors before Python 3.11)
            return web.Response(status=408)
        except ConnectionError:
            # Whoever sent it has gone, and reads no answer.
            return web.Response(status=400)
        finally:
            self._requests -= 1

    async def _status(self, request: web.Request) -> int:
        payload = await asyncio.wait_for(request.read(), REQUEST_SECONDS)
        secret = self._secret()
        if not secret or not is_signed(payload, request.headers, secret, time.time()):
            return 401
        event = event_in(payload)
        if event is None:
            return 400
        delivery = request.headers["webhook-id"]
        if delivery in self._taken:
            # Answered well, or it would come again.
            return 204
        self._taken[delivery] = None
        while len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)
        if not self._types or event["type"] in self._types:
            try:
                await asyncio.wait_for(self._queue.put(event), REQUEST_SECONDS)
            except BaseException:
                # The rulebook did not take it: it shall come again.
                self._taken.pop(delivery, None)
                raise
        return 204


def _secret(file: str | None) -> str:
    if not file:
        return os.environ.get(SECRET_VARIABLE, "").strip()
    try:
        return Path(file).expanduser().read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""


def _settings(args: Mapping[str, Any]) -> tuple[str, int, str, frozenset[str]]:
    """Return host, port, path and types.

    Raises:
        ValueError: An option is missing, unknown or unusable; the message says which.
    """
    if unknown := sorted(set(args) - OPTIONS):
        raise ValueError(f"fjcorp.openai.webhook has no option {unknown[0]}")
    host, path = str(args.get("host") or "127.0.0.1"), str(args.get("path") or "/")
    try:
        host, port = str(ipaddress.ip_address(host)), int(args.get("port") or 0)
    except (TypeError, ValueError):
        raise ValueError("host must be an address such as 127.0.0.1, and port a number") from None
    if not 1 <= port <= 65_535:
        raise ValueError("port must be from 1 to 65535")
    if not path.startswith("/") or "{" in path or not path.isprintable() or " " in path:
        raise ValueError("path must begin with / and hold no space and no brace")
    types = args.get("event_types") or []
    if not isinstance(types, list) or not all(isinstance(each, str) for each in types):
        raise ValueError("event_types must be a list of texts")
    return host, port, path, frozenset(types)


async def main(queue: asyncio.Queue[Any], args: dict[str, Any]) -> None:
    """Receive events until cancelled.

    Args:
        queue: Where ansible-rulebook takes events from.
        args: The options of the source, as documented.

    Raises:
        ValueError: An option cannot be used, or there is no signing secret.
        OSError: The address cannot be listened on.
    """
    host, port, path, types = _settings(args)
    file = args.get("secret_file")
    if not _secret(file):
        raise ValueError(f"{file or SECRET_VARIABLE} holds no signing secret")
    receiver = Receiver(queue, lambda: _secret(file), types)
    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_post(path, receiver.answer)
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=REQUEST_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        await asyncio.Future()
    finally:
        await runner.cleanup()

"""Embeds ten thousand texts, changes one, embeds again; prints the calls, the state and the most memory."""

from __future__ import annotations

import base64
import json
import sys
import time
from array import array
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2

import fjcorp_openai.api.client
import fjcorp_openai.provider.protocol.server
from fjcorp_openai.money.limit import Limit
from fjcorp_openai.money.prices import Prices
from fjcorp_openai.provider.resources.embeddings import Embeddings
from unit.resources.disk_api import Models
from unit.resources.memory_api import context, planned

LOADED = (fjcorp_openai.api.client, fjcorp_openai.provider.protocol.server, httpx2)
"""What a provider has loaded by then, and what takes memory."""


class VectorApi:
    """Answers with vectors of 1,536 numbers, through JSON as the API does."""

    def __init__(self) -> None:
        self.limit = Limit(None)
        self.calls: list[int] = []
        self.models = Models()
        self.prices = Prices(None, time.time)
        self.settings = SimpleNamespace(journal_dir=None)
        self.clock = SimpleNamespace(now=time.time)
        self.pause = time.sleep

    def post(self, _path: str, body: Any) -> dict[str, Any]:
        self.calls.append(len(body["input"]))
        answer = bytearray(b'{"model": "m", "usage": {"total_tokens": 1}, "data": [')
        for index, text in enumerate(body["input"]):
            vector = base64.b64encode(array("f", [len(text), *[0.5] * 1535])).decode()
            answer += f'{"," if index else ""}{{"index": {index}, "embedding": "{vector}"}}'.encode()
        answer += b"]}"
        found: dict[str, Any] = json.loads(answer)
        return found

    def paid(self, _resource: str, _message: str) -> None:
        """Report to nobody."""

    progress = paid


def main(output: str) -> None:
    """Embed twice."""
    resource, api = Embeddings(), VectorApi()
    schema = resource.schema.attributes
    texts = [
        f"Text {number} about bicycles, of about a hundred letters, as questions are."
        for number in range(10_000)
    ]
    config = dict.fromkeys(schema) | {"texts": texts}
    config |= {name: each.default for name, each in schema.items() if each.default is not None}
    config |= {"output_file": output}
    plan, _report = planned(resource, api, None, config)  # type: ignore[arg-type]
    made, _report = context(resource, api, plan.proposed)  # type: ignore[arg-type]
    state = resource.create(dict(plan.proposed), made)
    first, api.calls = api.calls, []
    changed = {"texts": [*texts[:500], "Another text.", *texts[501:]]}
    plan, _report = planned(resource, api, state, changed)  # type: ignore[arg-type]
    state = resource.update(state, dict(plan.proposed), made)
    status = Path("/proc/self/status").read_text("utf-8")
    peak = next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    told = {"calls": first, "again": api.calls, "state_bytes": len(json.dumps(state)), "peak_mb": peak}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])

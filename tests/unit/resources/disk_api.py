"""An API whose batches end at once, with files on the disk: for more requests than an emulator executes."""

from __future__ import annotations

import json
import shutil
import sys
import threading
import time
from itertools import islice
from pathlib import Path
from typing import Any

import httpx2

import fjcorp_openai.api.client
import fjcorp_openai.provider.protocol.server
from fjcorp_openai.money.limit import Limit
from fjcorp_openai.money.prices import Prices
from fjcorp_openai.provider.resources.batch import Batch
from fjcorp_openai.webhooks.deliveries import Deliveries
from unit.resources.memory_api import context, planned

LOADED = (fjcorp_openai.api.client, fjcorp_openai.provider.protocol.server, httpx2)
"""What a provider has loaded by the time it sends a batch, and what takes memory."""


class Models:
    """Models that are all there."""

    def standing(self, _name: str) -> None:
        return None

    def failure(self) -> str:
        return ""


class DiskApi:
    """Answers each request with its own body; every second result comes after all the others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stopping = threading.Event()
        self.models = Models()
        self.prices = Prices(None, time.time)
        self.limit = Limit(None)
        self.deliveries = Deliveries(None, {}, lambda _resource, _line: None)
        self.batches: dict[str, dict[str, Any]] = {}
        self.files = 0

    def upload(self, _path: str, _fields: Any, file: Path, **_options: Any) -> dict[str, Any]:
        self.files += 1
        shutil.copy(file, self.folder / f"file-{self.files}")
        return {"id": f"file-{self.files}"}

    def create(self, _path: str, body: Any, **_options: Any) -> dict[str, Any]:
        asked, output = self.folder / body["input_file_id"], f"{body['input_file_id']}-output"
        total = 0
        with (self.folder / output).open("w", encoding="utf-8") as stream:
            for odd in (0, 1):
                with asked.open("rb") as lines:
                    for line in islice(lines, odd, None, 2):
                        stream.write(_result(json.loads(line)))
                        total += 1
        counts = {"total": total, "completed": total, "failed": 0}
        id_ = f"batch_{len(self.batches)}"
        self.batches[id_] = {
            **body,
            "id": id_,
            "status": "completed",
            "created_at": 1,
            "expires_at": 2,
            "output_file_id": output,
            "request_counts": counts,
        }
        return {**self.batches[id_], "status": "validating", "output_file_id": None}

    def poll(self, path: str) -> tuple[dict[str, Any], float | None]:
        return self.batches[path.removeprefix("/batches/")], None

    def download(self, path: str, target: Path) -> None:
        shutil.copy(self.folder / path.split("/")[2], target)

    def paid(self, _resource: str, _message: str) -> None:
        """Report to nobody."""

    progress = paid


def _result(asked: dict[str, Any]) -> str:
    response = {"status_code": 200, "request_id": "req_1", "body": {"echo": asked["body"]}}
    result = {"id": "r", "custom_id": asked["custom_id"], "response": response, "error": None}
    return json.dumps(result) + "\n"


def main(rows: str, results: str, folder: str) -> None:
    """Plan and make a batch of all rows, and print its state and the most memory that was used."""
    resource, api = Batch(), DiskApi(Path(folder))
    config = dict.fromkeys(resource.schema.attributes) | {
        "endpoint": "/v1/embeddings",
        "template": json.dumps({"model": "text-embedding-3-small", "input": "{text}"}),
        "rows_file": rows,
        "results_file": results,
    }
    plan, _report = planned(resource, api, None, config)  # type: ignore[arg-type]
    made, _report = context(resource, api, plan.proposed)  # type: ignore[arg-type]
    state = resource.create(dict(plan.proposed), made)
    status = Path("/proc/self/status").read_text("utf-8")
    peak = next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    told = {name: state[name] for name in ("status", "request_counts", "paid_call")}
    sent = [each["count"] for each in state["batches"]]
    sys.stdout.write(json.dumps({**told, "sent": sent, "peak_mb": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])

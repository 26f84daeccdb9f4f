"""The event source `fjcorp.openai.webhook`: what it takes, in this process and in one of its own."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
import yaml

from fjcorp_openai.emulator.families.webhooks.signing import headers, new_secret
from support.webhooks import WAIT, free_port

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from support.emulator import Emulator

ROOT = Path(__file__).resolve().parents[3]
PLUGIN = ROOT / "extensions/eda/plugins/event_source/webhook.py"
RULEBOOKS = sorted((ROOT / "extensions/eda/rulebooks").glob("*.yml"))
SECRET = new_secret()

specification = importlib.util.spec_from_file_location("event_source_webhook", PLUGIN)
assert specification
assert specification.loader
source: Any = importlib.util.module_from_spec(specification)
specification.loader.exec_module(source)


def event(kind: str = "batch.completed", id_: str = "batch_1") -> str:
    return json.dumps(
        {
            "id": "evt_1",
            "object": "event",
            "created_at": 7,
            "type": kind,
            "data": {"id": id_, "more": "{{ 1 }}"},
        }
    )


def signed(payload: str, *, id_: str = "evt_1", age: float = 0, key: str = SECRET) -> dict[str, str]:
    return headers(id_, int(time.time() - age), payload, [key])


def receive(
    folder: Path,
    act: Callable[[httpx2.AsyncClient, asyncio.Queue[Any]], Awaitable[None]],
    *,
    size: int = 0,
    **args: Any,
) -> list[Any]:
    """Run the source, do something with it, and return what it handed over."""
    (folder / "secret").write_text(f"{SECRET}\n")
    port = free_port()
    args = {"port": port, "path": "/hook", "secret_file": str(folder / "secret"), **args}

    async def run() -> list[Any]:
        queue: asyncio.Queue[Any] = asyncio.Queue(size)
        task = asyncio.create_task(source.main(queue, args))
        try:
            async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=WAIT) as client:
                until = time.monotonic() + WAIT
                while True:
                    assert time.monotonic() < until
                    try:
                        await client.get("/")
                        break
                    except httpx2.ConnectError:
                        await asyncio.sleep(0.02)
                await act(client, queue)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return [queue.get_nowait() for _number in range(queue.qsize())]

    return asyncio.run(run())


def test_a_signed_event_is_handed_over_once_and_holds_its_id_and_type(tmp_path: Path) -> None:
    async def act(client: httpx2.AsyncClient, _queue: Any) -> None:
        for given in (signed(event()), signed(event()), signed(event(), id_="evt_2")):
            answer = await client.post("/hook", content=event(), headers=given)
            assert answer.status_code == 204
        other = event("response.failed")
        answer = await client.post("/hook", content=other, headers=signed(other, id_="evt_3"))
        assert answer.status_code == 204

    told = {"id": "evt_1", "type": "batch.completed", "created_at": 7, "data": {"id": "batch_1"}}
    assert receive(tmp_path, act, event_types=["batch.completed"]) == [told, told]
    assert len(receive(tmp_path, act)) == 3


def test_what_is_not_signed_or_no_event_is_handed_to_nobody(tmp_path: Path) -> None:
    right = signed(event())
    wrong: list[tuple[str, dict[str, str], int]] = [
        (event(), signed(event(), key=new_secret()), 401),
        (event(), signed(event("batch.failed")), 401),
        (event(), signed(event(), age=900), 401),
        (event(), signed(event(), age=-900), 401),
        (event(), {**right, "webhook-id": "evt_2"}, 401),
        (event(), {**right, "webhook-timestamp": "soon"}, 401),
        (event(), {**right, "webhook-timestamp": "9" * 5_000}, 401),
        (event(), {**right, "webhook-signature": right["webhook-signature"].replace("v1,", "v2,")}, 401),
        (event(), {}, 401),
        ("nothing", signed("nothing"), 400),
        ("[]", signed("[]"), 400),
        ("[" * 100_000, signed("[" * 100_000), 400),
        (event(id_="../x"), signed(event(id_="../x")), 400),
        ("x" * (source.MOST_BYTES + 1), right, 413),
    ]

    async def act(client: httpx2.AsyncClient, _queue: Any) -> None:
        for payload, given, status in wrong:
            assert (await client.post("/hook", content=payload, headers=given)).status_code == status
        assert (await client.post("/", content=event(), headers=right)).status_code == 404
        assert (await client.get("/hook")).status_code == 405
        assert (await client.post("/hook", content=event(), headers=right)).status_code == 204

    assert len(receive(tmp_path, act)) == 1


def test_a_request_that_breaks_off_writes_no_traceback(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(client: httpx2.AsyncClient, _queue: Any) -> None:
        _reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        await writer.drain()
        # Its answer shows that the request before has been begun.
        assert (await client.post("/hook", content=event(), headers={})).status_code == 401
        writer.transport.abort()
        assert (await client.post("/hook", content=event(), headers=signed(event()))).status_code == 204

    assert len(receive(tmp_path, act)) == 1
    assert caplog.records == []


def test_what_the_rulebook_does_not_take_comes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(client: httpx2.AsyncClient, queue: Any) -> None:
        first = await client.post("/hook", content=event(), headers=signed(event()))
        monkeypatch.setattr(source, "REQUEST_SECONDS", 0.2)
        given = signed(event(), id_="evt_2")
        full = await client.post("/hook", content=event(), headers=given)
        assert (first.status_code, full.status_code) == (204, 408)
        queue.get_nowait()
        monkeypatch.setattr(source, "REQUEST_SECONDS", 10.0)
        assert (await client.post("/hook", content=event(), headers=given)).status_code == 204

    assert len(receive(tmp_path, act, size=1)) == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "port"),
        ({"port": "many"}, "port a number"),
        ({"port": 70_000}, "from 1 to 65535"),
        ({"port": 8080, "host": "hooks.example.com"}, "host must be an address"),
        ({"port": 8080, "path": "hook"}, "path must begin"),
        ({"port": 8080, "path": "/{hook}"}, "no brace"),
        ({"port": 8080, "event_types": "batch.completed"}, "a list of texts"),
        ({"port": 8080, "secret": "whsec_x"}, "has no option secret"),
        ({"port": 8080, "secret_file": "/no/such/file"}, "/no/such/file holds no signing secret"),
        ({"port": 8080}, "OPENAI_WEBHOOK_SECRET holds no signing secret"),
    ],
)
def test_options_that_cannot_be_used_are_refused(
    args: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_WEBHOOK_SECRET", raising=False)
    with pytest.raises(ValueError, match=message):
        asyncio.run(source.main(asyncio.Queue(), args))


def test_every_option_is_documented_and_each_rulebook_uses_those_there_are() -> None:
    documented = yaml.safe_load(source.DOCUMENTATION)["options"]
    assert documented.keys() == source.OPTIONS
    assert RULEBOOKS
    for text in (source.EXAMPLES, *(each.read_text("utf-8") for each in RULEBOOKS)):
        (ruleset,) = yaml.safe_load(text)
        assert ruleset["sources"][0]["fjcorp.openai.webhook"].keys() <= source.OPTIONS
        assert ruleset["rules"]


SCRIPT = """
import asyncio, json, runpy, sys

class Printed(asyncio.Queue):
    async def put(self, event):
        print(json.dumps(event), flush=True)

main = runpy.run_path(sys.argv[1])["main"]
asyncio.run(main(Printed(), json.loads(sys.argv[2])))
"""


def test_a_process_of_its_own_gets_what_the_emulator_delivers(shared_emulator: Emulator, client: Any) -> None:
    port = free_port()
    made = client.webhooks.create(
        name="Rules", url=f"http://127.0.0.1:{port}/hook", event_types=["response.completed"]
    )
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(PLUGIN), json.dumps({"port": port, "path": "/hook"})],
        stdout=subprocess.PIPE,
        env={**os.environ, "OPENAI_WEBHOOK_SECRET": made.signing_secret},
        text=True,
    )
    try:
        until = time.monotonic() + WAIT
        while True:
            # Nobody listens yet, or the first sample is taken.
            assert time.monotonic() < until
            status = shared_emulator.call(
                "POST", f"/webhook_endpoints/{made.id}/test", json={"event_type": "response.failed"}
            )
            if status.status_code == 200:
                break
            time.sleep(0.1)
        assert status.json()["status_code"] == 204
        response = client.responses.create(model="gpt-4o", input="Hi", background=True)
        assert process.stdout
        told = [json.loads(process.stdout.readline()) for _number in range(2)]
    finally:
        process.terminate()
        process.wait(WAIT)
        if process.stdout:
            process.stdout.close()
    assert [each["type"] for each in told] == ["response.failed", "response.completed"]
    assert told[1]["data"] == {"id": response.id}

"""Ctrl-C while the client waits for the API: Terraform's StopProvider ends the wait."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from support.wire import InProcess, RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

TEXT = {"content": "Hello", "filename": "a.txt", "purpose": "user_data"}


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "code": "rate_limit_exceeded", "retry_after": 20},
        {"status": 503, "retry_after": 20},
    ],
    ids=["limit", "overload"],
)
def test_a_wait_for_the_api_ends_when_the_user_stops(
    shared_emulator: Emulator, tmp_path: Path, fault: dict[str, object]
) -> None:
    shared_emulator.fault("createFile", **fault)
    refusals: list[RefusedError] = []

    def create(run: InProcess) -> None:
        with pytest.raises(RefusedError) as refusal:
            run.apply("openai_file", TEXT)
        refusals.append(refusal.value)

    with closing(InProcess(shared_emulator.environment(), tmp_path)) as run:
        worker = threading.Thread(target=create, args=(run,))
        worker.start()
        while not shared_emulator.calls("createFile"):
            worker.join(0.02)
        run.stop()
        worker.join()
    (refusal,) = refusals
    assert "Stopped while waiting for the API" in str(refusal)
    assert refusal.state is None
    assert [each["status"] for each in shared_emulator.calls("createFile")] == [fault["status"]]
    with closing(InProcess(shared_emulator.environment(), tmp_path)) as later:
        later.apply("openai_file", TEXT)
    assert len(shared_emulator.dump()["file"]) == 1

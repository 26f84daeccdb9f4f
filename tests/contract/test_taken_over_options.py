"""What a role adds to items that name files and models by key, taken over by objects that are there already.

A state that was made before the option was known has null there. Terraform lets no plan keep that null
against a value, so one plan shows an update in place: it makes no call, costs nothing, leaves all that others
depend on as it is, and the plan after it is empty.
"""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from support.tuning import chat, tuned_model, upload
from support.wire import InProcess, Saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.emulator import Emulator

Made = tuple[dict[str, Any], dict[str, Any]]
"""A configuration, and what a role adds to it."""


def job(emulator: Emulator, folder: Path) -> Made:
    rows = [chat(number) for number in range(12)]
    copy = folder / "copy.jsonl"
    copy.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    file = upload(emulator, rows)
    config = {"model": "gpt-4o-mini", "training_file": file, "validation_file": file}
    return config, {"training_file_path": str(copy), "validation_file_path": str(copy)}


def batch(emulator: Emulator, folder: Path) -> Made:
    body = {"model": "text-embedding-3-small", "input": "X"}
    line = {"custom_id": "a", "method": "POST", "url": "/v1/embeddings", "body": body}
    copy = folder / "copy.jsonl"
    copy.write_text(json.dumps(line), encoding="utf-8")
    config = {"endpoint": "/v1/embeddings", "input_file_id": upload(emulator, [line], "batch")}
    return config, {"input_file_path": str(copy)}


def completion(emulator: Emulator, folder: Path) -> Made:
    messages = [{"role": "user", "content": "Hi"}]
    return {"model": tuned_model(emulator)[1], "messages": messages}, {"base_model": "gpt-4o-mini"}


def response(emulator: Emulator, folder: Path) -> Made:
    return {"model": tuned_model(emulator)[1], "input": "Hi"}, {"base_model": "gpt-4o-mini"}


KINDS: dict[str, Callable[[Emulator, Path], Made]] = {
    "openai_fine_tuning_job": job,
    "openai_batch": batch,
    "openai_chat_completion": completion,
    "openai_model_response": response,
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_option_that_a_role_adds_costs_nothing(
    shared_emulator: Emulator, tmp_path: Path, kind: str
) -> None:
    config, added = KINDS[kind](shared_emulator, tmp_path)

    def started() -> closing[InProcess]:
        return closing(
            InProcess(shared_emulator.environment(), tmp_path / "journal", shared_emulator.clock.advance)
        )

    with started() as run:
        saved = run.apply(kind, config)
    assert saved is not None
    assert {name: saved.state[name] for name in added} == dict.fromkeys(added)
    shared_emulator.clear_calls()
    with started() as run:
        read = run.read(kind, saved)
        planned, _private = run.plan(kind, {**config, **added}, read)
        assert planned == {**saved.state, **added}, "no result is unknown, and nothing is paid for"
        assert run.replaced == []
        taken = run.apply(kind, {**config, **added}, read)
    assert isinstance(taken, Saved)
    assert taken.state == planned
    assert [call["operation"] for call in shared_emulator.calls() if call["method"] != "GET"] == []
    with started() as run:
        assert run.plan(kind, {**config, **added}, run.read(kind, taken))[0] == taken.state
        # Without it, as plain Terraform may have it, nothing is made anew either.
        run.plan(kind, config, taken)
        assert run.replaced == []

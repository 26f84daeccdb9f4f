"""`openai_webhook_endpoint`: one life with Terraform, and its secret in the sink alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract.resources.test_admin_api_key import holding
from contract.resources.test_webhook_endpoint import ADDRESS, endpoint, listed, secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provider.resources.conftest import Stack


def test_it_is_made_changed_rotated_imported_and_destroyed(
    stack: Callable[..., Stack], tmp_path: Path
) -> None:
    made = stack(env={"TF_LOG": "TRACE", "TF_LOG_PATH": str(tmp_path / "trace.log")})
    made.configure(endpoint(tmp_path))
    planned = made.plan("-out=saved.tfplan")
    applied = made.apply("saved.tfplan")
    first, id_ = secret(tmp_path), made.values(ADDRESS)["id"]
    assert made.plan().code == 0

    made.emulator.call("POST", f"/webhook_endpoints/{id_}", json={"name": "Drifted"})
    made.configure(endpoint(tmp_path, 'rotation = "a"', types='"batch.completed", "batch.failed"'))
    assert made.changes() == {ADDRESS: ["update"]}
    rotated = made.apply()
    second = secret(tmp_path)
    assert second != first
    assert second[-4:] == listed(made.emulator)[0]["signing_secret_hint"][-4:]
    assert listed(made.emulator)[0]["name"] == "Jobs"
    assert made.plan().code == 0
    shown = planned.text + applied.text + rotated.text + json.dumps(made.show())
    assert first not in shown
    assert second not in shown
    assert (holding(tmp_path, first), holding(tmp_path, second)) == ([], ["secret"])

    made.run("state", "rm", ADDRESS)
    made.configure(endpoint(tmp_path, types='"batch.completed", "batch.failed"'))
    made.import_(ADDRESS, id_)
    assert made.plan().code == 0
    made.destroy()
    assert listed(made.emulator) == []

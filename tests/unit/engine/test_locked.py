"""What is said of a state that another run holds."""

from __future__ import annotations

import getpass
import socket

import pytest
from plugins.plugin_utils.diagnostics import Translator
from plugins.plugin_utils.locked import SESSION, application_name, explain

HELD = """Error message: operation error S3: PutObject, PreconditionFailed
Lock Info:
  ID:        9db590f1-b6fe-c5f2-2678-8804f089deba
  Path:      states/default/core_ai.tfstate
  Operation: OperationTypePlan
  Who:       ann@laptop
  Version:   1.11.4
  Created:   2026-01-02 03:04:05.678 +0000 UTC
  Info:

Terraform acquires a state lock to protect the state from being written."""


def test_the_holder_is_named() -> None:
    said = Translator([], {}).sentence({"summary": "Error acquiring the state lock", "detail": HELD})
    assert said == (
        "ann@laptop holds the lock on this state since 2026-01-02 03:04:05 UTC (plan). Wait for that run, or "
        "raise openai_lock_timeout. If it has died, remove its lock by hand: terraform force-unlock "
        "9db590f1-b6fe-c5f2-2678-8804f089deba in the working folder"
    )


@pytest.mark.parametrize(
    "start", ["Already locked for workspace creation: default", "Workspace is already locked: default"]
)
def test_postgresql_names_the_wrong_one(start: str) -> None:
    said = explain(HELD.replace("operation error S3: PutObject, PreconditionFailed", start))
    assert "ann@laptop" not in said
    assert said.endswith(SESSION)


def test_other_words_are_left() -> None:
    assert explain("no such bucket") == "Error acquiring the state lock: no such bucket"


def test_an_account_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert application_name("a", "b") == f"{getpass.getuser()}@{socket.gethostname()} a/b"
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)
    assert application_name("a", "b").startswith("?@")

"""A sink that cannot work says why, by its own name, before a key is made for it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from fjcorp_openai.api.secret import Secret
from fjcorp_openai.provider.sinks import Ledger, SinkError, sink
from fjcorp_openai.provider.sinks.file import read, replace
from fjcorp_openai.provider.sinks.vault import _program

from .test_sinks import foreign, program

VAULT = {"vault_file": "/v", "vault_password_file": "/p"}


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"file": "/keys/ci"}, "the file /keys/ci"),
        ({**VAULT, "vault_variable": "key"}, "the vault file /v"),
        ({"command": ["/bin/put", "a secret"]}, "the command /bin/put"),
    ],
)
def test_a_sink_is_named_without_what_the_user_keeps_to_himself(values: dict[str, Any], name: str) -> None:
    assert str(sink(values)) == name


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"file": "/keys/ci"}, "/keys/ci"),
        (VAULT, "/v"),
        ({**VAULT, "vault_variable": "key"}, "/v#key"),
        ({"command": ["/bin/put"]}, None),
    ],
)
def test_a_place_is_what_no_two_keys_have_in_common(values: dict[str, Any], place: str | None) -> None:
    assert sink(values).place == place


def test_a_folder_that_may_not_be_written_to_is_known_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed = [os.W_OK, os.X_OK]
    monkeypatch.setattr(os, "access", lambda _path, asked: not any(asked & each for each in allowed))
    with pytest.raises(SinkError, match=f"^{tmp_path} is no folder that can be written to$"):
        sink({"file": str(tmp_path / "new" / "key")}).check(foreign)
    allowed.clear()
    sink({"file": str(tmp_path / "new" / "key")}).check(foreign)


@pytest.mark.parametrize(
    ("error", "why"), [(OSError("odd"), "OSError"), (PermissionError(13, "denied"), "denied")]
)
def test_what_the_system_refuses_is_told_in_its_words_or_by_its_kind(
    error: OSError, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key"
    path.touch()

    def refuse(*_unused: Any, **_also: Any) -> bytes:
        raise error

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SinkError) as refused:
        read(path)
    assert str(refused.value) == f"{path} cannot be read: {why}"
    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(SinkError) as refused:
        replace(path, b"new")
    assert str(refused.value) == f"cannot write {path}: {why}"


def test_the_program_beside_the_interpreter_comes_before_that_of_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("beside", "path"):
        (tmp_path / place).mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "beside" / "python"))
    with pytest.raises(SinkError, match=f"neither beside {sys.executable} nor on the PATH"):
        _program()
    for place in ("path", "beside"):
        made = Path(program(tmp_path / place, "exit 0")).rename(tmp_path / place / "ansible-vault")
        assert _program() == str(made)


def test_a_ledger_remembers_the_last_eight_keys_of_a_place(tmp_path: Path) -> None:
    ledger, keys = Ledger(tmp_path), [f"sk-{number}" for number in range(9)]
    for each in [*keys, keys[1], keys[8]]:
        ledger.note("/keys/ci", Secret(each))
    assert [each for each in keys if not ledger.holds("/keys/ci", each)] == keys[:1]
    ledger.note("/keys/ci", Secret("sk-9"))
    assert ledger.holds("/keys/ci", keys[1]), "it was written again meanwhile"
    assert not ledger.holds("/keys/ci", keys[2])

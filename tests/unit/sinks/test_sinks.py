"""Sinks take a key wholly or not at all, and report it nowhere."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import fjcorp_openai
from fjcorp_openai.api.secret import Secret
from fjcorp_openai.organization.guards import is_own_key
from fjcorp_openai.provider.protocol.schema import Schema
from fjcorp_openai.provider.sinks import SinkError, check_secret_sink, delivered_to, secret_sink, sink
from fjcorp_openai.provider.sinks.ledger import Ledger
from fjcorp_openai.provider.sinks.program import feed

KEY = "sk-admin-MARKER0123456789"
OLD = "sk-admin-OLD0123456789"
SOURCE = str(Path(fjcorp_openai.__file__).parents[1])
VAULT = str(Path(sys.executable).with_name("ansible-vault"))


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def program(folder: Path, text: str) -> str:
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o700)
    return str(path)


def foreign(_place: str, _text: str) -> bool:
    return False


def ours(_place: str, text: str) -> bool:
    return is_own_key("sk-admin-OLD***6789", text)


def deliver(owned: Any = foreign, **values: Any) -> None:
    chosen = sink(values)
    chosen.check(owned)
    chosen.write(Secret(KEY), owned)


def opened(path: Path, password: Path) -> str:
    command = [VAULT, "view", "--vault-password-file", str(password), str(path)]
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def vault(folder: Path, text: str, label: str = "") -> Path:
    """Make a vault file, opened by the file `password` beside it."""
    (folder / "password").write_text("correct horse\n")
    path = folder / "vault.yml"
    secret = f"{label}@{folder}/password"
    named = ["--encrypt-vault-id", label] if label else []
    command = [VAULT, "encrypt", *named, "--vault-id", secret, "--output", str(path), "-"]
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(command, env=env, input=text, text=True, capture_output=True, check=True)
    return path


def complaints(value: Any) -> list[str]:
    schema = Schema({"secret_sink": secret_sink()}, validators=[check_secret_sink])
    return [f"{each.summary} {each.detail}" for each in schema.validate({"secret_sink": value})]


def test_a_file_is_for_its_owner_alone_and_replaced_wholly(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key"
    deliver(file=str(path))
    assert path.read_text() == f"{KEY}\n"
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    path.write_text(f"{OLD}-which-is-longer-6789\n")
    path.chmod(0o644)
    deliver(ours, file=str(path))
    assert path.read_text() == f"{KEY}\n"
    assert mode(path) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["key"]


def test_a_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    deliver(file="~/key")
    assert (tmp_path / "key").read_text() == f"{KEY}\n"


@pytest.mark.slow
@pytest.mark.parametrize("variable", [None, "vault_openai_key"])
def test_a_vault_is_opened_by_ansible(tmp_path: Path, variable: str | None) -> None:
    password = tmp_path / "password"
    password.write_text("correct horse\n")
    path = tmp_path / "vault.yml"
    deliver(vault_file=str(path), vault_password_file=str(password), vault_variable=variable)
    assert path.read_bytes().startswith(b"$ANSIBLE_VAULT;1.1;AES256")
    assert KEY not in path.read_text()
    assert mode(path) == 0o600
    text = opened(path, password)
    assert (yaml.safe_load(text)[variable] if variable else text.strip()) == KEY


def test_a_vault_does_not_depend_on_the_callers_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = program(tmp_path, f"touch {tmp_path}/asked; echo pw")
    monkeypatch.setenv("ANSIBLE_VAULT_IDENTITY_LIST", f"other@{other}")
    monkeypatch.setenv("ANSIBLE_CONFIG", "/no/such/file.cfg")
    monkeypatch.setenv("LC_ALL", "C")
    password = tmp_path / "password"
    password.write_text("pw\n")
    deliver(vault_file=str(tmp_path / "vault"), vault_password_file=str(password))
    assert (tmp_path / "vault").read_bytes().startswith(b"$ANSIBLE_VAULT")
    assert not (tmp_path / "asked").exists()


def test_a_command_gets_the_key_on_its_input_alone(tmp_path: Path) -> None:
    took = program(tmp_path, f'cat > {tmp_path}/taken; echo "$0 $@" > {tmp_path}/argv; env > {tmp_path}/env')
    deliver(command=[took, "put", "openai/ci"])
    assert (tmp_path / "taken").read_text() == KEY
    assert (tmp_path / "argv").read_text().strip() == f"{took} put openai/ci"
    assert KEY not in (tmp_path / "env").read_text()


def test_a_command_that_fails_does_not_repeat_the_key(tmp_path: Path) -> None:
    failing = program(tmp_path, 'read -r key; echo "no room for $key" >&2; exit 3')
    with pytest.raises(SinkError) as caught:
        deliver(command=[failing])
    assert "ended with code 3: no room for ***" in str(caught.value)
    assert KEY not in repr(caught.value)


def test_a_command_that_does_not_read_is_no_fault_of_ours(tmp_path: Path) -> None:
    deliver(command=[program(tmp_path, "exit 0")])


def test_a_command_that_hangs_is_ended(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match=r"took longer than 0\.3 s"):
        feed([program(tmp_path, "exec sleep 60")], Secret(KEY), Secret(KEY), timeout=0.3)


@pytest.mark.parametrize("kind", ["file", pytest.param("vault_file", marks=pytest.mark.slow)])
def test_a_rename_that_fails_leaves_the_old_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    (tmp_path / "password").write_text("correct horse\n")
    folder = tmp_path / "keys"
    values = {kind: str(folder / "key"), "overwrite": True}
    if kind == "vault_file":
        values["vault_password_file"] = str(tmp_path / "password")
    deliver(**values)
    before = (folder / "key").read_bytes()

    def fail(_path: Path, _target: Path) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(SinkError, match=f"cannot write {folder}/key: "):
        deliver(**values)
    assert [each.name for each in folder.iterdir()] == ["key"]
    assert (folder / "key").read_bytes() == before


_FEED = """
import signal, sys
from fjcorp_openai.api.secret import Secret
from fjcorp_openai.provider.sinks.program import feed
signal.signal(signal.SIGINT, lambda *_unused: None)
feed([sys.argv[1]], Secret(""), Secret("the key"))
"""


def test_a_ctrl_c_meant_for_terraform_does_not_reach_the_program(tmp_path: Path) -> None:
    slow = program(tmp_path, f"touch {tmp_path}/begun; read -r go < {tmp_path}/go; cat > {tmp_path}/taken")
    os.mkfifo(tmp_path / "go")
    feeding = subprocess.Popen(
        [sys.executable, "-c", _FEED, slow], env={"PYTHONPATH": SOURCE}, start_new_session=True
    )
    with feeding:
        # The pipe opens once the program reads it.
        with (tmp_path / "go").open("w") as pipe:
            assert (tmp_path / "begun").exists()
            os.killpg(feeding.pid, signal.SIGINT)
            pipe.write("go\n")
        assert feeding.wait(60) == 0
    assert (tmp_path / "taken").read_text() == "the key"


def test_what_cannot_work_is_known_before_a_key_is_made(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("")
    absent = str(tmp_path / "absent")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"file": str(tmp_path)}, "is a folder"),
        ({"file": str(tmp_path / "note" / "key")}, "is no folder"),
        ({"command": [absent]}, "there is no program"),
        (
            {"vault_file": str(tmp_path / "v"), "vault_password_file": absent},
            "password file .* cannot be read",
        ),
    ]
    for values, message in wrong:
        with pytest.raises(SinkError, match=message):
            sink(values).check(foreign)


@pytest.mark.slow
def test_a_wrong_vault_password_program_leaves_the_old_file(tmp_path: Path) -> None:
    path = vault(tmp_path, "a: 1\n")
    old = path.read_text()
    failing = program(tmp_path, "exit 1")
    with pytest.raises(SinkError, match=r"vault.yml cannot be opened with .*ansible-vault ended with code"):
        deliver(vault_file=str(path), vault_password_file=failing, vault_variable="b")
    assert path.read_text() == old


def test_the_choice_is_checked_as_written() -> None:
    assert complaints(None) == complaints({"file": "/keys/ci"}) == []
    assert complaints({"vault_file": "~/v", "vault_password_file": "~/p", "vault_variable": "key"}) == []
    assert "Set exactly one of" in complaints({})[0]
    assert "Set exactly one of" in complaints({"file": "/a", "command": ["b"]})[0]
    assert "Not an absolute path" in complaints({"file": "keys/ci"})[0]
    assert "go together" in complaints({"vault_file": "/v"})[0]
    assert "overwrite is for file" in complaints({"command": ["a"], "overwrite": True})[0]
    assert "needs vault_file" in complaints({"file": "/a", "vault_variable": "key"})[0]


@pytest.mark.parametrize(
    ("value", "summary", "detail", "place"),
    [
        ({"file": "keys/ci"}, "Not an absolute path", 'Write where "keys/ci" is, from / or ~/ on.', "file"),
        (
            {"vault_file": "v", "vault_password_file": "/p"},
            "Not an absolute path",
            'Write where "v" is, from / or ~/ on.',
            "vault_file",
        ),
        (
            {"vault_file": "/v", "vault_password_file": "p"},
            "Not an absolute path",
            'Write where "p" is, from / or ~/ on.',
            "vault_password_file",
        ),
        (
            {"vault_file": "/v"},
            "Wrong combination",
            "vault_file and vault_password_file go together.",
            None,
        ),
        (
            {"file": "/a", "vault_variable": "key"},
            "Wrong combination",
            "vault_variable needs vault_file.",
            None,
        ),
        (
            {"command": ["a"], "overwrite": True},
            "Wrong combination",
            "overwrite is for file and vault_file.",
            None,
        ),
    ],
)
def test_a_wrong_choice_is_named_where_it_is_written(
    value: dict[str, Any], summary: str, detail: str, place: str | None
) -> None:
    [found] = check_secret_sink({"secret_sink": value}, ())
    path = ("secret_sink", place) if place else ("secret_sink",)
    assert (found.severity, found.summary, found.detail, found.path) == ("error", summary, detail, path)


@pytest.mark.parametrize("name", ["file", "vault_file", "vault_password_file", "vault_variable"])
def test_an_empty_text_is_no_choice(name: str) -> None:
    [found] = [each for each in complaints({"command": ["a"], name: ""}) if each.startswith("Wrong length")]
    assert found == "Wrong length It has 0 characters; at least 1 are allowed."


def test_where_a_key_went_is_said_by_the_names_of_the_choice() -> None:
    vault_file = {"vault_file": "/v", "vault_password_file": "/p"}
    assert sink({"file": "/keys/ci"}).destination() == {"file": "/keys/ci"}
    assert sink(vault_file).destination() == {"vault_file": "/v"}
    named = {"vault_file": "/v", "vault_variable": "key"}
    assert sink({**vault_file, "vault_variable": "key"}).destination() == named
    assert sink({"command": ["/bin/put", "a secret"]}).destination() == {"program": "/bin/put"}
    assert set(delivered_to().type.attributes) == {"file", "vault_file", "vault_variable", "program"}


@pytest.mark.slow
def test_a_vault_keeps_its_label(tmp_path: Path) -> None:
    path = vault(tmp_path, "a: 1\n", label="production")
    deliver(vault_file=str(path), vault_password_file=str(tmp_path / "password"), vault_variable="b")
    assert path.read_text().splitlines()[0] == "$ANSIBLE_VAULT;1.2;AES256;production"
    assert yaml.safe_load(opened(path, tmp_path / "password")) == {"a": 1, "b": KEY}


def test_without_a_journal_keys_are_remembered_where_terraform_keeps_its_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ledger = Ledger.of(None)
    ledger.note("/keys/ci", Secret(KEY))
    assert not ledger.holds("/keys/ci", KEY), "there is no folder"
    for folder, variable in ((".terraform", None), ("data", "data")):
        (tmp_path / folder).mkdir()
        if variable:
            monkeypatch.setenv("TF_DATA_DIR", variable)
        Ledger.of(None).note("/keys/ci", Secret(KEY))
        assert Ledger.of(None).holds("/keys/ci", KEY)
        assert len(list((tmp_path / folder / "fjcorp.openai").iterdir())) == 1
    Ledger.of(tmp_path / "journal").note("/keys/ci", Secret(KEY))
    assert [path.suffix for path in (tmp_path / "journal").iterdir()] == [".sink"]

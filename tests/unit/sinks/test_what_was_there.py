"""A key replaces nothing but the key that it follows: what else a file or a vault holds is not ours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from fjcorp_openai.api.secret import Secret
from fjcorp_openai.organization.guards import is_own_key
from fjcorp_openai.provider.sinks import Ledger, SinkError, sink
from fjcorp_openai.provider.sinks.vault import VaultSink
from fjcorp_openai.provider.sinks.whereabouts import left, lost

from .test_sinks import KEY, OLD, deliver, foreign, mode, ours
from .test_sinks import opened as really_opened
from .test_sinks import vault as real_vault

MARK = "$ANSIBLE_VAULT;1.1;AES256\n"


@pytest.fixture
def readable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a vault's clear text behind its mark: the real program takes a second each time."""

    def run(
        _sink: VaultSink, _key: Secret, text: Secret, command: str, *_more: str, **_options: str
    ) -> bytes:
        clear = text.reveal()
        return (MARK + clear if command == "encrypt" else clear.removeprefix(MARK)).encode()

    monkeypatch.setattr(VaultSink, "_run", run)


def vault(folder: Path, text: str) -> Path:
    (folder / "password").touch()
    path = folder / "vault.yml"
    path.write_text(MARK + text)
    return path


def opened(path: Path) -> str:
    text = path.read_text()
    assert text.startswith(MARK)
    return text.removeprefix(MARK)


VARIABLES = {
    "beside": "---\n# the database\ndb_password: secret # do not lose\n",
    "in front": "---\nserver_key: {old}\ndb_password: secret\n",
    "in a block": "server_key: |\n  {old}\ndb_password: secret\nlist:\n  - a\n",
    "with tags": "db_password: !unsafe 'a{{{{b'\nmore: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  616263\n",
    "without an end": "db_password: secret",
    "empty": "---\n",
}


@pytest.mark.usefixtures("readable")
@pytest.mark.parametrize("text", VARIABLES.values(), ids=VARIABLES.keys())
def test_other_variables_of_a_vault_stay(text: str, tmp_path: Path) -> None:
    before = text.format(old=OLD)
    path = vault(tmp_path, before)
    deliver(
        ours,
        vault_file=str(path),
        vault_password_file=str(tmp_path / "password"),
        vault_variable="server_key",
    )
    after = opened(path)
    lines = [line for line in before.splitlines() if "server_key" not in line and OLD not in line]
    assert [line for line in after.splitlines() if KEY not in line] == lines
    assert yaml.load(after, yaml.BaseLoader)["server_key"] == KEY if "!" not in text else KEY in after
    assert mode(path) == 0o600


@pytest.mark.slow
def test_a_vault_keeps_its_label(tmp_path: Path) -> None:
    path = real_vault(tmp_path, "db_password: secret\n", label="prod")
    deliver(vault_file=str(path), vault_password_file=str(tmp_path / "password"), vault_variable="server_key")
    assert path.read_text().startswith("$ANSIBLE_VAULT;1.2;AES256;prod\n")
    held = yaml.safe_load(really_opened(path, tmp_path / "password"))
    assert held == {"db_password": "secret", "server_key": KEY}


HELD: dict[str, dict[str, Any]] = {
    "a file with another key": {"file": "key", "held": "sk-admin-ANOTHER6780"},
    "a file with anything": {"file": "key", "held": "root:x:0:0"},
    "another key of a variable": {"vault_file": "vault.yml", "vault_variable": "a", "held": "a: other\n"},
    "a number of a variable": {"vault_file": "vault.yml", "vault_variable": "a", "held": "a: 17\n"},
    "a vault with something bare": {"vault_file": "vault.yml", "held": "a: other\n"},
}


@pytest.mark.usefixtures("readable")
@pytest.mark.parametrize("case", HELD.values(), ids=HELD.keys())
def test_what_is_not_ours_is_replaced_on_demand_alone(case: dict[str, Any], tmp_path: Path) -> None:
    values = {name: str(tmp_path / case[name]) for name in ("file", "vault_file") if name in case}
    path = Path(next(iter(values.values())))
    path.write_text(case["held"]) if "file" in case else vault(tmp_path, case["held"])
    if "vault_file" in case:
        values |= {"vault_password_file": str(tmp_path / "password")}
    if "vault_variable" in case:
        values |= {"vault_variable": case["vault_variable"]}
    before = path.read_bytes()
    for step in (lambda: sink(values).check(ours), lambda: sink(values).write(Secret(KEY), ours)):
        with pytest.raises(
            SinkError, match=r"does not hold the key that this one follows.*overwrite to true"
        ):
            step()
    assert path.read_bytes() == before
    deliver(**values, overwrite=True)
    assert KEY in (path.read_text() if "file" in case else opened(path))


@pytest.mark.usefixtures("readable")
def test_what_cannot_be_merged_stays_as_it_is(tmp_path: Path) -> None:
    password = {"vault_password_file": str(tmp_path / "password"), "vault_variable": "key"}
    for text, message in [
        ("just a text\n", "something else than a map of variables"),
        ("a: [\n", "no YAML"),
        ("{a: 1}\n", "key cannot be added to the way it is written"),
    ]:
        path = vault(tmp_path, text)
        before = path.read_bytes()
        with pytest.raises(SinkError, match=f"vault.yml: .*{message}"):
            deliver(vault_file=str(path), **password)
        assert path.read_bytes() == before
    path.write_text("db_password: secret\n")
    with pytest.raises(SinkError, match="is not encrypted"):
        deliver(vault_file=str(path), **password)
    assert path.read_text() == "db_password: secret\n"
    deliver(vault_file=str(path), **password, overwrite=True)
    assert yaml.safe_load(opened(path)) == {"db_password": "secret", "key": KEY}


@pytest.mark.usefixtures("readable")
def test_keys_for_one_vault_at_the_same_time_are_all_in_it(tmp_path: Path) -> None:
    path = vault(tmp_path, "db_password: secret\n")
    common = {"vault_file": str(path), "vault_password_file": str(tmp_path / "password")}
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: deliver(**common, vault_variable=name), "abcd"))
    held = yaml.safe_load(opened(path))
    assert held == {"db_password": "secret", **dict.fromkeys("abcd", KEY)}


def test_the_ledger_knows_our_keys_and_tells_none(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "journal")
    assert not ledger.holds("/keys/ci", KEY)
    ledger.note("/keys/ci", Secret(OLD))
    ledger.note("/keys/ci", Secret(KEY))
    assert ledger.holds("/keys/ci", KEY)
    assert ledger.holds("/keys/ci", OLD)
    assert not ledger.holds("/keys/other", KEY)
    assert not ledger.holds("/keys/ci", "sk-other")
    (file,) = (tmp_path / "journal").iterdir()
    assert mode(file) == 0o600
    assert KEY not in file.read_text()
    Ledger(None).note("/keys/ci", Secret(KEY))
    assert not Ledger(None).holds("/keys/ci", KEY)


@pytest.mark.parametrize(
    "redacted", [None, "", "***", "sk-admin***", "sk-admin-OLD***9", "sk-admin-NEW***6789"]
)
def test_a_key_of_which_too_little_is_known_is_not_ours(redacted: str | None) -> None:
    assert is_own_key("sk-admin-OLD***6789", OLD)
    assert not is_own_key(redacted, OLD)


def test_where_a_key_is(tmp_path: Path) -> None:
    path, redacted = tmp_path / "key", "sk-admin-OLD***6789"
    there, vaulted = {"file": str(path)}, {"vault_file": str(path), "vault_variable": "a"}
    assert lost(None, redacted) is lost({"program": "vault"}, redacted) is left(None, redacted) is None
    assert lost(there, redacted) == lost(vaulted, redacted) == f"{path} is not there"
    assert left(there, redacted) is left(vaulted, redacted) is None
    path.write_text(f"{OLD}\n")
    assert lost(there, redacted) is lost(vaulted, redacted) is None
    assert left(there, redacted) == str(path)
    assert left(vaulted, redacted) == f"{path} (variable a)"
    path.write_text(f"{KEY}\n")
    assert lost(there, redacted) == f"{path} holds something else"
    assert left(there, redacted) is None


def test_a_file_that_cannot_be_read_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key"
    path.write_text("held")

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SinkError, match="cannot be read: Permission denied"):
        sink({"file": str(path)}).check(foreign)

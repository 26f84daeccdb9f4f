"""Keys and the places they go to, as a user sees them: nothing is lost, and the result says what is where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from support.administration import administers, opens
from support.ansible import ROOT
from support.checks import every

from .conftest import writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible
    from support.emulator import Emulator

ROLE = ["api_management"]


def vault(folder: Path, command: str, *arguments: str, text: str | None = None) -> str:
    """Run ansible-vault with the password beside the vault, and return what it wrote."""
    program = Path(sys.executable).with_name("ansible-vault")
    options = ["--vault-password-file", str(folder / "password"), *arguments]
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [program, command, *options], env=env, input=text, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_keys_go_where_they_are_sent_and_nothing_is_lost(
    make_ansible: Callable[..., Ansible], emulator: Emulator
) -> None:
    place = make_ansible(openai_base_url=emulator.base_url, openai_admin_key=emulator.admin_key)
    folder = place.folder
    (folder / "password").write_text("open sesame\n", encoding="utf-8")
    vault(folder, "encrypt", "--output", f"{folder}/all.yml", "-", text="# ours\ndb_password: secret\n")
    in_vault = {"vault_file": "all.yml", "vault_password_file": str(folder / "password")}
    keys = {
        "main": {"secret_sink": {"file": "keys/main"}},
        "one": {"secret_sink": {**in_vault, "vault_variable": "one"}},
        "two": {"secret_sink": {**in_vault, "vault_variable": "two"}},
    }
    variables: dict[str, Any] = {
        "openai_projects": {"shop": {"name": "Shop"}},
        "openai_service_accounts": {"bot": {"project": "shop", "name": "Bot", "api_keys": keys}},
    }
    # The playbook stands in the collection; the paths start from the current folder all the same.
    made = place.run("fjcorp.openai.site", "-e", json.dumps(variables))
    assert made.code == 0, made.text
    assert not (ROOT / "playbooks" / "keys").exists()
    assert opens(emulator, (folder / "keys" / "main").read_text("utf-8").strip())
    text = vault(folder, "view", f"{folder}/all.yml")
    held = yaml.safe_load(text)
    assert text.startswith("# ours\n")
    assert held.pop("db_password") == "secret"
    assert set(held) == {"one", "two"}
    assert every(opens(emulator, key) for key in held.values())

    emulator.clear_calls()
    another = folder / "keys" / "another"
    another.touch(0o600)
    another.write_text("somebody's\n", encoding="utf-8")
    sink = {"file": "keys/another"}
    auditor = {"openai_admin_api_keys": {"auditor": {"name": "Auditor", "secret_sink": sink}}}
    refused = place.apply({**variables, **auditor}, roles=ROLE, expect=2)
    assert refused.message == (
        'api_management: openai_admin_api_keys["auditor"].secret_sink: The sink cannot work: No key was '
        f"made: {another} is there already, and does not hold the key that this one follows. Move it away, "
        "name another place, or set overwrite to true."
    )
    sink["file"] = f"{ROOT}/playbooks/keys/auditor"
    refused = place.apply({**variables, **auditor}, roles=ROLE, expect=2)
    assert refused.message == (
        f'api_management: openai_admin_api_keys["auditor"].secret_sink.file: {ROOT}/playbooks/keys/auditor '
        f"lies in the collection in {ROOT}, whose next installation would delete it, and which could be "
        f"published with it. Relative paths start from the current folder, which is {folder}: run from "
        "another one, or write an absolute path"
    )
    assert writes(emulator) == []
    assert another.read_text("utf-8") == "somebody's\n"

    sink |= {"file": "keys/another", "overwrite": True}
    (folder / "keys" / "main").unlink()
    told = place.apply({**variables, **auditor}, roles=ROLE)
    assert administers(emulator, another.read_text("utf-8").strip())
    account = 'openai_service_accounts["bot"].api_keys'
    assert told.results["api_management"]["sinks"] == [
        {
            "item": 'openai_admin_api_keys["auditor"]',
            "name": "Auditor",
            "file": str(another),
            "there": True,
        },
        {"item": f"{account}.main", "name": "main", "file": f"{folder}/keys/main", "there": False},
        *(
            {
                "item": f"{account}.{name}",
                "name": name,
                "vault_file": f"{folder}/all.yml",
                "vault_variable": name,
                "there": True,
            }
            for name in ("one", "two")
        ),
    ]
    (warning,) = told.results["api_management"]["warnings"]
    assert warning.startswith(f'{account}.main: service account key "main" (proj_')
    assert warning.endswith(
        f") is not where it was put: {folder}/keys/main is not there. Where nobody else has the key, rotate "
        "it, which makes another one: set rotation to another text, or run the playbook rotate_keys."
    )

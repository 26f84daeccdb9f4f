"""What a person reads when a run does not reach the API, or would wait too long, whatever runs."""

from __future__ import annotations

import json
import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from support.ansible import include
from support.checks import every

if TYPE_CHECKING:
    from support.ansible import Ansible

DAY = 86400
PROJECTS = {"openai_projects": {"care": {"name": "Care"}}}


def told(ansible: Ansible, causes: dict[str, dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Let a role, an action and a look-up meet each cause in one run; return what each says."""
    tasks: list[dict[str, Any]] = []
    for cause, variables in causes.items():
        options = {name.removeprefix("openai_"): value for name, value in variables.items()}
        options.pop("api_key", None)
        ways: dict[str, dict[str, Any]] = {
            "role": include("administrative"),
            "action": {"fjcorp.openai.organization_info": options},
            "look-up": {"ansible.builtin.debug": {"msg": "{{ lookup('fjcorp.openai.project', 'Care') }}"}},
        }
        for way, task in ways.items():
            tasks.append(
                {
                    "block": [task],
                    "rescue": [ansible.keep("ansible_failed_result.msg", f"{cause}.{way}")],
                    "vars": {**PROJECTS, **variables},
                }
            )
    outcome = ansible.tasks(tasks, {})
    assert "Traceback" not in outcome.text
    found: dict[str, dict[str, str]] = {cause: {} for cause in causes}
    for name, message in outcome.results.items():
        cause, _separator, way = name.rpartition(".")
        found[cause][way] = str(message)
    assert every(set(ways) == {"role", "action", "look-up"} for ways in found.values()), found
    return found


def test_every_way_to_the_api_names_the_cause(make_ansible: Any, emulator: Any) -> None:
    for operation in ("list-projects", "create-project"):
        emulator.fault(operation, status=429, retry_after=DAY, times=0)
    ansible = make_ansible(openai_admin_key=emulator.admin_key, openai_api_key=emulator.api_key)
    state = {"openai_state_dir": str(ansible.state_dir), "openai_admin_key": emulator.admin_key}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"127.0.0.1:{free.getsockname()[1]}"
        found = told(
            ansible,
            {
                "unencrypted": {**state, "openai_base_url": "http://192.0.2.1:8080"},
                "nobody": {**state, "openai_base_url": f"http://{nobody}"},
                "a day": {**state, "openai_base_url": emulator.base_url, "openai_max_wait": 5},
            },
        )
    for way, message in found["unencrypted"].items():
        option = "openai_base_url" if way == "role" else "base_url"
        assert f"{option} (environment variable OPENAI_BASE_URL) is http://192.0.2.1:8080" in message, way
        assert "anybody could read the keys, so nothing was sent" in message, way
        assert "insecure (environment variable OPENAI_INSECURE) to true" in message, way
    for way, message in found["nobody"].items():
        assert f"{nobody}: nothing listens there (connection refused); is " in message, way
    for way, message in found["a day"].items():
        assert "answered 429" in message, way
        assert "the API asks to wait 24 hours, until 20" in message, way
        assert "a run waits 5 s at most. Run again after that time, or raise " in message, way
        assert ("openai_max_wait" if way == "role" else "max_wait") in message, way
    # The next run does not wait the day: the API lets it.
    emulator.clear_faults()
    ansible.apply({**PROJECTS, "openai_base_url": emulator.base_url}, roles=["administrative"])


def test_the_inventory_names_the_cause_too(make_ansible: Any) -> None:
    ansible = make_ansible()
    path = ansible.folder / "all.openai.yml"
    path.touch(0o600)
    options = {"plugin": "fjcorp.openai.openai", "admin_key": "sk-admin-a", "base_url": "http://192.0.2.1"}
    path.write_text(yaml.safe_dump(options), encoding="utf-8")
    done = subprocess.run(
        [str(ansible.programs / "ansible-inventory"), "-i", str(path), "--list"],
        env={**ansible.env, "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "True"},
        cwd=ansible.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    text = " ".join(done.stderr.split())
    assert done.returncode
    assert "anybody could read the keys, so nothing was sent" in text
    assert "Traceback" not in text


def test_a_program_that_does_not_start_is_named(make_ansible: Any, emulator: Any) -> None:
    """In one run: Terraform that ends at once, one for another machine, and none."""
    ansible = make_ansible(
        openai_base_url=emulator.base_url,
        openai_admin_key=emulator.admin_key,
        openai_api_key=emulator.api_key,
    )
    foreign, broken = ansible.folder / "foreign", ansible.folder / "broken"
    foreign.write_bytes(b"\x7fELF\x02\x01\x01" + b"\x00" * 100)
    broken.write_text("#!/bin/sh\necho 'no licence' >&2\nexit 3\n")
    tasks = []
    for program in (foreign, broken, Path("/nowhere/terraform")):
        program.chmod(0o755) if program.exists() else None
        tasks.append(
            {
                "block": [include("administrative")],
                "rescue": [ansible.keep("ansible_failed_result.msg", program.name)],
                "vars": {**PROJECTS, "openai_terraform_binary": str(program)},
            }
        )
    outcome = ansible.tasks(tasks, {})
    assert "Traceback" not in outcome.text
    messages = {name: str(json.loads(json.dumps(message))) for name, message in outcome.results.items()}
    assert f"{foreign} (openai_terraform_binary) cannot be run: Exec format error" in messages["foreign"]
    assert (
        f"{broken} (openai_terraform_binary) does not run, it ends with 3: no licence" in messages["broken"]
    )
    assert "there is no /nowhere/terraform (openai_terraform_binary)" in messages["terraform"]

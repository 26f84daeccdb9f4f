"""Ansible's keywords mean what they say, in every plugin: all of them in one play."""

from __future__ import annotations

import getpass
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from support.ansible import ROOT
from support.proxy import proxy

from .conftest import writes

if TYPE_CHECKING:
    from support.ansible import Ansible

CALLBACK = '''
"""Writes one JSON document, as callbacks for machines do."""

import json

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "document"

    def __init__(self):
        super().__init__()
        self.tasks = {}

    def keep(self, result, **_options):
        self.tasks[result._task.get_name()] = json.loads(self._dump_results(result._result))

    def v2_runner_on_failed(self, result, **_options):
        self.keep(result)
        self.tasks[result._task.get_name()]["failed"] = True

    v2_runner_on_ok = v2_runner_on_skipped = v2_runner_on_unreachable = keep

    def v2_playbook_on_stats(self, stats):
        print(json.dumps(self.tasks))
'''
SPECIFICATION = str(ROOT / "roles/administrative/meta/argument_specs.yml")
MODULES = yaml.safe_load((ROOT / "roles/administrative/vars/main.yml").read_text("utf-8"))
PATH_FREE = {"local": {"path": "{category}.tfstate"}}
SHOP = {"shop": {"name": "Shop"}}
SOMEBODY = {"openai_people": [{"email": "new@example.com"}]}
NOTHING: dict[str, Any] = {"items": {"projects": {}}}
"""What the stack does without Terraform."""

OPTIONS: dict[str, dict[str, Any]] = {
    "organization_info": {},
    "onboard": {"people": [{"email": "new@example.com"}], "wait": False},
    "offboard": {"people": ["gone@example.com"], "missing": "ok"},
    "adopt": {"path": "adopted.yml"},
    "import_keys": {"path": "keys.yml"},
    "validate": {"roles": ["administrative"]},
    "stack": {
        "category": "administrative",
        "modules": MODULES["administrative_modules"],
        "specification": SPECIFICATION,
        "items": {"projects": SHOP},
    },
}
OPENED = {name: f"{{{{ openai_{name} }}}}" for name in ("base_url", "admin_key", "state_dir")}
NOWHERE = "no-such-host-or-user"
REFUSED = {
    "become": (
        {"become": True, "become_user": NOWHERE},
        f"runs as {getpass.getuser()}, the user who runs Ansible, and not as {NOWHERE}",
    ),
    "async": (
        {"async": 60, "poll": 1},
        "runs in the foreground, so that nobody takes it for finished; take async and poll away",
    ),
    "connection": (
        {"connection": "ssh", "delegate_to": NOWHERE},
        "runs on the controller; use hosts: localhost, connection: local, or delegate_to: localhost",
    ),
}
HEEDED: dict[str, Any] = {
    "become": True,
    "become_user": getpass.getuser(),
    "collections": ["fjcorp.openai"],
    "check_mode": True,
    "diff": True,
    "delegate_to": "localhost",
    "ignore_errors": True,
    "loop": [1],
    "no_log": False,
    "remote_user": NOWHERE,
    "retries": 1,
    "run_once": True,
    "tags": ["always"],
    "throttle": 1,
    "timeout": 600,
    "until": "true",
}
"""Keywords that a task may have, all at once; its action goes by its short name."""


def task(
    name: str, plugin: str, keywords: dict[str, Any], *, short: bool = False, **more: Any
) -> dict[str, Any]:
    action = plugin if short else f"fjcorp.openai.{plugin}"
    return {
        "name": f"{name} {plugin}",
        action: {**OPTIONS[plugin], **more},
        "ignore_errors": True,
        **keywords,
    }


def play_of(base_url: str, key: str, address: str, dead: str) -> list[dict[str, Any]]:
    """Return the tasks: every keyword, every plugin."""
    direct = {"OPENAI_BASE_URL": base_url, "OPENAI_ADMIN_KEY": key}
    proxied = {**direct, "OPENAI_BASE_URL": dead, "HTTP_PROXY": address, "NO_PROXY": ""}
    tasks = []
    for plugin in OPTIONS:
        quick = NOTHING if plugin == "stack" else {}
        for name, (keywords, _sentence) in REFUSED.items():
            tasks.append(task(name, plugin, keywords))
        reached = {"environment": proxied, "check_mode": plugin != "stack", "vars": SOMEBODY}
        tasks.append(task("environment", plugin, reached))
        given = {"base_url": base_url, "admin_key": key, "state_dir": "{{ openai_state_dir }}"}
        given = {} if plugin == "validate" else given
        defaults = {"module_defaults": {f"fjcorp.openai.{plugin}": given}}
        tasks.append(task("all at once", plugin, HEEDED | defaults, short=True, **quick))
    for plugin in ("stack", "adopt", "import_keys"):
        surroundings = {"environment": {**direct, "PATH": "/no/such/folder"}}
        tasks.append(task("path", plugin, surroundings, backend=PATH_FREE))
    for silent in (False, True):
        name = "silent" if silent else "told"
        tasks.append(task(name, "onboard", {"environment": direct, "no_log": silent}, wait=True, timeout=0))
    looked = "{{ lookup('fjcorp.openai.project', 'Default project', field='name') }}"
    tasks.append(
        {
            "name": "look-up",
            "ansible.builtin.debug": {"msg": looked},
            "vars": {"openai_base_url": base_url, "openai_admin_key": key},
            "environment": {"OPENAI_BASE_URL": dead},
        }
    )
    return tasks


@pytest.fixture(scope="module")
def dead_port() -> Any:
    """An address of this machine that nobody answers at: it is taken, and not listened on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def test_every_keyword_in_every_plugin(
    make_ansible: Any, emulator: Any, dead_port: str, tmp_path: Path
) -> None:
    place: Ansible = make_ansible()
    (tmp_path / "callbacks").mkdir()
    (tmp_path / "callbacks" / "document.py").write_text(CALLBACK, "utf-8")
    with proxy(emulator.base_url.removesuffix("/v1")) as address:
        document = {
            "hosts": "localhost",
            "connection": "local",
            "gather_facts": False,
            "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
            "tasks": play_of(emulator.base_url, emulator.admin_key, address, dead_port),
        }
        playbook = place.folder / "playbook.yml"
        playbook.touch(0o600)
        playbook.write_text(yaml.safe_dump([document], sort_keys=False), "utf-8")
        done = subprocess.run(
            [
                Path(sys.executable).with_name("ansible-playbook"),
                playbook,
                "-e",
                json.dumps(place.variables),
            ],
            cwd=place.folder,
            env={
                **place.env,
                "ANSIBLE_CALLBACK_PLUGINS": str(tmp_path / "callbacks"),
                "ANSIBLE_STDOUT_CALLBACK": "document",
                "XDG_STATE_HOME": str(tmp_path / "state"),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    # Standard output is what the callback wrote, whatever was reported meanwhile.
    results = json.loads(done.stdout)
    assert emulator.admin_key not in done.stderr
    for plugin in OPTIONS:
        for name, (_keywords, sentence) in REFUSED.items():
            told = results[f"{name} {plugin}"]
            assert told.get("failed"), (name, plugin, told)
            assert f"{plugin}: {sentence}" in told["msg"]
        reached = results[f"environment {plugin}"]
        assert not reached.get("failed"), (plugin, reached)
        assert reached["api_calls"]["total"] > 0
        (heeded,) = results[f"all at once {plugin}"]["results"]
        assert not heeded.get("failed"), (plugin, heeded)
        assert heeded["attempts"] == 1
    for plugin in ("stack", "adopt", "import_keys"):
        assert "there is no terraform or tofu on the PATH" in results[f"path {plugin}"]["msg"]
    assert results["look-up"]["msg"] == "Default project"
    assert "censored" in results["silent onboard"]
    assert not results["told onboard"].get("failed")
    assert done.stderr.count("  onboard: 1 of 1 have not accepted yet") == 1
    # The stack applied; the others were in check mode, but for one that invited one person.
    assert writes(emulator) == ["create-project", "inviteUser"]
    assert not list(place.folder.glob("*.tfstate"))


@pytest.mark.own_emulator
def test_a_task_that_is_out_of_time_leaves_nothing_behind(ansible: Ansible, emulator: Any) -> None:
    emulator.fault("create-project", hold=12)
    stack = {"fjcorp.openai.stack": {**OPTIONS["stack"], **OPENED}}
    tasks = [
        {**stack, "timeout": 8, "register": "first", "ignore_errors": True},
        # The first one's Terraform may still work: it is waited for.
        {"fjcorp.openai.stack": {**OPTIONS["stack"], **OPENED, "lock_timeout": 120}, "register": "second"},
        {"ansible.builtin.assert": {"that": ["first is failed", "first.timedout.period == 8"]}},
    ]
    ansible.tasks(tasks, {})
    # Made once, whichever of the two a busy machine let come so far.
    assert writes(emulator) == ["create-project"]

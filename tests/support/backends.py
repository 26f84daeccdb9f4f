"""What a state backend has to prove, whichever it is."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from support.checks import every
from support.terraform import processes_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.ansible import Ansible, Outcome

ROLE = "administrative"
PROJECTS = {"care": {"name": "Customer Care"}, "shop": {"name": "Web Shop"}}
HELD = 120  # seconds that a run would keep the lock for, if nobody let it go on


@dataclass(frozen=True)
class Held:
    """How two runs met.

    Attributes:
        message: What the second is shown.
        result: The result of the first, which is not disturbed.
        seen: What was seen of the lock.
    """

    message: str
    result: dict[str, Any]
    seen: Any


@dataclass
class Machines:
    """Machines that share nothing but the backend and the API.

    Attributes:
        make: Makes one; see `make_ansible`.
        emulator: The API.
        backend: What `openai_backend` says.
        env: Where the backend's credentials are, and nowhere else.
    """

    make: Callable[..., Ansible]
    emulator: Any
    backend: dict[str, Any]
    env: dict[str, str]

    def another(self) -> Ansible:
        """Return one more machine."""
        return self.make(
            openai_base_url=self.emulator.base_url,
            openai_api_key=self.emulator.api_key,
            openai_admin_key=self.emulator.admin_key,
            openai_backend=self.backend,
        )

    def apply(self, machine: Ansible, *arguments: str, expect: int = 0, **more: Any) -> Outcome:
        """Apply the role on one of them."""
        variables = {"openai_projects": PROJECTS, **more}
        return machine.apply(variables, *arguments, roles=[ROLE], env=self.env, expect=expect)

    def taken_up_elsewhere(self, folder: Path, unlock: Callable[[], object]) -> None:
        """Kill a run half-way, and let a machine go on that has nothing but the backend.

        What the killed run made is in no state then, a key among it whose value nobody has.

        Args:
            folder: Where the keys go: the one thing that both machines see.
            unlock: Takes away the lock that the killed run left.
        """
        items = {
            "openai_admin_api_keys": {
                name: {"name": name, "secret_sink": {"file": str(folder / name)}}
                for name in ("build", "deploy", "report")
            }
        }
        first, second = self.another(), self.another()
        self.emulator.fault("admin-api-keys-create", nth=3, hold=120)
        playbook = first.folder / "killed.yml"
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False}
        role = {"role": "fjcorp.openai.api_management", **items}
        playbook.write_text(json.dumps([{**play, "roles": [role]}]), encoding="utf-8")
        with first.start(playbook, env=self.env) as process:
            wait_until(lambda: len(self.keys()) == 3)
            os.killpg(process.pid, signal.SIGKILL)
            for left in processes_with(str(first.state_dir)):
                os.kill(left, signal.SIGKILL)
            process.communicate()
        assert len(list(folder.iterdir())) == 2
        self.emulator.clear_faults()
        unlock()
        shutil.rmtree(first.state_dir)
        self.emulator.clear_calls()

        def go_on(expect: int = 0, **more: Any) -> Outcome:
            roles = ["api_management"]
            return second.apply({**items, **more}, roles=roles, env=self.env, expect=expect)

        refused = go_on(2).message.splitlines()
        assert len(refused) == 4
        assert every(
            "exists already, and this stack's state does not know it" in line for line in refused[:3]
        )
        assert "openai_state: recover" in refused[3]
        refused = go_on(2, openai_state="recover").message.splitlines()
        assert len(refused) == 2
        assert "exists, and its place does not hold its value" in refused[0]
        assert "openai_confirm_destroy: 1" in refused[1]
        assert [call["operation"] for call in self.emulator.calls() if call["method"] != "GET"] == []
        taken = go_on(openai_state="recover", openai_confirm_destroy=1).results["api_management"]
        assert (taken["counts"]["import"], taken["counts"]["add"]) == (2, 1)
        again = go_on().results["api_management"]
        assert not again["changed"]
        known = {each["name"]: each["key_id"] for each in again["outputs"]["system_api"].values()}
        assert known == self.keys()
        assert len(known) == 3
        for name in known:
            value = (folder / name).read_text("utf-8").strip()
            assert self.emulator.call("GET", "/organization/projects", key=value).status_code == 200

    def keys(self) -> dict[str, str]:
        """Return the ids of the admin keys by name, without the one in use."""
        listed = self.emulator.call("GET", "/organization/admin_api_keys", admin=True).json()["data"]
        own = self.emulator.admin_key[-4:]
        found = [each for each in listed if not each["redacted_value"].endswith(own)]
        names = {each["name"]: each["id"] for each in found}
        assert len(names) == len(found), "a key was made twice"
        return names

    def refused_while_held(self, look: Callable[[str], Any]) -> Held:
        """Let one machine work and another come in between.

        Args:
            look: Looks at the lock while the first machine holds it, knowing what the second was shown.
        """
        first, second = self.another(), self.another()
        self.emulator.fault("create-project", delay=HELD)
        with ThreadPoolExecutor(1) as pool:
            working = pool.submit(self.apply, first)
            wait_until(lambda: self.emulator.control("GET", "/faults")["data"][0]["seen"] > 0)
            refused = self.apply(second, expect=2)
            seen = look(refused.message)
            assert not working.done(), "the first run ended too early for this test"
            self.emulator.clear_faults()
            result = working.result().results[ROLE]
        assert "Traceback" not in refused.text
        return Held(refused.message, result, seen)


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def files_with(folder: Path, secrets: list[str]) -> list[Path]:
    """Return the files under a folder that hold a secret, whoever may read them."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and any(secret.encode() in path.read_bytes() for secret in secrets)
    ]


def backend_block(machine: Ansible) -> dict[str, Any]:
    """Return the `backend` block of the root module that a run wrote."""
    root = json.loads((machine.state_dir / "default" / ROLE / "main.tf.json").read_text("utf-8"))
    block: dict[str, Any] = root["terraform"]["backend"]
    return block


def states_in(folder: Path) -> list[Path]:
    """Return the state files under a folder, without the note that Terraform keeps on its backend."""
    return [path for path in folder.rglob("*.tfstate*") if path.parent.name != ".terraform"]

"""What a state backend has to prove, whichever it is."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.ansible import Ansible, Outcome

ROLE = "administrative"
PROJECTS = {"care": {"name": "Customer Care"}, "shop": {"name": "Web Shop"}}
HELD = 20  # seconds that a run keeps the lock for


@dataclass(frozen=True)
class Held:
    """How two runs met.

    Attributes:
        message: What the second is told.
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

    def refused_while_held(self, look: Callable[[str], Any]) -> Held:
        """Let one machine work and another come in between.

        Args:
            look: Looks at the lock while the first machine holds it, knowing what the second was told.
        """
        first, second = self.another(), self.another()
        self.emulator.fault("create-project", delay=HELD)
        with ThreadPoolExecutor(1) as pool:
            working = pool.submit(self.apply, first)
            wait_until(lambda: self.emulator.control("GET", "/faults")["data"][0]["seen"] > 0)
            refused = self.apply(second, expect=2)
            seen = look(refused.message)
            assert not working.done(), "the first run ended too early for this test"
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

"""A disk that is full in the middle of a run: state and journal survive, and the next run converges."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.stack.damage import fault_of_state

from support.backends import ROLE, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.ansible import Ansible, Outcome

pytestmark = pytest.mark.own_emulator
FIRST = {"first": {"name": "First"}}
ALL = {**FIRST, **{f"p{number:02}": {"name": f"Project {number:02}"} for number in range(24)}}

NOT_SAVED = {
    "severity": "error",
    "summary": "Failed to save state",
    "detail": "Error saving state: write terraform.tfstate: no space left on device",
}
TORN = """\
#!/bin/sh
# Where no disk can be mounted: what Terraform does on one that is full.
terraform "$@"
code=$?
if [ "$1" = apply ] && [ -e {disk}/filler ]; then
    head -c 2000 terraform.tfstate > torn && cat torn > terraform.tfstate
    printf '%s\n' '{diagnostic}'
    exit 1
fi
exit $code
"""


class Disk:
    """A small disk that can be filled."""

    def __init__(self, path: Path, program: Path) -> None:
        self.path, self.filler = path, path / "filler"
        path.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", str(path)]
        self.mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
        self.program = "terraform"
        if not self.mounted:
            program.write_text(TORN.format(disk=path, diagnostic=json.dumps({"diagnostic": NOT_SAVED})))
            program.chmod(0o700)
            self.program = str(program)

    def fill(self) -> None:
        with self.filler.open("wb", buffering=0) as stream:
            try:
                while self.mounted:
                    stream.write(bytes(4096))
            except OSError:
                return

    def close(self) -> None:
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self.path)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path / "disk", tmp_path / "terraform")
    yield made
    made.close()


def test_a_disk_that_fills_up(disk: Disk, make_ansible: Callable[..., Ansible], emulator: Any) -> None:
    machine = make_ansible(
        openai_base_url=emulator.base_url,
        openai_admin_key=emulator.admin_key,
        openai_state_dir=str(disk.path / "state"),
        openai_terraform_binary=disk.program,
    )

    def apply(projects: dict[str, Any], expect: int = 0) -> Outcome:
        return machine.apply({"openai_projects": projects}, roles=[ROLE], expect=expect)

    apply(FIRST)
    emulator.fault("create-project", delay=120, times=0)
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(apply, ALL, 2)
        wait_until(lambda: emulator.control("GET", "/faults")["data"][0]["seen"] > 0)
        disk.fill()
        emulator.clear_faults()
        failed = working.result()
    assert "no space left on device" in failed.message.lower()
    assert "Traceback" not in failed.text
    if disk.mounted:
        nothing = apply(ALL, 2).message
        assert f"{disk.path}/state/" in nothing
        assert "No space left on device" in nothing
    disk.filler.unlink()
    # Whether Terraform tore its state depends on where the room ran out.
    state = disk.path / "state" / "default" / ROLE / "terraform.tfstate"
    if fault_of_state(state):
        told = re.search(r": (cp -p \S+ \S+); or run once", apply(ALL, 2).message)
        assert told
        subprocess.run(told[1].split(), check=True)
    assert apply(ALL).changed == {ROLE: True}
    listed = emulator.call("GET", "/organization/projects?limit=100", admin=True).json()["data"]
    names = Counter(each["name"] for each in listed)
    assert {each["name"]: 1 for each in ALL.values()}.items() <= names.items()
    assert apply(ALL).changed == {ROLE: False}

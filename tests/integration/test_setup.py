"""`fjcorp.openai.setup` on machines that lack something; pip and Terraform are asked for, and not used."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from support.ansible import PINNED, ROOT
from support.release import PROGRAM, published, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PYTHON = """\
#!/bin/sh
if [ "$2" = pip ]; then echo "$*" >>{asked}; exit 0; fi
if [ "$2" = fjcorp_openai.requirements ]; then
    {real} "$@" | sed 's/"externally_managed": false/"externally_managed": {managed}/'; exit 0
fi
exec {real} "$@"
"""


@dataclass
class Machine:
    """A machine with an unpacked collection, and a Python that notes what pip is asked."""

    folder: Path
    url: str

    @property
    def program(self) -> Path:
        return self.folder / "cache/fjcorp.openai/bin/terraform"

    @property
    def asked(self) -> list[str]:
        path = self.folder / "asked"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def run(self, *arguments: str, managed: bool = False, path: str = "") -> tuple[int, str]:
        python = self.folder / "python"
        values = {"asked": self.folder / "asked", "real": sys.executable, "managed": str(managed).lower()}
        python.write_text(PYTHON.format(**values), encoding="utf-8")
        python.chmod(0o755)
        environ = {
            "PATH": path or str(self.folder / "programs"),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "TERRAFORM_RELEASE_URL": self.url,
            "no_proxy": "127.0.0.1",
            "ANSIBLE_HOME": str(self.folder / "ansible"),
            "ANSIBLE_LOCALHOST_WARNING": "False",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
        }
        words = [PINNED / "ansible-playbook", self.folder / "openai/playbooks/setup.yml"]
        words += ["-e", f"setup_interpreter={python}", *arguments]
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    collection = tmp_path / "openai"
    for name in ("__init__.py", "durable.py", "terraform_release.py", "requirements.py", "hashicorp.asc"):
        (collection / "src/fjcorp_openai").mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / "src/fjcorp_openai" / name, collection / "src/fjcorp_openai" / name)
    (collection / "playbooks").mkdir()
    shutil.copy2(ROOT / "playbooks/setup.yml", collection / "playbooks/setup.yml")
    (collection / "requirements.txt").write_text("ansible-core>=2.18\n", encoding="utf-8")
    emulators = collection / "requirements-emulator.txt"
    emulators.write_text("-r requirements.txt\nfjcorp-missing>=1\n", encoding="utf-8")
    (tmp_path / "programs").mkdir()
    for program in ("sh", "sed", "sleep", "rm", "mkdir", "chmod"):
        (tmp_path / "programs" / program).symlink_to(str(shutil.which(program)))
    # Without gpgv, so the signature is reported as unchecked.
    with serving(published()) as url:
        yield Machine(tmp_path, url)


def test_what_is_missing_is_installed_and_fetched(machine: Machine) -> None:
    code, text = machine.run()
    assert code == 0, text
    requirements = machine.folder / "openai/requirements-emulator.txt"
    assert machine.asked == [f"-m pip install -r {requirements}"]
    assert machine.program.read_bytes() == PROGRAM
    assert f"from {machine.url}: its SHA-256 is the published one" in text
    assert "changed=2" in text
    code, text = machine.run("-e", "setup_emulator=false")
    assert code == 0, text
    assert "changed=0" in text
    assert len(machine.asked) == 1


def test_check_mode_says_the_command_and_changes_nothing(machine: Machine) -> None:
    code, text = machine.run("--check")
    assert code == 0, text
    python, folder = machine.folder / "python", machine.folder / "openai"
    said = f"{sys.executable} -m pip install -r {folder}/requirements-emulator.txt"
    assert f"{python} lacks fjcorp-missing. Install with: {said}" in text
    assert f"terraform_1.11.4 would be fetched from {machine.url}" in text
    assert machine.asked == []
    assert not (machine.folder / "cache").exists()


def test_a_python_of_the_system_is_told_and_not_changed(machine: Machine) -> None:
    code, text = machine.run(managed=True)
    assert code == 2, text
    assert "lacks fjcorp-missing. Install with: " in text
    assert machine.asked == []
    assert machine.program.exists()


def test_a_terraform_on_the_path_wins(machine: Machine) -> None:
    tofu = machine.folder / "programs/tofu"
    tofu.write_text("#!/bin/sh\n", encoding="utf-8")
    tofu.chmod(0o755)
    code, text = machine.run("-e", "setup_emulator=false")
    assert code == 0, text
    assert "changed=0" in text
    assert not (machine.folder / "cache").exists()

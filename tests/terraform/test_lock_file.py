"""One command makes `terraform init` work, and one lock file holds on Linux and macOS."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fjcorp_openai.provider.mirror import PLATFORMS, install
from support.terraform import BINARIES, end_templates

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = """
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}
"""


def hash_of(package: Path) -> str:
    """Return the hash that Terraform's lock files have of a provider's package."""
    lines = [
        f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.relative_to(package)}\n"
        for each in sorted(package.rglob("*"))
        if each.is_file()
    ]
    return "h1:" + base64.b64encode(hashlib.sha256("".join(lines).encode()).digest()).decode()


@pytest.mark.parametrize("binary", BINARIES)
def test_one_command_and_one_lock_file(binary: str, tmp_path: Path) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "fjcorp_openai.provider", "mirror", tmp_path / "mirror"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    work = tmp_path / "empty"
    work.mkdir()
    (work / "main.tf").write_text(CONFIGURATION)
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

    def run(folder: Path, rc: Path, *arguments: str) -> str:
        env = {**kept, "TF_CLI_CONFIG_FILE": str(rc), "CHECKPOINT_DISABLE": "1"}
        done = subprocess.run(
            [binary, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    rc = Path(printed.strip().partition("=")[2])
    run(work, rc, "init", "-input=false", "-no-color")
    lock = work / ".terraform.lock.hcl"
    of_init = re.findall(r'"(h1:[^"]+)"', lock.read_text())

    # The lock file of another platform is the same to the byte: its package is.
    lock.unlink()
    platforms = [f"-platform={each}" for each in PLATFORMS]
    run(work, rc, "providers", "lock", f"-fs-mirror={tmp_path / 'mirror'}", *platforms)
    text = lock.read_text()
    assert re.findall(r'"(h1:[^"]+)"', text) == of_init
    packages = sorted((tmp_path / "mirror").glob("registry.*/fjcorp/openai/*/*"))
    assert {each.name for each in packages} >= set(PLATFORMS)
    assert [hash_of(each) for each in packages] == of_init * len(packages)

    # Another clone with another interpreter takes that lock file, and would not change it.
    other = install(tmp_path / "elsewhere" / "mirror", "/opt/python3", ROOT / "src")
    second = tmp_path / "second"
    second.mkdir()
    for name in ("main.tf", ".terraform.lock.hcl"):
        (second / name).write_text((work / name).read_text())
    run(second, other, "init", "-input=false", "-no-color", "-lockfile=readonly")
    assert (second / ".terraform.lock.hcl").read_text() == text
    end_templates(tmp_path)

"""The repository as its own tests see it: its files, and an environment for its commands."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLLECTIONS = ROOT / ".cache" / "collections"

_NEUTRAL = ("TF_CLI_CONFIG_FILE", "TF_LOG", "TF_DATA_DIR", "TF_PLUGIN_CACHE_DIR", "PYTHONPATH")
_NEUTRAL_PREFIXES = ("ANSIBLE_", "OPENAI_", "FJCORP_OPENAI_", "PYTEST_", "MAKE", "MFLAGS")


def repository_files() -> list[Path]:
    """All files that are, or would be, under version control, relative to the root."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    output = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted(Path(name) for name in output.split("\0") if name and (ROOT / name).is_file())


def environment(**changes: str) -> dict[str, str]:
    """The environment for a command: our tools first, nothing of the caller's that would change a result."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in _NEUTRAL and not name.startswith(_NEUTRAL_PREFIXES)
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), inherited.get("PATH", os.defpath)])
    return inherited | {"PATH": path} | changes


def copy_repository(folder: Path) -> Path:
    """Copy the repository to `folder`, which is made; what version control ignores stays behind."""
    for path in repository_files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, folder / path)
    return folder

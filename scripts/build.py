"""Builds the collection's tarball from the files under version control, and looks into it for secrets.

python scripts/build.py FOLDER           build into FOLDER
python scripts/build.py --check TARBALL  look into a tarball; exit 1 when it holds a secret

Without version control, as in an unpacked release, what galaxy.yml names is taken from the folder itself.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAULT = re.compile(rb"\A\s*\$ANSIBLE_VAULT;|!vault\s*\|\s*\$ANSIBLE_VAULT;[\d.]+;\w+\s+[0-9a-f]{40}")
KEY = re.compile(
    rb"\bsk-(?:proj-|admin-|svcacct-)?(?=[\w-]*\d)(?=[\w-]*[A-Z])\w{40,}|BEGIN [A-Z ]*PRIVATE KEY-"
)
LARGEST = 4 * 1024 * 1024
"""Bytes of a file that are looked at."""


def main(arguments: list[str]) -> int:
    """Do what the command line says, and return the exit code."""
    if arguments[:1] == ["--check"] and len(arguments) == 2:
        return check(Path(arguments[1]))
    if len(arguments) != 1:
        sys.stderr.write(__doc__ or "")
        return 2
    target = Path(arguments[0])
    with tempfile.TemporaryDirectory() as folder:
        built = build(ROOT, Path(folder))
        code = check(built)
        if code == 0:
            target.mkdir(parents=True, exist_ok=True)
            sys.stdout.write(f"{shutil.copy(built, target)}\n")
        return code


def build(root: Path, folder: Path) -> Path:
    """Build from a clean copy of a repository, and return the tarball in `folder`."""
    names = tracked(root)
    tree = root
    if names is not None:
        tree = folder / "tree"
        for name in names:
            if (root / name).is_file():
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, tree / name)
    program = Path(sys.executable).with_name("ansible-galaxy")
    command = [program, "collection", "build", "--force", "--output-path", folder / "built", tree]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (no shell, no input)
    (found,) = (folder / "built").glob("*.tar.gz")
    return found


def tracked(root: Path) -> list[str] | None:
    """Return the files under version control; None where there is none."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return None
    command = [git, "ls-files", "-z"]
    listing = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)  # noqa: S603
    return [name for name in listing.stdout.split("\0") if name]


def check(tarball: Path) -> int:
    """Say which files of a tarball look like secrets; return 1 if there are any."""
    with tarfile.open(tarball) as archive:
        files = [member for member in archive.getmembers() if member.isfile()]
        wrong = [member.name for member in files if secret(archive.extractfile(member).read(LARGEST))]
    for name in wrong:
        sys.stderr.write(
            f"{name} holds a vault or a key, which would be published: move it out of the folder\n"
        )
    return 1 if wrong else 0


def secret(content: bytes) -> bool:
    """Return whether a file is a vault or holds a key."""
    return bool(VAULT.search(content) or KEY.search(content))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Terraform program: where it is, what it runs in, and the questions that change nothing."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ansible import constants  # type: ignore[import-untyped]

from ..errors import StackError
from ..files import write
from ..package import fetched_programs, home
from .credentials import IDENTITY
from .launching import check, unusable
from .root_module import LEAST_VERSION
from .state_lock import application_name
from .surroundings import cleaned, unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .working_directory import WorkingDirectory

NAMES = ("terraform", "tofu")
KEY_VARIABLES = ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", *IDENTITY.values())
DEFAULT_WORKSPACE = "default"


def find_binary(declared: str | None) -> str:
    """Find the program.

    Args:
        declared: Path or name given by the user; else ``terraform`` is looked for, then ``tofu``: on the
            PATH, then where the setup fetches them to.

    Returns:
        Its absolute path.

    Raises:
        StackError: There is none.
    """
    for name in [declared] if declared else NAMES:
        found = shutil.which(str(home.expanded(name)) if "/" in name else name)
        if found:
            return str(Path(found).absolute())
    if not declared:
        fetched = fetched_programs(os.environ)
        for name in NAMES:
            if os.access(fetched / name, os.X_OK):
                return str(fetched / name)
    looked = f"{declared} (openai_terraform_binary)" if declared else "terraform or tofu on the PATH"
    raise StackError(
        f"there is no {looked}. Install Terraform (https://developer.hashicorp.com/terraform/install) "
        "or OpenTofu (https://opentofu.org/docs/intro/install), fetch Terraform with "
        "`ansible-playbook fjcorp.openai.setup`, or set openai_terraform_binary to its path"
    )


def environment(folder: WorkingDirectory, cli_config: Path, parallelism: int | None) -> dict[str, str]:
    """Return the variables that Terraform and the provider run with. None of them is a secret."""
    many = f" -parallelism={parallelism}" if parallelism else ""
    return {
        "CHECKPOINT_DISABLE": "1",
        "TF_CLI_CONFIG_FILE": str(cli_config),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        # The machine-readable output of the commands that community.general.terraform runs.
        "TF_CLI_ARGS_plan": "-json" + many,
        "TF_CLI_ARGS_apply": "-json" + many,
        # The module sets this one itself where it matters.
        "TF_WORKSPACE": "",
        # So that whoever waits for a state in PostgreSQL can see whom for.
        "PGAPPNAME": application_name(folder.path.parent.name, folder.path.name),
        "FJCORP_OPENAI_CREDENTIALS": str(folder.credentials),
        "FJCORP_OPENAI_EVENTS": str(folder.events),
        "FJCORP_OPENAI_PACING_DIR": str(folder.pacing),
        "FJCORP_OPENAI_JOURNAL_DIR": str(folder.journal),
        # Who changes something says so: a question needs nobody who waits for the answer.
        "FJCORP_OPENAI_RUN": "",
        # Ansible makes it for each run, and removes it at the end.
        "FJCORP_OPENAI_PLAY_DIR": str(constants.DEFAULT_LOCAL_TMP),
        # The provider takes the keys from the file above; an empty variable counts as none.
        **dict.fromkeys(KEY_VARIABLES, ""),
    }


LAUNCHER = """\
#!/bin/sh
# Questions of community.general.terraform that need no start of the program.
case "$1" in
{answers}esac
{settings}umask 077
# If the run is killed, the folder stays in use until the program has ended.
if command -v flock >/dev/null; then
    exec 9<{lock}
    flock -s 9
fi
exec {binary} "$@"
"""


INTERPRETER = """\
#!/bin/sh
# Signals are for Terraform. When nobody reads any more what it says, it dies, with what it has not saved yet.
trap '' HUP INT TERM
exec {python} "$@"
"""


def interpreter(launcher: str) -> str:
    """Return the path of what community.general.terraform runs in, beside a launcher."""
    return str(Path(launcher).with_name("python"))


def write_launcher(folder: WorkingDirectory, terraform: Terraform, workspace: str, *, local: bool) -> Path:
    """Write what community.general.terraform runs in, and in the place of the program; return the latter.

    Args:
        folder: Working folder of the category.
        terraform: The program.
        workspace: Workspace to run in.
        local: Whether the state is a file in the folder.

    Raises:
        StackError: It, or what it starts, cannot be run.
    """
    path = folder.run / "terraform"
    settings = unset(terraform.environ, terraform.variables)
    if workspace == DEFAULT_WORKSPACE:
        # Whatever somebody has selected in the folder by hand.
        settings += f"export TF_WORKSPACE={DEFAULT_WORKSPACE}\n"
    text = LAUNCHER.format(
        answers=_answers(workspace, local=local),
        settings=settings,
        lock=shlex.quote(str(folder.run_lock)),
        binary=shlex.quote(terraform.binary),
    )
    write(path, text, lasting=False)
    path.chmod(0o700)
    python = Path(interpreter(str(path)))
    write(python, INTERPRETER.format(python=shlex.quote(sys.executable)), lasting=False)
    python.chmod(0o700)
    check(path, terraform.binary)
    return path


def _answers(workspace: str, *, local: bool) -> str:
    """Return the answers that are known, as branches of the shell's ``case``."""
    # The module only separates releases before 0.15 from the rest; the plan refuses what is too old for us.
    version = json.dumps({"terraform_version": LEAST_VERSION})
    known = {
        # A plan finds the same faults with the same words, and starts the provider itself.
        "validate": "exit 0",
        "version": f"echo {shlex.quote(version)}; exit 0",
    }
    if workspace == DEFAULT_WORKSPACE:
        # It is always there. Others may have to be made.
        known["workspace"] = f"echo {shlex.quote(f'* {workspace}')}; exit 0"
    if local:
        # The engine reads them in the state.
        known["output"] = "echo '{}'; exit 0"
    return "".join(f"    {command}) {answer} ;;\n" for command, answer in known.items())


class Terraform:
    """Runs the commands that community.general.terraform has no option for: ``show`` and ``output``."""

    def __init__(self, binary: str, variables: Mapping[str, str], environ: Mapping[str, str]) -> None:
        """Take the program, the variables it runs with, and the caller's environment around them."""
        self.binary = binary
        self.variables = dict(variables)
        self.environ = dict(environ)

    def run(self, folder: Path, *arguments: str, workspace: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command without input.

        Args:
            folder: Folder to run in.
            arguments: Command and its options; no secrets, they are in the process list.
            workspace: Workspace to run in, where the command needs one.

        Raises:
            StackError: The program cannot be run.
        """
        variables = {**cleaned(self.environ), **self.variables}
        if workspace:
            variables["TF_WORKSPACE"] = workspace
        try:
            return subprocess.run(  # noqa: S603  (the program is the user's choice, no shell is involved)
                [self.binary, *arguments],
                cwd=folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                umask=0o077,
            )
        except OSError as error:
            raise StackError(unusable(self.binary, error)) from None

    def show(self, folder: Path, plan: Path) -> dict[str, Any]:
        """Read a saved plan.

        Raises:
            StackError: Terraform cannot read it.
        """
        done = self.run(folder, "show", "-json", "-no-color", str(plan))
        if done.returncode:
            raise StackError(f"terraform cannot read its own plan: {plain(done.stderr)}")
        document: dict[str, Any] = json.loads(done.stdout)
        return document


def plain(text: str) -> str:
    """Take the frame off a complaint that Terraform printed for a terminal."""
    lines = (line.strip("╷╵│ \t") for line in text.splitlines())
    return " ".join(line for line in lines if line and not line.startswith(("[", "20")))

"""Fixtures that run the real terraform."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.mirror import install
from support.leaks import has_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
BINARIES = [name for name in ("terraform", "tofu") if shutil.which(name)]
_KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "LANG")


class TerraformError(AssertionError):
    """A run of terraform ended with an error; the message is all it wrote."""


@dataclass(frozen=True)
class Result:
    """What one run of terraform wrote and how it ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def text(self) -> str:
        """Both outputs, in words without the frame and the line breaks terraform draws."""
        return " ".join((self.stdout + self.stderr).replace("│", " ").split())


@dataclass
class Terraform:
    """A working folder and the terraform that runs in it.

    Attributes:
        folder: The working folder.
        binary: Name or path of terraform or tofu.
        env: The whole environment of its runs.
    """

    folder: Path
    binary: str = "terraform"
    env: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, content: str | Mapping[str, Any]) -> Path:
        """Write a file into the working folder; a mapping as JSON."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    def start(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start a command in a process group of its own, as a shell would."""
        return subprocess.Popen(
            [self.binary, *arguments],
            cwd=self.folder,
            env={**self.env, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(
        self,
        *arguments: str,
        check: bool = True,
        env: Mapping[str, str] | None = None,
        codes: tuple[int, ...] = (0,),
    ) -> Result:
        """Run a command to its end.

        Raises:
            TerraformError: It ended with another exit code than one of `codes`, and `check` is set.
        """
        with self.start(*arguments, env=env) as process:
            try:
                stdout, stderr = process.communicate(timeout=240)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        assert not has_key(stdout + stderr), "terraform wrote a key"
        result = Result(process.returncode, stdout, stderr)
        if check and result.code not in codes:
            command = " ".join([self.binary, *arguments])
            raise TerraformError(f"{command}: exit {result.code}\n{stdout}\n{stderr}")
        return result

    def init(self, *arguments: str, **options: Any) -> Result:
        """Run `init`."""
        return self.run("init", "-input=false", "-no-color", *arguments, **options)

    def validate(self, *arguments: str, **options: Any) -> Result:
        """Run `validate`."""
        return self.run("validate", "-no-color", *arguments, **options)

    def plan(self, *arguments: str, **options: Any) -> Result:
        """Run `plan`; code 2 says that there are changes."""
        command = ("plan", "-input=false", "-no-color", "-detailed-exitcode", *arguments)
        return self.run(*command, **{"codes": (0, 2), **options})

    def apply(self, *arguments: str, **options: Any) -> Result:
        """Run `apply` without asking."""
        return self.run("apply", "-input=false", "-no-color", "-auto-approve", *arguments, **options)

    def destroy(self, *arguments: str, **options: Any) -> Result:
        """Run `destroy` without asking."""
        return self.run("destroy", "-input=false", "-no-color", "-auto-approve", *arguments, **options)

    def import_(self, address: str, identifier: str, **options: Any) -> Result:
        """Run `import`."""
        return self.run("import", "-input=false", "-no-color", address, identifier, **options)

    def show(self, *arguments: str) -> dict[str, Any]:
        """Return the state, or the plan in a file, as `show -json` gives it."""
        document: dict[str, Any] = json.loads(self.run("show", "-json", *arguments).stdout)
        return document

    def output(self) -> dict[str, Any]:
        """Return the values of the root module's outputs."""
        document = json.loads(self.run("output", "-json").stdout)
        return {name: each["value"] for name, each in document.items()}

    def resources(self) -> dict[str, dict[str, Any]]:
        """Return the values of the root module's resources in the state, by address."""
        module = self.show().get("values", {}).get("root_module", {})
        return {each["address"]: each["values"] for each in module.get("resources", [])}

    def changes(self, *arguments: str) -> dict[str, list[str]]:
        """Plan and return the actions by address, without those that do nothing."""
        self.plan("-out=changes.tfplan", *arguments)
        plan = self.show("changes.tfplan")
        found = {each["address"]: each["change"]["actions"] for each in plan.get("resource_changes", [])}
        return {address: actions for address, actions in found.items() if actions != ["no-op"]}


def processes_with(marker: str) -> list[int]:
    """Return the ids of the processes that have a text in their environment, command line or working folder.

    A provider that was forked has the environment of its template. Templates are none of them.
    """
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit() and int(each.name) != os.getpid():
            try:
                text = (each / "environ").read_bytes() + (each / "cmdline").read_bytes()
                folder = (each / "cwd").readlink()
            except OSError:
                continue
            if folder.name.startswith("templates-"):
                continue
            if marker.encode() in text + b"\0" + os.fsencode(folder):
                found.append(int(each.name))
    return found


def end_templates(folder: Path) -> None:
    """End the processes that fork the providers of the mirrors in a folder: each works beside its socket."""
    for each in Path("/proc").iterdir():
        with suppress(OSError):
            place = (each / "cwd").readlink()
            if place.name.startswith("templates-") and place.is_relative_to(folder.resolve()):
                os.kill(int(each.name), signal.SIGTERM)


def eventually(condition: Callable[[], Any], what: str, seconds: float = 30.0) -> Any:
    """Wait until a condition is true and return its value.

    Raises:
        TimeoutError: It did not become true.
    """
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen in {seconds} s")
        time.sleep(0.05)
    return value


@pytest.fixture(scope="session")
def mirrors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder of the worker's mirrors: with them it shares the templates that fork providers."""
    folder = tmp_path_factory.mktemp("mirrors")
    yield folder
    end_templates(folder)


@pytest.fixture
def terraform(tmp_path: Path, mirrors: Path) -> Iterator[Callable[..., Terraform]]:
    """Make working folders with a clean environment each.

    The factory takes `configuration` (text of main.tf, or texts and mappings by file name) and by keyword
    `name`, `module` and `source_root` of another provider than the collection's, `env`, and `binary`.
    What still runs in one of the folders at the end of the test is ended, and fails the test.
    """
    made: list[Terraform] = []

    def make(
        configuration: str | Mapping[str, Any] = "",
        *,
        name: str = "openai",
        module: str = "fjcorp_openai.provider",
        source_root: Path = ROOT / "src",
        env: Mapping[str, str] | None = None,
        binary: str = "terraform",
        version: str | None = None,
    ) -> Terraform:
        folder = tmp_path / f"stack{len(made)}"
        folder.mkdir()
        rc = install(
            mirrors / name,
            sys.executable,
            source_root,
            name=name,
            module=module,
            version=version,
        )
        kept = {key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ}
        own = {
            "TF_CLI_CONFIG_FILE": str(rc),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "PYTHONPATH": str(ROOT / "src"),
        }
        stack = Terraform(folder, binary, {**kept, **own, **(env or {})})
        made.append(stack)
        files = {"main.tf": configuration} if isinstance(configuration, str) else configuration
        for file, content in files.items():
            stack.write(file, content)
        return stack

    yield make
    end_templates(tmp_path)
    left = processes_with(str(tmp_path))
    for each in left:
        os.kill(each, signal.SIGKILL)
    assert not left, f"the test left {len(left)} processes running"

"""Why Terraform does not start: each is named, and before anything runs where that is possible."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack import launching, working_directory
from plugins.plugin_utils.stack.terraform import Terraform, environment, write_launcher
from plugins.plugin_utils.stack.working_directory import WorkingDirectory


@pytest.fixture
def programs(tmp_path: Path) -> tuple[Path, str]:
    """A launcher below a state folder, and a Terraform."""
    launcher = tmp_path / "state" / "runs" / "one" / "terraform"
    launcher.parent.mkdir(parents=True)
    binary = tmp_path / "bin" / "terraform"
    binary.parent.mkdir()
    for path in (launcher, binary):
        path.write_text("#!/bin/sh\nexit 0\n")
        path.chmod(0o700)
    return launcher, str(binary)


def refusal(launcher: Path, binary: str) -> str:
    with pytest.raises(StackError) as caught:
        launching.check(launcher, binary)
    return str(caught.value)


def test_all_is_well(programs: tuple[Path, str]) -> None:
    launching.check(*programs)
    assert launching.explain(programs[1], os.environ) is None


@pytest.mark.parametrize(("flag", "told"), [(8, " Its file system is mounted noexec."), (0, "")])
def test_a_state_folder_that_starts_nothing(
    programs: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, flag: int, told: str
) -> None:
    launcher, binary = programs
    allowed = os.access
    monkeypatch.setattr(launching.os, "access", lambda path, mode: path != launcher and allowed(path, mode))
    monkeypatch.setattr(launching.os, "ST_NOEXEC", 8, raising=False)
    monkeypatch.setattr(launching.os, "statvfs", lambda _path: SimpleNamespace(f_flag=flag))
    folder = launcher.parents[2]
    assert refusal(launcher, binary) == (
        f"openai_state_dir: no program can be started in {folder}, where Terraform and the provider "
        f"are.{told} Set openai_state_dir to a folder on a file system that allows it"
    )


def test_no_shell(programs: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launching, "SHELL", Path("/nowhere/sh"))
    assert "there is no /nowhere/sh that can be run" in refusal(*programs)


@pytest.mark.parametrize(
    ("interpreter", "named"), [("/nowhere/python", "/nowhere/python"), ("", "has no path")]
)
def test_no_interpreter(
    programs: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, interpreter: str, named: str
) -> None:
    monkeypatch.setattr(launching.sys, "executable", interpreter)
    text = refusal(*programs)
    assert named in text
    assert "cannot be started anew, and the provider runs in it" in text


def test_a_terraform_that_is_gone_or_may_not_be_run(programs: tuple[Path, str]) -> None:
    launcher, binary = programs
    Path(binary).chmod(0o600)
    assert "cannot be run: it may not be executed (chmod, noexec)" in refusal(launcher, binary)
    Path(binary).unlink()
    assert f"{binary} (openai_terraform_binary) cannot be run: it is not there any more" in refusal(
        launcher, binary
    )


def test_a_terraform_that_fails_is_told_in_its_own_words(programs: tuple[Path, str]) -> None:
    _launcher, binary = programs
    Path(binary).write_text("#!/bin/sh\necho 'no   licence' >&2\nexit 3\n")
    assert launching.explain(binary, os.environ) == (
        f"{binary} (openai_terraform_binary) does not run, it ends with 3: no licence"
    )
    Path(binary).write_text("#!/nowhere/interpreter\n")
    assert "cannot be run: No such file or directory" in str(launching.explain(binary, os.environ))


def test_a_question_to_a_terraform_for_another_machine(programs: tuple[Path, str], tmp_path: Path) -> None:
    Path(programs[1]).write_bytes(b"\x7fELF\x02\x01\x01" + b"\x00" * 100)
    with pytest.raises(StackError, match="cannot be run: Exec format error"):
        Terraform(programs[1], {}, os.environ).run(tmp_path, "output")


def test_no_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "gone"))
    with pytest.raises(
        StackError, match=r"there is no home folder for the state: .*gone is not there"
    ) as caught:
        working_directory.state_home()
    assert "Set openai_state_dir to a folder that lasts, or HOME" in str(caught.value)

    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(working_directory.Path, "home", nobody)
    with pytest.raises(StackError, match="HOME is not set, and this user has none"):
        working_directory.state_home()


@pytest.mark.parametrize(
    ("workspace", "local", "asked"),
    [
        ("default", True, []),
        ("default", False, ["output"]),
        ("trial", True, ["workspace"]),
        ("trial", False, ["workspace", "output"]),
    ],
)
def test_questions_whose_answers_are_known_start_no_terraform(
    tmp_path: Path, workspace: str, local: bool, asked: list[str]
) -> None:
    program, log = tmp_path / "terraform", tmp_path / "log"
    program.write_text(f'#!/bin/sh\necho "$1 $TF_WORKSPACE" >>{log}\necho asked\n')
    program.chmod(0o700)
    log.touch()
    folder = WorkingDirectory(tmp_path / "state", "acme", "core_ai")
    environ = {"PATH": os.environ["PATH"], "TF_WORKSPACE": "by-hand"}
    terraform = Terraform(str(program), environment(folder, tmp_path / "rc", None), environ)
    with folder.use(tmp_path, 0):
        launcher = write_launcher(folder, terraform, workspace, local=local)

        def said(*command: str) -> str:
            env = environ | terraform.variables
            return subprocess.run(
                [launcher, *command], env=env, check=True, capture_output=True, text=True
            ).stdout

        answers = {
            "validate": said("validate", "-no-color"),
            "version": said("version", "-json"),
            "workspace": said("workspace", "list", "-no-color"),
            "output": said("output", "-no-color", "-json"),
        }
        # As community.general.terraform reads them.
        assert json.loads(answers["version"]) == {"terraform_version": "1.6.0"}
        known = {"validate": "", "version": answers["version"], "workspace": "* default\n", "output": "{}\n"}
        assert answers == known | dict.fromkeys(asked, "asked\n")
        assert said("plan") == said("apply") == "asked\n"
    # A workspace that somebody has selected by hand decides nothing.
    chosen = "default" if workspace == "default" else ""
    assert log.read_text().splitlines() == [f"{command} {chosen}" for command in [*asked, "plan", "apply"]]


@pytest.mark.parametrize(("parallelism", "many"), [(None, ""), (7, " -parallelism=7")])
def test_what_terraform_and_the_provider_run_with(tmp_path: Path, parallelism: int | None, many: str) -> None:
    folder = WorkingDirectory(tmp_path, "acme", "office")
    found = environment(folder, tmp_path / "terraform.rc", parallelism)
    work, run = tmp_path / "acme" / "office", folder.run
    assert {name: value for name, value in found.items() if name.startswith(("TF_", "CHECKPOINT_"))} == {
        "CHECKPOINT_DISABLE": "1",
        "TF_CLI_CONFIG_FILE": str(tmp_path / "terraform.rc"),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "TF_CLI_ARGS_plan": f"-json{many}",
        "TF_CLI_ARGS_apply": f"-json{many}",
        "TF_WORKSPACE": "",
    }
    assert found["PGAPPNAME"].endswith(" acme/office")
    own = {name: value for name, value in found.items() if name.startswith("FJCORP_")}
    del own["FJCORP_OPENAI_PLAY_DIR"]
    assert own == {
        "FJCORP_OPENAI_CREDENTIALS": str(run / "credentials.json"),
        "FJCORP_OPENAI_EVENTS": str(work / "events.jsonl"),
        "FJCORP_OPENAI_PACING_DIR": str(tmp_path / "pacing"),
        "FJCORP_OPENAI_JOURNAL_DIR": str(work / "journal"),
        "FJCORP_OPENAI_RUN": "",
    }
    keys = {name: value for name, value in found.items() if name.startswith("OPENAI_")}
    assert {"OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_IDENTITY_TOKEN_FILE"} <= keys.keys()
    assert set(keys.values()) == {""}

"""Two runs that meet in one folder, and what a killed one leaves."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack import holder
from plugins.plugin_utils.stack.surroundings import cleaned, foreign, unset
from plugins.plugin_utils.stack.terraform import Terraform, environment, write_launcher
from plugins.plugin_utils.stack.working_directory import WorkingDirectory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plugins.plugin_utils.stack.working_directory import WorkingDirectory as AFolder

HOLD = """
import sys
from pathlib import Path
from plugins.plugin_utils.files import write
from plugins.plugin_utils.stack.working_directory import WorkingDirectory
folder = WorkingDirectory(Path(sys.argv[1]), sys.argv[2], "core_ai")
with folder.use(Path(sys.argv[1]), 0, "playbook site.yml, role core_ai"):
    write(folder.credentials, "{}")
    print(folder.run, flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_run(state_dir: Path, stack: str = "acme") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yield a process that holds a folder until its input ends, and its own folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(state_dir), stack],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def refusal(folder: AFolder, timeout: float = 0) -> str:
    said: list[str] = []
    with (
        pytest.raises(StackError) as refused,
        folder.use(folder.state_dir, timeout, "playbook other.yml", said.append),
    ):
        pass
    return "\n".join([*said, str(refused.value)])


def test_the_refused_run_names_the_holder_and_touches_nothing(tmp_path: Path) -> None:
    with another_run(tmp_path) as (process, run):
        mine = WorkingDirectory(tmp_path, "acme", "core_ai")
        before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
        text = refusal(mine)
        since = json.loads((mine.path / ".lock").read_text())["since"]
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(since))
        assert text == (
            f"another run works in {mine.path}: {holder.user_name()} on {socket.gethostname()}, process "
            f"{process.pid}, playbook site.yml, role core_ai, since {moment} UTC. Wait for it, or raise "
            "openai_lock_timeout (now 0 seconds). Nothing was changed"
        )
        told, refused = refusal(mine, 0.3).splitlines()
        assert told.startswith(f"waiting up to 0.3 s for another run in {mine.path}: ")
        assert refused.startswith("another run works in")
        assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
        with WorkingDirectory(tmp_path, "other", "core_ai").use(tmp_path, 0):
            assert (tmp_path / "runs" / run / "credentials.json").is_file()
        assert process.stdin
        process.stdin.close()
        process.wait(20)
    assert (mine.path / ".lock").read_text() == ""
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [".lock"]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{torn",
        "[]",
        '{"pid": "x"}',
        json.dumps({"user": "a", "host": "", "pid": 1, "began": "1", "caller": "c", "since": 1}),
    ],
    ids=["empty", "torn", "list", "incomplete", "died"],
)
def test_a_name_that_is_not_the_holders_is_not_told(
    written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holder, "PAUSE", 0.01)
    monkeypatch.setattr(socket, "gethostname", lambda: "")
    with another_run(tmp_path):
        mine = WorkingDirectory(tmp_path, "acme", "core_ai")
        (mine.path / ".lock").write_text(written)
        assert refusal(mine).startswith(f"another run works in {mine.path}: it has not said who it is. Wait")


@pytest.mark.parametrize(
    ("fault", "lives"), [(None, True), (PermissionError(), True), (ProcessLookupError(), False)]
)
def test_where_the_kernel_tells_nothing_a_signal_of_no_effect_does(
    monkeypatch: pytest.MonkeyPatch, fault: Exception | None, lives: bool
) -> None:
    sent: list[tuple[int, int]] = []

    def kill(process: int, number: int) -> None:
        sent.append((process, number))
        if fault is not None:
            raise fault

    monkeypatch.setattr(Path, "is_file", lambda _path: False)
    monkeypatch.setattr(os, "kill", kill)
    written = {"host": socket.gethostname(), "pid": 7, "began": "1"}
    assert holder._lives(written) is lives
    assert sent == [(7, 0)]
    assert holder._lives({**written, "host": "another"}) is True
    assert len(sent) == 1


@pytest.mark.parametrize(("change", "lives"), [({}, True), ({"began": "1"}, False), ({"began": ""}, False)])
def test_a_process_is_known_by_its_beginning(change: dict[str, str], lives: bool) -> None:
    mine = {"host": socket.gethostname(), "pid": os.getpid(), "began": holder._began(os.getpid())}
    assert mine["began"].isdigit()
    assert holder._lives({**mine, **change}) is lives
    assert holder._lives({**mine, "pid": 2**22 + 1, "began": ""}) is False


def test_a_killed_run_leaves_no_keys_to_the_next_of_any_stack(tmp_path: Path) -> None:
    with another_run(tmp_path) as (process, run):
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (tmp_path / "runs" / run / "credentials.json").is_file()
    torn = tmp_path / "runs" / "acme.core_ai.torn"
    torn.mkdir()
    with WorkingDirectory(tmp_path, "other", "files").use(tmp_path, 0):
        assert not (tmp_path / "runs" / run).exists()
        assert not torn.exists()
    with WorkingDirectory(tmp_path, "acme", "core_ai").use(tmp_path, 0):
        pass


def test_a_program_that_outlives_its_run_keeps_its_folder(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\numask\nenv | grep ^TF_\nread line\n")
    program.chmod(0o700)
    state_dir = tmp_path / "state"
    folder = WorkingDirectory(state_dir, "acme", "core_ai")
    shell = {"TF_CLI_ARGS_output": "-raw", "TF_LOG": "trace", "TF_TOKEN_x": "t", "PATH": os.environ["PATH"]}
    terraform = Terraform(str(program), environment(folder, tmp_path / "rc", None), shell)
    with folder.use(tmp_path, 0):
        launcher = write_launcher(folder, terraform, "default", local=True)
        started = subprocess.Popen(
            [launcher, "apply"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=shell | terraform.variables,
        )
        assert started.stdin
        assert started.stdout
        assert started.stdout.readline() == "0077\n"
        abandoned = folder.run
    with started:
        assert refusal(WorkingDirectory(state_dir, "acme", "core_ai")).startswith(
            f"a run in {folder.path} was killed, and its Terraform still works there. Wait until it has ended"
        )
        with WorkingDirectory(state_dir, "other", "core_ai").use(tmp_path, 0):
            assert abandoned.is_dir()
        # Not communicate(): what came with the first line would be lost.
        started.stdin.write("\n")
        started.stdin.close()
        text = started.stdout.read()
    seen = dict(line.split("=", 1) for line in text.splitlines())
    assert "TF_CLI_ARGS_output" not in seen
    assert "TF_LOG" not in seen
    assert seen["TF_TOKEN_x"] == "t"
    assert seen["TF_CLI_ARGS_plan"] == "-json"
    with WorkingDirectory(state_dir, "acme", "core_ai").use(tmp_path, 0):
        assert not abandoned.exists()


HIDDEN = [
    *(f"TF_CLI_ARGS{name}" for name in ("", "_init", "_plan", "_apply", "_output", "_force-unlock", "_x")),
    *("TF_REATTACH_PROVIDERS", "TF_PLUGIN_CACHE_DIR", "TF_VAR_projects", "TF_VAR_a-b", "TF_IGNORE"),
    *("TF_LOG", "TF_LOG_CORE", "TF_LOG_PROVIDER", "TF_LOG_PATH", "TF_DATA_DIR", "TF_CLI_CONFIG_FILE"),
    *("TF_DISABLE_PLUGIN_TLS", "TF_FORCE_LOCAL_BACKEND", "TF_ACC", "TF_STATE_PERSIST_INTERVAL"),
]


@pytest.mark.parametrize("name", HIDDEN)
def test_a_variable_of_the_shell_has_no_effect(name: str) -> None:
    assert foreign({name: "x"}) == [name]
    assert cleaned({name: "x", "PATH": "y"}) == {"PATH": "y"}
    ours = environment(WorkingDirectory(Path("/s"), "a", "b"), Path("/rc"), None)
    assert (f" {name}" in unset({name: "x"}, ours)) == ("-" not in name and name not in ours)


@pytest.mark.parametrize(
    "name", ["TF_TOKEN_app_terraform_io", "TF_HTTP_PASSWORD", "TF_ENCRYPTION", "AWS_PROFILE"]
)
def test_credentials_are_seen(name: str) -> None:
    assert cleaned({name: "x"}) == {name: "x"}
    assert unset({name: "x"}, {}) == ""

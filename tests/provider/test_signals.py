"""Crashes, kills and interrupts: nothing that exists is lost, and no process stays."""

from __future__ import annotations

import fcntl
import os
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from support.terraform import eventually, processes_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.conftest import Demo


def test_an_interrupt_during_a_slow_create_keeps_the_object(demo: Callable[..., Demo]) -> None:
    stack = demo("seconds = 25")
    with stack.start("apply", "-no-color", "-auto-approve") as process:
        eventually(stack.files, "the create")
        # The whole process group gets it, as from Ctrl-C in a shell.
        os.killpg(process.pid, signal.SIGINT)
        stdout, stderr = process.communicate(timeout=15)
    assert "Interrupt received" in stdout, stderr
    assert [file.stem for file in stack.files()] == [stack.values()["id"]]
    assert stack.values()["status"] == "pending"


def test_a_killed_terraform_leaves_no_process(demo: Callable[..., Demo]) -> None:
    stack = demo("seconds = 25")
    with stack.start("apply", "-no-color", "-auto-approve") as process:
        eventually(stack.files, "the create")
        assert len(processes_with(str(stack.objects.parent))) > 1
        process.kill()
        process.communicate(timeout=15)
    eventually(lambda: not processes_with(str(stack.objects.parent)), "the end of all processes", 15)


def test_a_crash_of_the_provider_is_told_and_harms_nothing(demo: Callable[..., Demo]) -> None:
    stack = demo('text = "one"')
    stack.apply()
    before = stack.values()
    stack.note('text = "two"\nfail = "crash"')
    # A killed provider cannot take its socket's folder away.
    with tempfile.TemporaryDirectory(prefix="sockets") as short:
        result = stack.apply(check=False, env={"TMPDIR": short})
    assert result.code == 1
    # The other words depend on whether Terraform sees the end of the connection or of the process first.
    assert "(*GRPCProvider).ApplyResourceChange" in result.text
    assert "demo_note.this" in result.text
    assert stack.values() == before
    stack.note('text = "two"')
    stack.apply()
    assert stack.values()["text"] == "two"


def test_fifty_reads_at_once(demo: Callable[..., Demo]) -> None:
    stack = demo()
    notes = 'resource "demo_note" "this" {\n  count = 60\n  name = "n${count.index}"\n}\n'
    stack.configure(notes)
    stack.apply("-parallelism=50")
    (stack.objects / "peak").unlink(missing_ok=True)
    stack.configure(notes, provider="read_seconds = 3")
    assert stack.plan("-parallelism=50").code == 0
    assert int((stack.objects / "peak").read_text()) == 50


def test_no_socket_folder_is_left(demo: Callable[..., Demo]) -> None:
    stack = demo("seconds = 1")
    # A socket's path may have some 100 characters, fewer than the test's own folder has.
    with tempfile.TemporaryDirectory(prefix="sockets") as short:
        with stack.start("apply", "-no-color", "-auto-approve", env={"TMPDIR": short}) as process:
            eventually(lambda: list(Path(short).glob("terraform-provider-*/socket")), "the socket")
            process.communicate(timeout=60)
        assert process.returncode == 0
        assert list(Path(short).glob("terraform-provider-*")) == []
    assert len(stack.files()) == 1


def test_a_home_that_cannot_be_written(demo: Callable[..., Demo]) -> None:
    stack = demo(env={"HOME": "/proc/none"})
    stack.apply()
    assert stack.plan().code == 0


def test_a_run_that_ends_takes_its_terraform_with_it(demo: Callable[..., Demo], tmp_path: Path) -> None:
    stack = demo()
    stack.configure(
        'resource "demo_note" "this" {\n  name = "first"\n  seconds = 25\n}\n'
        'resource "demo_note" "next" {\n  name = demo_note.this.id\n}\n'
    )
    lock = (tmp_path / "run").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    run = {"FJCORP_OPENAI_RUN": str(tmp_path / "run")}
    with stack.start("apply", "-no-color", "-auto-approve", env=run) as process:
        eventually(stack.files, "the create")
        lock.close()
        _stdout, stderr = process.communicate(timeout=20)
    assert stderr.count("Error: The run was stopped") == 1
    assert [file.stem for file in stack.files()] == [stack.values()["id"]]
    assert stack.values()["status"] == "pending"
    # Nobody begins anything for a run that has ended, nor for one whose folder is gone.
    for gone in (tmp_path / "run", tmp_path / "removed" / "run"):
        refused = stack.plan(check=False, env={"FJCORP_OPENAI_RUN": str(gone)})
        assert "Error: The run was stopped" in refused.text
    assert len(stack.files()) == 1

"""Providers that a template forks: like those that Terraform starts, and nothing stays of them."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from fjcorp_openai.provider import mirror
from fjcorp_openai.provider.protocol import starter
from support.probe import PROBE, Place, Started, is_forked
from support.terraform import end_templates, eventually, processes_with

if TYPE_CHECKING:
    from collections.abc import Iterator

AMBUSH = """
import os, signal, threading
from fjcorp_openai.provider.protocol import server

inner = threading.Condition.wait

def wait(self, timeout=None):
    ours = threading.current_thread() is threading.main_thread() and timeout == server._PARENT_CHECK_SECONDS
    if ours and os.path.exists("now"):
        os.kill(os.getpid(), signal.SIGTERM)
    return inner(self, timeout)

threading.Condition.wait = wait
"""
"""Sends the provider a SIGTERM while its main thread holds the lock of what it waits for."""
SECRET = "sk-proj-marker-of-a-key"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    for each in made.made:
        if each.process.poll() is None:
            each.process.terminate()
            each.process.wait(30)
        each.close()
    end_templates(tmp_path)
    eventually(lambda: not processes_with(str(tmp_path)) and not made.templates(), "the end of all processes")


def test_a_forked_provider_sees_what_one_sees_that_starts_by_itself(place: Place) -> None:
    inner = place.folder / "inner"
    inner.mkdir()
    (place.folder / "input").write_text("")
    told = []
    for switch in ("0", "60"):
        with (place.folder / "input").open() as input_, (place.folder / "lock").open("w") as lock:
            started = place.start(
                env={
                    "FJCORP_OPENAI_TEMPLATE": switch,
                    "OPENAI_API_KEY": SECRET,
                    "LINES": "a\nb=c ",
                    "TZ": "UTC+3",
                },
                cwd=inner,
                stdin=input_,
                umask=0o027,
                preexec_fn=lambda lock=lock: os.dup2(lock.fileno(), 9),
            )
        told.append(started.told())
        assert started.shut_down() == 0
    assert [is_forked(each) for each in told] == [False, True]
    for each in told:
        for own in ("pid", "command", "random"):
            del each[own]
        del each["environment"]["FJCORP_OPENAI_TEMPLATE"]
        each["environment"].pop("_", None)
    assert told[0] == told[1]
    assert told[1]["folder"] == str(inner)
    assert told[1]["mask"] == 0o027
    assert told[1]["environment"]["OPENAI_API_KEY"] == SECRET


def test_the_template_has_no_key_and_only_its_owner_may_ask_it(place: Place) -> None:
    assert is_forked(place.start(env={"OPENAI_API_KEY": SECRET}).told())
    (running,) = place.templates()
    process = Path("/proc") / str(running)
    assert b"OPENAI" not in (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
    assert [each.readlink() for each in (process / "fd").iterdir() if each.name in "012"] == [
        Path("/dev/null")
    ] * 3
    assert stat.S_IMODE(place.sockets.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) & 0o077 for each in place.sockets.iterdir()} == {0}


def test_a_template_is_there_before_the_first_provider_asks(place: Place) -> None:
    # Without one, each interpreter chooses it for itself and for those that it starts.
    locale = {"LC_CTYPE": "C.UTF-8"}

    def prepare(**more: str) -> list[int]:
        environ = {**place.environment, **locale, "OPENAI_API_KEY": SECRET, **more}
        mirror.prepare(place.mirror, sys.executable, place.source, environ, module="probe")
        return place.templates()

    here, mask = Path.cwd(), os.umask(0o027)
    try:
        assert prepare(FJCORP_OPENAI_TEMPLATE="0") == []
        (running,) = prepare()
        assert prepare() == [running], "one is enough"
        assert (Path.cwd(), os.umask(0o027)) == (here, 0o027)
    finally:
        os.umask(mask)
    assert SECRET.encode() not in Path(f"/proc/{running}/environ").read_bytes()
    assert {stat.S_IMODE(each.stat().st_mode) & 0o077 for each in place.sockets.iterdir()} == {0}
    # It is that of the provider which Terraform starts then, and goes on after a look that asked for nothing.
    assert is_forked(place.start(env={**locale, "OPENAI_API_KEY": SECRET}).told())
    assert place.templates() == [running]
    # In the way: a file where the sockets are to be.
    shutil.rmtree(place.sockets)
    eventually(lambda: not place.templates(), "the end of the template")
    place.sockets.touch()
    assert prepare() == []
    assert not is_forked(place.start().told())


@pytest.mark.slow
def test_two_hundred_starts(place: Place) -> None:
    def life(_number: int) -> tuple[str, str, int]:
        started = Started(place.popen())
        told = started.told()
        assert is_forked(told)
        assert started.ask("/grpc.health.v1.Health/Check") == b"\x08\x01"
        return started.line[5], told["random"], started.shut_down()

    with ThreadPoolExecutor(8) as threads:
        ends = list(threads.map(life, range(200)))
    assert [code for *_unused, code in ends] == [0] * 200
    assert len({public for public, *_unused in ends}) == 200, "a certificate of its own for each"
    assert len({number for _public, number, _code in ends}) == 200
    assert len(place.templates()) == 1
    eventually(lambda: not processes_with(str(place.folder)), "the end of all providers")


@pytest.mark.parametrize(
    "victim", ["terraform", "asker", "provider", pytest.param("template", marks=pytest.mark.slow)]
)
def test_a_kill_leaves_nothing_behind(place: Place, victim: str) -> None:
    holder = subprocess.Popen(["sleep", "600"])
    short = Path(tempfile.mkdtemp(prefix="sockets"))
    started = place.start(env={"TMPDIR": str(short)})
    told = started.told()
    assert is_forked(told)
    if victim == "template":
        os.kill(place.templates()[0], signal.SIGKILL)
        eventually(lambda: not place.templates(), "the end of the template")
        assert started.told()["pid"] == told["pid"], "the provider does not need it any more"
        assert is_forked(place.start().told()), "another one is started"
        assert started.shut_down() == 0
    elif victim == "asker":
        started.process.kill()
        started.process.wait(30)
    elif victim == "provider":
        os.kill(told["pid"], signal.SIGKILL)
        assert started.process.wait(30) == 1
        shutil.rmtree(started.line[3].rpartition("/")[0])
    else:
        assert started.process.stdout is not None
        started.process.stdout.close()
        assert started.process.wait(30) == 0
    eventually(lambda: not Path(f"/proc/{told['pid']}").exists(), "the end of the provider")
    assert list(short.iterdir()) == []
    short.rmdir()
    holder.kill()
    holder.wait()


def test_it_ends_with_a_parent_that_is_killed(place: Place) -> None:
    parent = f"""
import os, subprocess
made = subprocess.Popen([{str(place.launcher)!r}], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
made.stdout.readline()
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", parent], env=place.environment, cwd=place.folder, check=False)
    eventually(lambda: not processes_with(str(place.folder)), "the end of the provider")


def test_ctrl_c_and_termination(place: Place) -> None:
    started = place.start(start_new_session=True)
    assert is_forked(started.told())
    for number in (signal.SIGINT, signal.SIGHUP):
        os.killpg(started.process.pid, number)
        assert started.told()["version"] == 1
    started.process.terminate()
    assert started.process.wait(30) == 0
    assert not Path(started.line[3]).parent.exists()


@pytest.mark.parametrize("template", ["60", "0"])
def test_a_signal_to_all_leaves_the_calls_in_progress_to_terraform(place: Place, template: str) -> None:
    started = place.start(start_new_session=True, env={starter.SWITCH: template})
    assert is_forked(started.told()) == (template != "0")
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(started.call, "slow")
        eventually((place.folder / "asked").exists, "the call")
        os.killpg(started.process.pid, signal.SIGTERM)
        time.sleep(1)  # longer than they get when Terraform is gone
        (place.folder / "answer").touch()
        assert slow.result() == "answered"
    assert started.process.wait(30) == 0


def test_a_crash_is_a_crash(place: Place) -> None:
    started = place.start()
    with pytest.raises(grpc.RpcError):
        started.call("crash")
    assert started.process.wait(30) == 1


@pytest.mark.parametrize("change", ["content", "time", "another file", "no file"])
def test_a_source_that_changed_is_read_again(place: Place, change: str) -> None:
    place.start().shut_down()
    (running,) = place.templates()
    if change == "content":
        place.module.write_text(PROBE.replace('"version": 1', '"version": 22'))
    elif change == "time":
        os.utime(place.module)
    elif change == "another file":
        other = place.folder / "other.py"
        other.write_text(PROBE.replace('"version": 1', '"version": 333'))
        other.replace(place.module)
    else:
        place.module.unlink()
        with place.popen() as process:
            assert process.wait(30) == 1, "there is no provider"
        place.module.write_text(PROBE)
    versions = {"content": 22, "another file": 333}
    assert [place.start().told()["version"] for _again in range(2)] == [versions.get(change, 1)] * 2
    eventually(lambda: running not in place.templates(), "the end of the former template")


def test_a_library_that_changed_is_read_again(place: Place) -> None:
    library = place.source / "library.py"
    library.write_text("VERSION = 1\n")
    place.module.write_text(
        PROBE.replace('"version": 1', '"version": library.VERSION').replace(
            "import json", "import library, json", 1
        )
    )
    first = place.start()
    assert (first.told()["version"], is_forked(place.start().told())) == (1, True)
    library.write_text("VERSION = 12\n")
    assert place.start().told()["version"] == 12


def test_a_signal_at_the_worst_moment_ends_a_provider(place: Place) -> None:
    """A handler interrupts the main thread anywhere, also where that holds the lock of an event."""
    place.module.write_text(AMBUSH + PROBE)
    started = place.start(env={"FJCORP_OPENAI_TEMPLATE": "0"})
    assert not is_forked(started.told())
    (place.folder / "now").write_text("")
    try:
        assert started.process.wait(30) == 0
    finally:
        started.process.kill()


@pytest.mark.parametrize(
    "odd", ["limits", "priority", "variables", "folder of others", "no folder", "nothing"]
)
def test_what_a_template_cannot_give_starts_by_itself(place: Place, odd: str) -> None:
    """A template of the first start's surroundings is there; who comes from others gets no fork of it."""
    assert is_forked(place.start().told())
    options: dict[str, Any] = {}
    if odd == "limits":
        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        options["preexec_fn"] = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (333, hard))
    elif odd == "priority":
        options["preexec_fn"] = lambda: os.nice(5)
    elif odd == "variables":
        options["env"] = {"PYTHONWARNINGS": "error"}
    elif odd == "folder of others":
        place.sockets.chmod(0o770)
    elif odd == "no folder":
        end_templates(place.folder)
        shutil.rmtree(place.sockets)
        place.sockets.write_text("")
    elif odd == "nothing":
        options["env"] = {"FJCORP_OPENAI_TEMPLATE": "0"}
    started = place.start(**options)
    told = started.told()
    assert started.line[:2] == ["1", "6"]
    if odd in {"limits", "priority", "variables"}:
        assert is_forked(told)
        assert len(place.templates()) == 2, "a template of its own"
    else:
        assert not is_forked(told)
    if odd == "limits":
        assert told["files"][0] == 333
    assert started.shut_down() == 0


@pytest.mark.parametrize("idle", ["idle", "removed"])
def test_the_template_ends_by_itself(place: Place, idle: str) -> None:
    started = place.start(env={"FJCORP_OPENAI_TEMPLATE": "0.5" if idle == "idle" else "600"})
    assert is_forked(started.told())
    if idle == "removed":
        shutil.rmtree(place.sockets)
    eventually(
        lambda: not [each for each in Path("/proc").glob("[0-9]*/cmdline") if _is_template(each, place)],
        "its end",
    )
    assert started.told()["version"] == 1, "the provider does not need it"
    assert started.shut_down() == 0


def _is_template(line: Path, place: Place) -> bool:
    with suppress(OSError):
        words = line.read_bytes().split(b"\0")
        return b"template" in words and str(place.sockets) in str((line.parent / "cwd").readlink())
    return False


def test_many_at_once_start_one_template(place: Place) -> None:
    with ThreadPoolExecutor(6) as threads:
        started = list(threads.map(lambda _number: place.start(), range(6)))
    assert [is_forked(each.told()) for each in started] == [True] * 6
    assert len(place.templates()) == 1


def test_an_environment_of_a_megabyte(place: Place) -> None:
    many = {f"VARIABLE_{number}": "x" * 100_000 for number in range(10)}
    told = place.start(env=many).told()
    assert is_forked(told)
    assert many.items() <= told["environment"].items()


@pytest.mark.parametrize("sent", [b"", b"\0" * 7, (1 << 40).to_bytes(8, "big"), b"\0" * 7 + b"\5junk!"])
def test_nonsense_on_the_socket_does_no_harm(place: Place, sent: bytes) -> None:
    import socket

    assert is_forked(place.start().told())
    (path,) = (each for each in place.sockets.iterdir() if each.is_socket())
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(f"/proc/self/fd/{os.open(place.sockets, os.O_PATH)}/{path.name}")
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(10) in {b"", b"\1"}
    assert is_forked(place.start().told())


def test_the_answer_of_a_socket_that_is_no_template(place: Place) -> None:
    """A template that hangs up is none: the provider starts by itself."""
    import socket
    import threading

    started = place.start()
    assert is_forked(started.told())
    (path,) = (each for each in place.sockets.iterdir() if each.is_socket())
    end_templates(place.folder)
    eventually(lambda: not place.templates(), "the end of the template")
    path.unlink()
    with socket.socket(socket.AF_UNIX) as false:
        false.bind(f"/proc/self/fd/{os.open(place.sockets, os.O_PATH)}/{path.name}")
        false.listen()

        def hang_up() -> None:
            connection, _address = false.accept()
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        assert not is_forked(place.start().told())
        thread.join()


def test_the_variables_that_shape_an_interpreter_are_no_secrets() -> None:
    given = {
        b"PYTHONPATH": b"a",
        b"LANG": b"C",
        b"OPENAI_API_KEY": b"sk",
        b"HOME": b"/",
        b"TF_VAR_key": b"sk",
    }
    assert starter.shaping(given) == {b"PYTHONPATH": b"a", b"LANG": b"C", b"HOME": b"/"}

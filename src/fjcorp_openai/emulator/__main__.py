"""``python -m fjcorp_openai.emulator``: start the emulator and print where it is as one JSON line."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import signal
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.family import Settings
from fjcorp_openai.emulator.http.faults import Fault
from fjcorp_openai.emulator.spec import open_questions
from fjcorp_openai.emulator.state.clock import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from fjcorp_openai.emulator.emulator import Emulator
    from fjcorp_openai.emulator.http.app import Application

HOST = "127.0.0.1"


def parsed(arguments: list[str] | None = None) -> argparse.Namespace:
    """Return the options of a command line."""
    parser = argparse.ArgumentParser(prog="python -m fjcorp_openai.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--data", type=Path, required=True, help="folder of the state; created when missing")
    parser.add_argument("--seed", type=Path, help="YAML file with objects for a new organization")
    parser.add_argument("--throttle", type=_throttle, metavar="N/SECONDS", help="calls a window and endpoint")
    parser.add_argument(
        "--transitions", metavar="immediate|manual|SECONDS", help="when jobs take their next step"
    )
    parser.add_argument("--fault", type=_fault, action="append", default=[], metavar="RULE",
                        help="for example createFile:nth=2,status=500 (repeatable)")  # fmt: skip
    parser.add_argument(
        "--date", type=_date, metavar="YYYY-MM-DD", help="day on which a new organization's clock starts"
    )
    parser.add_argument("--tokens-per-minute", type=_tokens, metavar="N", default=0,
                        help="tokens a minute of each project and model, then 429")  # fmt: skip
    parser.add_argument("--lag", type=_lag, metavar="LISTS[/READS]", default=(0.0, 0.0),
                        help="seconds by which lists and reads are behind the writes")  # fmt: skip
    parser.add_argument("--normalize", action="store_true", help="keep texts not quite as they are sent")
    parser.add_argument("--organizations", type=int, metavar="N", default=1, help="how many there are; 1")
    parser.add_argument("--idle-timeout", type=_seconds, metavar="SECONDS", default=60.0,
                        help="seconds for each part of a request, or of an answer; 60")  # fmt: skip
    parser.add_argument("--legacy-assistants", action="store_true", help="serve assistants, threads and runs")
    parser.add_argument("--open-question", type=_open_question, action="append", default=[],
                        metavar="NAME=ANSWER", help="what the service is taken to do")  # fmt: skip
    return parser.parse_args(arguments)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86400:
        raise argparse.ArgumentTypeError("expected seconds, above 0 and at most a day, for example 60")
    return seconds


def _throttle(text: str) -> tuple[int, float]:
    try:
        calls, seconds = text.split("/")
        return int(calls), float(seconds)
    except ValueError as error:
        raise argparse.ArgumentTypeError("expected N/SECONDS, for example 8/60") from error


def _tokens(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000_000:
        raise argparse.ArgumentTypeError("expected a number of tokens, for example 200000")
    return int(text)


def _lag(text: str) -> tuple[float, float]:
    lists, _separator, reads = text.partition("/")
    try:
        return float(lists), float(reads or lists)
    except ValueError as error:
        raise argparse.ArgumentTypeError("expected seconds, for example 30 or 30/0") from error


def _date(text: str) -> float:
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(
            f"expected a day from {FIRST_YEAR} to {LAST_YEAR}, for example 2026-11-23"
        )
    return day.timestamp()


def _fault(text: str) -> Fault:
    try:
        return Fault.from_text(text)
    except (ValueError, TypeError) as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _open_question(text: str) -> tuple[str, str]:
    try:
        return open_questions.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _lock(folder: Path) -> int:
    """Hold the data folder, which one emulator at a time may use, until the process ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / "lock", os.O_WRONLY | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def _configure(emulator: Emulator, options: argparse.Namespace, *, new: bool) -> None:
    if options.transitions:
        emulator.timers.set_mode(options.transitions)
    if options.throttle or options.tokens_per_minute:
        calls, seconds = options.throttle or (0, 60.0)
        emulator.throttle.set(calls, seconds, options.tokens_per_minute)
    for fault in options.fault:
        emulator.faults.add(fault)
    while len(emulator.organizations.others) + 1 < options.organizations:
        emulator.organizations.add()
    if options.seed and new:
        emulator.seed(_read(options.seed))


def opened(options: argparse.Namespace) -> Application:
    """Open the emulator that a command line describes; close the application after use.

    Raises:
        ValueError: An option, or what the seed says, cannot be.
        OSError: The seed cannot be read.
    """
    from fjcorp_openai.emulator.emulator import Emulator
    from fjcorp_openai.emulator.http.app import Application

    new = not (options.data / "credentials.json").exists()
    settings = Settings(
        options.legacy_assistants,
        options.date,
        options.lag,
        options.normalize,
        dict(options.open_question),
    )
    emulator = Emulator(options.data, settings)
    try:
        _configure(emulator, options, new=new)
    except (ValueError, OSError):
        if new:  # it has not begun: the next start begins it, with its seed
            emulator.credentials_file.unlink()
        raise
    return Application(emulator, options.idle_timeout)


def _read(seed: Path) -> Any:
    import yaml

    try:
        return yaml.safe_load(seed.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{seed} is no YAML: {error}") from error
    except RecursionError as error:
        raise ValueError(f"{seed} is nested too deeply") from error


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; return the exit code."""
    options = parsed(arguments)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, options.port))
    except (OSError, OverflowError) as error:
        print(f"emulator: port {options.port} of {HOST} cannot be used: {error}", file=sys.stderr)  # noqa: T201
        return 1
    try:
        lock = _lock(options.data)
    except BlockingIOError:
        print(f"emulator: {options.data} is in use by another emulator", file=sys.stderr)  # noqa: T201
        return 1
    except OSError as error:
        print(f"emulator: {options.data} cannot be used: {error}", file=sys.stderr)  # noqa: T201
        return 1

    import uvicorn

    from fjcorp_openai.emulator.http.patience import protocol

    try:
        application = opened(options)
    except (ValueError, OSError) as error:
        print(f"emulator: {error}", file=sys.stderr)  # noqa: T201
        return 1
    emulator = application.emulator
    listener.listen(512)
    port = listener.getsockname()[1]
    address = f"http://{HOST}:{port}"
    line = {
        "base_url": f"{address}/v1",
        "control_url": f"{address}/_emulator",
        **emulator.credentials,
        "pid": os.getpid(),
        **({"organizations": emulator.organizations.described()} if emulator.organizations.others else {}),
    }
    print(json.dumps(line), flush=True)  # noqa: T201
    configuration = uvicorn.Config(
        application,
        http=protocol(options.idle_timeout),
        log_level="warning",
        access_log=False,
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=2,
        ws="none",
    )
    server = uvicorn.Server(configuration)
    # The server raises the signal again once it has ended; the ordinary way out follows, not the default's.
    signal.signal(signal.SIGTERM, lambda *_unused: setattr(server, "should_exit", True))
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        application.close()
        os.close(lock)
    return 0


if __name__ == "__main__":
    sys.exit(main())

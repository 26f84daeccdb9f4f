"""The emulator: start, speed on one core, memory and pages of a large organization."""

from __future__ import annotations

import http.client
import json
import os
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from processes import Emulator, emulator, peak_megabytes, typical
from report import Figure, Report

if TYPE_CHECKING:
    from pathlib import Path

_PROJECTS = 10_000
_SECONDS = 4.0
_CLIENTS = 4


def measure(folder: Path) -> Report:
    """Measure the emulator in an empty folder."""
    report = Report("Emulator")
    report.add(Figure("start", typical(lambda: _start(folder), 5), "s", 1.0))
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    with emulator(folder / "data", core=cores[-1] if cores else None) as api:
        if len(cores) > 1:
            os.sched_setaffinity(0, set(cores[:-1]))
        try:
            note = f"{_CLIENTS} connections for {_SECONDS:g} s"
            report.add(Figure("GETs a second on one core", _rate(api), "a s", 1000, at_least=True, note=note))
            _large(api, report)
        finally:
            if len(cores) > 1:
                os.sched_setaffinity(0, set(cores))
    return report


def _start(folder: Path) -> float:
    with emulator(folder / f"start-{time.time_ns()}") as api:
        return api.start_seconds


def _rate(api: Emulator) -> float:
    """Ask for one model over and over on some connections; return answers a second."""
    stop = time.perf_counter() + _SECONDS
    counts = [0] * _CLIENTS
    failures: list[str] = []

    def ask(number: int) -> None:
        address = urlsplit(api.base_url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port)
        headers = {"authorization": f"Bearer {api.api_key}"}
        while time.perf_counter() < stop:
            connection.request("GET", f"{address.path}/files", headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                failures.append(str(answer.status))
                break
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(_CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(f"the emulator answered {failures[0]}")
    return sum(counts) / (time.perf_counter() - started)


def _large(api: Emulator, report: Report) -> None:
    names = [{"name": f"project {number}"} for number in range(_PROJECTS)]
    for start in range(0, _PROJECTS, 1000):
        api.control("POST", "/seed", {"projects": names[start : start + 1000]})
    address = urlsplit(api.base_url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port)

    def page(after: str) -> tuple[float, dict[str, object]]:
        path = f"{address.path}/organization/projects?limit=100{f'&after={after}' if after else ''}"
        started = time.perf_counter()
        connection.request("GET", path, headers={"authorization": f"Bearer {api.admin_key}"})
        body = connection.getresponse().read()
        return time.perf_counter() - started, json.loads(body)

    cursors, listed, more = [""], 0, True
    while more:
        _unused, answer = page(cursors[-1])
        listed += len(answer["data"])  # type: ignore[arg-type]
        more = bool(answer["has_more"])
        cursors.append(str(answer["last_id"]))
    if listed < _PROJECTS:
        raise RuntimeError(f"{listed} of {_PROJECTS} projects are listed")
    first = typical(lambda: page(cursors[0])[0], 15) * 1000
    last = typical(lambda: page(cursors[-2])[0], 15) * 1000
    connection.close()
    report.add(Figure("memory with 10,000 projects", peak_megabytes(api.process.pid), "MB", 120))
    report.add(Figure("first page of 100", first, "ms"))
    report.add(Figure("last page of 100", last, "ms", max(1.5 * first, first + 2), note="constant time"))

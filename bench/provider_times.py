"""The provider under terraform: its start, plans, applies, calls and memory.

The targets of 100 projects are what the fastest provider in Go took on the machine they were set on, a fifth
more for a plan, a quarter for an apply and a destroy. The processor times leave out what a template forked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

from processes import ROOT, Emulator, clean_environment, emulator, run, timed, watched_memory
from report import Figure, Report

sys.path.insert(0, str(ROOT / "src"))
from typing import TYPE_CHECKING

from fjcorp_openai.provider.mirror import install

if TYPE_CHECKING:
    from pathlib import Path

_COOKIE = {
    "TF_PLUGIN_MAGIC_COOKIE": "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
    "PLUGIN_PROTOCOL_VERSIONS": "6",
}
_REQUIRED = 'terraform {\n  required_providers {\n    openai = { source = "fjcorp/openai" }\n  }\n}\n'
PROJECTS = (
    'resource "openai_project" "this" {{\n  count = {count}\n  name  = "project ${{count.index}}"\n}}\n'
)
_FLOOR = 'resource "terraform_data" "this" {\n  count = 99\n  input = "project ${count.index}"\n}\n'
_ALONE = {"FJCORP_OPENAI_TEMPLATE": "0"}
_STORE = (
    'resource "openai_vector_store" "this" {{\n  name   = "Catalog"\n  folder = {{ path = "{path}" }}\n}}\n'
)
_FILE = 'resource "openai_file" "this" {{\n  file_path = "{path}"\n  purpose   = "user_data"\n}}\n'


class Stack:
    """A working folder of terraform."""

    def __init__(self, folder: Path, api: Emulator, configuration: str, **more: str) -> None:
        """Make the folder, with the provider and an emulator of the API to use."""
        folder.mkdir()
        rc = install(folder / "mirror", sys.executable, ROOT / "src")
        self.folder = folder
        self.environment = clean_environment(TF_CLI_CONFIG_FILE=str(rc), **api.environment(), **more)
        (folder / "main.tf").write_text(_REQUIRED + configuration, encoding="utf-8")
        self.run("init")

    def run(self, command: str, *arguments: str, codes: tuple[int, ...] = (0,), **more: str) -> float:
        environment = {**self.environment, **more}
        return run(["terraform", command, "-no-color", *arguments], self.folder, environment, codes)

    def apply(self) -> float:
        return self.run("apply", "-input=false", "-auto-approve")

    def destroy(self) -> float:
        return self.run("destroy", "-input=false", "-auto-approve")

    def empty_plan(self, **more: str) -> float:
        """Plan, and fail if there is a change."""
        return self.run("plan", "-input=false", "-detailed-exitcode", **more)

    def first_plan(self) -> float:
        """Plan where no template runs yet."""
        for each in (self.folder / "mirror").glob("templates-*"):
            shutil.rmtree(each)
        return self.empty_plan()


def handshake(folder: Path, **more: str) -> float:
    """Return the seconds from the launcher's start to the provider's first line."""
    install(folder, sys.executable, ROOT / "src")
    (launcher,) = folder.glob("registry.terraform.io/**/terraform-provider-openai*")
    started = time.perf_counter()
    with subprocess.Popen(
        [str(launcher)],
        env=clean_environment(**_COOKIE, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - started
        process.terminate()
    if not line.startswith(b"1|6|"):
        raise RuntimeError(f"no handshake: {line!r}")
    return seconds


def measure(folder: Path) -> Report:
    """Measure the provider in an empty folder."""
    report = Report("Provider")
    handshake(folder / "mirror")
    report.add(timed("handshake", lambda: handshake(folder / "mirror"), 9, 0.06))
    report.add(timed("handshake without a template", lambda: handshake(folder / "mirror", **_ALONE), 9, 0.25))
    for count in (1, 100, 300):
        # An organization has a default project: with it, there are as many as the figure's name says.
        managed = max(1, count - 1)
        projects = f"{count} project{'s' * (count > 1)}"
        with emulator(folder / f"emulator{count}") as api:
            stack = Stack(folder / f"stack{count}", api, PROJECTS.format(count=managed))
            if count == 1:
                report.add(timed("terraform validate", lambda s=stack: s.run("validate"), 3))
            most = 1.98 if count == 100 else None
            applied = api.counted(
                lambda s=stack, p=projects, m=most: timed(f"apply of {p}", s.apply, target=m)
            )
            most = {1: 1.0, 100: 0.96, 300: 2.0}[count]
            plan = timed(f"no-op plan of {projects}", stack.empty_plan, 5, most)
            report.add(plan)
            _unused, calls = api.counted(stack.empty_plan)
            report.add(Figure(f"{plan.name}: calls", calls, "calls", {1: 1, 100: 1, 300: 3}[count]))
            if count == 300:
                with watched_memory(str(stack.folder)) as most:
                    stack.empty_plan()
                    stack.destroy()
                report.add(Figure("peak memory, plan and destroy of 300", most[0], "MB", 80))
            elif count == 100:
                _starts(report, stack, plan.name)
                destroyed = api.counted(
                    lambda s=stack, p=projects: timed(f"destroy of {p}", s.destroy, target=2.01)
                )
                for figure, calls in (applied, destroyed):
                    report.add(figure)
                    report.add(
                        Figure(f"{figure.name}: calls", calls, "calls", note=f"{managed} of them managed")
                    )
    _upload(folder, report)
    _vector_store(folder, report)
    return report


def _starts(report: Report, stack: Stack, name: str) -> None:
    """Return the share of a plan that the starts of the provider take."""
    alone = timed(f"{name}, without a template", lambda: stack.empty_plan(**_ALONE), 5)
    report.add(alone)
    report.add(timed(f"{name}, the first of all", stack.first_plan, 3))
    # What Terraform itself takes: there is no provider process at all.
    floor = stack.folder / "floor"
    floor.mkdir()
    (floor / "main.tf").write_text(_FLOOR, encoding="utf-8")
    for command in (["init"], ["apply", "-auto-approve"]):
        run(["terraform", *command, "-no-color"], floor, stack.environment)
    plan = ["terraform", "plan", "-no-color", "-input=false", "-detailed-exitcode"]
    report.add(timed("no-op plan of Terraform's own data", lambda: run(plan, floor, stack.environment), 5))


def _upload(folder: Path, report: Report) -> None:
    large = folder / "large.txt"
    with large.open("wb") as file:
        os.truncate(file.fileno(), 512 << 20)  # sparse: it takes no room here
    with emulator(folder / "emulator-upload") as api:
        stack = Stack(folder / "stack-upload", api, _FILE.format(path=large))
        with watched_memory(str(stack.folder)) as most:
            seconds = stack.apply()
        note = f"{seconds:.1f} s"
    report.add(Figure("peak memory, upload of 512 MB", most[0], "MB", 150, note=note))


def _vector_store(folder: Path, report: Report) -> None:
    documents = folder / "catalog"
    documents.mkdir()
    for number in range(1000):
        (documents / f"{number}.md").write_text(f"Part {number} of the catalog.", encoding="utf-8")
    with emulator(folder / "emulator-store") as api:
        stack = Stack(folder / "stack-store", api, _STORE.format(path=documents))
        with watched_memory(str(stack.folder)) as most:
            applied, calls = api.counted(stack.apply)
            stack.empty_plan()
        report.add(Figure("apply of a store of 1,000 files", applied, "s", note=f"{calls} calls"))
        report.add(timed("no-op plan of a store of 1,000 files", stack.empty_plan, 5, 2.0))
        _unused, calls = api.counted(stack.empty_plan)
        report.add(Figure("no-op plan of a store of 1,000 files: calls", calls, "calls", 12))
        report.add(Figure("peak memory, apply and plan of 1,000 files", most[0], "MB", 100))

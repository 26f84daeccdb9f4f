"""Leads one resource through its life under one fault, with the real terraform and the emulator."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from processes import SOURCE, clean_environment, emulator, output, providers, run

from campaign.faults import LIST_DELAY_SECONDS
from campaign.outcome import Outcome
from campaign.payments import unsaid
from campaign.scene import Scene
from campaign.subject import CREATE, DELETE, UPDATE, resource_blocks

sys.path.insert(0, str(SOURCE))
from fjcorp_openai.provider.mirror import install

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from processes import Emulator

    from campaign.faults import Fault
    from campaign.subject import Subject, Values

HEADER = {"terraform": {"required_providers": {"openai": {"source": "fjcorp/openai"}}}}
_APPLY = ["terraform", "apply", "-no-color", "-input=false", "-auto-approve"]
_PLAN = ["terraform", "plan", "-no-color", "-input=false", "-detailed-exitcode"]
_PATIENCE_SECONDS = 60.0


class Worker:
    """One emulator and one working folder, used for one life after the other."""

    def __init__(self, folder: Path, api: Emulator) -> None:
        """Prepare the folder: provider, working folder, `terraform init`."""
        self.api = api
        self._transitions = api.control("GET", "/transitions")["mode"]
        self.folder = folder / "stack"
        self.own = folder / "own"
        self._log = folder / "struck.log"
        self.folder.mkdir(parents=True)
        self.environment = clean_environment(
            **api.environment(),
            TF_CLI_CONFIG_FILE=str(install(folder / "mirror", sys.executable, SOURCE)),
            CHECKPOINT_DISABLE="1",
            FJCORP_OPENAI_JOURNAL_DIR=str(self.own / "journal"),
            FJCORP_OPENAI_PACING_DIR=str(self.own / "pacing"),
            FJCORP_OPENAI_PACING_WINDOW="1",
            FJCORP_OPENAI_LIST_DELAY=str(LIST_DELAY_SECONDS),
        )
        self._write({})
        run(["terraform", "init", "-no-color", "-input=false"], self.folder, self.environment)

    def live(
        self, subject: Subject, fault: Fault, operations: tuple[str, ...] = (CREATE, UPDATE, DELETE)
    ) -> list[Outcome]:
        """Create, change and delete one object; the fault strikes each of the operations that are named.

        Args:
            subject: The resource.
            fault: What goes wrong.
            operations: What it goes wrong with, as far as the resource has it. Nothing is done after the
                last of them.

        Returns:
            An outcome for each operation that was struck.
        """
        struck = [each for each in operations if subject.operations.get(each)]
        scene = self._begin_anew(subject)
        steps = {CREATE: subject.first, UPDATE: subject.second, DELETE: None}
        outcomes = []
        for operation, arguments in steps.items():
            if not struck or (operation == UPDATE and not subject.second):
                continue
            own = {} if arguments is None else {subject.name: arguments}
            self._write(scene.filled({**subject.setup, **own}))
            if operation not in struck:
                run(_APPLY, self.folder, self.environment)
                continue
            struck.remove(operation)
            outcomes.append(self._case(scene, fault, operation))
        return outcomes

    # One case.

    def _case(self, scene: Scene, fault: Fault, operation: str) -> Outcome:
        subject, began = scene.subject, time.monotonic()
        struck, notes = self._strike(subject.operations[operation], fault), []
        if not struck:
            notes.append(f"{subject.operations[operation]} was not called")
        converged, told_after = True, ""
        for command in (_APPLY, _PLAN):
            if command is _PLAN:
                self.api.control("POST", "/lag", {"seconds": 0})
            try:
                told_after += output(command, self.folder, self.environment)
            except RuntimeError as error:
                converged = False
                notes.append(str(error))
                break
        counts = scene.counted(operation, self._instances(subject))
        paid = sum(call["paid"] for call in self.api.calls())
        counts["unsaid"] = unsaid(fault, paid, self._log.read_text(encoding="utf-8"), told_after)
        told = [f"{name}: {each}" for name, found in counts.items() for each in found]
        return Outcome(
            subject.title,
            operation,
            fault.name,
            struck,
            converged,
            len(counts["duplicate"]),
            len(counts["orphan"]),
            len(counts["lost key"]),
            len(counts["unsaid"]),
            time.monotonic() - began,
            "\n".join([*notes, *told]),
        )

    def _strike(self, operation: str, fault: Fault) -> bool:
        """Run terraform while the fault is there; return whether it came to pass."""
        self.api.control("DELETE", "/calls")
        self.api.control("POST", "/faults", {"operation": operation, **fault.rule})
        self.api.control("POST", "/lag", {"lists": fault.lag, "reads": 0})
        with (
            self._log.open("wb") as log,
            subprocess.Popen(
                _APPLY,
                cwd=self.folder,
                env={**self.environment, **fault.settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            ) as process,
        ):
            if fault.target:
                self._until(lambda: self._seen() or process.poll() is not None)
                time.sleep(0.1)  # for the commit
                self._signal(fault, process.pid)
            process.wait(_PATIENCE_SECONDS)
        self._until(lambda: not providers(str(self.folder)))
        struck = self._seen()
        if struck:
            self._until(lambda: any(call["operation"] == operation for call in self.api.calls()))
        self.api.control("DELETE", "/faults")
        return struck

    def _signal(self, fault: Fault, terraform: int) -> None:
        if fault.target == "group":
            os.killpg(terraform, fault.signal)
            return
        for process in providers(str(self.folder)) if fault.target == "provider" else [terraform]:
            with suppress(ProcessLookupError):  # a provider of the plan may have ended just now
                os.kill(process, fault.signal)

    def _seen(self) -> bool:
        return any(rule["seen"] >= rule["nth"] for rule in self.api.control("GET", "/faults")["data"])

    # What came of it.

    def _instances(self, subject: Subject) -> int:
        """Return how many the state holds, read from its file: a process less to start."""
        path = self.folder / "terraform.tfstate"
        state = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return sum(
            len(resource["instances"])
            for resource in state.get("resources", [])
            if (resource["type"], resource["mode"]) == (subject.type_name, "managed")
        )

    # The folder.

    def _begin_anew(self, subject: Subject) -> Scene:
        self.api.control("DELETE", "/faults")
        self.api.control("POST", "/lag", {"seconds": 0})
        self.api.control("POST", "/reset")
        # A subject before may have slowed its jobs down.
        self.api.control("POST", "/transitions", {"mode": self._transitions})
        for file in self.folder.glob("terraform.tfstate*"):
            file.unlink()
        shutil.rmtree(self.own, ignore_errors=True)
        (self.own / "files").mkdir(parents=True)
        scene = Scene(subject, self.api, self.own / "files")
        if subject.setup:
            self._write(scene.filled(subject.setup))
            run(_APPLY, self.folder, self.environment)
        scene.begin()
        return scene

    def _write(self, resources: Mapping[str, Values]) -> None:
        document = {**HEADER, **resource_blocks(resources)}
        (self.folder / "main.tf.json").write_text(json.dumps(document), encoding="utf-8")

    def _until(self, condition: Callable[[], Any]) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("a run did not come as far as it should")
            time.sleep(0.03)


@contextmanager
def worker(folder: Path) -> Iterator[Worker]:
    """Serve a worker with an emulator of its own while the block runs."""
    with emulator(folder / "emulator") as api:
        made = Worker(folder, api)
        try:
            yield made
        finally:
            for process in providers(str(made.folder)):
                os.kill(process, signal.SIGKILL)

"""Leads one resource through its life under one fault, with the real terraform and the emulator."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from processes import SOURCE, clean_environment, emulator, run

from campaign.faults import LIST_DELAY_SECONDS
from campaign.outcome import Outcome
from campaign.subject import CREATE, DELETE, UPDATE, identity, in_use

sys.path.insert(0, str(SOURCE))
from fjcorp_openai.provider.mirror import install

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from processes import Emulator

    from campaign.faults import Fault
    from campaign.subject import Subject

HEADER = 'terraform {\n  required_providers {\n    openai = { source = "fjcorp/openai" }\n  }\n}\n'
_APPLY = ["terraform", "apply", "-no-color", "-input=false", "-auto-approve"]
_PLAN = ["terraform", "plan", "-no-color", "-input=false", "-detailed-exitcode"]
_PATIENCE_SECONDS = 60.0


class Worker:
    """One emulator and one working folder, used for one life after the other."""

    def __init__(self, folder: Path, api: Emulator) -> None:
        """Prepare the folder: provider, working folder, `terraform init`."""
        self.api = api
        self.folder = folder / "stack"
        self.own = folder / "own"
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
        self._write("")
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
        self._begin_anew(subject)
        before, shown = self._table(subject), self._shown(subject)
        steps = {CREATE: subject.first, UPDATE: subject.second, DELETE: ""}
        struck = [each for each in operations if subject.operations.get(each)]
        outcomes = []
        for operation, arguments in steps.items():
            if not struck or (operation == UPDATE and not subject.second):
                continue
            self._write(self._filled(subject.setup + (subject.block(arguments) if arguments else "")))
            if operation not in struck:
                run(_APPLY, self.folder, self.environment)
                continue
            struck.remove(operation)
            outcomes.append(self._case(subject, fault, operation, before, shown))
        return outcomes

    # One case.

    def _case(
        self, subject: Subject, fault: Fault, operation: str, before: dict[str, Any], shown: str
    ) -> Outcome:
        began = time.monotonic()
        struck, notes = self._strike(subject.operations[operation], fault), []
        if not struck:
            notes.append(f"{subject.operations[operation]} was not called")
        converged = True
        for command in (_APPLY, _PLAN):
            if command is _PLAN:
                self.api.control("POST", "/lag", {"seconds": 0})
            try:
                run(command, self.folder, self.environment)
            except RuntimeError as error:
                converged = False
                notes.append(str(error))
                break
        counts = self._counted(subject, operation, before, shown)
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
            time.monotonic() - began,
            "\n".join([*notes, *told]),
        )

    def _strike(self, operation: str, fault: Fault) -> bool:
        """Run terraform while the fault is there; tell whether it came to pass."""
        self.api.control("DELETE", "/calls")
        self.api.control("POST", "/faults", {"operation": operation, **fault.rule})
        self.api.control("POST", "/lag", {"lists": fault.lag, "reads": 0})
        with subprocess.Popen(
            _APPLY,
            cwd=self.folder,
            env={**self.environment, **fault.settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            if fault.target:
                self._until(lambda: self._seen() or process.poll() is not None)
                time.sleep(0.1)  # for the commit
                self._signal(fault, process.pid)
            process.wait(_PATIENCE_SECONDS)
        self._until(lambda: not self._providers())
        struck = self._seen()
        if struck:
            self._until(lambda: any(call["operation"] == operation for call in self.api.calls()))
        self.api.control("DELETE", "/faults")
        return struck

    def _signal(self, fault: Fault, terraform: int) -> None:
        if fault.target == "group":
            os.killpg(terraform, fault.signal)
            return
        for process in self._providers() if fault.target == "provider" else [terraform]:
            os.kill(process, fault.signal)

    def _seen(self) -> bool:
        return any(rule["seen"] >= rule["nth"] for rule in self.api.control("GET", "/faults")["data"])

    def _providers(self) -> list[int]:
        """Return the providers of this worker that run."""
        found, marker = [], str(self.own).encode()
        for each in Path("/proc").iterdir():
            if each.name.isdigit():
                try:
                    ours = b"fjcorp_openai.provider" in (each / "cmdline").read_bytes()
                    if ours and marker in (each / "environ").read_bytes():
                        found.append(int(each.name))
                except OSError:
                    continue
        return found

    # What came of it.

    def _counted(
        self, subject: Subject, operation: str, before: dict[str, Any], told: str
    ) -> dict[str, list[str]]:
        """Return what is there twice, what nobody knows, and keys that nobody holds."""
        now = self._table(subject)
        fresh = [each for each in now if each not in before]
        # The state's own objects exist, or the plan would not be empty: what is more than they is unknown.
        result = {"duplicate": fresh[1:], "orphan": fresh[self._instances(subject) :], "lost key": []}
        if operation == DELETE and self._shown(subject) != told:
            result["orphan"].append(f"{subject.restored} is not as it was before")
        if operation == DELETE and subject.taken_over:
            id_ = self._filled(subject.taken_over)
            result["orphan"] += [each for each in now if each.endswith(f"/{id_}")]
        if subject.key_file:
            path = Path(self._filled(subject.key_file))
            key = path.read_text(encoding="utf-8").strip() if path.exists() else "(none)"
            result["lost key"] = [each for each in fresh if now[each]["redacted_value"][-4:] != key[-4:]]
        return result

    def _table(self, subject: Subject) -> dict[str, Any]:
        """Return the records that count, by what tells them apart."""
        records = self.api.control("GET", "/dump").get(subject.table, [])
        now = self.api.control("GET", "/clock")["now"]
        return {identity(record): record for record in records if in_use(record, now)}

    def _shown(self, subject: Subject) -> str:
        return self.api.shown(self._filled(subject.restored)) if subject.restored else ""

    def _instances(self, subject: Subject) -> int:
        """Return how many the state holds, read from its file: a process less to start."""
        path = self.folder / "terraform.tfstate"
        state = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return sum(
            len(resource["instances"])
            for resource in state.get("resources", [])
            if (resource["type"], resource["mode"]) == (f"openai_{subject.name}", "managed")
        )

    # The folder.

    def _begin_anew(self, subject: Subject) -> None:
        self.api.control("DELETE", "/faults")
        self.api.control("POST", "/lag", {"seconds": 0})
        self.api.control("POST", "/reset")
        for file in self.folder.glob("terraform.tfstate*"):
            file.unlink()
        shutil.rmtree(self.own, ignore_errors=True)
        (self.own / "files").mkdir(parents=True)
        self._values = {"folder": str(self.own / "files"), **subject.prepare(self.api)}
        if subject.setup:
            self._write(self._filled(subject.setup))
            run(_APPLY, self.folder, self.environment)

    def _filled(self, text: str) -> str:
        for name, value in self._values.items():
            text = text.replace(f"<{name}>", value)
        return text

    def _write(self, body: str) -> None:
        (self.folder / "main.tf").write_text(HEADER + body, encoding="utf-8")

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
            for process in made._providers():  # noqa: SLF001 - its own
                os.kill(process, signal.SIGKILL)

# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the engine: from items to a changed organization, by way of Terraform.

The module community.general.terraform drives Terraform. It guesses what changed from English text and shows
sensitive values in its diff, so the plan itself is read here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import StackError, StalePlanError, told
from ..files import write_json
from ..import_.import_blocks import Block, ImportBlocks
from ..package import install_provider, mirror_folder, prepare_provider, version
from ..progress import Progress
from . import failures, money, refusals, state_lock
from .backend import Backend
from .conditions import Conditions
from .damage import keep_errored, note_state, read_state, repair
from .description import AppliedItems, Description
from .destruction import Destruction
from .diagnostics import SETTING, Translator, read
from .existing import ExistingObjects
from .initialization import Initialization
from .launching import explain
from .moves import Moves, State
from .plan import Plan, is_empty
from .redaction import scrub
from .result import NO_CALLS, paid_items, result
from .root_module import Items, Module, RootModule
from .state_outputs import StateOutputs, leave_expected, local_state
from .terraform import Terraform, environment, find_binary, write_launcher
from .torn_state import set_aside
from .unlocking import unlock
from .working_directory import WorkingDirectory

if TYPE_CHECKING:
    from pathlib import Path

    from .settings import Settings

PROTECTED = "deletion_protection"
"""Words in the refusal of a plan that would destroy a protected object."""

RunModule = Callable[[dict[str, Any], dict[str, str]], dict[str, Any]]


class Engine:
    """Brings the objects of one category to the state their items describe."""

    def __init__(
        self, settings: Settings, modules: list[Module], run_module: RunModule, report: Callable[[str], None]
    ) -> None:
        """Prepare a run.

        Args:
            settings: What to do.
            modules: Modules of the category.
            run_module: Runs community.general.terraform with options and environment, and returns its result.
            report: Shows one line while the run lasts.
        """
        self.settings = settings
        self.modules = modules
        self.run_module = run_module
        self.report = report
        self.folder = WorkingDirectory(settings.state_dir, settings.stack, settings.category)
        self.import_blocks = ImportBlocks(self.folder)
        self.backend = Backend(dict(settings.backend or {}), settings.stack)
        self.translator = Translator(modules, {})
        self.description = Description(settings.category, modules, settings.folders)
        self.moved: list[dict[str, str]] = []
        self.taken_over: list[Block] = []

    def run(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Do what is asked.

        Args:
            given: Items by module; None where the user set no variable.

        Returns:
            The result of the task, without secrets.

        Raises:
            StackError: Something is wrong with the input, with the machine, or Terraform or the API refused.
        """
        try:
            return scrub(self._run(given), self.settings.keys.secrets())  # type: ignore[no-any-return]
        except StackError as error:
            # The client's settings are the role's variables.
            text = SETTING.sub("openai_", str(error))
            raise StackError(scrub(text, self.settings.keys.secrets())) from None
        except OSError as error:
            raise StackError(told(error)) from error

    def _run(self, given: Mapping[str, Any]) -> dict[str, Any]:
        if self.settings.state == "unlocked":
            return self._unlock()
        items = self._read_items(given)
        self._check_keys(items)
        self.backend.check(self.settings.environ)
        binary = find_binary(self.settings.binary)
        if self._nothing_at_all(items):
            return self._result(Plan({}), {}, NO_CALLS, [])
        with self.folder.use(
            self.settings.modules_dir, self.settings.lock_timeout, self.settings.caller, self.report
        ):
            cli_config = install_provider(mirror_folder(self.settings.state_dir))
            variables = environment(self.folder, cli_config, self.settings.parallelism)
            variables["FJCORP_OPENAI_RUN"] = str(self.folder.working)
            terraform = Terraform(binary, variables, self.settings.environ)
            prepare_provider(cli_config.parent, {**self.settings.environ, **variables})
            repaired = self._repair()
            if self.settings.recovers and not self.backend.kind:
                set_aside(local_state(self.folder, self.settings.workspace), self.report)
            resolved = self._resolve(terraform)
            self._find_moves(resolved, terraform, remote=False)
            self._write(resolved)
            with Progress(self.folder.events, self.report, self.settings.whose) as progress:
                try:
                    plan, outputs, warnings = self._plan_and_apply(given, resolved, terraform, cli_config)
                except StalePlanError:
                    self.report(StalePlanError.AGAIN)
                    plan, outputs, warnings = self._plan_and_apply(given, resolved, terraform, cli_config)
                    warnings.append(StalePlanError.AGAIN)
                if not self.settings.check_mode:
                    self.import_blocks.done()
                    note_state(local_state(self.folder, self.settings.workspace))
            warnings += repaired
            self._leave_expected(plan, items)
            found = self._result(plan, outputs, progress.api_calls(), warnings)
            if (cost := found.get("cost")) and (cost["items"] or cost["unknown"]):
                self.report(f"spent {money.words(cost, '')}")
            return found

    def _plan_and_apply(
        self,
        given: Mapping[str, Any],
        resolved: Mapping[str, Items],
        terraform: Terraform,
        cli_config: Path,
    ) -> tuple[Plan, dict[str, Any], list[str]]:
        existing = self._existing(terraform)
        plan, outputs, warnings = existing.plan(
            lambda: self._plan_moved(resolved, terraform, cli_config), self._import, resolved
        )
        refusals.check(plan, given, self.modules, self.settings)
        self._announce(plan)
        if (plan.changed or plan.records_owner) and not self.settings.check_mode:
            existing.revoke_lost(plan)
            outputs, late = self._apply(terraform)
            warnings += late
        return plan, outputs, warnings

    def _unlock(self) -> dict[str, Any]:
        """Release the lock of a run that died, and do nothing else."""
        found = unlock(self.settings, self.backend, self.folder)
        self.report(found.pop("said"))
        return self._result(Plan({}), {}, NO_CALLS, []) | found

    # What the user wrote

    def _read_items(self, given: Mapping[str, Any]) -> dict[str, Items]:
        """Check and normalize the items; an absent category needs none."""
        absent = self.settings.state == "absent"
        self.description.read({} if absent else given)
        self.description.check()
        self.translator = Translator(self.modules, self.description.items, given, absent=absent)
        return self.description.items

    def _check_keys(self, items: Mapping[str, Items]) -> None:
        for module in self.modules:
            for key in list(items[module.name])[:1]:
                self.settings.keys.check(module.key, module.variable, key)

    def _nothing_at_all(self, items: Mapping[str, Items]) -> bool:
        if any(items.values()) or self.backend.kind:
            return False
        if not self.folder.path.is_dir():
            return True
        # The first run of all may be at work, and have no state yet.
        with self.folder.hold(self.settings.lock_timeout, self.settings.caller, self.report):
            return not local_state(self.folder, self.settings.workspace).is_file()

    def _state_outputs(self, terraform: Terraform) -> StateOutputs:
        settings = self.settings
        return StateOutputs(
            settings.state_dir,
            settings.stack,
            settings.workspace,
            self.backend,
            terraform,
            self.folder.run,
            planned=settings.check_mode,
        )

    def _resolve(self, terraform: Terraform) -> dict[str, Items]:
        others = self._state_outputs(terraform)
        resolved = self.description.resolve(
            AppliedItems(others.of, self.settings.declared_elsewhere, check_mode=self.settings.check_mode)
        )
        self.description.check()
        return resolved

    # The working folder

    def _repair(self) -> list[str]:
        """Refuse or repair what a crash has damaged, and return what was repaired."""
        if not self.backend.kind and self.settings.state != "recover":
            read_state(local_state(self.folder, self.settings.workspace))
        self.import_blocks.read()
        repaired = repair(self.folder)
        for line in repaired:
            self.report(line)
        return repaired

    def _write(self, items: Mapping[str, Items]) -> None:
        backend = self.backend.block(self.settings.category)
        provider = {name: value for name, value in self.settings.provider.items() if value is not None}
        root = RootModule(self.modules, items)
        write_json(self.folder.root, root.document(backend, provider, self.moved, version()))
        write_json(self.folder.variables, root.variable_values())
        write_json(self.folder.credentials, self.settings.keys.document(), lasting=False)
        self.import_blocks.generate(items, self.taken_over)

    # Terraform

    def _plan(self, terraform: Terraform, cli_config: Path) -> tuple[Plan, dict[str, Any], list[str]]:
        initialization = Initialization(
            self.folder,
            terraform.binary,
            cli_config,
            self.settings.modules_dir,
            self.modules,
            self.backend.block(self.settings.category),
            version(),
        )
        fresh = initialization.is_current()
        if not fresh:
            initialization.forget()
        result = self._module(terraform, state="planned", force_init=not fresh)
        if not fresh:
            initialization.note()
        outputs = self._outputs(result, terraform)
        if is_empty(str(result.get("stdout") or "")):
            # Saves a start of the provider where nothing is to be done.
            plan = Plan.without_changes(outputs)
        else:
            plan = Plan(terraform.show(self.folder.path, self.folder.plan))
        return plan, outputs, self._warnings(result)

    def _find_moves(self, resolved: Mapping[str, Items], terraform: Terraform, *, remote: bool) -> bool:
        """Find the items that have other keys than in the state, and return whether there are any."""
        if self.settings.state == "absent" or bool(self.backend.kind) != remote:
            return False
        moves = Moves(self.modules, self.description.items, resolved, self.settings.moved)
        found = moves.find(State(self._state_outputs(terraform).state(self.settings.category)))
        if moves.problems:
            raise StackError("\n".join(moves.problems))
        self.moved = [move.block() for move in found]
        return bool(found)

    def _plan_moved(
        self, resolved: Mapping[str, Items], terraform: Terraform, cli_config: Path
    ) -> tuple[Plan, dict[str, Any], list[str]]:
        """Plan, and once more where a state at a backend, which is slow to read, has items by other keys."""
        try:
            planned = self._plan(terraform, cli_config)
            if not Destruction(planned[0], self.modules).recreated:
                return planned
            if not self._find_moves(resolved, terraform, remote=True):
                return planned
        except StackError as error:
            if PROTECTED not in str(error) or not self._find_moves(resolved, terraform, remote=True):
                raise
        self._write(resolved)
        return self._plan(terraform, cli_config)

    def _existing(self, terraform: Terraform) -> ExistingObjects:
        holder = self._state_outputs(terraform).holder
        return ExistingObjects(self.settings, self.modules, self.folder, self.translator.item, holder)

    def _import(self, items: Mapping[str, Items], blocks: list[Block]) -> None:
        self.taken_over = blocks
        self.import_blocks.generate(items, blocks)

    def _apply(self, terraform: Terraform) -> tuple[dict[str, Any], list[str]]:
        result = self._module(terraform, state="present")
        return self._outputs(result, terraform), self._warnings(result)

    def _module(self, terraform: Terraform, **options: Any) -> dict[str, Any]:
        """Run community.general.terraform and turn its failure into the sentences behind it."""
        local = not self.backend.kind
        launcher = write_launcher(self.folder, terraform, self.settings.workspace, local=local)
        arguments = {
            "project_path": str(self.folder.path),
            "binary_path": str(launcher),
            "workspace": self.settings.workspace,
            "variables_files": [str(self.folder.variables)] if options["state"] == "planned" else [],
            "plan_file": str(self.folder.plan),
            "lock_timeout": self.settings.lock_timeout,
            **options,
        }
        result = self.run_module(arguments, terraform.variables)
        if result.get("failed"):
            complaint = self._complaint(result, terraform)
            raise StalePlanError if StalePlanError.SUMMARY in complaint else StackError(complaint)
        return result

    def _outputs(self, result: Mapping[str, Any], terraform: Terraform) -> dict[str, Any]:
        """Return the outputs after a run of community.general.terraform that are no secrets."""
        if self.backend.kind:
            outputs = result.get("outputs") or {}
        else:
            outputs = self._state_outputs(terraform).state(self.settings.category).get("outputs") or {}
        return {name: output["value"] for name, output in outputs.items() if not output.get("sensitive")}

    def _complaint(self, result: Mapping[str, Any], terraform: Terraform) -> str:
        settings = self.settings
        where = failures.Place(settings.stack, self.backend.kind, self.folder.path)
        broken = explain(terraform.binary, {**terraform.environ, **terraform.variables})
        states = self._state_outputs(terraform)
        conditions = Conditions(self.translator.modules, lambda: states.state(settings.category))

        def sentence(entry: Mapping[str, Any]) -> str:
            return conditions.sentence(entry) or self._sentence(entry)

        return failures.complaint(result, sentence, where, broken, keep_errored(self.folder))

    def _sentence(self, entry: Mapping[str, Any]) -> str:
        settings = self.settings
        if not state_lock.is_locked(str(entry.get("summary"))):
            return self.translator.sentence(entry)
        block = self.backend.block(settings.category)
        return state_lock.explain(str(entry.get("detail")), block, settings.workspace, settings.environ)

    def _warnings(self, result: Mapping[str, Any]) -> list[str]:
        found = read(str(result.get("stdout") or ""))
        return [self.translator.sentence(entry) for entry in found if entry.get("severity") == "warning"]

    def _announce(self, plan: Plan) -> None:
        verb = "would be" if self.settings.check_mode else "will be"
        calls = paid_items(plan, self.modules)
        for name in calls:
            self.report(f"a paid call {verb} made for {name}")
        if calls:
            found = money.estimate(plan, self.modules)
            self.report(f"{len(calls)} paid call{'s' if len(calls) > 1 else ''}, {money.words(found)}")

    # The result

    def _leave_expected(self, plan: Plan, items: Mapping[str, Items]) -> None:
        if not self.settings.check_mode:
            self.folder.planned_outputs.unlink(missing_ok=True)
            return
        expected = plan.expected()
        leave_expected(
            self.folder,
            {
                module: {key: expected.get(module, {}).get(key, {}) for key in mine}
                for module, mine in items.items()
            },
        )

    def _result(
        self, plan: Plan, outputs: Mapping[str, Any], api_calls: Mapping[str, Any], warnings: list[str]
    ) -> dict[str, Any]:
        told = [*self.description.hints, *warnings]
        return result(plan, outputs, api_calls, told, self.modules, self.settings)

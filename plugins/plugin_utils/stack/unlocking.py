# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases the lock of a run that died, from any controller, and no other lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..package import install_provider, mirror_folder
from . import postgresql
from .run_folder import RunFolder
from .state_lock import OF_PROCESSES, SUMMARY, StateLock
from .state_outputs import StateOutputs
from .terraform import Terraform, environment, find_binary, plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .backend import Backend
    from .settings import Settings
    from .working_directory import WorkingDirectory

PROBE = ("untaint", "-allow-missing", "-lock-timeout=0s", "-no-color", "terraform_data.none")
"""Takes the state's lock, finds nothing to do, and gives it back: the way to learn who holds it."""


def unlock(settings: Settings, backend: Backend, folder: WorkingDirectory) -> dict[str, Any]:
    """Release the lock of a run that died.

    Args:
        settings: What the run is asked to do.
        backend: Where the state lies.
        folder: Working folder of the category.

    Returns:
        ``changed``, ``released`` (``id``, ``who`` and ``since`` of the lock, or None) and ``said``.

    Raises:
        StackError: There is no such lock, or it cannot be released.
    """
    unlocking = Unlocking(settings.lock_id, check_mode=settings.check_mode)
    if not backend.kind:
        return unlocking.of_processes(folder)
    place = (settings.state_dir, settings.stack, settings.workspace)
    scratch = RunFolder(settings.state_dir, f"{settings.stack}.{settings.category}.unlocking")
    with scratch.use():
        variables = environment(folder, install_provider(mirror_folder(settings.state_dir)), None)
        terraform = Terraform(find_binary(settings.binary), variables, settings.environ)
        states = StateOutputs(*place, backend, terraform, scratch.path, planned=False)
        block = backend.block(settings.category)
        return unlocking.at_backend(block, states, settings.category, settings.environ)


class Unlocking:
    """Releases the lock on the state of one category."""

    def __init__(self, lock_id: str | None, *, check_mode: bool) -> None:
        """Take what is to be released.

        Args:
            lock_id: Id of the lock, as the message of the refused run names it.
            check_mode: Whether nothing may be released.

        Raises:
            StackError: There is no id.
        """
        if not lock_id:
            raise StackError(
                "openai_lock_id: must be given with openai_state: unlocked; the message of the run that was "
                "refused names it"
            )
        self.lock_id, self.check_mode = lock_id, check_mode

    def of_processes(self, folder: WorkingDirectory) -> dict[str, Any]:
        """Look at the lock on a state in a file, which ends with the process that holds it.

        Raises:
            StackError: A run holds it.
        """
        if folder.path.is_dir():
            with folder.hold(0):
                pass
        return self._nothing()

    def at_backend(
        self,
        block: Mapping[str, Mapping[str, Any]],
        states: StateOutputs,
        category: str,
        env: Mapping[str, str],
    ) -> dict[str, Any]:
        """Release the lock on a state at a backend.

        Args:
            block: The ``backend`` block of the root module.
            states: Reads states at the backend.
            category: Category of the state.
            env: The environment of the run, which may name a database.

        Raises:
            StackError: The lock has another id, or it cannot be released.
        """
        [(kind, settings)] = block.items()
        if kind == "pg":
            return self._end_session(settings.get("schema_name"), states.workspace, env)
        reader = states.reader(category)
        if reader is None:
            return self._nothing()
        held = self._held(states.terraform, reader, states.selected())
        if held is None:
            return self._nothing()
        if kind in OF_PROCESSES:
            raise StackError(f"{held}. The lock ends with the process that holds it")
        if held.id != self.lock_id:
            raise self._wrong(f"{held}, and its lock has the id {held.id}")
        if not self.check_mode:
            command = ("force-unlock", "-force", "-no-color", held.id)
            done = states.terraform.run(reader, *command, workspace=states.selected())
            if done.returncode:
                raise StackError(f"the lock was not released: {plain(done.stderr)}")
        return self._released(held.id, held.who, held.since)

    def _held(self, terraform: Terraform, reader: Path, workspace: str) -> StateLock | None:
        done = terraform.run(reader, *PROBE, workspace=workspace)
        if not done.returncode:
            return None
        found = StateLock.read(done.stderr) if SUMMARY in done.stderr else None
        if found is None:
            raise StackError(f"the lock cannot be looked at: {plain(done.stderr)}")
        return found

    def _end_session(self, schema: str | None, workspace: str, env: Mapping[str, str]) -> dict[str, Any]:
        try:
            sessions = {
                str(session.pid): session
                for of_all in (False, True)
                for session in postgresql.holders(schema, workspace, env, of_all=of_all)
            }
            if not sessions:
                return self._nothing()
            session = sessions.get(self.lock_id)
            if session is None:
                known = "; ".join(
                    f"{other} holds the lock since {other.since} UTC" for other in sessions.values()
                )
                raise self._wrong(known)
            if not self.check_mode:
                postgresql.end(session, env)
        except postgresql.Unknown as error:
            raise StackError(
                f"PostgreSQL could not be asked ({error}). There, SELECT pg_terminate_backend(<pid>) ends "
                f"the session that holds the lock, which this names: {postgresql.SESSIONS}"
            ) from None
        return self._released(self.lock_id, session.name, session.since)

    def _wrong(self, known: str) -> StackError:
        return StackError(
            f"openai_lock_id: {self.lock_id} is not the id of this lock. {known}. Nothing was released"
        )

    def _nothing(self) -> dict[str, Any]:
        return {"changed": False, "released": None, "said": "no run holds the lock on this state"}

    def _released(self, id_: str, who: str, since: str) -> dict[str, Any]:
        verb = "would be" if self.check_mode else "was"
        return {
            "changed": True,
            "released": {"id": id_, "who": who, "since": since},
            "said": f"the lock {id_} of {who}, held since {since} UTC, {verb} released",
        }

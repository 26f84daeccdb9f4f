# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all actions share: they work on the controller, and the task's keywords mean what they say."""

from __future__ import annotations

import contextlib
import os
import pwd
from typing import TYPE_CHECKING, Any

from ansible.errors import AnsibleActionFail  # type: ignore[import-untyped]
from ansible.plugins.action import ActionBase  # type: ignore[import-untyped]
from ansible.utils.display import Display  # type: ignore[import-untyped]

from .untrusted import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

display = Display()


class ControllerAction(ActionBase):  # type: ignore[misc]
    """An action that does its work on the controller, as the user who runs Ansible."""

    _requires_connection = True
    _supports_check_mode = True
    _supports_diff = True
    _supports_async = False

    def begin(self, tmp: str | None, task_vars: dict[str, Any] | None) -> dict[str, Any]:
        """Refuse the keywords that cannot be heeded, and return the result to fill.

        Args:
            tmp: As Ansible gives it.
            task_vars: As Ansible gives it.

        Raises:
            AnsibleActionFail: The task is to run elsewhere, as somebody else, or in the background.
        """
        fault = self._place() or self._user() or self._background()
        if fault:
            raise AnsibleActionFail(f"{self.name}: {fault}")
        result: dict[str, Any] = super().run(tmp, task_vars)
        return result

    @property
    def name(self) -> str:
        """Name of the action, without its collection."""
        return str(self._task.action).rpartition(".")[2]

    def report(self, line: str, name: str = "") -> None:
        """Show one line while the action works, unless the task has `no_log`.

        Standard output belongs to the callback, which may write one document there. So lines of progress go
        where Ansible's own warnings go.

        Args:
            line: The line.
            name: What it is about; the action's name when not given.
        """
        if not self._task.no_log:
            display.display(f"  {name or self.name}: {one_line(line)}", stderr=True)

    @contextlib.contextmanager
    def surroundings(self, **more: str) -> Iterator[Mapping[str, str]]:
        """Work in the environment that the keyword ``environment`` makes, and yield it.

        Libraries and programs find there what they look for: proxies, authorities, the PATH.

        Args:
            more: Variables that go before it.
        """
        given: dict[str, Any] = {}
        self._compute_environment_string(given)
        before = dict(os.environ)
        os.environ.update({str(name): str(value) for name, value in given.items()} | more)
        try:
            yield os.environ
        finally:
            os.environ.clear()
            os.environ.update(before)

    def _place(self) -> str:
        if self._connection.transport.rpartition(".")[2] == "local":
            return ""
        return "runs on the controller; use hosts: localhost, connection: local, or delegate_to: localhost"

    def _user(self) -> str:
        become = self._connection.become
        if become is None:
            return ""
        wanted = become.get_option("become_user", playcontext=self._play_context) or "root"
        own = pwd.getpwuid(os.geteuid()).pw_name
        if wanted == own:
            return ""
        return (
            f"runs as {own}, the user who runs Ansible, and not as {wanted}, whose state and keys would lie "
            "elsewhere; set become: false"
        )

    def _background(self) -> str:
        if not self._task.async_val:
            return ""
        return "runs in the foreground, so that nobody takes it for finished; take async and poll away"

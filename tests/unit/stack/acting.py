"""Actions without a play: a task, a connection, and what Ansible would have loaded."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

DOCUMENTATION = """
options:
  names: {type: list, elements: str, required: true}
  places: {type: dict}
  state_dir: {type: path}
  admin_key: {type: str}
  base_url: {type: str}
"""


class Acting:
    """Goes before a class of actions, and stands for what Ansible makes of a task."""

    def __init__(self, arguments: dict[str, Any] | None = None, **task: Any) -> None:
        given = {
            "action": "fjcorp.openai.example",
            "args": arguments or {},
            "async_val": 0,
            "check_mode": False,
            "diff": False,
            "environment": [],
            "no_log": False,
        }
        self._task = SimpleNamespace(**given | task)
        self._templar = SimpleNamespace(template=lambda value: value)
        shell = SimpleNamespace(env_prefix=lambda **_given: "", tmpdir="/nowhere")
        self._connection = SimpleNamespace(_shell=shell, transport="ansible.builtin.local", become=None)
        self._play_context = None
        self._load_name = "example"

    def run(self, tmp: Any = None, task_vars: Any = None) -> Any:
        """Begin, as every action does."""
        return self.begin(tmp, task_vars)  # type: ignore[attr-defined]


def becoming(user: str | None) -> Any:
    """Return what becomes a user."""
    return SimpleNamespace(get_option=lambda name, **_more: user if name == "become_user" else None)

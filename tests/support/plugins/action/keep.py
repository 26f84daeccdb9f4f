"""Writes a value into a file for a test: by the controller itself, as a module takes a second to start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """Takes the options `value` and `path`."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        value = self._task.args["value"]
        # Text that looks like a mapping may have become one.
        text = value if isinstance(value, str) else json.dumps(value)
        Path(self._task.args["path"]).write_text(text, encoding="utf-8")
        return {"changed": False}

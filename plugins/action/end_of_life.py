# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.end_of_life``: how long the models last that are in use."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.modules.end_of_life import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import ApiAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import end_of_life
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.moves import State
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.role_states import ROLES, RoleStates
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.settings import check_names
from ansible_collections.fjcorp.openai.plugins.plugin_utils.survey_text import structured

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ansible_collections.fjcorp.openai.plugins.plugin_utils.connection import Connection

NO_MODELS = "administrative"
"""The one role whose objects name no models that are called."""
TUNING = "openai_fine_tuning_jobs"
"""Items may name one of these by its key in place of a model."""


class ActionModule(ApiAction):
    """Reads items, states and the list of models, and changes nothing."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Put the list together."""
        return self.run_connected(DOCUMENTATION, tmp, task_vars, self._list)

    def _list(self, connection: Connection, options: dict[str, Any]) -> dict[str, Any]:
        check_names(options["stack"], options["workspace"])
        items = {name: structured(each, "dict") or {} for name, each in options["items"].items()}
        places = [*_in_items(items), *_in_states(options)]
        try:
            rows = end_of_life.report(places, connection.api, items.get(TUNING, {}))
        except end_of_life.EndOfLifeError as error:
            raise StackError(str(error)) from None
        return {"changed": False, "models": rows}


def _in_items(items: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for variable, described in items.items():
        for key, item in described.items():
            for name in end_of_life.named_models(item):
                yield name, f"{variable}[{json.dumps(str(key), ensure_ascii=False)}]"


def _in_states(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    states = RoleStates({}, options, dict(os.environ))
    for role in ROLES:
        if role == NO_MODELS:
            continue
        for module, key, values in State(states.of(role)).everything():
            for name in end_of_life.named_models(values):
                yield name, f"state of {role}: {module}[{json.dumps(key, ensure_ascii=False)}]"

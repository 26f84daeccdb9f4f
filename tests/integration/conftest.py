"""What the tests of the whole chain share."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from support.ansible import ROOT
from support.shared_organization import variables_in

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

# The plugins' helpers are imported as `plugins.plugin_utils`, without Ansible's loader.
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

WRITES = {"POST", "PUT", "PATCH", "DELETE"}


def writes(emulator: Any) -> list[str]:
    """Return the operations of the call log that write; counting tokens is a POST and writes nothing."""
    return [
        call["operation"]
        for call in emulator.calls()
        if call["method"] in WRITES and call["operation"] != "Getinputtokencounts"
    ]


def paid(emulator: Any) -> int:
    """Return the number of paid calls in the call log."""
    return sum(1 for call in emulator.calls() if call["paid"])


@pytest.fixture
def emulator(request: pytest.FixtureRequest) -> Emulator:
    """Return the worker's emulator, or one of its own for a test that is marked."""
    if request.node.get_closest_marker("own_emulator"):
        own: Emulator = request.getfixturevalue("start_emulator")()
        return own
    shared: Emulator = request.getfixturevalue("shared_emulator")
    return shared


@pytest.fixture
def organization(tmp_path: Path) -> dict[str, Any]:
    """Return the variables of a small organization: two projects, two files, two completions, a model."""
    made = variables_in(tmp_path)
    named = ("openai_projects", "openai_files", "openai_chat_completions", "openai_models")
    return {name: made[name] for name in named}

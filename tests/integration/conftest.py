"""What the tests of the whole chain share."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from support.ansible import ROOT

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
    handbook = tmp_path / "handbook.txt"
    handbook.write_text("A frame that is bent is never ridden again.\n", encoding="utf-8")
    talks = tmp_path / "talks.jsonl"
    line = '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}\n'
    talks.write_text(line * 12, encoding="utf-8")
    return {
        "openai_projects": {"care": {"name": "Customer Care"}, "shop": {"name": "Web Shop"}},
        "openai_files": {
            "handbook": {"file_path": str(handbook), "purpose": "user_data"},
            "talks": {"file_path": str(talks), "purpose": "fine-tune"},
        },
        "openai_chat_completions": {
            "card": {
                "model": "gpt-5.6-terra",
                "messages": [
                    {"role": "developer", "content": "Ten lines at most; {{ '{{' }} and ${x} and %{y} stay."},
                    {
                        "role": "user",
                        "parts": [
                            {"type": "file", "file": "handbook"},
                            {"type": "text", "text": "What now?"},
                        ],
                    },
                ],
                "store": True,
            },
            "greeting": {"model": "gpt-5.6-luna", "messages": [{"role": "user", "content": "Say hello."}]},
        },
        "openai_models": {"draft": {"model_id": "gpt-5.6-terra"}},
    }

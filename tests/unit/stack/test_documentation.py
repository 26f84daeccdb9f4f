"""Options that several actions share are described once, and read where they are described."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from plugins.plugin_utils.stack.credentials import IDENTITY  # noqa: E402
from plugins.plugin_utils.stack.settings import argument_spec, parse_yaml  # noqa: E402

API = {"admin_key", "base_url", "organization", "max_wait", "insecure", "state_dir"}
STATES = {"stack", "workspace", "backend", "terraform_binary"}


def documentation(name: str) -> dict[str, Any]:
    module = importlib.import_module(f"plugins.modules.{name}")
    return dict(parse_yaml(module.DOCUMENTATION))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("adopt", API | STATES | {"api_key", "path", "items", "lock_timeout", *IDENTITY}),
        ("drift", API | STATES | {"api_key", "results", "items", "people", *IDENTITY}),
        ("offboard", API | {"people", "missing", "only_projects", "projects", "recent_days"}),
        (
            "from_terraform",
            STATES
            | {"state_dir", "path", "items", "lock_timeout"}
            | {"sources", "report_dir", "overwrite", "project_groups"},
        ),
        ("validate", {"roles"}),
    ],
)
def test_an_action_has_its_own_options_and_those_of_its_fragments(name: str, options: set[str]) -> None:
    assert argument_spec(documentation(name)).keys() == options


def test_shared_options_keep_type_and_default() -> None:
    options = argument_spec(documentation("stack"))
    assert API | STATES | {"api_key"} <= options.keys()
    assert options["workspace"] == {"type": "str", "default": "default", "no_log": False}
    assert options["backend"] == {"type": "dict", "no_log": False}
    assert options["api_key"] == {"type": "str", "no_log": True}


def test_an_own_option_goes_before_that_of_a_fragment() -> None:
    text = {"extends_documentation_fragment": ["fjcorp.openai.states"], "options": {"stack": {"type": "raw"}}}
    options = argument_spec(text)
    assert options["stack"] == {"type": "raw", "no_log": False}
    assert options.keys() == STATES


def test_no_option_of_a_fragment_is_described_again() -> None:
    shared = API | STATES | {"api_key"}
    again = {
        path.stem: shared & set(documentation(path.stem).get("options", {}))
        for path in (ROOT / "plugins" / "modules").glob("*.py")
    }
    assert len(again) == 15
    assert {name: names for name, names in again.items() if names} == {}

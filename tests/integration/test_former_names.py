"""What was renamed works under its former name until release 1.0.0, and an action says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from support.ansible import ROOT, on_oldest_and_newest

if TYPE_CHECKING:
    from support.ansible import Ansible

ROUTING = yaml.safe_load((ROOT / "meta/runtime.yml").read_text("utf-8"))["plugin_routing"]


def test_actions_and_their_documentation_are_renamed_together() -> None:
    assert set(ROUTING["action"]) == set(ROUTING["modules"]) >= {"survey"}
    for name, route in ROUTING["modules"].items():
        assert route["redirect"] == ROUTING["action"][name]["redirect"]
        assert route["deprecation"]["removal_version"] == "1.0.0"


@on_oldest_and_newest
@pytest.mark.parametrize("name", ["survey", "organization_info"])
def test_survey(ansible: Ansible, emulator: Any, name: str) -> None:
    emulator.seed({"projects": [{"name": "Research"}]})
    options = {each: f"{{{{ openai_{each} }}}}" for each in ("admin_key", "base_url", "state_dir")}
    play = {"module_defaults": {"group/fjcorp.openai.api": options}}
    own = {} if name == "organization_info" else options  # a group knows no former names
    tasks = [
        {f"fjcorp.openai.{name}": {"include": ["users"], **own}, "register": "found"},
        ansible.keep("found", "found"),
    ]
    outcome = ansible.tasks(tasks, {}, play=play)
    found = outcome.results["found"]
    assert "Research" in {each["project"]["name"] for each in found["organization_info"]["projects"]}
    assert found.get("survey") == (found["organization_info"] if name == "survey" else None)
    told = "Use fjcorp.openai.organization_info instead" in " ".join(outcome.text.split())
    assert told is (name == "survey")

"""What a role would read of the variables of a play, and what a run says of itself."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible import context
from ansible.errors import AnsibleError
from plugins.plugin_utils.caller import caller
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack.play_variables import LaterError, PlayVariables, data_folders
from plugins.plugin_utils.stack.root_module import Module

MODULES = [Module("files", "openai_files"), Module("vector_store", "openai_vector_stores")]


def evaluate(value: Any) -> Any:
    """Stand for Ansible's templates."""
    if isinstance(value, AnsibleError):
        raise value
    return value.upper() if isinstance(value, str) and value.startswith("{{") else value


def play(**variables: Any) -> PlayVariables:
    return PlayVariables(variables, evaluate)


def test_a_role_s_own_variable_goes_before_that_of_all_roles() -> None:
    read = play(openai_stack="acme", core_ai_stack="{{ blue }}", openai_parallelism="5", core_ai_workspace="")
    own, other = read.settings("core_ai"), read.settings("data_management")
    assert (own["stack"], other["stack"]) == ("{{ BLUE }}", "acme")
    assert own["workspace"] == other["workspace"] == "default"
    assert (own["parallelism"], own["lock_timeout"]) == ("5", 0)
    of_the_role = {"category", "modules", "items", "declared_elsewhere", "specification", "modules_dir"}
    assert own.keys() & of_the_role == set()


def test_maps_of_settings_may_be_the_text_of_a_survey() -> None:
    assert play(openai_backend='{"s3": {"bucket": "b"}}').settings("core_ai")["backend"] == {
        "s3": {"bucket": "b"}
    }
    with pytest.raises(StackError) as caught:
        play(openai_backend="[1]", openai_moved="[2]").settings("core_ai")
    told = [line.partition(":")[0] for line in str(caught.value).splitlines()]
    assert sorted(told) == ["openai_backend", "openai_moved"]


def test_items_are_those_of_the_role_or_of_each_variable() -> None:
    files = {"a": {"file_path": "x"}}
    assert play(openai_files=files, openai_other=1).items("data_management", MODULES) == {
        "files": files,
        "vector_store": None,
    }
    own = {"files": files}
    assert play(openai_files={}, data_management_items=own).items("data_management", MODULES) == own
    assert play(openai_files="", data_management_items="x").items("data_management", MODULES) == {
        "files": None,
        "vector_store": None,
    }


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("'core_ai_result' is undefined", LaterError),
        ("'core_ai_\nresult' is  undefined", StackError),
        ("'name' is undefined", StackError),
    ],
)
def test_a_variable_that_cannot_be_evaluated_is_named(message: str, kind: type[StackError]) -> None:
    with pytest.raises(StackError) as caught:
        play(openai_files=AnsibleError(message)).value("openai_none", "openai_files")
    assert type(caught.value) is kind
    assert str(caught.value) == f"openai_files: cannot be evaluated: {' '.join(message.split())}"


def test_relative_paths_start_from_folders_of_the_play() -> None:
    here = Path.cwd()
    assert data_folders(None, {"playbook_dir": "/plays"}) == [Path("/plays"), here]
    assert data_folders([], {}) == [here, here]
    assert data_folders(["data", "/x"], {"playbook_dir": "/plays"}) == [here / "data", Path("/x")]
    assert play(playbook_dir="/plays").folders({"data_dirs": ["/y"]}) == [Path("/y")]


@pytest.mark.parametrize(
    ("books", "role", "check_mode", "told"),
    [
        (["/plays/site.yml", "more.yml"], None, False, "playbook site.yml, more.yml, action stack"),
        (["site.yml"], "fjcorp.openai.core_ai", True, "playbook site.yml, role core_ai, check mode"),
        ("all", None, False, "ansible, action stack"),
        (None, None, False, "ansible, action stack"),
    ],
)
def test_a_run_says_what_it_is(
    monkeypatch: pytest.MonkeyPatch, books: Any, role: str | None, check_mode: bool, told: str
) -> None:
    monkeypatch.setattr(context, "CLIARGS", {"args": books})
    of = SimpleNamespace(get_name=lambda: role) if role else None
    assert caller(SimpleNamespace(action="fjcorp.openai.stack", check_mode=check_mode, _role=of)) == told

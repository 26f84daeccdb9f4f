"""What the actions share that take objects over: what is known before, and what is written after."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from ansible import context
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.import_ import import_action
from plugins.plugin_utils.import_.import_action import ImportAction
from plugins.plugin_utils.import_.import_result import ADMIN_KEY, GROUP, PROJECT
from plugins.plugin_utils.stack import role_states
from plugins.plugin_utils.stack.role_states import RoleStates

from support.checks import every
from unit.stack.acting import Acting

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """#!/bin/sh
echo "$TF_CLI_CONFIG_FILE|$MARKER|$*" >> {folder}/asked
case "$1" in
    workspace) printf '* default\\n' ;;
    state) cat {folder}/state.json ;;
esac
"""
BACKEND = {"s3": {"bucket": "states", "key": "{stack}/{category}.tfstate"}}


class Taking(Acting, ImportAction):
    """Takes projects, groups and keys of administrators over."""

    kinds = (PROJECT, GROUP, ADMIN_KEY)


def options(folder: Path, **more: Any) -> dict[str, Any]:
    given = {"stack": "acme", "workspace": "default", "state_dir": str(folder / "state"), "lock_timeout": 0}
    return {**given, "path": str(folder / "items.yml"), "items": {}, "backend": None, **more}


def state_of(module: str, type_: str, id_: str) -> dict[str, Any]:
    instances = [{"attributes": {"id": id_}}]
    resource = {"mode": "managed", "module": module, "type": type_, "name": "this", "instances": instances}
    return {"version": 4, "lineage": "l", "resources": [resource]}


def put(path: Path, document: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))


def described(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def test_what_is_described_and_managed_is_known_before(tmp_path: Path) -> None:
    work = tmp_path / "state" / "acme"
    held = state_of('module.projects["lab"]', "openai_project", "proj_1")
    put(work / "administrative" / "terraform.tfstate", held)
    block = {"to": 'module.projects["shop"].openai_project.this', "id": "proj_2"}
    gone = {"to": 'module.projects["gone"].openai_project.this', "id": "proj_3"}
    other = {"to": 'module.invite["eve"].openai_invite.this', "id": "eve@example.com"}
    put(work / "administrative" / "imports.json", {"import": [block, gone, other]})
    (tmp_path / "items.yml").write_text("openai_groups: {team: {name: Team}}\n")
    action = Taking()
    assert action.categories == ("administrative", "api_management")
    given = {"openai_projects": "shop: {name: Shop}", "openai_admin_api_keys": ""}
    imports = action.imports(options(tmp_path, items=given), tmp_path / "scratch")
    assert imports.known(PROJECT) == {"shop": {"name": "Shop"}}
    assert imports.known(GROUP) == {"team": {"name": "Team"}}
    assert imports.known(ADMIN_KEY) == {}
    managed = {id_: imports.manages(PROJECT, PROJECT.type, id_) for id_ in ("proj_1", "proj_2", "proj_3")}
    # A block whose item is gone waits for nothing.
    assert managed == {"proj_1": "lab", "proj_2": "shop", "proj_3": None}
    assert imports.manages(ADMIN_KEY, ADMIN_KEY.type, "key_1") is None


def test_a_path_in_a_collection_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ansible_collections" / "fjcorp" / "openai" / "items.yml"
    with pytest.raises(StackError, match=r"^path: "):
        Taking().imports(options(tmp_path, path=str(path)), tmp_path)


def at_backend(folder: Path, monkeypatch: pytest.MonkeyPatch, module: Any) -> str:
    program = folder / "terraform"
    program.write_text(PROGRAM.format(folder=folder))
    program.chmod(0o700)
    held = state_of('module.projects["lab"]', "openai_project", "proj_1")
    (folder / "state.json").write_text(json.dumps(held))
    monkeypatch.setattr(module, "install_provider", lambda mirror: mirror / "terraform.rc")
    return str(program)


def test_states_at_a_backend_are_read_by_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = at_backend(tmp_path, monkeypatch, import_action)
    monkeypatch.setenv("MARKER", "here")
    given = options(tmp_path, backend=BACKEND, terraform_binary=program)
    imports = Taking().imports(given, tmp_path / "scratch")
    assert imports.manages(PROJECT, PROJECT.type, "proj_1") == "lab"
    asked = [line.split("|") for line in (tmp_path / "asked").read_text("utf-8").splitlines()]
    assert [line[2] for line in asked].count("state pull") == 2
    assert {line[1] for line in asked} == {"here"}
    assert {line[0].startswith(f"{tmp_path}/state/provider/") for line in asked} == {True}


def test_states_of_roles_are_files_or_at_a_backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = at_backend(tmp_path, monkeypatch, role_states)
    mine = {"state_dir": str(tmp_path / "state"), "stack": "acme", "workspace": "default"}
    local = {**mine, "backend": None, "terraform_binary": None}
    remote = {**mine, "backend": BACKEND, "terraform_binary": program}
    held = state_of('module.files["a"]', "openai_file", "file-1")
    put(tmp_path / "state" / "acme" / "data_management" / "terraform.tfstate", held)
    states = RoleStates({"core_ai": remote}, local, {"PATH": "/usr/bin:/bin", "MARKER": "there"})
    assert states.of("data_management") == held
    assert states.of("api_management") == {}
    assert not (tmp_path / "asked").exists()
    assert states.of("core_ai") == described(tmp_path / "state.json")
    asked = [line.split("|") for line in (tmp_path / "asked").read_text("utf-8").splitlines()]
    assert {line[1] for line in asked} == {"there"}
    assert {line[0].startswith(f"{tmp_path}/state/provider/") for line in asked} == {True}


def test_working_folders_are_held_but_in_check_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [tmp_path / "state" / "acme" / name for name in ("administrative", "api_management")]
    lines: list[str] = []
    monkeypatch.setattr(context, "CLIARGS", {"args": ["/plays/adopt.yml"]})
    with Taking(check_mode=True).held(options(tmp_path), lines.append) as scratch:
        assert scratch.is_dir()
        assert scratch.parent == tmp_path / "state" / "runs"
        assert scratch.name.startswith("acme.example.")
        assert not any(folder.exists() for folder in folders)
    assert not scratch.exists()
    with Taking().held(options(tmp_path), lines.append):
        assert every(folder.is_dir() for folder in folders)
        with pytest.raises(StackError, match=r"playbook adopt\.yml, action example"):
            Taking().held(options(tmp_path), lines.append).__enter__()
    with pytest.raises(StackError, match="openai_stack"):
        Taking().held(options(tmp_path, stack="../x"), lines.append).__enter__()


def taken(action: Taking, folder: Path) -> Any:
    """Return what is known once a project and a group were taken over."""
    imports = action.imports(options(folder), folder / "scratch")
    imports.take(PROJECT, "proj_1", {"name": "Lab"}, ("Lab",), lambda _each: False)
    imports.take(PROJECT, "proj_2", {"name": "Shop"}, ("Shop",), lambda _each: False)
    imports.leave("project", "it is archived", "Old")
    return imports


def test_items_and_blocks_are_written_and_counted(tmp_path: Path) -> None:
    action = Taking(diff=True)
    text = "---\n\nopenai_projects:\n  lab:\n    name: Lab\n  shop:\n    name: Shop\n"
    to = [f'module.projects["{key}"].openai_project.this' for key in ("lab", "shop")]
    found = action.finish(taken(action, tmp_path), options(tmp_path))
    path = str(tmp_path / "items.yml")
    assert found == {
        "changed": True,
        "path": path,
        "added": {"openai_projects": ["lab", "shop"]},
        "blocks": {"administrative": 2, "api_management": 0},
        "waiting": {"administrative": 2, "api_management": 0},
        "left_out": [{"kind": "project", "reason": "it is archived", "names": ["Old"]}],
        "diff": [
            {"before_header": path, "after_header": path, "before": "", "after": text},
            {"prepared": f"import {to[0]}\nimport {to[1]}\n"},
        ],
    }
    assert (tmp_path / "items.yml").read_text("utf-8") == text
    waiting = tmp_path / "state" / "acme" / "administrative" / "imports.json"
    assert [block["to"] for block in described(waiting)["import"]] == to
    # Everything is known now.
    again = Taking()
    last = again.finish(taken(again, tmp_path), options(tmp_path))
    assert (last["changed"], last["added"], last["blocks"]["administrative"]) == (False, {}, 0)
    assert last["waiting"] == {"administrative": 2, "api_management": 0}
    assert "diff" not in last


def test_check_mode_writes_nothing(tmp_path: Path) -> None:
    action = Taking(check_mode=True)
    found = action.finish(taken(action, tmp_path), options(tmp_path))
    assert (found["changed"], found["blocks"]["administrative"], found["waiting"]["administrative"]) == (
        True,
        2,
        0,
    )
    assert not (tmp_path / "items.yml").exists()
    assert not (tmp_path / "state").exists()

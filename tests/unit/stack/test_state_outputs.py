"""What states hold, read in files and at a backend, by a program in the place of Terraform."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack.backend import Backend
from plugins.plugin_utils.stack.state_outputs import (
    StateOutputs,
    expected_outputs,
    leave_expected,
    local_state,
)
from plugins.plugin_utils.stack.terraform import Terraform, find_binary
from plugins.plugin_utils.stack.working_directory import WorkingDirectory

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """#!/bin/sh
echo "$TF_WORKSPACE|$GIVEN|$*" >> {folder}/asked
case "$1" in
    workspace) printf '  default\\n* blue\\n' ;;
    state) cat {folder}/state.json ;;
    output) cat {folder}/outputs.json ;;
esac
echo "a complaint" >&2
test "$1" != "{fails}"
"""
BACKEND = {"s3": {"bucket": "states", "key": "{stack}/{category}.tfstate"}}
STATE = {
    "version": 4,
    "lineage": "l",
    "outputs": {"cards": {"value": {"a": {"id": "card_1"}}}},
    "resources": [
        {"mode": "managed", "type": "openai_card", "instances": [{"attributes": {"id": "proj_1/card_1"}}]},
        {
            "mode": "managed",
            "type": "openai_key",
            "instances": [{"attributes": None}, {"attributes": {"id": "k", "key_id": "key_1"}}],
        },
        {"mode": "data", "type": "openai_model", "instances": [{"attributes": {"id": "gpt-5"}}]},
    ],
}


class Place:
    """States of a stack, in files or at a backend."""

    def __init__(self, folder: Path, backend: dict[str, Any] | None, workspace: str, fails: str = "") -> None:
        program = folder / "terraform"
        program.write_text(PROGRAM.format(folder=folder, fails=fails))
        program.chmod(0o700)
        (folder / "state.json").write_text(json.dumps(STATE))
        (folder / "outputs.json").write_text(json.dumps(STATE["outputs"]))
        self.folder = folder
        terraform = Terraform(
            str(program), {"GIVEN": "ours"}, {"PATH": os.environ["PATH"], "GIVEN": "theirs"}
        )
        self.scratch = folder / "scratch"
        kind = Backend(backend or {}, "acme")
        self.states = StateOutputs(folder, "acme", workspace, kind, terraform, self.scratch, planned=True)

    def asked(self) -> list[str]:
        return (self.folder / "asked").read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("workspace", "place"),
    [("default", "terraform.tfstate"), ("blue", "terraform.tfstate.d/blue/terraform.tfstate")],
)
def test_a_state_in_a_file_lies_where_terraform_keeps_it(tmp_path: Path, workspace: str, place: str) -> None:
    here = Place(tmp_path, None, workspace)
    assert (here.states.of("office"), here.states.state("office")) == ({}, {})
    path = tmp_path / "acme" / "other" / place
    assert local_state(WorkingDirectory(tmp_path, "acme", "other"), workspace) == path
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(STATE))
    assert here.states.of("other") == {"cards": {"a": {"id": "card_1"}}}
    path.unlink()
    assert here.states.of("other") == {"cards": {"a": {"id": "card_1"}}}, "read once for a run"


@pytest.mark.parametrize(("workspace", "selected"), [("default", ""), ("blue", "blue")])
def test_a_state_at_a_backend_is_read_in_a_folder_of_its_own(
    tmp_path: Path, workspace: str, selected: str
) -> None:
    here = Place(tmp_path, BACKEND, workspace)
    assert here.states.state("office") == STATE
    assert here.states.of("office") == {"cards": {"a": {"id": "card_1"}}}
    look = ["|ours|init -input=false -no-color -reconfigure", "|ours|workspace list"]
    assert here.asked() == [
        *look,
        f"{selected}|ours|state pull",
        *look,
        f"{selected}|ours|output -json -no-color",
    ]
    root = here.scratch / "states" / "office" / "main.tf.json"
    assert json.loads(root.read_text("utf-8")) == {
        "terraform": {"backend": {"s3": {"bucket": "states", "key": "acme/office.tfstate"}}}
    }


def test_a_workspace_that_the_backend_has_not_holds_nothing(tmp_path: Path) -> None:
    here = Place(tmp_path, BACKEND, "green")
    assert (here.states.state("office"), here.states.of("office")) == ({}, {})


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        ("init", "the state of office cannot be reached: a complaint"),
        ("state", "the state of office cannot be read: a complaint"),
        ("output", "the outputs in {reader} cannot be read: a complaint"),
    ],
)
def test_a_backend_that_refuses_is_told_in_terraforms_words(tmp_path: Path, fails: str, told: str) -> None:
    here = Place(tmp_path, BACKEND, "default", fails)
    with pytest.raises(StackError) as refused:
        (here.states.of if fails == "output" else here.states.state)("office")
    assert str(refused.value) == told.format(reader=here.scratch / "states" / "office")


@pytest.mark.parametrize(
    ("kind", "id_", "held"),
    [
        ("openai_card", "card_1", True),
        ("openai_card", "proj_1/card_1", True),
        ("openai_card", "card", False),
        ("openai_key", "key_1", True),
        ("openai_key", "card_1", False),
        ("openai_model", "gpt-5", False),
    ],
)
def test_the_category_that_holds_an_object_is_known(
    tmp_path: Path, kind: str, id_: str, *, held: bool
) -> None:
    here = Place(tmp_path, None, "default")
    for name in ("a_first", "office"):
        (tmp_path / "acme" / name).mkdir(parents=True)
    (tmp_path / "acme" / "a_file").touch()
    (tmp_path / "acme" / "office" / "terraform.tfstate").write_text(json.dumps(STATE))
    assert here.states.holder(kind, id_) == ("office" if held else None)


def test_what_a_role_of_this_play_expects_goes_before_what_is(tmp_path: Path) -> None:
    folder = WorkingDirectory(tmp_path, "acme", "office")
    folder.path.mkdir(parents=True)
    assert expected_outputs(folder) is None
    (folder.path / "terraform.tfstate").write_text(json.dumps(STATE))
    leave_expected(folder, {"cards": {"b": {"id": None}}})
    assert Place(tmp_path, None, "default").states.of("office") == {"cards": {"b": {"id": None}}}
    for text in (json.dumps({"play": 1, "outputs": {}}), "{", "[]", json.dumps({"play": os.getppid()})):
        folder.planned_outputs.write_text(text)
        assert expected_outputs(folder) is None
        assert Place(tmp_path, None, "default").states.of("office") == {"cards": {"a": {"id": "card_1"}}}


def test_the_program_is_found_by_name_by_path_or_where_it_was_fetched_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(
        "plugins.plugin_utils.stack.terraform.fetched_programs", lambda _environ: tmp_path / "fetched"
    )

    def put(place: str) -> str:
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o700)
        return str(path)

    for declared, looked in ((None, "terraform or tofu on the PATH"), ("tf", "tf (openai_terraform_binary)")):
        with pytest.raises(StackError) as refused:
            find_binary(declared)
        assert str(refused.value) == (
            f"there is no {looked}. Install Terraform (https://developer.hashicorp.com/terraform/install) "
            "or OpenTofu (https://opentofu.org/docs/intro/install), fetch Terraform with "
            "`ansible-playbook fjcorp.openai.setup`, or set openai_terraform_binary to its path"
        )
    for place in ("fetched/tofu", "fetched/terraform", "bin/tofu", "bin/terraform"):
        made = put(place)
        assert find_binary(None) == made
    assert find_binary("tofu") == str(tmp_path / "bin" / "tofu")
    assert find_binary(str(tmp_path / "fetched" / "tofu")) == str(tmp_path / "fetched" / "tofu")

"""The state folder is for its owner alone, and holds no keys of a run that was killed."""

from __future__ import annotations

import json
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from support.backends import PROJECTS, wait_until
from support.terraform import processes_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.ansible import Ansible

pytestmark = pytest.mark.own_emulator
MODELS = {"draft": {"model_id": "gpt-5.6-terra"}}
COMMON = {name: f"{{{{ openai_{name} }}}}" for name in ("base_url", "admin_key", "state_dir")}


@pytest.fixture
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    former = os.umask(request.param)
    yield
    os.umask(former)


@pytest.fixture
def place(make_ansible: Callable[..., Ansible], emulator: Any, tmp_path: Path) -> Ansible:
    """Return a place whose state folder is not there yet, nor the one above it."""
    return make_ansible(
        openai_base_url=emulator.base_url,
        openai_api_key=emulator.api_key,
        openai_admin_key=emulator.admin_key,
        openai_state_dir=str(tmp_path / "above" / "state"),
    )


def open_to_others(state_dir: Path) -> list[str]:
    """Return what others may do something with."""
    found = [state_dir.parent, state_dir, *state_dir.rglob("*")]
    return [
        f"{path} {path.stat().st_mode & 0o777:o}"
        for path in found
        if not path.is_symlink() and path.stat().st_mode & 0o077
    ]


@pytest.mark.parametrize("umask", [0, 0o077], indirect=True, ids=["open", "closed"])
@pytest.mark.usefixtures("umask")
def test_it_is_for_its_owner_alone_and_keeps_no_keys(place: Ansible, emulator: Any) -> None:
    tasks: list[dict[str, Any]] = [
        {"ansible.builtin.include_role": {"name": "fjcorp.openai.administrative"}},
        {"fjcorp.openai.adopt": {"path": str(place.folder / "adopted.yml"), **COMMON}},
        {"fjcorp.openai.onboard": {"people": [{"email": "ada@example.com"}], "wait": False, **COMMON}},
    ]
    place.tasks(tasks, {"openai_projects": PROJECTS})
    assert open_to_others(place.state_dir) == []
    assert (place.state_dir / "default" / "administrative" / "terraform.tfstate").is_file()

    emulator.fault(operation="create-project", delay=60)
    playbook = place.folder / "killed.yml"
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False}
    more = {"openai_projects": {**PROJECTS, "lab": {"name": "Lab"}}}
    playbook.write_text(json.dumps([play | {"vars": more, "roles": ["fjcorp.openai.administrative"]}]))
    with place.start(playbook) as process:
        wait_until(lambda: emulator.control("GET", "/faults")["data"][0]["seen"] > 0)
        # Ansible's workers are in sessions of their own.
        for pid in {*processes_with(f"{place.folder}/"), *processes_with(f"{place.state_dir}/")}:
            with suppress(ProcessLookupError):  # a provider ends when its Terraform was killed
                os.kill(pid, signal.SIGKILL)
        process.communicate(timeout=60)
    assert open_to_others(place.state_dir) == []
    keys = list(place.state_dir.rglob("credentials.json"))
    assert len(keys) == 1
    emulator.control("DELETE", "/faults")

    place.apply({"openai_models": MODELS, "openai_stack": "other"}, roles=["advanced_features"])
    assert not list(place.state_dir.rglob("credentials.json"))
    assert [path.name for path in (place.state_dir / "runs").iterdir()] == [".lock"]

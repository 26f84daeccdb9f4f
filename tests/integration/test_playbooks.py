"""The playbooks of the collection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.ansible import ROOT
from support.terraform import eventually, processes_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.ansible import Ansible


def test_site_makes_and_destroy_destroys(
    make_ansible: Callable[..., Ansible], emulator: Any, organization: dict[str, Any]
) -> None:
    keys = {"openai_api_key": emulator.api_key, "openai_admin_key": emulator.admin_key}
    place = make_ansible(openai_base_url=emulator.base_url, **keys, **organization)
    made = place.run(ROOT / "playbooks/site.yml")
    assert made.code == 0, made.text
    assert "changed=4" in made.text
    assert len(emulator.call("GET", "/files").json()["data"]) == 2
    announced = place.run("fjcorp.openai.destroy", "--check", "--diff")
    assert 'openai_projects["care"] (openai_project) will be archived, which is final' in announced.text
    assert len(emulator.call("GET", "/files").json()["data"]) == 2
    destroyed = place.run("fjcorp.openai.destroy", "-e", "openai_confirm_destroy=default")
    assert destroyed.code == 0, destroyed.text
    assert emulator.call("GET", "/files").json()["data"] == []
    projects = emulator.call("GET", "/organization/projects", admin=True).json()["data"]
    assert not {"Customer Care", "Web Shop"} & {project["name"] for project in projects}


def test_a_demonstration_that_fails_leaves_nothing_running(
    make_ansible: Callable[..., Ansible], tmp_path: Path
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    place = make_ansible(openai_terraform_binary="no-such-terraform")
    failed = place.run("fjcorp.openai.demo", env={"TMPDIR": str(folder)})
    assert failed.code == 2
    assert "there is no no-such-terraform (openai_terraform_binary)" in failed.message
    # Ansible's own watcher of the background task looks every five seconds.
    eventually(lambda: processes_with(str(folder)) == [], "the end of the emulator")
    assert list(folder.glob("fjcorp.openai.demo.*")) == []

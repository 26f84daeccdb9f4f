"""The playbooks of the collection."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

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

    # All that is wrong anywhere is reported at once, before anything is made.
    variables = {"openai_modles": {}, "openai_models": {"draft": {"model": "gpt-5.6-terra"}}}
    wrong = place.folder / "wrong.json"
    wrong.write_text(
        json.dumps(
            {
                **variables,
                "openai_project_users": {"x": {"project": "care", "email": "nobody@example.com"}},
                "openai_people": "- email: ada@example.com\n  projects:\n    - project: Web Shop\n"
                "    - project: Wbe Shop\n",
            }
        ),
        encoding="utf-8",
    )
    emulator.clear_calls()
    refused = place.run(ROOT / "playbooks/site.yml", "-e", f"@{wrong}")
    assert refused.message.splitlines() == [
        'advanced_features: openai_models["draft"].model: unknown option; did you mean "model_id"?',
        'advanced_features: openai_models["draft"].model_id: is required',
        (
            'administrative: openai_project_users["x"].email: nobody@example.com '
            "does not belong to the organization"
        ),
        (
            "openai_people[0] (ada@example.com): projects[1]: there is no project "
            '"Wbe Shop"; there are Default project'
        ),
        'the variable openai_modles is set, and nothing reads it; did you mean "openai_models"?',
        "nothing was changed",
    ]
    operations = {call["operation"] for call in emulator.calls()}
    assert operations == {"list-users", "list-projects"}

    made = place.run(ROOT / "playbooks/site.yml")
    assert made.code == 0, made.text
    assert "changed=4" in made.text
    assert len(emulator.call("GET", "/files").json()["data"]) == 2
    announced = place.run("fjcorp.openai.destroy", "--check", "--diff")
    assert 'openai_projects["care"] (openai_project) will be archived, which is final' in announced.text
    assert len(emulator.call("GET", "/files").json()["data"]) == 2
    unconfirmed = place.run("fjcorp.openai.destroy")
    assert "If that is meant, say so with the name of the stack: openai_confirm_destroy: default" in (
        unconfirmed.message
    )
    destroyed = place.run("fjcorp.openai.destroy", "-e", "openai_confirm_destroy=default")
    assert destroyed.code == 0, destroyed.text
    assert emulator.call("GET", "/files").json()["data"] == []
    projects = emulator.call("GET", "/organization/projects", admin=True).json()["data"]
    assert not {"Customer Care", "Web Shop"} & {project["name"] for project in projects}


@pytest.mark.parametrize(
    ("playbook", "variable"),
    [
        ("adopt", "openai_adopt_file"),
        ("import_keys", "openai_import_file"),
        ("offboard_user", "openai_leavers"),
        ("onboard_users", "openai_people"),
    ],
)
def test_a_variable_that_a_playbook_needs_is_asked_for(
    make_ansible: Callable[..., Ansible], playbook: str, variable: str
) -> None:
    missing = make_ansible().run(f"fjcorp.openai.{playbook}")
    assert missing.code == 2
    assert missing.message.startswith(f"{variable} is not set: ")


def test_keys_are_taken_over_into_the_file_that_holds_the_variables(
    make_ansible: Callable[..., Ansible], emulator: Any
) -> None:
    """As the head of the playbook says: items in the file count, also by the key of a described project."""
    project = emulator.call("POST", "/organization/projects", admin=True, json={"name": "Web Shop"}).json()
    accounts = f"/organization/projects/{project['id']}/service_accounts"
    for name in ("server", "other"):
        emulator.call("POST", accounts, admin=True, json={"name": name})
    place = make_ansible(openai_base_url=emulator.base_url, openai_admin_key=emulator.admin_key)
    file = place.folder / "organization.yml"
    text = (
        "openai_projects:\n  shop:\n    name: Web Shop\n\n# Ours.\nopenai_service_accounts:\n"
        "  bot:\n    project: shop\n    name: server # the shop's\n"
    )
    file.write_text(text, encoding="utf-8")
    taken = place.run("fjcorp.openai.import_keys", "-e", "openai_import_file=organization.yml")
    assert taken.code == 0, taken.text
    items = yaml.safe_load(file.read_text("utf-8"))["openai_service_accounts"]
    assert [(key, item["project"]) for key, item in items.items()] == [
        ("bot", "shop"),
        ("other", project["id"]),
    ]
    assert "# the shop's" in file.read_text("utf-8")


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

"""A state that is gone, or somebody else's: nothing is made twice, and what exists is taken over."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

from support.checks import every

from .conftest import writes

if TYPE_CHECKING:
    from support.ansible import Ansible
    from support.shared_organization import SharedOrganization

ROLES = ["administrative", "api_management", "data_management"]


def objects(emulator: Any) -> Counter[str]:
    """Return how many live objects of each name there are."""

    def listed(path: str, admin: bool = True) -> list[dict[str, Any]]:
        answer = emulator.call("GET", path, admin=admin)
        return answer.json()["data"] if answer.status_code == 200 else []

    projects = listed("/organization/projects?limit=100")
    names = [each["name"] for each in projects]
    names += [f"admin key {each['name']}" for each in listed("/organization/admin_api_keys")]
    names += [each["filename"] for each in listed("/files", admin=False)]
    for project in projects:
        inside = f"/organization/projects/{project['id']}"
        names += [f"account {each['name']}" for each in listed(f"{inside}/service_accounts")]
        names += [f"alert {each['threshold_amount']}" for each in listed(f"{inside}/spend_alerts")]
        now = emulator.clock.now()
        names += [
            f"key {each['name']}"
            for each in listed(f"{inside}/api_keys?owner_project_access=any")
            if (each.get("expires_at") or now + 9) > now + 1
        ]
    return Counter(names)


def test_an_empty_state_is_not_trusted_and_recovers(
    shared_organization: SharedOrganization, emulator: Any
) -> None:
    ansible, office = shared_organization.ansible, shared_organization.variables
    made, key = shared_organization.made, shared_organization.keys / "ci"
    there, keys = objects(emulator), key.read_text("utf-8")
    project = made.results["administrative"]["outputs"]["projects"]["care"]["project_id"]
    shutil.rmtree(ansible.state_dir)
    emulator.clear_calls()

    for arguments in (["--check"], []):
        refused = ansible.apply(office, *arguments, roles=ROLES, expect=2)
        lines = refused.message.splitlines()
        assert lines[0].startswith(
            f'administrative: openai_projects["care"]: the project "Customer Care" ({project}), made '
        )
        assert lines[0].endswith(" UTC exists already, and this stack's state does not know it")
        assert lines[-1] == (
            "administrative: nothing was changed. Take over what exists with openai_state: recover, or write "
            "it into the YAML with the playbook adopt; make another one with openai_duplicates: allow"
        )
    # Another role's state is not gone, but torn.
    torn = ansible.state_dir / "default" / "data_management" / "terraform.tfstate"
    torn.parent.mkdir(parents=True)
    torn.write_text('{"version": 4, "serial"', encoding="utf-8")
    told = ansible.apply(office | {"openai_state": "recover"}, "--check", roles=ROLES[:1])
    assert told.results["administrative"]["counts"]["import"] == 3
    assert writes(emulator) == []

    taken = ansible.apply(office | {"openai_state": "recover"}, roles=ROLES).results
    assert {role: taken[role]["counts"]["import"] for role in ROLES} == {
        "administrative": 3,
        "api_management": 3,
        "data_management": 2,
    }
    assert sum(result["counts"]["add"] for result in taken.values()) == 0
    assert taken["administrative"]["outputs"] == made.results["administrative"]["outputs"]
    again = ansible.apply(office, roles=ROLES)
    assert again.changed == dict.fromkeys(ROLES, False)
    assert objects(emulator) == there
    assert len(list(torn.parent.glob("terraform.tfstate.torn-*"))) == 1
    assert key.read_text("utf-8") == keys
    assert not [each for each in writes(emulator) if each.startswith(("create", "Create"))]


def test_a_key_whose_value_is_lost_is_made_anew_when_that_is_confirmed(
    shared_organization: SharedOrganization, emulator: Any
) -> None:
    ansible, office = shared_organization.ansible, shared_organization.variables
    keys = shared_organization.keys
    there = objects(emulator)
    shutil.rmtree(ansible.state_dir)
    shutil.rmtree(keys)
    office["openai_state"] = "recover"
    emulator.clear_calls()
    refused = ansible.apply(office, roles=ROLES[:2], expect=2).message.splitlines()
    assert len(refused) == 3
    assert refused[0].startswith('api_management: openai_admin_api_keys["ci"]: the admin key "CI" (')
    assert refused[1].startswith(
        'api_management: openai_service_accounts["server"].api_keys.live: the service'
    )
    assert every(line.endswith(" exists, and its place does not hold its value") for line in refused[:2])
    assert "have it revoked and made anew with openai_confirm_destroy: 2; if somebody does" in refused[2]
    assert writes(emulator) == []
    made = ansible.apply(office | {"openai_confirm_destroy": 2}, roles=ROLES[:2]).results["api_management"]
    assert (made["counts"]["add"], made["counts"]["import"]) == (2, 1)
    emulator.clock.advance(5)
    assert objects(emulator) == there
    assert emulator.call("GET", "/models", key=(keys / "live").read_text("utf-8").strip()).status_code == 200


def test_what_could_be_several_is_listed(ansible: Ansible, emulator: Any) -> None:
    ids = [
        emulator.call("POST", "/organization/projects", admin=True, json={"name": "Twin"}).json()["id"]
        for _unused in range(2)
    ]
    variables = {"openai_projects": {"twin": {"name": "Twin"}}, "openai_state": "recover"}
    emulator.clear_calls()
    refused = ansible.apply(variables, roles=ROLES[:1], expect=2).message
    several, advice = refused.splitlines()
    assert several == f'administrative: openai_projects["twin"]: 2 objects could be it: {", ".join(ids)}'
    assert advice.endswith("Delete or rename at OpenAI what is not wanted, or tell the items apart")
    assert writes(emulator) == []
    allowed = variables | {"openai_state": "present", "openai_duplicates": "allow"}
    assert ansible.apply(allowed, roles=ROLES[:1]).results["administrative"]["counts"]["add"] == 1


def test_the_state_belongs_to_an_organization(shared_organization: SharedOrganization, emulator: Any) -> None:
    ansible, office = shared_organization.ansible, shared_organization.variables
    other, mine = emulator.add_organization(), dict(ansible.variables)
    states = {path: path.read_bytes() for path in ansible.state_dir.rglob("*.tfstate")}
    keys = {path: path.read_bytes() for path in shared_organization.keys.iterdir()}
    ansible.variables.update(openai_api_key=other["api_key"], openai_admin_key=other["admin_key"])
    emulator.clear_calls()
    for role, refused in ansible.refusals({role: (role, office) for role in ROLES}).items():
        assert refused.startswith(f'{role}: openai_stack: the state of "default" belongs to somebody else: ')
        assert refused.count("proj_") == 2
        assert f"organization {other['id']}" in refused
        assert refused.endswith("with another openai_stack")
        assert "\n" not in refused
    for arguments, more in ((["--check"], {}), ([], {"openai_state": "absent"})):
        assert (
            "belongs to somebody else"
            in ansible.apply(office | more, *arguments, roles=ROLES[:1], expect=2).message
        )

    # A state from before, which does not know its owner, is judged by its objects.
    state = ansible.state_dir / "default" / "administrative" / "terraform.tfstate"
    document = json.loads(states[state])
    document["resources"] = [each for each in document["resources"] if each["type"] != "openai_state_owner"]
    document["serial"] += 1
    state.write_text(json.dumps(document), encoding="utf-8")
    young = ansible.apply(office, roles=ROLES[:1], expect=2).message
    assert 'whose the state of "default" is cannot be told yet: ' in young
    emulator.clock.advance(600)
    refused = ansible.apply(office, roles=ROLES[:1], expect=2).message
    assert "not one of the 3 objects that it holds (" in refused
    assert writes(emulator) == []
    assert {path: path.read_bytes() for path in shared_organization.keys.iterdir()} == keys
    ansible.variables.update(mine)
    kept = ansible.apply(office, roles=ROLES[:1])
    assert kept.changed == {"administrative": False}
    assert "openai_state_owner" in state.read_text("utf-8")


def test_what_one_machine_adopted_another_one_takes_over(ansible: Ansible, emulator: Any) -> None:
    emulator.seed(
        {
            "projects": [{"name": "Research"}, {"name": "Shop"}],
            "service_accounts": [{"project": "Research", "name": "Reporting", "keys": 1}],
            "admin_keys": [{"name": "Automation"}],
            "invites": [{"email": "cy@example.com", "role": "reader"}],
        }
    )
    variables = ["-e", json.dumps({"openai_adopt_file": "organization.yml"})]
    adopted = ansible.run("fjcorp.openai.adopt", *variables)
    assert adopted.code == 0, adopted.text
    there = objects(emulator)
    shutil.rmtree(ansible.state_dir)
    emulator.clear_calls()

    described = ["-e", f"@{ansible.folder / 'organization.yml'}"]
    refused = ansible.run("fjcorp.openai.site", *described)
    assert refused.code == 2, refused.text
    assert 'the project "Research" (proj_' in refused.message
    assert "Take over what exists with openai_state: recover" in refused.message
    assert writes(emulator) == []

    # What has no key in it is taken over at once; of a key, only the first machine's import knows.
    taken = ansible.run("fjcorp.openai.site", *described, "-e", "openai_state=recover")
    assert 'openai_admin_api_keys["automation"].secret_sink: A key needs a place to go' in taken.message
    assert "is taken over by the playbook import_keys, or adopt." in taken.message
    adopted = ansible.run("fjcorp.openai.adopt", *variables)
    assert adopted.code == 0, adopted.text
    again = ansible.run("fjcorp.openai.site", *described)
    assert "changed=0" in again.text, again.text
    assert objects(emulator) == there
    assert [each for each in writes(emulator) if "create" in each.lower()] == []

"""Settings of the organization, certificates, keys and storage, and tiers of a project, through the role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from integration.conftest import writes
from support.certificates import pem
from support.valid_bodies import EXTERNAL_KEY, EXTERNAL_STORAGE

if TYPE_CHECKING:
    from support.ansible import Ansible

ROLE = ["administrative"]


def test_settings_are_set_changed_and_put_back(ansible: Ansible, emulator: Any) -> None:
    def told(path: str) -> Any:
        return emulator.call("GET", f"/organization/{path}", admin=True).json()

    first, second = pem(), pem()
    settings: dict[str, Any] = {
        "certificates": ["laptops"],
        "spend_limit": {"threshold_amount": 500000},
        "spend_alerts": [{"threshold_amount": 400000, "recipients": ["money@example.com"]}],
        "data_retention": "zero_data_retention",
    }
    office: dict[str, Any] = {
        "openai_organization_settings": {"acme": settings},
        "openai_projects": {
            "lab": {
                "name": "Lab",
                "service_tiers": {"default": "fast", "enabled_tiers": ["fast", "flex"]},
                "certificates": ["laptops"],
                "external_key_id": "vault",
            }
        },
        "openai_external_keys": {"vault": dict(EXTERNAL_KEY)},
        "openai_external_storages": {"records": {**EXTERNAL_STORAGE, "project": "lab"}},
        "openai_certificates": {"laptops": {"name": "laptops", "certificate": first}},
    }
    found = told("data_retention")
    outputs = ansible.apply(office, roles=ROLE).results["administrative"]["outputs"]
    assert outputs["organization_settings"] == {
        "acme": {"id": "organization", "spend_limit_status": "inactive"}
    }
    tiers = f"projects/{outputs['projects']['lab']['id']}/service_tier_settings"
    places = ("certificates", f"projects/{outputs['projects']['lab']['id']}/certificates")

    def active() -> list[str]:
        return [each["id"] for path in places for each in told(path)["data"] if each["active"]]

    def keys() -> list[tuple[str, list[str]]]:
        return [(each["id"], each["api_project_ids"]) for each in told("external_keys")["data"]]

    assert active() == [outputs["certificate"]["laptops"]["certificate_id"]] * 2
    lab = outputs["projects"]["lab"]["id"]
    assert keys() == [(outputs["external_key"]["vault"]["external_key_id"], [lab])]
    (storage,) = told("external_storage")["data"]
    assert (storage["project_id"], storage["status"]) == (lab, "validated")
    assert outputs["external_storage"]["records"]["id"] == storage["id"]
    assert told("spend_limit")["threshold_amount"] == 500000
    assert [each["threshold_amount"] for each in told("spend_alerts")["data"]] == [400000]
    assert told("data_retention")["type"] == "zero_data_retention"
    assert told(tiers)["enabled_tiers"] == ["fast", "flex"]

    emulator.clear_calls()
    assert not ansible.apply(office, roles=ROLE).changed["administrative"]
    assert writes(emulator) == []

    settings["spend_limit"]["threshold_amount"] = 600000
    del settings["spend_alerts"], settings["data_retention"]
    office["openai_projects"]["lab"]["service_tiers"] = {"default": "standard", "enabled_tiers": ["all"]}
    office["openai_certificates"]["laptops"]["certificate"] = second
    office["openai_external_keys"]["vault"]["kms_arn"] += "-next"
    office["openai_confirm_destroy"] = 1
    changed = ansible.apply(office, "--diff", "-vvv", roles=ROLE)
    del office["openai_confirm_destroy"]
    assert first.splitlines()[2] not in changed.text
    assert second.splitlines()[2] not in changed.text
    outputs = changed.results["administrative"]["outputs"]
    assert active() == [outputs["certificate"]["laptops"]["certificate_id"]] * 2
    assert len(told("certificates")["data"]) == 1, "the old one went when the new one was active"
    assert keys() == [(outputs["external_key"]["vault"]["external_key_id"], [lab])], "and so with the keys"
    assert told("spend_limit")["threshold_amount"] == 600000
    assert told("spend_alerts")["data"] == []
    assert told("data_retention") == found
    assert told(tiers)["enabled_tiers"] == "all"
    assert not ansible.apply(office, roles=ROLE).changed["administrative"]

    # Taken out everywhere at once: it is turned off first.
    office["openai_certificates"], settings["certificates"] = {}, []
    office["openai_projects"]["lab"]["certificates"] = []
    ansible.apply(office, roles=ROLE)
    assert told("certificates")["data"] == []

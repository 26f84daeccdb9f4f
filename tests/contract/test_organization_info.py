"""What `organization_info` may be asked for is what is read of an organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from plugins.modules.organization_info import DOCUMENTATION

from fjcorp_openai.api import Api, Settings
from fjcorp_openai.organization import OrganizationInfo
from support.every_resource import office

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

PARTS = yaml.safe_load(DOCUMENTATION)["options"]["include"]["choices"]
OF_PROJECTS = {"users", "service_accounts", "rate_limits", "peaks"}
"""What the organization as a whole has none of."""
OF_THE_ORGANIZATION = {"invites", "external_keys", "external_storages", "workload_identity_providers"}
"""What projects have none of."""
MORE = {"roles": {"people_roles", "groups"}}
"""What is returned beside a part of the organization."""


@pytest.mark.parametrize("part", PARTS)
def test_each_part_that_may_be_asked_for_is_returned_and_changes_nothing(
    shared_emulator: Emulator, tmp_path: Path, part: str
) -> None:
    office(shared_emulator, tmp_path)
    shared_emulator.clear_calls()
    settings = Settings(admin_key=shared_emulator.admin_key, base_url=shared_emulator.base_url)
    api = Api(settings, first_pause=0.0)
    try:
        found = OrganizationInfo(api).read([part])
    finally:
        api.close()
    own = {"admin_keys" if part == "keys" else part} | MORE.get(part, set())
    assert found.keys() - {"projects", "people"} == (set() if part in OF_PROJECTS else own)
    for project in found["projects"]:
        assert (part in project) is (part not in OF_THE_ORGANIZATION)
    assert {call["method"] for call in shared_emulator.calls()} == {"GET"}
